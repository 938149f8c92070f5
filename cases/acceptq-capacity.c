/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * How many connections wait for accept() that never comes.
 *
 * listen() stores min(backlog, somaxconn) as sk_max_ack_backlog; a negative backlog is a very
 * large one (__sys_listen() compares as unsigned). The queue is full when sk_ack_backlog >
 * sk_max_ack_backlog, so one more than the limit gets in, and ss shows a Recv-Q that is one above
 * the Send-Q. Clients connect one by one until it is full, and one more knocks:
 *   before 4.10   its SYN is answered, as no more than one request is young; its ACK, the third
 *                 step, finds the queue full and is dropped: it believes it is connected
 *   since 4.10    its SYN is dropped (tcp_conn_request()); it stays in SYN-SENT
 * Either way ListenOverflows and ListenDrops count one. No timer is awaited here: what the late
 * one's retries do is the subject of acceptq-overflow.
 */
HF_CASE(acceptq_capacity) = {
	.name = "acceptq-capacity",
	.claims = CLAIMS("D0.8", "D0.21", "D3.7", "D3.11"),
	.claim = "The accept queue holds min(backlog, somaxconn) + 1 connections, because the test "
		 "for full is \"greater than\".",
	.quote = "注意大于号才返回ture,即最终可存储socket数目会加1",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(1)}),
	.columns = COLUMNS("backlog", "somaxconn", "limit", "capacity"),
	.label_columns = 2,
	.rows = ROWS(ROW(1, 4096, 1, 2), ROW(2, 4096, 2, 3), ROW(5, 4096, 5, 6),
		     ROW(16, 4096, 16, 17), ROW(100, 4096, 100, 101), ROW(511, 128, 128, 129),
		     ROW(128, 128, 128, 129), ROW(5, 3, 3, 4), ROW(511, 1, 1, 2),
		     ROW(-1, 7, 7, 8), ROW(-1, 64, 64, 65), ROW(2147483647, 12, 12, 13)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER),
		       QUIET(.ms = 1, .mark = "empty"),
		       CONNECT(.name = "fitting", .count = COL(3)),
		       QUIET(.ms = 100, .mark = "full"),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 100),
		       UNTIL(.mark = "refused", .no_later_ms = 900)),
	.expect = EXPECT(CALL(.who = "fitting", .call = "connect", .calls = COL(3)),
			 QUEUE("empty", ACCEPTQ_LEN, 0),
			 QUEUE("empty", ACCEPTQ_LIMIT, COL(2)),
			 QUEUE("full", ACCEPTQ_LEN, COL(3)),
			 QUEUE("full", ACCEPTQ_LIMIT, COL(2)),
			 QUEUE("full", REQUESTS, 0),
			 SOCKETS("full", SERVER, "ESTABLISHED", COL(3)),
			 SOCKETS("full", CLIENT, "ESTABLISHED", COL(3)),
			 QUEUE("refused", ACCEPTQ_LEN, COL(3)),
			 QUEUE("refused", ACCEPTQ_LIMIT, COL(2)),
			 SOCKETS("refused", SERVER, "ESTABLISHED", COL(3)),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("fitting", "+0 < S; +0 > S.; +0 < ."),
				       WIRE("late", "+0 < S; +0 > S.; +0 < ."),
				       CALL(.who = "late", .call = "connect"),
				       QUEUE("refused", REQUESTS, 1),
				       SOCKETS("refused", CLIENT, "SYN-SENT", 0))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("fitting", "+0 < S; +0 > S.; +0 < ."),
				       WIRE("late", "+0 < S"),
				       CALL(.who = "late", .call = "connect", .pending = true),
				       QUEUE("refused", REQUESTS, 0),
				       SOCKETS("refused", CLIENT, "SYN-SENT", 1))}),
	.budget_s = 10,
};
