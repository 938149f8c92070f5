/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The translator waited for two hours; had the application set SO_KEEPALIVE, he would have seen
 * how it ends.
 *
 * The server has forgotten the connection (ghost tells how; without a retry after 1 s). When the
 * client has heard nothing for tcp_keepalive_time the kernel sends a segment of no length with a
 * number that has been acknowledged already (tcp_write_wakeup()), so that a living peer must
 * answer with an ACK. Here it is a listener that answers, with RST, and recv() that has waited all
 * the time returns ECONNRESET. By default that is after 7200 s, to the second the time the
 * translator waited; nothing but silence lies between.
 */
HF_CASE(ghost_keepalive) = {
	.name = "ghost-keepalive",
	.claims = CLAIMS("D1.6", "D1.8"),
	.claim = "A client with SO_KEEPALIVE learns after tcp_keepalive_time, two hours by "
		 "default, that the server has forgotten the connection: its probe is answered "
		 "with RST.",
	.quote = "这样的话客户端什么时候退出呢?",
	.group = "ghost",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_keepalive_time", COL(0)}),
	.columns = COLUMNS("keepalive_time", "quiet ms", "within ms"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
				   "+6.1~7 < . 0 seq 0 ack 1; +0 > R 0 seq 1 win 0",
				   7, 5000, 12000),
		     ROW_WITH_WIRE("+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
				   "+7199.1~7200 < . 0 seq 0 ack 1; +0 > R 0 seq 1 win 0",
				   7200, 7190000, 300000)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 74, .gap_ms = 3500),
		       MEASURE,
		       CONNECT(.name = "ghost", .wait = true, .keepalive = true),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< .", .times = 1, .no_later_ms = 900,
			     .requests = 1),
		       RECV(.name = "ghost"),
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 4000),
		       QUIET(.ms = COL(1), .mark = "ghost"),
		       UNTIL(.returned = "ghost", .within_ms = COL(2))),
	.expect = EXPECT(WIRE("ghost", ROW_WIRE),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 2),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("ghost", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "ghost", .call = "recv", .err = ECONNRESET, .calls = 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "TcpExt.TCPTimeouts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 7560,
};
