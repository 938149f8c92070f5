/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The keep-alive race, first outcome: the client has the server's FIN before it sends again.
 *
 * A request is answered, the server closes the idle connection, its FIN is there and acknowledged.
 * A client that looks reads end of stream and connects anew. One that does not look, and reuses the
 * connection, succeeds in sending, as CLOSE-WAIT forbids it nothing; the server, whose close() left
 * a time-wait entry in FIN-WAIT-2, answers with one RST. In CLOSE-WAIT tcp_reset() makes that
 * EPIPE: the next send() fails with it, read() still says end of stream. So this order gives
 * "broken pipe", never "connection reset by peer".
 *
 * The first data on either side is acknowledged at once (quick ACKs), the FIN 40 ms later, as
 * tcp_fin() enters pingpong mode. The pause before the second request is the harness's.
 *
 * The entry counts in TW since 5.18 (27dd35e02235); before, only those count that their timer ends.
 */
HF_CASE(keepalive_fin_first) = {
	.name = "keepalive-fin-first",
	.claims = CLAIMS("D0.2"),
	.claim = "A client that reuses a connection which the server has just closed is answered "
		 "with RST.",
	.quote = "当Nginx主动断开连接,而恰好很不幸的此时Golang发起HTTP请求并且是复用之前的长连接,"
		 "便会出现情况2",
	.group = "keepalive",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 100 seq 1; +0 < . 0 ack 101\n"
					"+0~9 > F. 0 seq 101; +0.04 < . 0 seq 91 ack 102\n"
					"+0~9 < P. 90 seq 91; +0 > R 0 seq 102 win 0"),
			 SOCKETS("closed", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 0),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 100),
			 CALL(.who = "caller", .call = "send", .nth = 2, .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .bytes = NONE),
			 CALL(.who = "caller", .call = "send", .nth = 3, .err = EPIPE),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ERAS({.until = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 0))},
		     {.since = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 1))}),
	.budget_s = 35,
};
