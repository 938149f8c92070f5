/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST in CLOSING: the FINs of both sides have crossed. The server has shut down, its FIN is
 * on the way, and the peer, which has not seen it, sends its own. The server acknowledges that
 * and waits for the acknowledgement of its own. What comes is an RST. tcp_reset() makes
 * ECONNRESET of it, although nothing was lost but the last ACK.
 *
 * The peer is hand-made. All is over before the FIN would be sent again, 0.2 s later, or has
 * failed.
 */
HF_CASE(errno_closing) = {
	.name = "errno-closing",
	.claims = CLAIMS("D4.12"),
	.claim = "An RST in CLOSING is ECONNRESET.",
	.group = "errno",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       SYN(.name = "peer"),
		       ACK(.name = "peer"),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       SHUTDOWN(.name = "listener", .accepted = true),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-1", .sockets = 1),
		       SEGMENT(.name = "peer", .flags = "F.", .seq = 1, .ack = 1),
		       UNTIL(.mark = "closing", .segment = "> .", .times = 1, .at = SERVER,
			     .state = "CLOSING", .sockets = 1),
		       SEGMENT(.name = "peer", .flags = "R", .seq = 2),
		       UNTIL(.segment = "< R", .times = 1, .no_later_ms = 190),
		       ERROR(.name = "listener")),
	.expect = EXPECT(WIRE("peer", "+0 < S; +0 > S.; +0~9 < .\n"
					"+0~9 > F. 0 seq 1 ack 1\n"
					"+0~0.19 < F. 0 seq 1 ack 1; +0 > . 0 seq 2 ack 2\n"
					"+0~0.19 < R 0 seq 2"),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "CLOSING", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
