/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in CLOSING: the FINs of both sides have crossed, the server's is not
 * acknowledged. tcp_need_reset() does not list the state, and all that was written has been sent
 * (snd_nxt is write_seq): no RST goes, the own socket has no error, and the FIN is not sent
 * again after 0.2 s. The peer, hand-made, hears nothing more.
 */
HF_CASE(disconnect_closing) = {
	.name = "disconnect-closing",
	.claims = CLAIMS("D4.13"),
	.claim = "tcp_disconnect() in CLOSING, with everything sent, sends no RST and leaves no "
		 "error.",
	.quote = "下一个发送序号并不是最后一个队列数据段序号",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       SYN(.name = "peer"),
		       ACK(.name = "peer"),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       SHUTDOWN(.name = "listener", .accepted = true),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-1", .sockets = 1),
		       SEGMENT(.name = "peer", .flags = "F.", .seq = 1, .ack = 1),
		       UNTIL(.mark = "closing", .segment = "> .", .times = 1, .at = SERVER,
			     .state = "CLOSING", .sockets = 1),
		       DISCONNECT(.name = "listener", .accepted = true),
		       UNTIL(.at = SERVER, .state = "CLOSING", .sockets = NONE, .no_later_ms = 190),
		       ERROR(.name = "listener"),
		       QUIET(.ms = 800)),
	.expect = EXPECT(WIRE("peer", "+0 < S; +0 > S.; +0~9 < .\n"
					"+0~9 > F. 0 seq 1 ack 1\n"
					"+0~0.19 < F. 0 seq 1 ack 1; +0 > . 0 seq 2 ack 2"),
			 CALL(.who = "listener", .call = "disconnect"),
			 CALL(.who = "listener", .call = "error"),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
