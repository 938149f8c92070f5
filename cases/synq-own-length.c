/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Two programs of one host, one with listen(4) and one with listen(64), and a tcp_max_syn_backlog
 * of 4096 for both. Were that the length of the SYN queue, both would keep the 200 SYNs that each
 * gets. They do not, for each listener has a queue of its own: until 4.3 the power of two above
 * its backlog, at least 16; since 4.4 its backlog (since 6.13 and one more,
 * SYNQ_ADMITS_LIMIT_PLUS_ONE). The setting is no more than a bound (synq-last-quarter), and here
 * far away.
 */
HF_CASE(synq_own_length) = {
	.name = "synq-own-length",
	.claims = CLAIMS("D1.9", "D2.7"),
	.claim = "The length of the SYN queue is tcp_max_syn_backlog, one value that all programs "
		 "share.",
	.quote = "os层面,只能设一个,由所有程序共享",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", 4096}),
	.steps = STEPS(LISTEN(.name = "small", .backlog = 4, .accept = NEVER),
		       LISTEN(.name = "large", .port = 8889, .backlog = 64, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "to small", .count = 200),
		       QUIET(.ms = 20, .mark = "small"),
		       SYN(.name = "to large", .count = 200, .port = 8889),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "both", .no_later_ms = 790)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 400),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(50, "< S"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "each listener has a queue of its own, as long as its backlog "
				 "makes it: 16 and 128 here",
		      .expect = EXPECT(QUEUE("small", REQUESTS, 16),
				       QUEUE("both", REQUESTS, 144),
				       WIRE_COUNT(FROM_SERVER, "S.", 144),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 256),
				       DELTA(SERVER, "TcpExt.ListenDrops", 256))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "each listener has a queue of its own, as long as its backlog",
		      .expect = EXPECT(QUEUE("small", REQUESTS, 4),
				       QUEUE("both", REQUESTS, 68),
				       WIRE_COUNT(FROM_SERVER, "S.", 68),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 332),
				       DELTA(SERVER, "TcpExt.ListenDrops", 332))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "each listener has a queue of its own, as long as its backlog and "
				 "one more",
		      .expect = EXPECT(QUEUE("small", REQUESTS, 5),
				       QUEUE("both", REQUESTS, 70),
				       WIRE_COUNT(FROM_SERVER, "S.", 70),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 330),
				       DELTA(SERVER, "TcpExt.ListenDrops", 330))}),
	.budget_s = 15,
};
