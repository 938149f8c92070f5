/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A client meets a full SYN queue. Its SYN is dropped without an answer, as the document says, and it
 * sends it again: not after 3 s and 9 s, as of old (until 3.0 the first timeout was 3 s), but after 1
 * s and 3 s, and after 7 s if tcp_syn_retries allowed it. (With tcp_syn_linear_timeouts, since
 * 6.5, it would be every second at first.)
 *
 * 40 strangers fill the queue, of which 16 fit until 4.3, one until 6.12, and two since. Their
 * SYN-ACKs are repeated at 1 and 3 s while the client tries.
 */
HF_CASE(synq_overflow_client) = {
	.name = "synq-overflow-client",
	.claims = CLAIMS("D3.9"),
	.claim = "When the SYN queue is full a SYN is dropped without an answer, and the client sends "
		 "it again after 3 s and 9 s.",
	.quote = "如果SYN QUEUE队列已满,直接丢弃不回ACK。客户端超时后经过3秒、9秒",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 3},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "flood", .count = 40),
		       QUIET(.ms = 20),
		       MEASURE,
		       CONNECT(.name = "late"),
		       UNTIL(.segment = "< S", .times = 3, .within_ms = 5000),
		       QUIET(.ms = 1200),
		       UNTIL(.mark = "third", .no_later_ms = 6000)),
	.expect = EXPECT(WIRE("late", "+0 < S; ^1 < S; ^2 < S"),
			 CALL(.who = "late", .call = "connect", .pending = true),
			 SOCKETS("third", CLIENT, "SYN-SENT", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 3),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "TcpExt.TCPSynRetrans", 2)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = NEVER_TRUE,
		      .because = "the first timeout of a SYN is 1 s since 3.1: after 1 s and 3 s",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 16),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 32),
				       /* A counter since 3.15, for SYN-ACKs too. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 32),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "the first timeout of a SYN is 1 s since 3.1: after 1 s and 3 s",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 16),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 32),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 32),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NEVER_TRUE,
		      .because = "the first timeout of a SYN is 1 s since 3.1: after 1 s and 3 s",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "the first timeout of a SYN is 1 s since 3.1: after 1 s and 3 s",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 2))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "the first timeout of a SYN is 1 s since 3.1: after 1 s and 3 s",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 2),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 4),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 4),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 2))}),
	.budget_s = 20,
};
