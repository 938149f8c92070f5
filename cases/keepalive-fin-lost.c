/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The keep-alive race, second outcome: the server has closed, and the client does not know it yet.
 *
 * The FIN is on its way, or lost: a rule at the client drops it. The client is ESTABLISHED and
 * sends its next request on the idle connection. The server's socket is in FIN-WAIT-1 and nobody
 * can read from it any more: tcp_rcv_state_process() counts TCPAbortOnData and answers with RST, at
 * the number that the client acknowledged, which is that of the FIN. So the client takes it for
 * what it is, and in ESTABLISHED tcp_reset() makes it ECONNRESET: "connection reset by peer", as in
 * the document.
 *
 * The request must come before the FIN is repeated, after 0.2 s, or the run is void.
 */
HF_CASE(keepalive_fin_lost) = {
	.name = "keepalive-fin-lost",
	.claims = CLAIMS("D0.2"),
	.claim = "A client that reuses a connection while the server's FIN has not arrived is told "
		 "\"connection reset by peer\".",
	.quote = "偶尔会出现\"connection reset by peer\"报警",
	.group = "keepalive",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER),
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       DROP(.name = "fin", .at = CLIENT,
			    .rule = "INPUT -p tcp --sport 8888 --tcp-flags FIN FIN -j DROP"),
		       MEASURE,
		       CLOSE(.name = "caller", .at = SERVER),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1, .no_later_ms = 180),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 100 seq 1; +0 < . 0 ack 101\n"
					"+0~9 > F. 0 seq 101 ack 91\n"
					"+0~0.18 < P. 90 seq 91 ack 101; +0 > R 0 seq 101 win 0"),
			 HITS("fin", 1),
			 SOCKETS("end", SERVER, "FIN-WAIT-1", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 CALL(.who = "caller", .call = "send", .nth = 2, .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .err = ECONNRESET),
			 CALL(.who = "caller", .call = "send", .nth = 3, .err = EPIPE),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 25,
};
