/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The first of the four causes: a firewall on the server's host that rejects with RST.
 *
 * iptables' REJECT --reject-with tcp-reset builds the RST itself (nf_send_reset()): a segment that
 * acknowledges something is answered with a bare RST at that number, a SYN with RST and ACK. The
 * first is ECONNRESET for an established connection, the second ECONNREFUSED for connect()
 * (tcp_reset(): the errno depends on the client's state). TCP on the server is not asked: its
 * OutRsts does not move, it still believes in the connection, and ListenDrops knows nothing. The
 * pauses are those of a new rule being loaded.
 */
HF_CASE(reset_firewall) = {
	.name = "reset-firewall",
	.claims = CLAIMS("D0.1"),
	.claim = "A firewall that rejects with RST is one cause of \"connection reset by peer\".",
	.quote = "目的主机防火墙拦截",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       MEASURE,
		       DROP(.name = "wall", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j REJECT --reject-with tcp-reset"),
		       SEND(.name = "caller", .bytes = 90),
		       RECV(.name = "caller", .wait = true),
		       CONNECT(.name = "late"),
		       UNTIL(.returned = "late")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90; +0 > R 0 seq 1 win 0"),
			 WIRE("late", "+0 < S; +0 > R. 0 ack 1 win 0"),
			 HITS("wall", 2),
			 CALL(.who = "caller", .call = "send", .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .err = ECONNRESET, .calls = 1),
			 CALL(.who = "late", .call = "connect", .err = ECONNREFUSED),
			 SOCKETS("end", SERVER, "ESTABLISHED", 1),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 25,
};
