/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in LAST-ACK: both sides have sent their FIN, the acknowledgement of
 * the client's is lost on a rule of its own. tcp_need_reset() does not list the state, and all
 * that was written has been sent (snd_nxt is write_seq): no RST goes, and the own socket has no
 * error. The FIN, which would have been sent again after 0.2 s, is not.
 *
 * The server has seen both FINs and is in TIME-WAIT.
 */
HF_CASE(disconnect_last_ack) = {
	.name = "disconnect-last-ack",
	.claims = CLAIMS("D4.13"),
	.claim = "tcp_disconnect() in LAST-ACK, with everything sent, sends no RST and leaves no "
		 "error.",
	.quote = "下一个发送序号并不是最后一个队列数据段序号",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       SHUTDOWN(.name = "caller", .at = SERVER),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       DROP(.name = "lost", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SHUTDOWN(.name = "caller"),
		       UNTIL(.mark = "last", .segment = "> .", .times = 1, .at = CLIENT,
			     .state = "LAST-ACK", .sockets = 1),
		       DISCONNECT(.name = "caller"),
		       UNTIL(.at = CLIENT, .state = "LAST-ACK", .sockets = NONE, .no_later_ms = 190),
		       ERROR(.name = "caller"),
		       QUIET(.ms = 800)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < F. 0 seq 1 ack 2; +0 > . 0 seq 2 ack 2"),
			 HITS("lost", 1),
			 CALL(.who = "caller", .call = "disconnect"),
			 CALL(.who = "caller", .call = "error"),
			 SOCKETS("end", SERVER, "TIME-WAIT", 1),
			 SOCKETS("end", CLIENT, "LAST-ACK", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
