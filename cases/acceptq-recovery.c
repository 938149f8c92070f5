/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The application accepts in time, and the dropped third ACK does no harm.
 *
 * Three clients connect at once over a slow line, as in acceptq-third-ack-client; one waits
 * already, the backlog is 2, so the third's ACK overflows: its connect() has succeeded, the server
 * holds a request. The SYN-ACK is repeated at 1 and 3 s, and the answers are dropped, too. Then
 * the application accepts one connection. The request does not move by itself: a child is made of
 * it only when an ACK comes (tcp_check_req()), and that is the client's answer to the SYN-ACK of 7
 * s, the last one of tcp_synack_retries=3. Request and answer then go over the connection as over
 * any other.
 */
HF_CASE(acceptq_recovery) = {
	.name = "acceptq-recovery",
	.claims = CLAIMS("D0.22", "D0.24", "D1.5"),
	.claim = "If the application accepts a connection before the last SYN-ACK retransmission, "
		 "the client's next ACK completes the connection that had overflowed.",
	.quote = "It means that if overflow occurred due to a burst, the connection will recover.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 3}),
	.steps = STEPS(LISTEN(.backlog = 2, .accept = NEVER, .serve = ANSWER),
		       CONNECT(.name = "filler", .wait = true),
		       /* A SYN-ACK: 14 Ethernet, 20 IPv4, 40 TCP. */
		       PACE(.at = SERVER, .bytes = 74, .gap_ms = 3000),
		       MEASURE,
		       CONNECT(.name = "first"),
		       CONNECT(.name = "second"),
		       CONNECT(.name = "late"),
		       UNTIL(.segment = "< S", .times = 3, .no_later_ms = 700),
		       PACE(.at = SERVER, .bytes = 74, .gap_ms = 20),
		       UNTIL(.segment = "> S.", .times = 3, .no_later_ms = 900),
		       UNTIL(.returned = "late"),
		       QUIET(.ms = 100),
		       UNPACE(.at = SERVER),
		       UNTIL(.segment = "> S.", .times = 5, .within_ms = 6000),
		       QUIET(.ms = 100, .mark = "overflowed"),
		       ACCEPT(.count = 1),
		       UNTIL(.mark = "accepted", .no_later_ms = 6800),
		       QUIET(.ms = 5000, .mark = "recovered"),
		       ACCEPT(.count = 3),
		       SEND(.name = "late", .bytes = 90),
		       RECV(.name = "late", .wait = true),
		       QUIET(.ms = 50)),
	.expect = EXPECT(QUEUE("overflowed", ACCEPTQ_LEN, 3),
			 QUEUE("overflowed", REQUESTS, 1),
			 SOCKETS("overflowed", CLIENT, "ESTABLISHED", 4),
			 QUEUE("accepted", ACCEPTQ_LEN, 2),
			 QUEUE("accepted", REQUESTS, 1),
			 QUEUE("recovered", ACCEPTQ_LEN, 3),
			 QUEUE("recovered", REQUESTS, 0),
			 SOCKETS("recovered", SERVER, "ESTABLISHED", 4),
			 QUEUE("end", ACCEPTQ_LEN, 0),
			 CALL(.who = "late", .call = "connect"),
			 CALL(.who = "late", .call = "recv", .bytes = 100),
			 CALL(.who = "listener", .call = "accept", .calls = 4),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 3),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
			 DELTA(SERVER, "Tcp.RetransSegs", 3),
			 DELTA(SERVER, "Tcp.PassiveOpens", 3),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 3),
			 WIRE("first", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("second", "+0 < S; +0~0.9 > S.; +0 < ."),
			 WIRE_COUNT(FROM_SERVER, "S.", 6),
			 WIRE_COUNT(FROM_SERVER, "P.", 1)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 3))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0~0.9 > S.; +0 < .\n"
						    "+0.1~1.0 > S.; +0 < .\n"
						    "^2.0 > S.; +0 < .\n"
						    "^4.0 > S.; +0 < .\n"
						    "+0.1~4.0 < P. 90; +0 > .; "
						    "+0~1.0 > P. 100; +0 < ."),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 3))}),
	.budget_s = 50,
};
