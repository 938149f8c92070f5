/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's table of SYN queues, with the numbers that it gives to somaxconn,
 * tcp_max_syn_backlog and listen(): 16, 1025, 65536, 131072, 262144. They were read off
 * max_qlen_log of a running kernel; this is the table by counting. As many strangers and some more
 * send a SYN each; cookies are on, and who does not fit gets one, so that the last quarter of
 * tcp_max_syn_backlog has no part in it.
 *
 *   until 4.3   2^k above min(backlog, somaxconn, tcp_max_syn_backlog), at least 16: the table,
 *               but for 1025, which is 1024 (reqsk_queue_alloc())
 *   since 4.4   min(backlog, somaxconn); since 6.13 and one more. Nothing is rounded.
 *
 * Before 4.2 somaxconn takes no more than 65535; runs with more end as BROKEN there.
 *
 * A long train outlives the first second, and SYN-ACKs are sent again meanwhile, in bursts that
 * no wire takes; and a SYN-ACK that is refused when it is sent again takes its request with it.
 * Here all of them are taken, by a queue for one packet that throws away the older when another
 * comes, and says so to nobody (pfifo_head_drop); few ever leave. With tcp_synack_retries=255 no
 * request is thinned out as long as one is younger than a second (reqsk_timer_handler()), so that
 * the look at the end comes before any was lost. Such trains are long work for a busy machine. The
 * row of 65536 shows that the next number does not double the queue since 4.4. Until 4.3 all of its
 * train fits, which is more than 65536, and the table is a power of two: the document's 131072. Its
 * last line, 262144 for 181920, is synq-table-largest.
 */
HF_CASE(synq_table) = {
	.name = "synq-table",
	.claims = CLAIMS("D4.8"),
	.claim = "The SYN queue holds 16, 1024, 65536, 131072 and 262144 requests for a backlog of "
		 "10, 512, 65535, 65536 and 181920.",
	.quote = "65535 65535 10 16 65535 65535 512 1025 65535 65535 65535 65536",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_synack_retries", 255},
				 {"net.core.somaxconn", COL(1)},
				 {"net.ipv4.tcp_max_syn_backlog", COL(2)}),
	.columns = COLUMNS("backlog", "somaxconn", "max_syn_backlog", "count", "kept <4.4",
			   "cookies <4.4", "kept <6.13", "cookies <6.13", "kept", "cookies",
			   "within_ms"),
	.label_columns = 3,
	.rows = ROWS(ROW(10, 65535, 65535, 1200, 16, 1184, 10, 1190, 11, 1189, 5000),
		     ROW(512, 65535, 65535, 1200, 1024, 176, 512, 688, 513, 687, 5000),
		     ROW(65535, 65535, 65535, 66000, 65536, 464, 65535, 465, 65536, 464, 40000),
		     ROW(65536, 65536, 65536, 66000, 66000, 0, 65536, 464, 65537, 463, 40000)),
	.steps = STEPS(RUN(.name = "nowhere", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"tc qdisc add dev eth0 root handle 1: tbf rate 200bit "
					"burst 100 limit 100000 && "
					"tc qdisc add dev eth0 parent 1: pfifo_head_drop limit 1")),
		       LISTEN(.backlog = COL(0), .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = COL(3)),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 60000, .within_ms = COL(10))),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CALL(.who = "nowhere", .call = "exit"),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 2000000),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2000000),
			 WIRE_COUNT(FROM_CLIENT, "S", COL(3)),
			 WIRE_FLOWS(FROM_CLIENT, "S", COL(3)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(4)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(5)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(5)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(5)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(6)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(7)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(7)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(7)))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(6)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(7)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(7)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded, and "
				 "since 6.13 one more is admitted",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(8)),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(9)),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", COL(9)))}),
	.budget_s = 150,
};
