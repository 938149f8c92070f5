/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST in LAST-ACK: the server has sent its FIN, the client answers with its own, and a
 * firewall at the server rejects that with RST (nf_send_reset(), at the number that the FIN
 * acknowledged). Although nothing is left to be read or sent, tcp_reset() makes ECONNRESET of
 * it. The server's socket knows nothing of all this and stays in FIN-WAIT-2.
 */
HF_CASE(errno_last_ack) = {
	.name = "errno-last-ack",
	.claims = CLAIMS("D4.1", "D4.12"),
	.claim = "An RST in LAST-ACK is ECONNRESET.",
	.group = "errno",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       DROP(.name = "wall", .at = SERVER,
			    .rule = "INPUT -p tcp --tcp-flags FIN FIN -j REJECT --reject-with tcp-reset"),
		       MEASURE,
		       SHUTDOWN(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "half", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SHUTDOWN(.name = "caller"),
		       UNTIL(.segment = "> R", .times = 1),
		       ERROR(.name = "caller")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < F. 0 seq 1 ack 2; +0 > R 0 seq 2 win 0"),
			 HITS("wall", 1),
			 SOCKETS("half", CLIENT, "CLOSE-WAIT", 1),
			 CALL(.who = "caller", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", CLIENT, "LAST-ACK", 0),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
