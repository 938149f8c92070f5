/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * IPv6's half of reject-poll. ipv6_icmp_error() puts nothing into the error queue of a socket that
 * has not set IPV6_RECVERR, so who waits in poll() is not woken by the error that met a locked
 * socket, on any kernel. The SYN is sent again after 1 s; then the socket is free, and connect()
 * ends with ECONNREFUSED.
 */
HF_CASE(reject_poll_inet6) = {
	.name = "reject-poll-inet6",
	.claims = CLAIMS("X12"),
	.claim = "An ICMPv6 error that arrives while connect() holds the socket is told after the "
		 "first retransmission of the SYN, also to a program that waits in poll().",
	.group = "reject",
	.ipv6_only = true,
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 5}),
	.steps = STEPS(DROP(.name = "wall", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j REJECT"),
		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.returned = "caller")),
	.expect = EXPECT(CALL(.who = "caller", .call = "connect", .err = ECONNREFUSED,
			      .after = "1~1.5"),
			 SOCKETS("end", CLIENT, "SYN-SENT", 0),
			 HITS("wall", 2),
			 DELTA(CLIENT, "TcpExt.LockDroppedIcmps", 1),
			 DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S",
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S",
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 20,
};
