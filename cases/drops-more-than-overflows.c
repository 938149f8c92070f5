/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Two listeners, each in its own trouble, and the two lines of netstat -s that tell of both. The
 * first has a full accept queue, and its SYNs count in both lines; the second has a full SYN
 * queue, with cookies off, and its SYNs count as dropped only. So the difference is what was
 * dropped for any reason other than a full accept queue.
 *
 * Two requests are young at the first listener before its queue fills up, so that kernels before
 * 4.10 refuse the SYNs as well. Who keeps how many requests at a backlog of 16 is told in
 * synq-capacity.
 */
HF_CASE(drops_more_than_overflows) = {
	.name = "drops-more-than-overflows",
	.claims = CLAIMS("D3.8", "D3.20"),
	.claim = "\"SYNs to LISTEN sockets dropped\" exceeds \"times the listen queue of a socket "
		 "overflowed\" by the SYNs that were dropped for other reasons.",
	.quote = "7503 SYNs to LISTEN sockets dropped",
	.group = "drops",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 4, .accept = NEVER),
		       LISTEN(.name = "flooded", .port = 8889, .backlog = 16, .accept = NEVER),
		       SYN(.name = "young", .count = 2),
		       CONNECT(.name = "waiting", .count = 5, .wait = true),
		       UNTIL(.acceptq_len = 5, .requests = 2),
		       MEASURE,
		       SYN(.name = "overflowing", .count = 4),
		       SYN(.name = "flood", .count = 40, .port = 8889),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "dropped", .no_later_ms = 500),
		       RUN(.name = "netstat", .at = SERVER, .package = "net-tools", .wait = true,
			   .argv = ARGV("netstat", "-s"))),
	.expect = EXPECT(WIRE("overflowing", "+0 < S"),
			 QUEUE("dropped", ACCEPTQ_LEN, 5),
			 OUTPUT("netstat", " 4 times the listen queue of a socket overflowed"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 4),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 32),
				       QUEUE("dropped", REQUESTS, 34),
				       OUTPUT("netstat", " 12 SYNs to LISTEN sockets "),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 8),
				       DELTA(SERVER, "TcpExt.ListenDrops", 12))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 16),
				       QUEUE("dropped", REQUESTS, 18),
				       OUTPUT("netstat", " 28 SYNs to LISTEN sockets "),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 24),
				       DELTA(SERVER, "TcpExt.ListenDrops", 28))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 17),
				       QUEUE("dropped", REQUESTS, 19),
				       OUTPUT("netstat", " 27 SYNs to LISTEN sockets "),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 23),
				       DELTA(SERVER, "TcpExt.ListenDrops", 27))}),
	.budget_s = 30,
};
