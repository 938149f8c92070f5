/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The question of the document, from its first packet to its answer: the accept queue is full, and
 * one more client connects.
 *
 * The client's ACK is held up on a slow line until the queue is full (since 4.10 its SYN would be
 * refused otherwise, acceptq-overflow). Its connect() has succeeded. The server drops the ACK,
 * keeps the request, and sends its SYN-ACK again after 1, 2, 4, 8 and 16 s: tcp_synack_retries is
 * 5 by default. To a client in ESTABLISHED a SYN-ACK is a segment with a SYN that has no business
 * there, and it answers each with a challenge ACK (tcp_validate_incoming()): these are the ten
 * black packets, five SYN-ACKs and five duplicate ACKs. Each ACK is dropped as the first was: six
 * overflows in all.
 *
 * Another 32 s after the last SYN-ACK, 63 s after the SYN, the request is gone and nothing is
 * sent. The client is ESTABLISHED and does not know. It does not end by itself; what ends it is a
 * segment of its own: 90 bytes meet a listener that knows nothing of them, the answer is RST, and
 * the application is told ECONNRESET.
 *
 * Cookies are off: with them kernels before 4.0 count the 90 bytes as a failed cookie too.
 */
HF_CASE(ghost) = {
	.name = "ghost",
	.claims = CLAIMS("D1.3", "D1.4", "D1.7", "D1.8", "D2.3", "D3.36"),
	.claim = "The server sends its SYN-ACK five times more, the client answers each with an "
		 "ACK; after about a minute the server has forgotten the connection, while the "
		 "client stays ESTABLISHED, and when it sends data it gets an RST.",
	.quote = "服务器发送的SYN/ACK有5个,客户端回复的ACK有5个",
	.group = "ghost",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 74, .gap_ms = 3500),
		       MEASURE,
		       CONNECT(.name = "ghost", .wait = true),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< .", .times = 1, .no_later_ms = 900,
			     .requests = 1),
		       QUIET(.ms = 60000),
		       UNTIL(.mark = "a minute", .no_later_ms = 62500),
		       QUIET(.ms = 8500, .mark = "forgotten"),
		       SEND(.name = "ghost", .bytes = 90),
		       RECV(.name = "ghost", .wait = true)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("full", CLIENT, "ESTABLISHED", 3),
			 QUEUE("a minute", REQUESTS, 1),
			 SOCKETS("a minute", CLIENT, "ESTABLISHED", 3),
			 QUEUE("forgotten", ACCEPTQ_LEN, 2),
			 QUEUE("forgotten", REQUESTS, 0),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 2),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "ghost", .call = "connect"),
			 CALL(.who = "ghost", .call = "send", .bytes = 90),
			 CALL(.who = "ghost", .call = "recv", .err = ECONNRESET, .calls = 1),
			 WIRE_COUNT(FROM_SERVER, "S.", 6),
			 WIRE_COUNT(FROM_CLIENT, ".", 6),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 WIRE_TAIL(1, "> R"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 6),
			 DELTA(SERVER, "TcpExt.ListenDrops", 6),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 6),
			 DELTA(SERVER, "Tcp.RetransSegs", 5),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 5),
			 DELTA(CLIENT, "TcpExt.TCPChallengeACK", 5),
			 DELTA(CLIENT, "Tcp.InErrs", 5),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	/* Before 4.1 each SYN-ACK, and the end of the request, is late by up to 0.6 s. */
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 5))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("ghost", "+0 < S; +0 > S.\n"
						     "+0~0.9 < . 0 seq 1 ack 1\n"
						     "^1 > S.; +0 < . 0 seq 1 ack 1\n"
						     "^2 > S.; +0 < . 0 seq 1 ack 1\n"
						     "^4 > S.; +0 < . 0 seq 1 ack 1\n"
						     "^8 > S.; +0 < . 0 seq 1 ack 1\n"
						     "^16 > S.; +0 < . 0 seq 1 ack 1\n"
						     "+30~45 < P. 90 seq 1 ack 1\n"
						     "+0 > R 0 seq 1 win 0"),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 5))}),
	.budget_s = 110,
};
