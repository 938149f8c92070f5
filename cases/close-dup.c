/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Two descriptors of one socket, as after fork() or dup(). The first close() takes a reference
 * of the file and nothing else: no packet, both sides stay ESTABLISHED, and data still goes out
 * by the other descriptor. The last close() calls tcp_close(), and the FIN goes.
 */
HF_CASE(close_dup) = {
	.name = "close-dup",
	.claims = CLAIMS("D3.6"),
	.claim = "close() sends a FIN only when the last reference to the socket goes.",
	.quote = "引用计数-1,当引用计数为0的时候,触发TCP客户端向服务器发送终止连接请求",
	.group = "close",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       MEASURE,
		       DUP(.name = "caller"),
		       CLOSE(.name = "caller"),
		       QUIET(.ms = 500, .mark = "closed once"),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> .", .times = 1),
		       CLOSE(.name = "caller"),
		       UNTIL(.mark = "closed twice", .at = CLIENT, .state = "FIN-WAIT-2",
			     .sockets = 1)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0.5~9 < P. 90; +0 > .\n"
					"+0~9 < F. 0 seq 91 ack 1; +0~0.2 > . 0 seq 1 ack 92"),
			 SOCKETS("closed once", CLIENT, "ESTABLISHED", 1),
			 SOCKETS("closed once", SERVER, "ESTABLISHED", 1),
			 SOCKETS("closed twice", SERVER, "CLOSE-WAIT", 1),
			 CALL(.who = "caller", .call = "dup"),
			 CALL(.who = "caller", .call = "send", .bytes = 90),
			 CALL(.who = "caller", .call = "close", .calls = 2),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 25,
};
