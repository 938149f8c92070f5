/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The keep-alive race, third outcome: the request is at the server, but close() comes before
 * read().
 *
 * tcp_close() finds unread data, and a FIN would tell the client that all was read: it counts
 * TCPAbortOnClose and sends RST with ACK at once (RFC 2525, 2.17). The client is told ECONNRESET
 * while it waits for the answer. The pause is the harness's.
 */
HF_CASE(keepalive_unread_request) = {
	.name = "keepalive-unread-request",
	.claims = CLAIMS("D0.2"),
	.claim = "A server that closes a connection with an unread request resets it at once: "
		 "\"connection reset by peer\".",
	.group = "keepalive",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90),
		       UNTIL(.mark = "unread", .segment = "> .", .times = 1, .acceptq_len = NONE),
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.returned = "caller")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 seq 1 ack 91\n"
					"+0~9 > R. 0 seq 1 ack 91"),
			 SOCKETS("unread", SERVER, "ESTABLISHED", 1),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 CALL(.who = "caller", .call = "send", .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .err = ECONNRESET, .calls = 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
