/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The server cannot answer: it has no route back to where the SYN came from. tcp_conn_request()
 * asks for a route before it makes a SYN-ACK (inet_csk_route_req(), inet6_csk_route_req()); there
 * is none, the SYN is dropped and ListenDrops counts it. Nothing says so but OutNoRoutes, a
 * counter of IP: each queue of the listener is empty.
 *
 * All routes of the server's device are taken away; its own address stays, for that route is in
 * another table. rp_filter is off, or IPv4 would throw the SYN away before TCP is asked. IPv4 and
 * IPv6 count OutNoRoutes in two files, and awk adds them up.
 */
HF_CASE(drops_no_route) = {
	.name = "drops-no-route",
	.claims = CLAIMS("D3.20"),
	.claim = "A SYN from where the server has no route to is dropped, and ListenDrops is the "
		 "only counter of TCP that says so.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.server.sysctl = SYSCTLS({"net.ipv4.conf.all.rp_filter", 0},
				 {"net.ipv4.conf.eth0.rp_filter", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       RUN(.name = "flush", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ip", "-4", "route", "flush", "dev", "eth0")),
		       RUN(.name = "flush6", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ip", "-6", "route", "flush", "dev", "eth0")),
		       MEASURE,
		       SYN(.name = "far", .count = 5),
		       QUIET(.ms = 50, .mark = "dropped"),
		       RUN(.name = "awk", .at = SERVER, .package = "mawk", .wait = true,
			   .argv = ARGV("awk",
					"/^Ip: F/ { while ($++i != \"OutNoRoutes\"); }\n"
					"/^Ip: [0-9]/ { n += $i }\n"
					"/^Ip6OutNoRoutes/ { n += $2 }\n"
					"END { print n \" packets without a route\" }",
					"/proc/net/snmp", "/proc/net/snmp6"))),
	.expect = EXPECT(WIRE("far", "+0 < S"),
			 WIRE_COUNT(FROM_CLIENT, "S", 5),
			 WIRE_COUNT(FROM_SERVER, "S.", 0),
			 QUEUE("dropped", REQUESTS, 0),
			 QUEUE("dropped", ACCEPTQ_LEN, 0),
			 CALL(.who = "flush", .call = "exit"),
			 CALL(.who = "flush6", .call = "exit"),
			 OUTPUT("awk", "5 packets without a route"),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("far", "dropped")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
