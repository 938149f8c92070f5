/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The same for IPv6, with the errors that IPv6 takes for final (icmpv6_err_convert()): port
 * unreachable, which is what a rule that says no more than REJECT sends. tcp_v6_err() removes the
 * half-open request and ListenDrops counts it. For IPv4 a port unreachable is no reason to give up
 * a request; host unreachable is (drops-host-unreachable), which for IPv6 is none.
 *
 * The client would send no more than a handful of such errors at once; the limits are lifted.
 */
HF_CASE(drops_icmp6_reject) = {
	.name = "drops-icmp6-reject",
	.claims = CLAIMS("D3.20"),
	.claim = "A half-open connection whose SYN-ACK is answered with ICMPv6 port unreachable is "
		 "dropped, and ListenDrops is the only counter of TCP that says so.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv6_only = true,
	.client.sysctl = SYSCTLS({"net.ipv6.icmp.ratelimit", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "wall", .at = CLIENT,
			    .rule = "INPUT -p tcp --sport 8888 -j REJECT"),
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
			 DELTA(SERVER, "Icmp6.InDestUnreachs", 5),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
