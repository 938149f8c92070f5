/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Three clients wait in the accept queue when the application closes its listener.
 *
 * They are ESTABLISHED at both sides, and nobody will ever accept them: inet_csk_listen_stop()
 * takes one after the other out of the queue and aborts it through tcp_disconnect(), RST with
 * ACK and EstabResets, no TCPAbortOn counter. ListenDrops is about what a listener refuses and
 * knows nothing of it.
 */
HF_CASE(acceptq_listener_closed) = {
	.name = "acceptq-listener-closed",
	.claims = CLAIMS("X11", "D4.1"),
	.claim = "The clients that wait in the accept queue are reset when the listener is closed.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       MEASURE,
		       CLOSE(.name = "listener"),
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
