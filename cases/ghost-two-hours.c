/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "Otherwise, the client will eventually get a RST packet", says the article; its translator
 * waited for two hours, found the client ESTABLISHED, and asked when that would end.
 *
 * It does not. The server has forgotten the connection (ghost tells how; one retry is enough here,
 * 1 + 2 s) and has nothing to send. The client has nothing to send either: keepalive is off unless
 * an application asks for it, and no other timer belongs to an idle connection. After 7200 s of
 * silence no segment has come and no socket has moved.
 */
HF_CASE(ghost_two_hours) = {
	.name = "ghost-two-hours",
	.claims = CLAIMS("D1.6", "D1.8"),
	.claim = "A client whose third ACK was dropped will eventually get an RST.",
	.quote = "Otherwise, the client will eventually get a RST packet",
	.group = "ghost",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 1}),
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
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 8000),
		       QUIET(.ms = 7200000, .mark = "two hours")),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 2),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 QUEUE("two hours", ACCEPTQ_LEN, 2),
			 QUEUE("two hours", REQUESTS, 0),
			 SOCKETS("two hours", SERVER, "ESTABLISHED", 2),
			 SOCKETS("two hours", CLIENT, "ESTABLISHED", 3),
			 WIRE_COUNT(FROM_SERVER, "S.", 2),
			 WIRE_COUNT(FROM_CLIENT, ".", 2),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(1, "< ."),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 2),
			 DELTA(SERVER, "TcpExt.ListenDrops", 2),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
			 DELTA(SERVER, "Tcp.RetransSegs", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = NEVER_TRUE,
		      .because = "an RST is the answer to a segment; an idle client sends none, "
				 "and stays ESTABLISHED for good",
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = NEVER_TRUE,
		      .because = "an RST is the answer to a segment; an idle client sends none, "
				 "and stays ESTABLISHED for good",
		      .wire = "+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
			      "^1 > S.; +0 < . 0 seq 1 ack 1",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 7260,
};
