/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What the document recommends at last: a connection for each request, nothing is reused.
 *
 * The server closes when its answer has been read. FIN follows FIN and no segment meets a closed
 * socket, so there is no RST, neither way; the server keeps the TIME-WAIT. The client reads the
 * answer, then the end, and closes when its acknowledgement of the FIN has gone (delayed ACK, 40 ms
 * after it; the marks wait for that).
 *
 * TW counts the server's five time-wait entries, since 5.18 (27dd35e02235) when they begin, before
 * when the timer of 60 s ends them: a counter of the dead, which is still 0 here.
 */
HF_CASE(short_connections) = {
	.name = "short-connections",
	.claims = CLAIMS("D0.6"),
	.claim = "With a connection for each request nothing is ever sent to a closed socket, and "
		 "there is no RST.",
	.quote = "也可以通过短连接方式避免",
	.group = "keepalive",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER),
		       MEASURE,
		       CONNECT(.name = "caller", .count = 5, .request = 90, .wait = true),
		       CLOSE(.name = "caller", .at = SERVER),
		       RECV(.name = "caller", .wait = true),
		       UNTIL(.mark = "answered", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 5),
		       CLOSE(.name = "caller"),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "TIME-WAIT", .sockets = 5)),
	.expect = EXPECT(SOCKETS("answered", CLIENT, "CLOSE-WAIT", 5),
			 SOCKETS("closed", CLIENT, "LAST-ACK", 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 100),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .bytes = NONE),
			 CALL(.who = "caller", .call = "close"),
			 WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 100 seq 1; +0 < . 0 ack 101\n"
					"+0~9 > F. 0 seq 101; +0.04 < . 0 seq 91 ack 102\n"
					"+0~9 < F. 0 seq 91; +0 > . 0 ack 92"),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 5),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 0))},
		     {.since = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 5))}),
	.budget_s = 30,
};
