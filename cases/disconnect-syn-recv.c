/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in SYN-RECV: the state of a connection that an application can have by
 * TCP Fast Open only. The client's request came with its SYN, the server accepts, and the
 * SYN-ACK is lost.
 *
 * tcp_need_reset() lists the state: RST with ACK, and ECONNRESET on the own socket. At the
 * client, in SYN-SENT, tcp_reset() makes of it ECONNREFUSED: the connect() fails with the words
 * of a port where nobody listens, although the server had accepted the connection.
 *
 * All is over before the SYN-ACK or the SYN is sent again, after 1 s.
 */
HF_CASE(disconnect_syn_recv) = {
	.name = "disconnect-syn-recv",
	.claims = CLAIMS("D4.1", "D4.12", "D4.13"),
	.claim = "tcp_disconnect() in SYN-RECV sends RST; the other side, in SYN-SENT, is told "
		 "ECONNREFUSED.",
	.group = "disconnect",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x202}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = HOLD, .fastopen = 4),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "quick", .request = 90, .fastopen = true),
		       UNTIL(.acceptq_len = 1),
		       ACCEPT(.count = 1),
		       UNDROP(.name = "mute"),
		       UNTIL(.mark = "accepted", .no_later_ms = 790),
		       DISCONNECT(.name = "quick", .at = SERVER),
		       UNTIL(.segment = "> R.", .times = 1, .no_later_ms = 900),
		       ERROR(.name = "quick", .at = SERVER),
		       UNTIL(.returned = "quick")),
	.expect = EXPECT(WIRE("quick", "+0 < S 90 seq 0; +0 > S. 0 seq 0 ack 91\n"
					"+0~0.9 > R. 0 seq 1 ack 91"),
			 HITS("mute", 1),
			 SOCKETS("accepted", SERVER, "SYN-RECV", 1),
			 SOCKETS("accepted", CLIENT, "SYN-SENT", 1),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 CALL(.who = "quick", .call = "connect", .err = ECONNREFUSED),
			 SOCKETS("end", SERVER, "SYN-RECV", 0),
			 SOCKETS("end", CLIENT, "SYN-SENT", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 0),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
