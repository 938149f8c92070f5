/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "After several checks: the size of the SYN queue is not influenced by somaxconn and
 * max_syn_backlog." The document had both at 65535 or more, where they are not the least of the
 * three; here each of the three numbers is varied alone, upwards and downwards, from a backlog
 * of 100 with 65535 and 65535. 300 strangers each send one SYN; cookies are on, so that what the
 * queue has no room for is answered with a cookie (which until 4.6 counts as dropped).
 *
 *   until 4.3   reqsk_queue_alloc() takes the least of the three, whichever it is
 *   since 4.4   the listener's limit is min(backlog, somaxconn): somaxconn counts when it is the
 *               lesser, tcp_max_syn_backlog never does while cookies are on (with cookies off
 *               its last quarter does, synq-last-quarter)
 *   since 6.13  one more is admitted
 */
HF_CASE(synq_only_backlog) = {
	.name = "synq-only-backlog",
	.claims = CLAIMS("D4.9"),
	.claim = "The length of the SYN queue does not depend on somaxconn and "
		 "tcp_max_syn_backlog, only on the backlog of listen().",
	.quote = "经过多次验证得出结论半连接大小不会受到somaxconn和max_syn_backlog影响",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.core.somaxconn", COL(1)},
				 {"net.ipv4.tcp_max_syn_backlog", COL(2)}),
	.columns = COLUMNS("backlog", "somaxconn", "max_syn_backlog", "kept <4.4", "cookies <4.4",
			   "kept <6.13", "cookies <6.13", "kept", "cookies"),
	.label_columns = 3,
	.rows = ROWS(ROW(100, 65535, 65535, 128, 172, 100, 200, 101, 199),
		     /* somaxconn alone */
		     ROW(100, 128, 65535, 128, 172, 100, 200, 101, 199),
		     ROW(100, 100, 65535, 128, 172, 100, 200, 101, 199),
		     ROW(100, 50, 65535, 64, 236, 50, 250, 51, 249),
		     ROW(100, 10, 65535, 16, 284, 10, 290, 11, 289),
		     /* tcp_max_syn_backlog alone */
		     ROW(100, 65535, 128, 128, 172, 100, 200, 101, 199),
		     ROW(100, 65535, 50, 64, 236, 100, 200, 101, 199),
		     ROW(100, 65535, 10, 16, 284, 100, 200, 101, 199),
		     /* the backlog alone */
		     ROW(50, 65535, 65535, 64, 236, 50, 250, 51, 249),
		     ROW(200, 65535, 65535, 256, 44, 200, 100, 201, 99)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 300),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 WIRE_COUNT(FROM_CLIENT, "S", 300),
			 WIRE_COUNT(FROM_SERVER, "S.", 300),
			 WIRE_FLOWS(FROM_SERVER, "S.", 300),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "the least of the three decides",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(4)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(4)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(4)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "somaxconn decides when it is less than the backlog",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(5)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(6)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(6)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(6)))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "somaxconn decides when it is less than the backlog",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(5)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(6)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(6)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "somaxconn decides when it is less than the backlog",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(7)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(8)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(8)))}),
	.budget_s = 15,
};
