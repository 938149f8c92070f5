/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The other bound of the SYN queue, which no formula of its length shows. The backlog is large, so
 * the queue is never full; but with cookies off tcp_conn_request() keeps the last quarter of
 * tcp_max_syn_backlog for peers that tcp_metrics know:
 *	max_syn_backlog - qlen < max_syn_backlog >> 2
 * refuses a stranger, so M - (M >> 2) + 1 of them are admitted. ListenDrops is the only counter
 * that moves: neither TCPReqQFullDrop nor ListenOverflows says why.
 */
HF_CASE(synq_last_quarter) = {
	.name = "synq-last-quarter",
	.claims = CLAIMS("D0.9"),
	.claim = "A large backlog lets the SYN queue fill up to "
		 "roundup_pow_of_two(tcp_max_syn_backlog + 1) requests, and to 16 at least.",
	.quote = "其上限为roundup_pow_of_two(sysctl_max_syn_backlog + 1),下限为16",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", COL(0)}),
	.columns = COLUMNS("max_syn_backlog", "kept", "refused"),
	.rows = ROWS(ROW(0, 1, 299), ROW(1, 2, 298), ROW(4, 4, 296), ROW(8, 7, 293),
		     ROW(10, 9, 291), ROW(128, 97, 203), ROW(256, 193, 107)),
	.steps = STEPS(LISTEN(.backlog = 4096, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 300),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(QUEUE("flooded", REQUESTS, COL(1)),
			 WIRE_COUNT(FROM_CLIENT, "S", 300),
			 WIRE_COUNT(FROM_SERVER, "S.", COL(1)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(100, "< S"),
			 DELTA(SERVER, "TcpExt.ListenDrops", COL(2)),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "with cookies off a listener keeps tcp_max_syn_backlog, less a "
				 "quarter, plus one of the requests of peers it does not know: "
				 "never the power of two above it, and few where it is small"}),
	.budget_s = 15,
};
