/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * How long connect() waits for somebody who never answers, with tcp_syn_retries at 6, the default.
 *
 * Until 6.4 seven SYNs are sent, each after twice the time of the one before: 1 + 2 + 4 + 8 + 16 +
 * 32 + 64, 127 s. Since 6.5 the first four retransmissions are one second apart and are not
 * counted (tcp_syn_linear_timeouts, 4), so that eleven SYNs are sent and 4 s are added: 131 s.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(syn_retries_six) = {
	.name = "syn-retries-six",
	.claims = CLAIMS("D3.32"),
	.claim = "With tcp_syn_retries=6 connect() fails after 127 s.",
	.quote = "With the default the final timeout for an active TCP connection attempt will "
		 "happen after 127 seconds",
	.group = "syn",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 6},
				 {"net.ipv4.tcp_syn_linear_timeouts", 4, .if_present = true}),
	.steps = STEPS(DROP(.name = "deaf", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j DROP"),
		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.returned = "caller", .within_ms = 150000)),
	.expect = EXPECT(SOCKETS("end", CLIENT, "SYN-SENT", 0),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S; ^2 < S; ^4 < S; ^8 < S; ^16 < S; ^32 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4 + 8 + 16 + 32 + 64~65"),
				       HITS("deaf", 7),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 6),
				       DELTA(CLIENT, "Tcp.RetransSegs", 6),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .until = SYN_LINEAR_TIMEOUTS,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S; ^2 < S; ^4 < S; ^8 < S; ^16 < S; ^32 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4 + 8 + 16 + 32 + 64~65"),
				       HITS("deaf", 7),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 6),
				       DELTA(CLIENT, "Tcp.RetransSegs", 6),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 7))},
		     {.since = SYN_LINEAR_TIMEOUTS,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "four more SYNs are sent one second apart at first: 131 s",
		      .wire = "+0 < S; ^1 < S; ^1 < S; ^1 < S; ^1 < S; ^1 < S\n"
			      "^2 < S; ^4 < S; ^8 < S; ^16 < S; ^32 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 1 + 1 + 1 + 1 + 2 + 4 + 8 + 16 + 32 + "
						     "64~65"),
				       HITS("deaf", 11),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 10),
				       DELTA(CLIENT, "Tcp.RetransSegs", 10),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 11))}),
	.budget_s = 170,
};
