/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A SYN-ACK that nobody answers, with tcp_rto_max_ms = 1000 where the kernel has it.
 *
 * The timer of a request starts at 1 s and doubles with each SYN-ACK sent again: with
 * tcp_synack_retries = 2 they leave at 0, 1 and 3 s, and the request is forgotten at 7 s. The
 * setting came with 6.15 and bounds data only; its bound of 120 s was still a constant for SYN-ACKs
 * (reqsk_timeout()). Since 6.19 (commit 1e9d3005e02c) they heed the listener's: 0, 1 and 2 s, and
 * the request is forgotten at 3 s. So who lowers tcp_rto_max_ms for quicker data also makes the
 * server forget a lost third ACK sooner: 63 s become 6 s at the default of five retries.
 */
HF_CASE(rto_max_synack) = {
	.name = "rto-max-synack",
	.claims = CLAIMS("D0.24"),
	.claim = "The wait for the third step of the handshake doubles with each SYN-ACK that is "
		 "sent again: 1, 2 and 4 s.",
	.group = "timers",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_rto_max_ms", 1000, .if_present = true},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "lost"),
		       UNTIL(.segment = "> S.", .times = 3, .within_ms = 6000),
		       QUIET(.ms = 1900, .mark = "later"),
		       UNTIL(.requests = NONE, .within_ms = 6000)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
			 DELTA(SERVER, "Tcp.RetransSegs", 2),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("lost", "+0 < S; +0 > S.\n"
						    "^1.0~1.6 > S.; ^2.0~2.6 > S."),
				       QUEUE("later", REQUESTS, 1),
				       /* It counts SYN-ACKs since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .until = SYNACK_HONOURS_RTO_MAX,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("lost", "+0 < S; +0 > S.; ^1.0 > S.; ^2.0 > S."),
				       QUEUE("later", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2))},
		     {.since = SYNACK_HONOURS_RTO_MAX,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 6.19 tcp_rto_max_ms bounds it, here at one second",
		      .expect = EXPECT(WIRE("lost", "+0 < S; +0 > S.; ^1.0 > S.; ^1.0 > S."),
				       QUEUE("later", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2))}),
	.budget_s = 25,
};
