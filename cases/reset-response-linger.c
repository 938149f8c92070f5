/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "Client GET, Server ACK, Server response, Server RST,ACK": the second way to that trace.
 *
 * The application reads the request, answers, and closes with SO_LINGER at 0 s: "RST on purpose,
 * in place of the four steps". tcp_close() calls disconnect(), which sends RST with ACK. The
 * wire is that of reset-response-unread; the counter tells the two apart. It is TCPAbortOnData
 * here, in spite of its name: TCPAbortOnLinger counts something else, a FIN-WAIT-2 that was cut
 * short. The response was acknowledged before and is read before ECONNRESET.
 */
HF_CASE(reset_response_linger) = {
	.name = "reset-response-linger",
	.claims = CLAIMS("D3.3", "D3.18"),
	.claim = "With SO_LINGER at 0 s close() sends RST,ACK in place of a FIN, after a response as "
		 "well.",
	.quote = "主动使用 RST 关闭,替代正常的四次挥手 FIN 消息关闭",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       MEASURE,
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> .", .times = 1),
		       RECV(.name = "caller", .at = SERVER, .wait = true),
		       UNTIL(.mark = "read", .segment = "> .", .times = 1),
		       SEND(.name = "caller", .at = SERVER, .bytes = 100),
		       UNTIL(.segment = "< .", .times = 1),
		       CLOSE(.name = "caller", .at = SERVER, .abort = true),
		       UNTIL(.segment = "> R.", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       RECV(.name = "caller", .wait = true)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90; +0 > .\n"
					"+0~9 > P. 100; +0 < .\n"
					"+0~9 > R. 0 seq 101 ack 91"),
			 BUFFER("read", SERVER, UNREAD, 0),
			 CALL(.who = "listener", .call = "recv", .bytes = 90, .calls = 1),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 100),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .err = ECONNRESET),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 0),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnLinger", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 50,
};
