/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A listener with an opinion of its own. TCP_SYNCNT is known as the number of SYNs that a client
 * repeats; set on a listener it is the number of its SYN-ACK retransmissions, and wins over
 * tcp_synack_retries (reqsk_timer_handler(): icsk_syn_retries before the sysctl). The namespace
 * allows five, the listener one: the SYN-ACK is repeated once, and after 1 + 2 s the request is
 * gone.
 */
HF_CASE(synq_listener_syncnt) = {
	.name = "synq-listener-syncnt",
	.claims = CLAIMS("X9"),
	.claim = "TCP_SYNCNT on a listener overrides tcp_synack_retries.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .syncnt = 1),
		       MEASURE,
		       SYN(.name = "lost"),
		       UNTIL(.segment = "> S.", .times = 2, .requests = 1, .mark = "repeated"),
		       /* A second one would come at 3 s, up to 4.2 s before 4.1. */
		       QUIET(.ms = 4500, .mark = "gone")),
	.expect = EXPECT(QUEUE("repeated", REQUESTS, 1),
			 QUEUE("gone", REQUESTS, 0),
			 WIRE_COUNT(FROM_SERVER, "S.", 2),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
			 DELTA(SERVER, "Tcp.RetransSegs", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; ^1~1.6 > S.",
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; ^1 > S.",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 15,
};
