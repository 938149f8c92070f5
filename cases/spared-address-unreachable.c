/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * IPv6's counterpart of drops-host-unreachable. Address unreachable, what a router says whose next
 * hop is gone and what the server tells itself when its neighbour does not answer, is no final
 * error for IPv6 (tab_unreach in icmpv6_err_convert()). Since 4.5 tcp_v6_err() lets the half-open
 * request live on; its SYN-ACK is repeated after 1 s, and ListenDrops does not move. Until 4.4 any
 * error ended it and was counted.
 */
HF_CASE(spared_address_unreachable) = {
	.name = "spared-address-unreachable",
	.claims = CLAIMS("D3.20"),
	.claim = "A half-open connection whose SYN-ACK is answered with ICMPv6 address unreachable "
		 "is dropped, and counted in ListenDrops.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv6_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_synack_retries", 1}),
	.client.sysctl = SYSCTLS({"net.ipv6.icmp.ratelimit", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "wall", .at = CLIENT,
			    .rule = "INPUT -p tcp --sport 8888 -j REJECT "
				    "--reject-with icmp6-addr-unreachable"),
		       MEASURE,
		       SYN(.name = "rejected", .count = 5, .from = CLIENT_ITSELF),
		       QUIET(.ms = 1500),
		       UNTIL(.mark = "rejected", .no_later_ms = 2500)),
	.expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = REQUEST_SPARED_BY_ICMP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("rejected", "+0 < S; +0 > S."),
				       HITS("wall", 5),
				       QUEUE("rejected", REQUESTS, 0),
				       DELTA(SERVER, "Icmp6.InDestUnreachs", 5),
				       DELTA(SERVER, "TcpExt.ListenDrops", 5))},
		     {.since = REQUEST_SPARED_BY_ICMP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "for IPv6 address unreachable is no final error, and such do not "
				 "end a request",
		      .expect = EXPECT(WIRE("rejected", "+0 < S; +0 > S.; ^1 > S."),
				       HITS("wall", 10),
				       QUEUE("rejected", REQUESTS, 5),
				       DELTA(SERVER, "Icmp6.InDestUnreachs", 10),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 5),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 5),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
