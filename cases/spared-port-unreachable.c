/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What a firewall sends that says no more than REJECT: port unreachable, in answer to the SYN-ACK.
 * Such an error is easily forged, and since 4.5 tcp_v4_err() ends a half-open request for net and
 * host unreachable only (and for exceeded time and a bad header). The request stays, its SYN-ACK
 * is repeated after 1 s, and ListenDrops does not move. Until 4.4 any error ended it and was
 * counted. A request of IPv6 ends by just this error: drops-icmp6-reject.
 */
HF_CASE(spared_port_unreachable) = {
	.name = "spared-port-unreachable",
	.claims = CLAIMS("D3.20"),
	.claim = "A half-open connection whose SYN-ACK is answered with ICMP port unreachable is "
		 "dropped, and counted in ListenDrops.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_synack_retries", 1}),
	.client.sysctl = SYSCTLS({"net.ipv4.icmp_ratemask", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "wall", .at = CLIENT,
			    .rule = "INPUT -p tcp --sport 8888 -j REJECT"),
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
				       DELTA(SERVER, "Icmp.InDestUnreachs", 5),
				       DELTA(SERVER, "TcpExt.ListenDrops", 5))},
		     {.since = REQUEST_SPARED_BY_ICMP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "port unreachable does not end a request",
		      .expect = EXPECT(WIRE("rejected", "+0 < S; +0 > S.; ^1 > S."),
				       HITS("wall", 10),
				       QUEUE("rejected", REQUESTS, 5),
				       DELTA(SERVER, "Icmp.InDestUnreachs", 10),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 5),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 5),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
