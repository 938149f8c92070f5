/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_max_syn_backlog while cookies are on. Nothing is kept back for known peers now, so this is
 * the one place where its part in the old formula can be seen: until 4.3 it is one of the three
 * numbers of which the least is rounded up. Since 4.4 it has no part at all, and even 0 leaves the
 * listener the length that its backlog of 64 gives. Who does not fit is answered with a cookie;
 * until 4.6 that counts in ListenDrops as well.
 */
HF_CASE(synq_backlog_with_cookies) = {
	.name = "synq-backlog-with-cookies",
	.claims = CLAIMS("D0.9"),
	.claim = "The least of backlog, somaxconn and tcp_max_syn_backlog gives the length of the "
		 "SYN queue.",
	.quote = "sysctl_max_syn_backlog即内核参数net.ipv4.tcp_max_syn_backlog;"
		 "变量lopt->max_qlen_log限制了SYN Queue大小",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_max_syn_backlog", COL(0)}),
	.columns = COLUMNS("max_syn_backlog", "kept <4.4", "cookies <4.4"),
	.rows = ROWS(ROW(0, 16, 134), ROW(8, 16, 134), ROW(20, 32, 118), ROW(64, 128, 22),
		     ROW(4096, 128, 22)),
	.steps = STEPS(LISTEN(.backlog = 64, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 150),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(WIRE("flood", "+0 < S \n"
				       "+0 > S. ack 1 \n"),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(1)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(2)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 tcp_max_syn_backlog has no part in it: with cookies "
				 "on it has no effect at all",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 64),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 86),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 86),
				       DELTA(SERVER, "TcpExt.ListenDrops", 86))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 tcp_max_syn_backlog has no part in it: with cookies "
				 "on it has no effect at all",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 64),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 86),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 86),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 tcp_max_syn_backlog has no part in it: with cookies "
				 "on it has no effect at all",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 65),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 85),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 85),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
