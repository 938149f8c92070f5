/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The same rejection for a program that does not block: it calls connect() and waits in poll().
 *
 * The first ICMP error comes while connect() holds the socket and leaves a soft error behind
 * (reject-locked-socket). Since 5.8 tcp_v4_err() also puts the error into the socket's error
 * queue, so that traceroute may read it there, and does so whether or not the socket asked for it;
 * poll() returns with an error, and SO_ERROR, finding no hard error, gives the soft one:
 * ECONNREFUSED at once, although the socket is still in SYN-SENT and would try again. Until 5.7
 * nobody is woken, and the second SYN brings the news after 1 s. IPv6 asks whether the error is
 * wanted (ipv6_icmp_error()), and stays with the second SYN: reject-poll-inet6.
 */
HF_CASE(reject_poll) = {
	.name = "reject-poll",
	.claims = CLAIMS("X12"),
	.claim = "An ICMP error that arrives while connect() holds the socket is told after the "
		 "first retransmission of the SYN, also to a program that waits in poll().",
	.group = "reject",
	.ipv4_only = true,
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 5}),
	.steps = STEPS(DROP(.name = "wall", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j REJECT"),
		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.returned = "caller"),
		       UNTIL(.mark = "told", .no_later_ms = 1900)),
	.expect = EXPECT(DELTA(CLIENT, "TcpExt.LockDroppedIcmps", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = ICMP_ERROR_WAKES_CONNECT,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect",
					    .err = ECONNREFUSED, .after = "1~1.5"),
				       SOCKETS("told", CLIENT, "SYN-SENT", 0),
				       HITS("wall", 2),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1))},
		     {.since = ICMP_ERROR_WAKES_CONNECT,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "the first error wakes poll(), and SO_ERROR has it at once",
		      .wire = "+0 < S",
		      .expect = EXPECT(CALL(.who = "caller", .call = "connect",
					    .err = ECONNREFUSED, .after = "0~0.5"),
				       SOCKETS("told", CLIENT, "SYN-SENT", 1),
				       HITS("wall", 1),
				       DELTA(CLIENT, "Tcp.AttemptFails", 0))}),
	.budget_s = 20,
};
