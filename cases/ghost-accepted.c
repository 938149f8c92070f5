/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The application accepts before the SYN-ACK has been repeated for the last time, and one of the
 * duplicate ACKs completes the connection that had overflowed.
 *
 * The client's ACK meets a full accept queue (ghost tells how). The SYN-ACK of 1 s is answered in
 * vain, too. Two seconds after the SYN the application accepts one connection: the queue has room,
 * but the request stays where it is, for nothing but an ACK makes a connection of it
 * (tcp_check_req()). That comes at 3 s, in answer to the next SYN-ACK. The connection is the last
 * in the queue, PassiveOpens counts it, and data goes over it as over any other.
 *
 * Before 4.1 the SYN-ACKs are late by up to 0.6 s each, so that the second comes at 4.2 s at most.
 */
HF_CASE(ghost_accepted) = {
	.name = "ghost-accepted",
	.claims = CLAIMS("D1.5"),
	.claim = "If the application consumes an entry of the accept queue before the maximum "
		 "number of SYN-ACK retries has been reached, one of the duplicate ACKs makes the "
		 "connection ESTABLISHED.",
	.quote = "will eventually process one of the duplicate ACKs",
	.group = "ghost",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = ANSWER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 74, .gap_ms = 3500),
		       MEASURE,
		       CONNECT(.name = "late", .wait = true),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< .", .times = 1, .no_later_ms = 900,
			     .requests = 1),
		       UNTIL(.segment = "< .", .times = 2),
		       QUIET(.ms = 900),
		       ACCEPT(.count = 1),
		       UNTIL(.mark = "accepted", .no_later_ms = 2900),
		       UNTIL(.segment = "< .", .times = 3),
		       QUIET(.ms = 100, .mark = "recovered"),
		       ACCEPT(.count = 2),
		       SEND(.name = "late", .bytes = 90),
		       RECV(.name = "late", .wait = true),
		       QUIET(.ms = 50)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 QUEUE("accepted", ACCEPTQ_LEN, 1),
			 QUEUE("accepted", REQUESTS, 1),
			 QUEUE("recovered", ACCEPTQ_LEN, 2),
			 QUEUE("recovered", REQUESTS, 0),
			 SOCKETS("recovered", SERVER, "ESTABLISHED", 3),
			 QUEUE("end", ACCEPTQ_LEN, 0),
			 CALL(.who = "late", .call = "connect"),
			 CALL(.who = "late", .call = "recv", .bytes = 100),
			 CALL(.who = "listener", .call = "accept", .calls = 3),
			 WIRE_COUNT(FROM_SERVER, "S.", 3),
			 WIRE_COUNT(FROM_SERVER, "P.", 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 2),
			 DELTA(SERVER, "TcpExt.ListenDrops", 2),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
			 DELTA(SERVER, "Tcp.RetransSegs", 2),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 2),
			 DELTA(CLIENT, "TcpExt.TCPChallengeACK", 2)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.; +0~0.9 < .\n"
						    "^1 > S.; +0 < .\n"
						    "^2 > S.; +0 < .\n"
						    "+0.1~5 < P. 90; +0 > .\n"
						    "+0~1 > P. 100; +0 < ."),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2))}),
	.budget_s = 50,
};
