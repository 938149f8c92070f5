/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in CLOSE-WAIT: the server has said that it will send no more
 * (shutdown(SHUT_WR)). tcp_need_reset() holds, so an RST goes, and the own socket has
 * ECONNRESET. The server waits in FIN-WAIT-2, where the RST means ECONNRESET as well.
 */
HF_CASE(disconnect_close_wait) = {
	.name = "disconnect-close-wait",
	.claims = CLAIMS("D4.1", "D4.12", "D4.13"),
	.claim = "tcp_disconnect() in CLOSE-WAIT sends RST; the other side, in FIN-WAIT-2, is told "
		 "ECONNRESET.",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       SHUTDOWN(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "half", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       DISCONNECT(.name = "caller"),
		       UNTIL(.segment = "< R.", .times = 1),
		       ERROR(.name = "caller"),
		       ERROR(.name = "caller", .at = SERVER)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < R. 0 seq 1 ack 2"),
			 SOCKETS("half", CLIENT, "CLOSE-WAIT", 1),
			 CALL(.who = "caller", .call = "error", .err = ECONNRESET),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
