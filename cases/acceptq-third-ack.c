/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The mechanism that the document tells of, on every kernel: not the SYN but the third step of the
 * handshake meets a full accept queue.
 *
 * Since 4.10 a SYN is refused when the queue is full, so the half-open request must be there
 * before. A hand-made peer sends its SYN and keeps its ACK back while two ordinary clients fill
 * the queue of listen(1); then it acknowledges, and goes on to answer each SYN-ACK that comes, as
 * a client does that believes it is connected. tcp_v4_syn_recv_sock() finds the queue full each
 * time, counts ListenOverflows and ListenDrops, and returns no socket; tcp_check_req() marks the
 * request as acknowledged and forgets the ACK. Nothing is sent. The SYN-ACK timer goes on:
 * tcp_synack_retries=R retransmissions at 1, 3, 7, ... s, each answered and dropped again, hence R
 * + 1 of both; at 2^(R+1) - 1 s the request is gone without a word.
 *
 * With 4.4 to 6.12 the request of the peer fills the SYN queue of listen(1), and the second filler
 * gets in by a cookie; counting begins after that. Before 4.1 a timer scans all requests every 200
 * ms, each step comes up to 0.6 s late, and the times are not asked for. How fast the peer answers
 * is no affair of the kernel's: its lines have a range.
 */
HF_CASE(acceptq_third_ack) = {
	.name = "acceptq-third-ack",
	.claims = CLAIMS("D0.21", "D0.22", "D0.23", "D0.24", "D0.28", "D1.2", "D1.3", "D3.36"),
	.claim = "A third ACK that finds the accept queue full is dropped without an RST; the "
		 "SYN-ACK is retransmitted tcp_synack_retries times, and each ACK in answer to it "
		 "is dropped and counted in ListenOverflows and ListenDrops alike.",
	.quote = "服务端超时后还发送了两次SYN+ACK包,客户端均应答ACK",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", COL(0)}),
	.columns = COLUMNS("synack_retries", "acks", "still there ms", "no later ms", "gone ms"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < .", 0, 1, 100, 250, 1900),
		     ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < .\n"
				   "^1.0 > S.; +0~0.5 < .",
				   1, 2, 1800, 2200, 2700),
		     ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < .\n"
				   "^1.0 > S.; +0~0.5 < .\n"
				   "^2.0 > S.; +0~0.5 < .",
				   2, 3, 5500, 6200, 3700),
		     ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < .\n"
				   "^1.0 > S.; +0~0.5 < .\n"
				   "^2.0 > S.; +0~0.5 < .\n"
				   "^4.0 > S.; +0~0.5 < .\n"
				   "^8.0 > S.; +0~0.5 < .\n"
				   "^16.0 > S.; +0~0.5 < .",
				   5, 6, 60000, 62000, 8500)),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "raw"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .requests = 1, .no_later_ms = 600),
		       MEASURE,
		       ACK(.name = "raw", .again = true),
		       QUIET(.ms = COL(2)),
		       UNTIL(.mark = "still there", .no_later_ms = COL(3)),
		       QUIET(.ms = COL(4), .mark = "gone")),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("measure", REQUESTS, 1),
			 QUEUE("still there", ACCEPTQ_LEN, 2),
			 QUEUE("still there", REQUESTS, 1),
			 QUEUE("gone", ACCEPTQ_LEN, 2),
			 QUEUE("gone", ACCEPTQ_LIMIT, 1),
			 QUEUE("gone", REQUESTS, 0),
			 SOCKETS("gone", SERVER, "ESTABLISHED", 2),
			 DELTA(SERVER, "TcpExt.ListenOverflows", COL(1)),
			 DELTA(SERVER, "TcpExt.ListenDrops", COL(1)),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", COL(1)),
			 DELTA(SERVER, "Tcp.RetransSegs", COL(0)),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 WIRE_COUNT(FROM_SERVER, "S.", COL(0)),
			 WIRE_COUNT(FROM_CLIENT, ".", COL(1)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, COL(0)))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("raw", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", COL(0)))}),
	.budget_s = 90,
};
