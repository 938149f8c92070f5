/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "Client or server is in trouble and cannot go on": the server's process is killed.
 *
 * The kernel closes its descriptors as close() would have. A connection whose data was all read
 * gets a FIN, one with an unread request an RST (TCPAbortOnClose), and one that nobody accepted
 * dies with its listener: inet_csk_listen_stop() sends an RST, too, which counts as no abort.
 * There is no RST for the death as such.
 */
HF_CASE(reset_killed) = {
	.name = "reset-killed",
	.claims = CLAIMS("D3.18"),
	.claim = "When the server's process dies its connections end with RST.",
	.quote = "客户端或者服务端异常,无法继续正常的连接处理,发送 RST 终止连接操作",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = HOLD),
		       CONNECT(.name = "idle", .wait = true),
		       CONNECT(.name = "unread", .wait = true),
		       UNTIL(.acceptq_len = 2),
		       ACCEPT(.count = 2),
		       CONNECT(.name = "queued", .wait = true),
		       UNTIL(.acceptq_len = 1),
		       MEASURE,
		       SEND(.name = "unread", .bytes = 90),
		       UNTIL(.segment = "> .", .times = 1),
		       KILL(.name = "listener"),
		       UNTIL(.mark = "dead", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       ERROR(.name = "idle"),
		       ERROR(.name = "unread"),
		       ERROR(.name = "queued")),
	.expect = EXPECT(WIRE("idle", "+0 < S; +0 > S.; +0 < .\n"
				      "+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2"),
			 WIRE("unread", "+0 < S; +0 > S.; +0 < .; +0~9 < P. 90; +0 > .\n"
					"+0~9 > R. 0 seq 1 ack 91"),
			 WIRE("queued", "+0 < S; +0 > S.; +0 < .; +0~9 > R. 0 seq 1 ack 1"),
			 CALL(.who = "idle", .call = "error"),
			 CALL(.who = "unread", .call = "error", .err = ECONNRESET),
			 CALL(.who = "queued", .call = "error", .err = ECONNRESET),
			 SOCKETS("dead", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("dead", CLIENT, "ESTABLISHED", 0),
			 SOCKETS("dead", SERVER, "ESTABLISHED", 0),
			 SOCKETS("dead", SERVER, "LISTEN", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 2),
			 DELTA(SERVER, "Tcp.EstabResets", 2),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 2)),
	.eras = ERAS({.claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "the end of a process is a close(): RST where something was unread "
				 "or not accepted, FIN elsewhere"}),
	.budget_s = 40,
};
