/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The second of the four causes: data to a socket that its owner has closed.
 *
 * close() with nothing unread sends a FIN. The client acknowledges it and may still send; the
 * server keeps no more than a time-wait entry in FIN-WAIT-2 by then. Data to that is answered with
 * RST (tcp_timewait_state_process(): TCP_TW_RST), at the number the client acknowledged: 1 for the
 * SYN, 1 for the FIN. The RST is as told, the text is not always "connection reset by peer": the
 * client that had seen the FIN is in CLOSE-WAIT, where tcp_reset() makes it EPIPE, and read() says
 * end of stream as before. ECONNRESET needs a FIN that has not arrived (keepalive-fin-lost), or a
 * close() with something unread (keepalive-unread-request).
 *
 * The FIN's acknowledgement waits for the delayed-ACK timer, whose time is 0 on a connection that
 * has received no data (tcp_fin() enters pingpong mode). The other pauses are the harness's.
 *
 * TW counts the time-wait entry since 5.18 (27dd35e02235) when it begins, before only when its
 * timer ends it; an entry that an RST ends was never counted.
 */
HF_CASE(reset_closed_socket) = {
	.name = "reset-closed-socket",
	.claims = CLAIMS("D0.1"),
	.claim = "Data sent to a socket that its owner has closed is answered with RST.",
	.quote = "向已关闭的socket发送数据",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.mark = "connected", .at = SERVER, .state = "ESTABLISHED",
			     .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < P. 90; +0 > R 0 seq 2 win 0"),
			 SOCKETS("closed", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 0),
			 CALL(.who = "caller", .call = "send", .nth = 1, .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .bytes = NONE, .calls = 1),
			 CALL(.who = "caller", .call = "send", .nth = 2, .err = EPIPE),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 0),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ERAS({.until = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 0))},
		     {.since = TW_COUNTED_AT_CREATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TW", 1))}),
	.budget_s = 35,
};
