/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "No acknowledgement for a long time, then RST": not when retransmissions are used up.
 *
 * retries-exhausted with the default, tcp_retries2=15. The RTO doubles from 0.2 to 102.4 s and
 * stays at 120 s. 15 is no count: it stands for the time that 15 such timeouts take, 924.6 s
 * from the first retransmission on (retransmits_timed_out()). The sixteenth timeout is the first
 * one after that, by the lateness of the timers before it, and finds that it is over. Fifteen
 * and a half minutes, and no RST.
 */
HF_CASE(retries_exhausted_default) = {
	.name = "retries-exhausted-default",
	.claims = CLAIMS("D3.18", "D0.26"),
	.claim = "Who gets no acknowledgement for its data for a quarter of an hour ends the "
		 "connection with RST.",
	.quote = "长期未收到对方确认报文,经过一定时间或者重传尝试后,发送 RST 终止连接",
	.group = "timeout",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_retries2", 15}, {"net.ipv4.tcp_sack", 0}),
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
		       UNTIL(.returned = "caller", .within_ms = 1100000),
		       QUIET(.ms = 500)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; ^0.2~0.22 < P. 90; ^0.4~0.44 < P. 90\n"
					"^0.8~0.88 < P. 90; ^1.6~1.76 < P. 90; ^3.2~3.52 < P. 90\n"
					"^6.4~7.04 < P. 90; ^12.8~14.08 < P. 90; ^25.6~28.16 < P. 90\n"
					"^51.2~56.32 < P. 90; ^102.4~112.64 < P. 90; ^120 < P. 90\n"
					"^120 < P. 90; ^120 < P. 90; ^120 < P. 90\n"
					"^120 < P. 90"),
			 HITS("silence", 16),
			 CALL(.who = "caller", .call = "recv", .err = ETIMEDOUT,
			      .after = "0.18~0.22 + 0.4~0.44 + 0.8~0.88 + 1.6~1.76 + 3.2~3.52 + "
				       "6.4~7.04 + 12.8~14.08 + 25.6~28.16 + 51.2~56.32 + 102.4~112.64 + "
				       "120 + 120 + 120 + 120 + 120 + "
				       "120"),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 1),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.RetransSegs", 15),
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
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPTimeouts", 16))}),
	.budget_s = 1150,
};
