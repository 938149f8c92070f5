/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * listen(0): a queue of no connection holds one, unless nobody gets as far as the queue.
 *
 * The accept queue is full at sk_ack_backlog > sk_max_ack_backlog, hence it takes one connection
 * at a limit of 0. But from 4.4 on (commit ef547f2ac16b) the SYN queue has the same limit, and was
 * full at qlen >= sk_max_ack_backlog: at 0 it is full while empty, and with cookies off no SYN is
 * ever admitted. 6.13 (commit 3479c7549fb1) made that test "greater than" as well. Before 4.4 the
 * SYN queue holds 16 whatever the backlog.
 *
 * Two callers come, one after the other, and nobody accepts. Of the second before 4.4 only the
 * counters are expected: whether its SYN is refused (3.16.81) or its third ACK makes no difference
 * to them.
 */
HF_CASE(acceptq_backlog_zero) = {
	.name = "acceptq-backlog-zero",
	.claims = CLAIMS("D0.8"),
	.claim = "With listen(0) the accept queue holds one connection: limit + 1.",
	.quote = "注意大于号才返回ture,即最终可存储socket数目会加1",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 0, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "first"),
		       QUIET(.ms = 100, .mark = "one"),
		       CONNECT(.name = "second"),
		       QUIET(.ms = 100),
		       UNTIL(.mark = "two", .no_later_ms = 900)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 0), QUEUE("two", ACCEPTQ_LIMIT, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("first", "+0 < S; +0 > S.; +0 < ."),
				       CALL(.who = "first", .call = "connect"),
				       QUEUE("one", ACCEPTQ_LEN, 1),
				       QUEUE("two", ACCEPTQ_LEN, 1),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "the SYN queue of listen(0) is full while empty: with cookies off "
				 "no connection can ever be made",
		      .wire = "+0 < S",
		      .expect = EXPECT(CALL(.who = "first", .call = "connect", .pending = true),
				       CALL(.who = "second", .call = "connect", .pending = true),
				       QUEUE("two", ACCEPTQ_LEN, 0),
				       QUEUE("two", REQUESTS, 0),
				       SOCKETS("two", CLIENT, "SYN-SENT", 2),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 0),
				       DELTA(SERVER, "Tcp.PassiveOpens", 0))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("first", "+0 < S; +0 > S.; +0 < ."),
				       WIRE("second", "+0 < S"),
				       CALL(.who = "first", .call = "connect"),
				       CALL(.who = "second", .call = "connect", .pending = true),
				       QUEUE("one", ACCEPTQ_LEN, 1),
				       QUEUE("two", ACCEPTQ_LEN, 1),
				       QUEUE("two", REQUESTS, 0),
				       SOCKETS("two", CLIENT, "SYN-SENT", 1),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1))}),
	.budget_s = 10,
};
