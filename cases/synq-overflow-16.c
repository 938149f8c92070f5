/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's own arithmetic: 542 and 358 SYNs, one every millisecond, against a SYN queue that
 * holds 16; cookies are off, the client's kernel is kept from answering. Sixteen peers get a
 * SYN-ACK and a row in SYN-RECV, all others get nothing.
 *
 * The document has its 16 from listen(1). Today the queue is as long as the backlog says, so 15 is
 * asked for, which is 16 on both sides of the years between:
 *   until 4.3      2^k above min(backlog, somaxconn, tcp_max_syn_backlog): 15 -> 16
 *   4.4 to 6.12    inet_csk_reqsk_queue_is_full() is qlen >= sk_max_ack_backlog: 15
 *   since 6.13     qlen > sk_max_ack_backlog (3479c7549fb1): 16
 */
HF_CASE(synq_overflow_16) = {
	.name = "synq-overflow-16",
	.claims = CLAIMS("D0.11", "D0.13", "D0.19"),
	.claim = "With cookies off, of N SYNs all but the 16 that the SYN queue holds are dropped: "
		 "ListenDrops and TCPReqQFullDrop grow by N - 16, no cookie and no RST is sent.",
	.quote = "可以看到SYN丢弃数目增加了526=542-16(16为SYN Queue长度限制),服务端发送RST数目没有变化。",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.columns = COLUMNS("SYNs", "refused", "refused 4.4 to 6.12"),
	.rows = ROWS(ROW(542, 526, 527), ROW(358, 342, 343)),
	.steps = STEPS(LISTEN(.backlog = 15, .accept = NEVER),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SYN(.name = "flood", .count = COL(0), .every_us = 1000,
			   .from = CLIENT_ITSELF),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 QUEUE("flooded", ACCEPTQ_LEN, 0),
			 QUEUE("flooded", ACCEPTQ_LIMIT, 15),
			 WIRE_COUNT(FROM_CLIENT, "S", COL(0)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(300, "< S"),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 16),
				       WIRE_COUNT(FROM_SERVER, "S.", 16),
				       WIRE_FLOWS(FROM_SERVER, "S.", 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(1)))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .because = "the same, one less: these kernels hold 15 at a backlog of 15",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 15),
				       WIRE_COUNT(FROM_SERVER, "S.", 15),
				       WIRE_FLOWS(FROM_SERVER, "S.", 15),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(2)))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 16),
				       WIRE_COUNT(FROM_SERVER, "S.", 16),
				       WIRE_FLOWS(FROM_SERVER, "S.", 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(1)))}),
	.budget_s = 15,
};
