/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * SYNs into silence, with tcp_rto_max_ms = 1000 at the client where the kernel has it.
 *
 * The timer of a SYN is the one of data, and so is its bound: since 6.15 (commits 54a378f43425 and
 * 1280c26228bd) tcp_rto_max() stands where TCP_RTO_MAX stood, in tcp_retransmit_timer() and in what
 * retransmits_timed_out() holds against the time gone by. With tcp_syn_retries = 2 and no linear
 * timeouts the SYNs leave at 0, 1 and 3 s and connect() fails at 7 s; with the bound of one second
 * they leave at 0, 1 and 2 s and connect() fails at 3 s.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(rto_max_syn) = {
	.name = "rto-max-syn",
	.claims = CLAIMS("D0.31"),
	.claim = "A client that nobody answers waits twice as long after each SYN: with "
		 "tcp_syn_retries = 2 connect() fails after 7 s.",
	.group = "timers",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_rto_max_ms", 1000, .if_present = true},
				 {"net.ipv4.tcp_syn_retries", 2},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "deaf", .at = SERVER, .rule = "INPUT -s {client} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.returned = "caller", .within_ms = 12000)),
	.expect = EXPECT(HITS("deaf", 3),
			 QUEUE("end", REQUESTS, 0),
			 DELTA(CLIENT, "TcpExt.TCPSynRetrans", 2),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1)),
	.eras = ERAS({.until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1.0 < S; ^2.0 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4~5"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .until = RTO_MAX_SYSCTL,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1.0 < S; ^2.0 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4~5"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 3))},
		     {.since = RTO_MAX_SYSCTL,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 6.15 tcp_rto_max_ms bounds it, here at one second",
		      .wire = "+0 < S; ^1.0 < S; ^1.0 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 1 + 1~2"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 3))}),
	.budget_s = 25,
};
