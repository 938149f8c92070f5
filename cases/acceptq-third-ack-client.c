/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The same with clients that are nothing but clients: three connect at once over a slow line.
 *
 * One connection waits already at a listener of backlog 2. The server's line lets one SYN-ACK pass
 * and holds up the rest, so three SYNs are admitted before the queue is full; then the line
 * recovers. As the SYN-ACKs arrive the handshakes are completed one by one; the second fills the
 * queue (3 wait, the limit is 2), and the third's ACK finds it full. (With a backlog of 1 the SYN
 * queue of 4.4 to 6.12 would refuse the third SYN.)
 *
 * The third client is ESTABLISHED: connect() succeeded. The server keeps its request and repeats
 * the SYN-ACK 1 s and 3 s after the SYN; the client answers each with a challenge ACK
 * (tcp_validate_incoming() takes a SYN in ESTABLISHED for a blind attack), and each is dropped as
 * the first one was. After 7 s (up to 0.6 s a step more before 4.1) the server has forgotten it,
 * and the client still is ESTABLISHED: to its application the connection looks like the others.
 */
HF_CASE(acceptq_third_ack_client) = {
	.name = "acceptq-third-ack-client",
	.claims = CLAIMS("D0.22", "D0.23", "D0.28", "D0.31", "D1.4"),
	.claim = "The client whose third ACK was dropped believes it is connected: it answers each "
		 "repeated SYN-ACK, ListenOverflows and ListenDrops grow by three, no RST is sent, "
		 "and when the server has forgotten the request the client is still ESTABLISHED.",
	.quote = "服务端丢弃第三次ACK导致连接状态为SYN-RECV,但是此时客户端状态已经为ESTABLISHED",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 2, .accept = NEVER),
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
		       QUIET(.ms = 100, .mark = "overflowed"),
		       QUIET(.ms = 9200, .mark = "forgotten")),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 1),
			 QUEUE("measure", ACCEPTQ_LIMIT, 2),
			 QUEUE("overflowed", ACCEPTQ_LEN, 3),
			 QUEUE("overflowed", REQUESTS, 1),
			 SOCKETS("overflowed", SERVER, "ESTABLISHED", 3),
			 SOCKETS("overflowed", CLIENT, "ESTABLISHED", 4),
			 QUEUE("forgotten", ACCEPTQ_LEN, 3),
			 QUEUE("forgotten", REQUESTS, 0),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 3),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 4),
			 CALL(.who = "first", .call = "connect"),
			 CALL(.who = "second", .call = "connect"),
			 CALL(.who = "late", .call = "connect"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 3),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
			 DELTA(SERVER, "Tcp.RetransSegs", 2),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.ActiveOpens", 3),
			 DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 2),
			 DELTA(CLIENT, "TcpExt.TCPChallengeACK", 2),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 WIRE("first", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("second", "+0 < S; +0~0.9 > S.; +0 < .")),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0~0.9 > S.; +0 < .\n"
						    "+0.1~1.6 > S.; +0 < .\n"
						    "^2.0~2.6 > S.; +0 < ."),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* The first timer runs from the SYN, whenever the SYN-ACK could leave. */
		      .expect = EXPECT(WIRE("late", "+0 < S; +0~0.9 > S.; +0 < .\n"
						    "+0.1~1.0 > S.; +0 < .\n"
						    "^2.0 > S.; +0 < ."),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2))}),
	.budget_s = 40,
};
