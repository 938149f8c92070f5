/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in FIN-WAIT-1: the client has sent its FIN, the acknowledgement is
 * lost on a rule of its own. tcp_need_reset() holds: RST, at the number behind the FIN, and
 * ECONNRESET on the own socket. The server has the FIN and is in CLOSE-WAIT, where tcp_reset()
 * makes of an RST EPIPE.
 *
 * All this is over before the FIN would be sent again, 0.2 s later, or has failed.
 */
HF_CASE(disconnect_fin_wait_1) = {
	.name = "disconnect-fin-wait-1",
	.claims = CLAIMS("D4.1", "D4.12", "D4.13"),
	.claim = "tcp_disconnect() in FIN-WAIT-1 sends RST; the other side, in CLOSE-WAIT, is told "
		 "EPIPE.",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       DROP(.name = "lost", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SHUTDOWN(.name = "caller"),
		       UNTIL(.mark = "half", .segment = "> .", .times = 1, .at = CLIENT,
			     .state = "FIN-WAIT-1", .sockets = 1),
		       DISCONNECT(.name = "caller"),
		       UNTIL(.segment = "< R.", .times = 1, .no_later_ms = 190),
		       ERROR(.name = "caller"),
		       ERROR(.name = "caller", .at = SERVER)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < F. 0 seq 1 ack 1; +0~0.19 > . 0 seq 1 ack 2\n"
					"+0~0.19 < R. 0 seq 2 ack 1"),
			 HITS("lost", 1),
			 SOCKETS("half", SERVER, "CLOSE-WAIT", 1),
			 CALL(.who = "caller", .call = "error", .err = ECONNRESET),
			 CALL(.who = "listener", .call = "error", .err = EPIPE),
			 SOCKETS("end", SERVER, "CLOSE-WAIT", 0),
			 SOCKETS("end", CLIENT, "FIN-WAIT-1", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
