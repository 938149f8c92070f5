/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The queue before all queues: frames that one CPU has received and not yet looked at.
 *
 * enqueue_to_backlog() takes a frame while qlen <= net.core.netdev_max_backlog, so that limit + 1 fit.
 * It is hard to fill: whoever sends through a veth pair enables softirqs when its frame is queued, and
 * the frame is taken out at once. Here 40 SYNs wait in a token bucket at the client; when it is
 * opened, one run of the queueing discipline (at most 64 frames, __qdisc_run()) hands all of them to
 * the server's side before any is looked at, and behind them the ARP frame that set the bucket going.
 *
 * What does not fit is counted in the second column of /proc/net/softnet_stat and nowhere in TCP: to
 * the listener these SYNs were never sent. So raising this limit cures no ListenDrops. The answers fit
 * again: as many SYN-ACKs as SYNs were admitted meet an empty queue.
 *
 * The setting is the machine's, and the column as well: in guests only.
 */
HF_CASE(netdev_backlog) = {
	.name = "netdev-backlog",
	.claims = CLAIMS("D3.30", "D4.3", "D4.4"),
	.claim = "A frame is queued for its CPU while no more than netdev_max_backlog frames are "
		 "queued there; else it is dropped, and no counter of TCP moves.",
	.quote = "This queue sets the maximum number of packets, queued on the INPUT side",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.core.netdev_max_backlog", COL(0)}),
	.columns = COLUMNS("max_backlog", "admitted", "dropped", "requests"),
	.rows = ROWS(ROW(1, 2, 39, 3),
		     ROW(10, 11, 30, 12),
		     ROW(38, 39, 2, 40),
		     /* The ARP frame alone is one too many; and then it fits. */
		     ROW(39, 40, 1, 41),
		     ROW(40, 40, 0, 41),
		     ROW(262144, 40, 0, 41)),
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       PACE(.at = CLIENT, .bytes = 54, .gap_ms = 3000),
		       SYN(.name = "first"),
		       UNTIL(.requests = 1),
		       MEASURE,
		       SYN(.name = "burst", .count = 40),
		       UNTIL(.mark = "held", .requests = 1),
		       PACE(.at = CLIENT, .bytes = 50000, .gap_ms = 1),
		       UNTIL(.requests = COL(3)),
		       QUIET(.mark = "after", .ms = 200)),
	.expect = EXPECT(QUEUE("held", REQUESTS, 1),
			 QUEUE("after", REQUESTS, COL(3)),
			 WIRE(NULL, "+0 < S; +0 > S."),
			 WIRE_COUNT(FROM_CLIENT, "S", COL(1)),
			 WIRE_COUNT(FROM_SERVER, "S.", COL(1)),
			 DELTA(SERVER, "Softnet.Dropped", COL(2)),
			 DELTA(SERVER, "Tcp.InSegs", COL(1)),
			 DELTA(SERVER, "Tcp.InErrs", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 DELTA(SERVER, "TcpExt.TCPBacklogDrop", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
