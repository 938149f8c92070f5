/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_max_syn_backlog of 20, a backlog of 64, and 150 SYNs, with cookies off and on.
 *
 * Off, a listener keeps the last quarter of the 20 for peers it knows: 20 - 5 + 1 strangers are
 * admitted on every kernel, and ListenDrops counts the rest. On, since 4.4, the setting is not
 * read at all, and the queue is as long as the backlog makes it. Until 4.3 it has a part in the
 * length all the same: the least of backlog, somaxconn and it, and the power of two above that is
 * 32. Who does not fit into the queue is answered with a cookie, which until 4.6 counts as
 * dropped.
 *
 * 512 is no constant of the kernel: the default follows from the machine's memory.
 */
HF_CASE(synq_max_backlog_cookies) = {
	.name = "synq-max-backlog-cookies",
	.claims = CLAIMS("D3.10"),
	.claim = "tcp_max_syn_backlog bounds the SYN queue only while SYN cookies are disabled.",
	.quote = "不过这个设置有效的前提是系统的syncookies功能被禁用",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", COL(0)},
				 {"net.ipv4.tcp_max_syn_backlog", 20}),
	.columns = COLUMNS("syncookies", "kept <4.4", "cookies <4.4", "kept <6.13",
			   "cookies <6.13", "kept", "cookies", "drops <4.4", "drops <4.7",
			   "drops"),
	.rows = ROWS(ROW(0, 16, 0, 16, 0, 16, 0, 134, 134, 134),
		     ROW(1, 32, 118, 64, 86, 65, 85, 118, 86, 0)),
	.steps = STEPS(LISTEN(.backlog = 64, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 150),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 150),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "it is one of the three numbers that make the length of the "
				 "queue, cookies or not",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(1)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(2)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(7)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(4)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(4)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(8)))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(4)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(4)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(9)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(5)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(6)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(6)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(9)))}),
	.budget_s = 15,
};
