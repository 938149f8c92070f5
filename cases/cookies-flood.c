/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The flood again with tcp_syncookies = 1. The first SYNs take the normal way: a request each, and
 * no cookie, until the SYN queue is full. Every later one is answered too, with a SYN-ACK whose
 * sequence number is the cookie, and leaves nothing behind on the server. To the client all look
 * alike: each flow is one SYN and one SYN-ACK.
 *
 * With a backlog of 15 the numbers are the document's (a queue of 16) on its own kernel and on
 * those since 6.13; with its own backlog of 1 only on its own.
 */
HF_CASE(cookies_flood) = {
	.name = "cookies-flood",
	.claims = CLAIMS("D0.16", "D0.18"),
	.claim = "Cookies act only once the SYN queue is full, and then for every SYN that does "
		 "not fit: TCPReqQFullDoCookies counts it, TCPReqQFullDrop does not.",
	.quote = "SYN Queue没有溢出时,与普通流程相同;2)SYN Queue溢出时,才真正开启SYN Cookie功能",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.columns = COLUMNS("SYNs", "backlog", "kept <4.4", "cookies <4.4", "kept <6.13",
			   "cookies <6.13", "kept", "cookies"),
	.label_columns = 2,
	.rows = ROWS(ROW(282, 1,   16, 266,    1, 281,    2, 280),
		     ROW(282, 15,  16, 266,   15, 267,   16, 266),
		     ROW(455, 1,   16, 439,    1, 454,    2, 453),
		     ROW(455, 15,  16, 439,   15, 440,   16, 439)),
	.steps = STEPS(LISTEN(.backlog = COL(1), .accept = NEVER),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SYN(.name = "flood", .count = COL(0), .every_us = 1000,
			   .from = CLIENT_ITSELF),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(WIRE("flood", "+0 < S \n"
				       "+0 > S. ack 1 \n"),
			 WIRE_FLOWS(FROM_SERVER, "S.", COL(0)),
			 WIRE_TAIL(1, "> S."),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(2)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(3)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(3)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(4)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(5)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(5)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(5)))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(4)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(5)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(5)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(6)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(7)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(7)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
