/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The SYN-ACK comes back as an ICMP error: host unreachable, as a router says whose next hop is
 * gone, and here the client's own firewall. tcp_v4_err() finds the half-open request it was about;
 * nobody can be told of the error, so the request is removed and ListenDrops counts a SYN that had
 * been admitted and answered. IP counts InDestUnreachs; each queue of the listener is empty.
 *
 * The client would send no more than a handful of such errors at once; icmp_ratemask lifts that.
 * IPv6 takes the same news for passing (drops-icmp6-reject).
 */
HF_CASE(drops_host_unreachable) = {
	.name = "drops-host-unreachable",
	.claims = CLAIMS("D3.20"),
	.claim = "A half-open connection whose SYN-ACK is answered with ICMP host unreachable is "
		 "dropped, and ListenDrops is the only counter of TCP that says so.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv4_only = true,
	.client.sysctl = SYSCTLS({"net.ipv4.icmp_ratemask", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "wall", .at = CLIENT,
			    .rule = "INPUT -p tcp --sport 8888 -j REJECT "
				    "--reject-with icmp-host-unreachable"),
		       MEASURE,
		       SYN(.name = "unreached", .count = 5, .from = CLIENT_ITSELF),
		       QUIET(.ms = 50),
		       UNTIL(.mark = "dropped", .no_later_ms = 900)),
	.expect = EXPECT(WIRE("unreached", "+0 < S; +0 > S."),
			 WIRE_COUNT(FROM_CLIENT, "S", 5),
			 WIRE_COUNT(FROM_SERVER, "S.", 5),
			 HITS("wall", 5),
			 QUEUE("dropped", REQUESTS, 0),
			 QUEUE("dropped", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Icmp.InDestUnreachs", 5),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
