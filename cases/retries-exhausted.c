/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "No acknowledgement for a long time, then RST": not when retransmissions are used up.
 *
 * The server has vanished: a rule takes away all that comes to it. The client sends its request
 * again after 0.2, 0.4 and 0.8 s, and 1.6 s later, at 3 s, it gives up (tcp_retries2=2; SACK is
 * off, so there is no tail loss probe). tcp_write_err() tells the application ETIMEDOUT and
 * sends nothing. The server is in ESTABLISHED and stays there; nobody has told it.
 */
HF_CASE(retries_exhausted) = {
	.name = "retries-exhausted",
	.claims = CLAIMS("D3.18"),
	.claim = "Who gets no acknowledgement for its data ends the connection with RST.",
	.quote = "长期未收到对方确认报文,经过一定时间或者重传尝试后,发送 RST 终止连接",
	.group = "timeout",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_retries2", 2}, {"net.ipv4.tcp_sack", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "waiter", .wait = true),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 2,
			     .acceptq_len = NONE),
		       DROP(.name = "silence", .at = SERVER, .rule = "INPUT -s {client} -j DROP"),
		       MEASURE,
		       SEND(.name = "caller", .bytes = 90),
		       RECV(.name = "caller"),
		       UNTIL(.mark = "sent", .segment = "< P.", .times = 1, .no_later_ms = 180),
		       UNTIL(.returned = "caller", .within_ms = 8000),
		       QUIET(.ms = 500)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; ^0.2~0.22 < P. 90; ^0.4~0.44 < P. 90\n"
					"^0.8~0.88 < P. 90"),
			 HITS("silence", 4),
			 CALL(.who = "caller", .call = "recv", .err = ETIMEDOUT,
			      .after = "0.18~0.22 + 0.4~0.44 + 0.8~0.88 + 1.6~1.76"),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 1),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.RetransSegs", 3),
			 DELTA(CLIENT, "TcpExt.TCPAbortOnTimeout", 1)),
	.eras = ERAS({.until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NEVER_TRUE,
		      .because = "tcp_write_err() gives up in silence: no RST, and the server goes "
				 "on believing",
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NEVER_TRUE,
		      .because = "tcp_write_err() gives up in silence: no RST, and the server goes "
				 "on believing",
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPTimeouts", 4))}),
	.budget_s = 40,
};
