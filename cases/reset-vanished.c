/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The fourth of the four causes: data to a connection that has vanished at the other end.
 *
 * The third ACK finds the accept queue full and is dropped (how, is told in http-timeout). The
 * client is connected and says nothing. The server repeats its SYN-ACK tcp_synack_retries times,
 * each answered by an ACK that is dropped as well, and gives up in silence, after 1 s without a
 * retry, 3 s with one. Nothing tells the client: it stays ESTABLISHED. When it sends at last, a
 * listener answers with RST. The pause before that is the harness's.
 */
HF_CASE(reset_vanished) = {
	.name = "reset-vanished",
	.claims = CLAIMS("D0.1", "D0.30"),
	.claim = "Data sent on a connection of which the server knows nothing any more is answered "
		 "with RST: \"connection reset by peer\".",
	.quote = "向已经\"消逝\"的连接发送数据,同样会导致RST",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", COL(0)}),
	.columns = COLUMNS("synack_retries", "ACKs"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > R 0 seq 1 win 0",
				   0, 1),
		     ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
				   "^1.0 > S.; +0 < . 0 seq 1 ack 1\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > R 0 seq 1 win 0",
				   1, 2)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 74, .gap_ms = 3500),
		       MEASURE,
		       CONNECT(.name = "victim", .wait = true),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< .", .times = 1, .no_later_ms = 900,
			     .requests = 1),
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 8000),
		       SEND(.name = "victim", .bytes = 90),
		       RECV(.name = "victim", .wait = true)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 2),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "victim", .call = "send", .bytes = 90),
			 CALL(.who = "victim", .call = "recv", .err = ECONNRESET, .calls = 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", COL(1)),
			 DELTA(SERVER, "TcpExt.ListenDrops", COL(1)),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", COL(1)),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	/* Before 4.1 a SYN-ACK is late by up to 0.6 s. */
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_SERVER, "S.", COL(1)),
				       WIRE_COUNT(FROM_CLIENT, ".", COL(1)),
				       WIRE_COUNT(FROM_CLIENT, "P.", 1),
				       WIRE_TAIL(1, "> R"),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, COL(0)))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("victim", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", COL(0)))}),
	.budget_s = 45,
};
