/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The translator's last question: the client holds a connection that the server has forgotten;
 * when is it released? When the application closes it, for one.
 *
 * close() sends a FIN, which carries an ACK like any segment. A listener answers an ACK with RST
 * (tcp_rcv_state_process()), and the client's socket is gone from FIN-WAIT-1 at once, without the
 * 60 s of TIME-WAIT and without tcp_orphan_retries. The application is not told: close() has
 * returned. (How the server forgets is told in ghost; without a retry it takes 1 s.)
 */
HF_CASE(ghost_close) = {
	.name = "ghost-close",
	.claims = CLAIMS("D1.6", "D1.8"),
	.claim = "A client that closes a connection which the server has forgotten is answered "
		 "with RST, and its socket is gone.",
	.quote = "此时客户端维持着一条ESTABLISHED状态的连接~~,它到底什么时候释放呢?",
	.group = "ghost",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 0}),
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
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 4000),
		       CLOSE(.name = "ghost"),
		       UNTIL(.segment = "> R", .times = 1),
		       QUIET(.ms = 50, .mark = "closed")),
	.expect = EXPECT(WIRE("ghost", "+0 < S; +0 > S.; +0~0.9 < . 0 seq 1 ack 1\n"
				       "+0~5 < F. 0 seq 1 ack 1; +0 > R 0 seq 1 win 0"),
			 SOCKETS("forgotten", SERVER, "ESTABLISHED", 2),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("closed", CLIENT, "ESTABLISHED", 2),
			 SOCKETS("closed", CLIENT, "FIN-WAIT-1", 0),
			 SOCKETS("closed", CLIENT, "TIME-WAIT", 0),
			 CALL(.who = "ghost", .call = "close"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 40,
};
