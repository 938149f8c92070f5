/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "No acknowledgement for a long time, then RST": true of one timer, that of keepalive.
 *
 * The server falls silent: a rule at the client takes away all that it sends. After 1 s without
 * traffic (tcp_keepalive_time) the client probes, with a number just before the next one, which
 * the server has and answers. Three probes (tcp_keepalive_probes), 1 s apart
 * (tcp_keepalive_intvl), find no answer. 1 s after the last one tcp_keepalive_timer() sends RST
 * with ACK and tells the application ETIMEDOUT. The RST reaches the server, whose application is
 * told ECONNRESET.
 */
HF_CASE(keepalive_failure) = {
	.name = "keepalive-failure",
	.claims = CLAIMS("D3.18"),
	.claim = "Who gets no acknowledgement for long ends the connection with RST.",
	.quote = "长期未收到对方确认报文,经过一定时间或者重传尝试后,发送 RST 终止连接",
	.group = "timeout",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_keepalive_time", 1},
				 {"net.ipv4.tcp_keepalive_intvl", 1},
				 {"net.ipv4.tcp_keepalive_probes", 3}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       MEASURE,
		       CONNECT(.name = "caller", .keepalive = true, .wait = true),
		       DROP(.name = "silence", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       UNTIL(.mark = "silent", .at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE, .no_later_ms = 900),
		       RECV(.name = "caller"),
		       UNTIL(.returned = "caller", .within_ms = 8000),
		       ERROR(.name = "caller", .at = SERVER)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+1 < . 0 seq 0 ack 1; +0 > . 0 seq 1 ack 1\n"
					"^1 < . 0 seq 0 ack 1; +0 > . 0 seq 1 ack 1\n"
					"^1 < . 0 seq 0 ack 1; +0 > . 0 seq 1 ack 1\n"
					"+1 < R. 0 seq 1 ack 1"),
			 HITS("silence", 3),
			 CALL(.who = "caller", .call = "recv", .err = ETIMEDOUT),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "TcpExt.TCPAbortOnTimeout", 1),
			 DELTA(CLIENT, "TcpExt.TCPTimeouts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
