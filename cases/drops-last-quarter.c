/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * ListenDrops rises, ListenOverflows does not, and neither queue is near the length that ss or the
 * backlog give it. With cookies off a listener keeps the last quarter of tcp_max_syn_backlog for
 * peers it has known (synq-last-quarter has the rule): of 50 strangers 16 - 4 + 1 are admitted,
 * where the backlog has room for thousands. TCPReqQFullDrop, which counts a full SYN queue, stays.
 */
HF_CASE(drops_last_quarter) = {
	.name = "drops-last-quarter",
	.claims = CLAIMS("D3.20"),
	.claim = "ListenDrops rises by SYNs that are refused although neither queue is full: "
		 "ListenOverflows and TCPReqQFullDrop stay where they are.",
	.quote = "SYNs to LISTEN sockets dropped",
	.group = "drops",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", 16}),
	.steps = STEPS(LISTEN(.backlog = 4096, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "strangers", .count = 50),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "dropped", .no_later_ms = 790)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 50),
			 WIRE_COUNT(FROM_SERVER, "S.", 13),
			 WIRE_FLOWS(FROM_SERVER, "S.", 13),
			 WIRE_TAIL(10, "< S"),
			 QUEUE("dropped", REQUESTS, 13),
			 QUEUE("dropped", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 37),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("strangers", "dropped")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
