/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The first look of the document's search: is the transmit queue too short, does it drop?
 * txqueuelen is 1000, collisions are 0, and "tc -s qdisc" has dropped 0. What it would be else:
 *
 * A token bucket on the server's interface lets one SYN-ACK out and then nothing for three seconds.
 * Behind it is a pfifo, which takes the interface's txqueuelen for its limit (fifo_init()). A
 * hundred strangers send a SYN each. The first SYN-ACK leaves, as many as txqueuelen wait, and what
 * is more is dropped: "tc -s qdisc" counts each, at the pfifo and at the bucket that it belongs to.
 *
 * Not one is a "SYN to LISTEN socket dropped". The requests are in the SYN queue, each with its
 * timer, since tcp_conn_request() does not look at what became of the SYN-ACK; only before 4.4 did
 * a failure to send it undo the request, and count in ListenDrops. All this lasts less than a
 * second: then the SYN-ACKs are sent again.
 */
HF_CASE(txqueuelen) = {
	.name = "txqueuelen",
	.claims = CLAIMS("D3.21", "D3.22"),
	.claim = "What a transmit queue of txqueuelen packets has no room for is counted as "
		 "dropped by \"tc -s qdisc\"; with 1000 nothing is dropped.",
	.quote = "check the size of the transmit queue on the network interface",
	.group = "link",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.columns = COLUMNS("txqueuelen", "waiting", "dropped", "kept <4.4"),
	.rows = ROWS(ROW(1000, 99, 0, 100), ROW(99, 99, 0, 100), ROW(98, 98, 1, 99),
		     ROW(10, 10, 89, 11), ROW(1, 1, 98, 2)),
	/* A SYN-ACK has 58 bytes here, Ethernet and the MSS option included; 78 with IPv6. */
	.steps = STEPS(RUN(.name = "bucket", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"case {server} in *:*) n=78;; *) n=58;; esac;"
					"ip link set dev eth0 txqueuelen {txqueuelen} && "
					"tc qdisc add dev eth0 root handle 1: tbf limit 100000 "
					"rate $((n * 8 / 3))bit burst $((n + 4)) && "
					"tc qdisc add dev eth0 parent 1: handle 10: pfifo")),
		       LISTEN(.backlog = 4096, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 100),
		       RUN(.name = "tc", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"tc -s qdisc show dev eth0 | tee {run}/tc; echo twice: "
					"$(grep -c ' 1 pkt (dropped {dropped}, ' {run}/tc).")),
		       RUN(.name = "ip", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ip", "-s", "-j", "link", "show", "dev", "eth0")),
		       UNTIL(.mark = "flooded", .no_later_ms = 900)),
	.expect = EXPECT(CALL(.who = "bucket", .call = "exit"),
			 CALL(.who = "tc", .call = "exit"),
			 CALL(.who = "ip", .call = "exit"),
			 OUTPUT("tc", "limit {txqueuelen}p"),
			 OUTPUT("tc", "twice: 2."),
			 OUTPUT("tc", "b {waiting}p requeues 0"),
			 OUTPUT("ip", "\"txqlen\":{txqueuelen},"),
			 OUTPUT("ip", "\"collisions\":0"),
			 WIRE_COUNT(FROM_CLIENT, "S", 100),
			 WIRE_COUNT(FROM_SERVER, "S.", 1),
			 WIRE_FLOWS(FROM_SERVER, "S.", 1),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 100),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 30,
};
