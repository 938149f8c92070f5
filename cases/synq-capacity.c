/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * How long the SYN queue is, from three numbers: the argument of listen(), net.core.somaxconn and
 * tcp_max_syn_backlog. 300 strangers each send one SYN and never answer; cookies are off. What is
 * left in SYN-RECV is the capacity.
 *
 *   until 4.3      reqsk_queue_alloc(): 2^k >= max(8, min(backlog, somaxconn, max_syn_backlog)) + 1
 *   4.4 to 6.12    min(backlog, somaxconn): the queue has the accept queue's limit (ef547f2ac16b)
 *   since 6.13     min(backlog, somaxconn) + 1 (3479c7549fb1)
 *
 * With cookies off the last quarter of tcp_max_syn_backlog is kept for known peers, so that
 * strangers have max_syn_backlog - max_syn_backlog / 4 + 1 at most: less than the power of two that
 * the old formula computes from it. Where that is what refuses them, TCPReqQFullDrop does not
 * count.
 */
HF_CASE(synq_capacity) = {
	.name = "synq-capacity",
	.claims = CLAIMS("D0.9"),
	.claim = "The SYN queue holds the next power of two above min(backlog, somaxconn, "
		 "tcp_max_syn_backlog), at least 16.",
	.quote = "最终SYN Queue大小为2^(lopt->max_qlen_log),"
		 "其上限为roundup_pow_of_two(sysctl_max_syn_backlog + 1),下限为16",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.core.somaxconn", COL(1)},
				 {"net.ipv4.tcp_max_syn_backlog", COL(2)}),
	.columns = COLUMNS("backlog", "somaxconn", "max_syn_backlog",
			   "kept <4.4", "refused <4.4", "by a full queue <4.4",
			   "kept <6.13", "refused <6.13", "by a full queue <6.13",
			   "kept", "refused", "by a full queue"),
	.label_columns = 3,
	.rows = ROWS(/* the backlog alone */
		     ROW(1, 4096, 4096,     16, 284, 284,    1, 299, 299,    2, 298, 298),
		     ROW(7, 4096, 4096,     16, 284, 284,    7, 293, 293,    8, 292, 292),
		     ROW(8, 4096, 4096,     16, 284, 284,    8, 292, 292,    9, 291, 291),
		     ROW(10, 4096, 4096,    16, 284, 284,   10, 290, 290,   11, 289, 289),
		     ROW(15, 4096, 4096,    16, 284, 284,   15, 285, 285,   16, 284, 284),
		     ROW(16, 4096, 4096,    32, 268, 268,   16, 284, 284,   17, 283, 283),
		     ROW(127, 4096, 4096,  128, 172, 172,  127, 173, 173,  128, 172, 172),
		     ROW(128, 4096, 4096,  256, 44, 44,    128, 172, 172,  129, 171, 171),
		     /* somaxconn is less than the backlog */
		     ROW(100, 10, 4096,     16, 284, 284,   10, 290, 290,   11, 289, 289),
		     ROW(4096, 16, 4096,    32, 268, 268,   16, 284, 284,   17, 283, 283),
		     ROW(4096, 128, 4096,  256, 44, 44,    128, 172, 172,  129, 171, 171),
		     /* max_syn_backlog is the least, or nearly */
		     ROW(100, 4096, 10,      9, 291, 0,      9, 291, 0,      9, 291, 0),
		     ROW(4096, 4096, 128,   97, 203, 0,     97, 203, 0,     97, 203, 0),
		     ROW(5, 4096, 10,        9, 291, 0,      5, 295, 295,    6, 294, 294),
		     ROW(100, 5, 10,         9, 291, 0,      5, 295, 295,    6, 294, 294)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 300),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 WIRE_COUNT(FROM_CLIENT, "S", 300),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(40, "< S"),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .because = "though strangers never reach the power of two above "
				 "tcp_max_syn_backlog: with cookies off its last quarter is kept "
				 "from them",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(3)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(4)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(5)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is that of the accept queue, "
				 "min(backlog, somaxconn), whatever number it is",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(6)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(6)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(7)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(8)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is that of the accept queue, "
				 "min(backlog, somaxconn), and since 6.13 one more is admitted",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, COL(9)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(9)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(10)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(11)))}),
	.budget_s = 15,
};
