/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A request into silence, six times repeated, with tcp_rto_max_ms = 1000 where the kernel has it.
 *
 * The first timeout is 200 ms (the round trip takes next to nothing) and doubles each time
 * (tcp_retransmit_timer()): 0.2, 0.4, 0.8, 1.6, 3.2, 6.4 s, up to TCP_RTO_MAX, 120 s. Since 6.15
 * (commit 1280c26228bd) that bound is a setting, which a socket takes when it is made: 0.2, 0.4,
 * 0.8, and then every second. Without SACK there is no tail loss probe among them.
 */
HF_CASE(rto_max_data) = {
	.name = "rto-max-data",
	.claims = CLAIMS("D0.26"),
	.claim = "The timeout of data that nobody acknowledges doubles each time it is sent again, "
		 "up to two minutes.",
	.group = "timers",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_rto_max_ms", 1000, .if_present = true},
				 {"net.ipv4.tcp_retries2", 15}, {"net.ipv4.tcp_sack", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       DROP(.name = "deaf", .at = SERVER, .rule = "INPUT -s {client} -j DROP"),
		       MEASURE,
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "< P.", .times = 7, .within_ms = 20000)),
	.expect = EXPECT(DELTA(CLIENT, "Tcp.RetransSegs", 6),
			 DELTA(CLIENT, "TcpExt.TCPLossProbes", 0),
			 HITS("deaf", 7),
			 BUFFER("end", CLIENT, UNACKED, 90)),
	.eras = ERAS({.until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
						      "+0~9 < P. 90 seq 1 ack 1\n"
						      "^0.2~0.22 < P. 90\n"
						      "^0.4~0.44 < P. 90\n"
						      "^0.8~0.88 < P. 90\n"
						      "^1.6~1.76 < P. 90\n"
						      "^3.2~3.52 < P. 90\n"
						      "^6.4~7.04 < P. 90"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .until = RTO_MAX_SYSCTL,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
						      "+0~9 < P. 90 seq 1 ack 1\n"
						      "^0.2~0.22 < P. 90\n"
						      "^0.4~0.44 < P. 90\n"
						      "^0.8~0.88 < P. 90\n"
						      "^1.6~1.76 < P. 90\n"
						      "^3.2~3.52 < P. 90\n"
						      "^6.4~7.04 < P. 90"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 6))},
		     {.since = RTO_MAX_SYSCTL,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 6.15 tcp_rto_max_ms bounds it, here at one second",
		      .expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
						      "+0~9 < P. 90 seq 1 ack 1\n"
						      "^0.2~0.22 < P. 90\n"
						      "^0.4~0.44 < P. 90\n"
						      "^0.8~0.88 < P. 90\n"
						      "^1.0 < P. 90\n"
						      "^1.0 < P. 90\n"
						      "^1.0 < P. 90"),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 6))}),
	.budget_s = 40,
};
