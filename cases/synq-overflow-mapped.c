/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * synq-overflow over an IPv4-mapped address: the listener is an IPv6 socket without IPV6_V6ONLY,
 * the SYNs come by IPv4.
 *
 * tcp_v6_conn_request() hands them to tcp_v4_conn_request(); the queue is the one listener's,
 * with the limits and counters of synq-overflow. What is answered, is answered by IPv4.
 *
 * IPv4 only: by IPv6 this is the ordinary listener.
 */
HF_CASE(synq_overflow_mapped) = {
	.name = "synq-overflow-mapped",
	.claims = CLAIMS("D0.11", "D0.13", "X10"),
	.claim = "A dual-stack listener drops the SYNs of IPv4 clients in silence when its SYN queue "
		 "is full, and counts them as an IPv4 one does.",
	.ipv4_only = true,
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.columns = COLUMNS("backlog", "kept <4.4", "refused <4.4", "kept <6.13", "refused <6.13",
			   "kept", "refused"),
	.rows = ROWS(ROW(1, 16, 526, 1, 541, 2, 540), ROW(16, 32, 510, 16, 526, 17, 525)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER, .dual_stack = true),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SYN(.name = "flood", .count = 542, .every_us = 200, .from = CLIENT_ITSELF),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 WIRE_COUNT(FROM_CLIENT, "S", 542),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(20, "< S"),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(1)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(1)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(2)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(4)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(4)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(5)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(5)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(6)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(6)))}),
	.budget_s = 15,
};
