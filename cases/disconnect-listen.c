/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC on a listener: tcp_disconnect() in LISTEN is inet_csk_listen_stop(). No
 * RST for the listener itself, which has no peer; one for each of the three clients in its
 * accept queue.
 */
HF_CASE(disconnect_listen) = {
	.name = "disconnect-listen",
	.claims = CLAIMS("D4.13", "X11"),
	.claim = "tcp_disconnect() of a listener stops it: the connections in its accept queue are "
		 "reset.",
	.group = "disconnect",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       MEASURE,
		       DISCONNECT(.name = "listener"),
		       UNTIL(.mark = "gone", .segment = "> R.", .times = 3, .at = CLIENT,
			     .state = "ESTABLISHED", .sockets = NONE),
		       ERROR(.name = "queued")),
	.expect = EXPECT(WIRE("queued", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > R. 0 seq 1 ack 1"),
			 CALL(.who = "queued", .call = "error", .err = ECONNRESET),
			 SOCKETS("gone", SERVER, "LISTEN", 0),
			 SOCKETS("gone", SERVER, "ESTABLISHED", 0),
			 SOCKETS("gone", CLIENT, "ESTABLISHED", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 3),
			 DELTA(SERVER, "Tcp.EstabResets", 3),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 0),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 3)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
