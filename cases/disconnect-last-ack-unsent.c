/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in LAST-ACK, while something is unsent.
 *
 * The hand-made peer has a window of 512 bytes and ends its side. The server writes 1000 bytes,
 * of which 512 go out and 488 wait for the window, and shuts down: in LAST-ACK, with the FIN
 * behind the 488. Now tcp_disconnect() throws data away that the peer has not seen (snd_nxt is
 * not write_seq), and says so: RST with ACK, and ECONNRESET on the own socket.
 * disconnect-last-ack shows the state without unsent data.
 *
 * All is over before the 512 bytes would be sent again, 0.2 s later, or has failed.
 */
HF_CASE(disconnect_last_ack_unsent) = {
	.name = "disconnect-last-ack-unsent",
	.claims = CLAIMS("D4.13"),
	.claim = "tcp_disconnect() in LAST-ACK sends RST when data is unsent.",
	.quote = "下一个发送序号并不是最后一个队列数据段序号",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       SYN(.name = "peer"),
		       ACK(.name = "peer"),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       SEGMENT(.name = "peer", .flags = "F.", .seq = 1, .ack = 1),
		       UNTIL(.at = SERVER, .state = "CLOSE-WAIT", .sockets = 1, .segment = "> .", .times = 1),
		       MEASURE,
		       SEND(.name = "listener", .bytes = 1000),
		       SHUTDOWN(.name = "listener", .accepted = true),
		       UNTIL(.mark = "last", .at = SERVER, .state = "LAST-ACK", .sockets = 1),
		       DISCONNECT(.name = "listener", .accepted = true),
		       UNTIL(.segment = "> R.", .times = 1, .no_later_ms = 190),
		       ERROR(.name = "listener")),
	.expect = EXPECT(WIRE("peer", "+0 < S; +0 > S.; +0~9 < .\n"
					"+0~9 < F. 0 seq 1 ack 1; +0~0.2 > . 0 seq 1 ack 2\n"
					"+0~9 > P. 512 seq 1 ack 2; +0~0.19 > R. 0 seq 513 ack 2"),
			 CALL(.who = "listener", .call = "send", .bytes = 1000),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "LAST-ACK", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
