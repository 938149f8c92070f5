/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Nobody answers ARP for the client any more, a next hop that died. The SYN-ACKs wait in the
 * neighbour's queue, none reaches the wire; nor do those of the first retransmission at 1 s. After
 * three requests without an answer (arp_error_report()) the server tells itself "host
 * unreachable", once for each packet that waited. The first ends the request, as it would from a
 * router, and ListenDrops counts; the second finds no request any more.
 *
 * The server asks every 0.5 s instead of every second, which is 1.5 s in all, and well between the
 * SYN-ACK timers at 1 and 3 s. The client's end of the wire does no ARP in any case. IPv6 gives up
 * its neighbour in the same way, but spares the request: address unreachable is no final error.
 */
HF_CASE(drops_arp) = {
	.name = "drops-arp",
	.claims = CLAIMS("D3.20"),
	.claim = "Half-open connections from behind a neighbour that does not answer ARP are "
		 "dropped, and ListenDrops is the only counter of TCP that says so.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       RUN(.name = "arp", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ip", "-batch", "{conf}"),
			   .conf = "link set lo up\n"
				   "link set eth0 arp on\n"
				   "ntable change name arp_cache dev eth0 retrans 500\n"
				   "neigh replace {client} nud failed dev eth0\n"
				   "neigh del {client} dev eth0\n"),
		       MEASURE,
		       SYN(.name = "dead", .count = 3),
		       QUIET(.ms = 50),
		       UNTIL(.mark = "waiting", .no_later_ms = 900),
		       UNTIL(.at = SERVER, .counter = "Icmp.InDestUnreachs", .reaches = 6),
		       UNTIL(.mark = "dropped", .no_later_ms = 2900)),
	.expect = EXPECT(WIRE("dead", "+0 < S"),
			 WIRE_COUNT(FROM_CLIENT, "S", 3),
			 WIRE_COUNT(FROM_SERVER, "S.", 0),
			 CALL(.who = "arp", .call = "exit"),
			 QUEUE("waiting", REQUESTS, 3),
			 QUEUE("dropped", REQUESTS, 0),
			 QUEUE("dropped", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Icmp.InDestUnreachs", 6),
			 DELTA(SERVER, "TcpExt.ListenDrops", 3),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
			 DELTA(SERVER, "Tcp.RetransSegs", 3),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 3))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 3))}),
	.budget_s = 25,
};
