/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * shutdown() of a listener, which some programs use to wake a thread in accept(): three clients
 * wait in the accept queue.
 *
 * inet_shutdown() calls tcp_disconnect() for the state LISTEN, if reading is shut down: the
 * queue is emptied as by close(), three RSTs with ACK. The socket keeps its port; listen() makes
 * a listener of it again, and the next client is served.
 */
HF_CASE(acceptq_listener_shutdown) = {
	.name = "acceptq-listener-shutdown",
	.claims = CLAIMS("X11", "D4.13"),
	.claim = "shutdown() of a listener resets the clients in its accept queue, as close() "
		 "does.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       MEASURE,
		       SHUTDOWN(.name = "listener"),
		       UNTIL(.mark = "gone", .segment = "> R.", .times = 3, .at = CLIENT,
			     .state = "ESTABLISHED", .sockets = NONE),
		       ERROR(.name = "queued"),
		       RELISTEN(.backlog = 8),
		       CONNECT(.name = "next", .wait = true),
		       UNTIL(.mark = "again", .acceptq_len = 1)),
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
			 DELTA(CLIENT, "Tcp.EstabResets", 3),
			 QUEUE("again", ACCEPTQ_LIMIT, 8),
			 WIRE("next", "+0 < S; +0 > S.; +0 < ."),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
