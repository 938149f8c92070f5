/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * More SYNs than the SYN queue holds, from peers that never answer; cookies are off.
 *
 * The client's own address sends, as with hping3, and its kernel is kept from answering the SYN-ACKs
 * with RST by a rule on its INPUT. How many requests are kept depends on the kernel:
 *   until 4.3      2^k, computed from min(backlog, somaxconn) at the first listen(), at least 16
 *   4.4 to 6.12    backlog: the queue is full at qlen >= sk_max_ack_backlog
 *   since 6.13     backlog + 1: it is full at qlen > sk_max_ack_backlog
 *
 * All is over before the SYN-ACKs' first timer fires, 1 s after the first SYN, or has failed.
 */
HF_CASE(synq_overflow) = {
	.name = "synq-overflow",
	.claims = CLAIMS("D0.11", "D0.13", "D0.19"),
	.claim = "When the SYN queue is full and cookies are off, a SYN is dropped in silence: no "
		 "SYN-ACK, no RST, ListenDrops and TCPReqQFullDrop count it.",
	.quote = "SYN Queue溢出时,服务端只是丢弃客户端的SYN数据包",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.columns = COLUMNS("backlog", "kept <4.4", "refused <4.4", "kept <6.13", "refused <6.13",
			   "kept", "refused"),
	.rows = ROWS(ROW(0, 16, 526, 0, 542, 1, 541), ROW(1, 16, 526, 1, 541, 2, 540),
		     ROW(5, 16, 526, 5, 537, 6, 536), ROW(15, 16, 526, 15, 527, 16, 526),
		     ROW(16, 32, 510, 16, 526, 17, 525), ROW(64, 128, 414, 64, 478, 65, 477),
		     ROW(128, 256, 286, 128, 414, 129, 413), ROW(511, 512, 30, 511, 31, 512, 30)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER),
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
