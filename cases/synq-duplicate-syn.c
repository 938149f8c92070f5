/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The same SYN again, three times, as from a client whose path loses the answers, or from an
 * attacker with one tuple. tcp_check_req() recognises it ("pure retransmitted SYN"), makes no new
 * request, and sends the SYN-ACK again: at most once in tcp_invalid_ratelimit (500 ms), so that two
 * confused hosts do not play ping-pong; the others are counted in TCPACKSkippedSynRecv and nowhere
 * else. The document's server shows 19 of them, and no ListenDrops of that kind.
 */
HF_CASE(synq_duplicate_syn) = {
	.name = "synq-duplicate-syn",
	.claims = CLAIMS("D3.19"),
	.claim = "A SYN that is repeated makes no second request and is no dropped SYN; within "
		 "tcp_invalid_ratelimit it is answered once, and the rest is counted in "
		 "TCPACKSkippedSynRecv.",
	.quote = "TCPACKSkippedSynRecv: 19",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_invalid_ratelimit", COL(0), .if_present = true}),
	.columns = COLUMNS("tcp_invalid_ratelimit", "answered", "skipped"),
	.rows = ROWS(ROW_WITH_WIRE("+0     < S; +0 > S.\n"
				   "+0~0.4 < S seq 0; +0 > S. seq 0 ack 1\n"
				   "+0~0.4 < S seq 0; +0 > S. seq 0 ack 1\n"
				   "+0~0.4 < S seq 0; +0 > S. seq 0 ack 1",
				   0, 3, 0),
		     ROW_WITH_WIRE("+0     < S; +0 > S.\n"
				   "+0~0.4 < S seq 0; +0 > S. seq 0 ack 1\n"
				   "+0~0.4 < S seq 0\n"
				   "+0~0.4 < S seq 0",
				   500, 1, 2)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "insistent"),
		       UNTIL(.requests = 1),
		       SEGMENT(.name = "insistent", .flags = "S", .seq = 0),
		       SEGMENT(.name = "insistent", .flags = "S", .seq = 0),
		       SEGMENT(.name = "insistent", .flags = "S", .seq = 0),
		       UNTIL(.segment = "< S", .times = 4),
		       UNTIL(.mark = "repeated", .no_later_ms = 450)),
	.expect = EXPECT(QUEUE("repeated", REQUESTS, 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 0)),
	.eras = ERAS({.until = SYN_REPETITION_LIMITED,
		      .claim_is = NEVER_TRUE,
		      .because = "every repetition is answered",
		      .expect = EXPECT(WIRE_COUNT(FROM_SERVER, "S.", 4),
				       DELTA(SERVER, "Tcp.RetransSegs", 3),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 3))},
		     {.since = SYN_REPETITION_LIMITED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("insistent", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.TCPACKSkippedSynRecv", COL(2)),
				       DELTA(SERVER, "Tcp.RetransSegs", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", COL(1)))}),
	.budget_s = 20,
};
