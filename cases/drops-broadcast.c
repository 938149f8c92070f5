/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A SYN to a broadcast address. The listener is bound to any address and it is found; but TCP
 * never answers who speaks to everybody (tcp_v4_conn_request() looks at the route of the packet),
 * and counts the SYN in ListenDrops.
 *
 * The server's own address is made one of broadcast: it is taken out of the table of local
 * addresses and put back as such. IP sees it, too, and counts InBcastPkts. IPv6 has no broadcast.
 */
HF_CASE(drops_broadcast) = {
	.name = "drops-broadcast",
	.claims = CLAIMS("D3.20"),
	.claim = "A SYN to a broadcast address is dropped, and ListenDrops is the only counter of "
		 "TCP that says so.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.conf.all.rp_filter", 0},
				 {"net.ipv4.conf.eth0.rp_filter", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       RUN(.name = "route", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ip", "-batch", "{conf}"),
			   .conf = "route del local {server} dev eth0 table local\n"
				   "route add broadcast {server} dev eth0 table local\n"),
		       MEASURE,
		       SYN(.name = "loud", .count = 5),
		       QUIET(.ms = 50, .mark = "dropped")),
	.expect = EXPECT(WIRE("loud", "+0 < S"),
			 WIRE_COUNT(FROM_CLIENT, "S", 5),
			 WIRE_COUNT(FROM_SERVER, "S.", 0),
			 CALL(.who = "route", .call = "exit"),
			 QUEUE("dropped", REQUESTS, 0),
			 DELTA(SERVER, "IpExt.InBcastPkts", 5),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("loud", "dropped")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
