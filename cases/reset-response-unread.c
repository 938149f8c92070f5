/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "Client GET, Server ACK, Server response, Server RST,ACK": the first way to that trace.
 *
 * The application answers without having read the request, and closes. tcp_close() finds 90
 * unread bytes, and a FIN would tell the client that all was read: it counts TCPAbortOnClose and
 * sends RST with ACK, right behind the response (RFC 2525, 2.17). The response is safe: it was
 * acknowledged, waits in the client's receive queue, and tcp_reset() leaves that queue alone.
 * The first recv() returns the response, the second one is told ECONNRESET.
 */
HF_CASE(reset_response_unread) = {
	.name = "reset-response-unread",
	.claims = CLAIMS("D3.3", "D3.18"),
	.claim = "A server that answers and closes without having read the request sends RST,ACK "
		 "after the response; the client reads the response and then \"connection reset by "
		 "peer\".",
	.quote = "Server --> Client | TCP RST, ACK",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       MEASURE,
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.mark = "asked", .segment = "> .", .times = 1),
		       SEND(.name = "caller", .at = SERVER, .bytes = 100),
		       UNTIL(.mark = "answered", .segment = "< .", .times = 1),
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.segment = "> R.", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       RECV(.name = "caller", .wait = true)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90; +0 > .\n"
					"+0~9 > P. 100; +0 < .\n"
					"+0~9 > R. 0 seq 101 ack 91"),
			 BUFFER("asked", SERVER, UNREAD, 90),
			 BUFFER("answered", SERVER, UNACKED, 0),
			 BUFFER("answered", CLIENT, UNREAD, 100),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 100),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .err = ECONNRESET),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 40,
};
