/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST in FIN-WAIT-1: the client has sent its FIN, the acknowledgement is lost on a rule that
 * takes bare ACKs, and the server, in CLOSE-WAIT by then, aborts (SO_LINGER at 0 s). tcp_reset()
 * makes ECONNRESET of it. All this is over before the FIN would be sent again, 0.2 s later, or
 * has failed.
 */
HF_CASE(errno_fin_wait_1) = {
	.name = "errno-fin-wait-1",
	.claims = CLAIMS("D4.1", "D4.12"),
	.claim = "An RST in FIN-WAIT-1 is ECONNRESET.",
	.group = "errno",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       DROP(.name = "lost", .at = CLIENT,
			    .rule = "INPUT -p tcp --tcp-flags ALL ACK -j DROP"),
		       MEASURE,
		       SHUTDOWN(.name = "caller"),
		       UNTIL(.mark = "half", .segment = "> .", .times = 1, .at = CLIENT,
			     .state = "FIN-WAIT-1", .sockets = 1),
		       CLOSE(.name = "caller", .at = SERVER, .abort = true),
		       UNTIL(.segment = "> R.", .times = 1, .no_later_ms = 190),
		       ERROR(.name = "caller")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < F. 0 seq 1 ack 1; +0~0.19 > . 0 seq 1 ack 2\n"
					"+0~0.19 > R. 0 seq 1 ack 2"),
			 HITS("lost", 1),
			 CALL(.who = "caller", .call = "error", .err = ECONNRESET),
			 SOCKETS("half", SERVER, "CLOSE-WAIT", 1),
			 SOCKETS("end", CLIENT, "FIN-WAIT-1", 0),
			 SOCKETS("end", SERVER, "CLOSE-WAIT", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
