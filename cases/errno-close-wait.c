/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * FIN, ACK, data, RST: the server has closed, the client sends nevertheless. By then the server
 * has no more than a time-wait entry in FIN-WAIT-2, which answers data with RST at the number
 * that the client acknowledged. In CLOSE-WAIT tcp_reset() makes of it EPIPE. SO_ERROR is asked
 * once and is gone; what follows is told by the socket's state: end of stream to recv(), EPIPE
 * to send().
 */
HF_CASE(errno_close_wait) = {
	.name = "errno-close-wait",
	.claims = CLAIMS("D3.5", "D4.1", "D4.12"),
	.claim = "Data to a side that has closed is answered with RST; in CLOSE-WAIT that is "
		 "EPIPE.",
	.quote = "Server --> Client  [RST]",
	.group = "errno",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "half", .at = CLIENT, .state = "CLOSE-WAIT", .sockets = 1),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1),
		       ERROR(.name = "caller"),
		       ERROR(.name = "caller"),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < P. 90 seq 1 ack 2; +0 > R 0 seq 2 win 0"),
			 CALL(.who = "caller", .call = "send", .nth = 1, .bytes = 90),
			 CALL(.who = "caller", .call = "error", .nth = 1, .err = EPIPE),
			 CALL(.who = "caller", .call = "error", .nth = 2),
			 CALL(.who = "caller", .call = "recv", .bytes = NONE),
			 CALL(.who = "caller", .call = "send", .nth = 2, .err = EPIPE),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 0),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 45,
};
