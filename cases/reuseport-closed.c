/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Two listeners share a port (SO_REUSEPORT), as the workers of a server do, and one of them is
 * closed while three clients wait in its accept queue.
 *
 * Each listener has queues of its own. The clients came while the first was alone; the second is
 * there when the first goes, listens on the same port and could take them. By default it does
 * not: inet_csk_listen_stop() resets them like those of any listener. A restart that closes the
 * old listener after the new one is up loses what the old one had in its queue.
 */
HF_CASE(reuseport_closed) = {
	.name = "reuseport-closed",
	.claims = CLAIMS("X13"),
	.claim = "Clients in the accept queue of one SO_REUSEPORT listener are reset when it is closed, "
		 "though another one listens on the port.",
	.group = "reuseport",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.name = "first", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       LISTEN(.name = "second", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       MEASURE,
		       CLOSE(.name = "first"),
		       UNTIL(.mark = "gone", .segment = "> R.", .times = 3, .at = CLIENT,
			     .state = "ESTABLISHED", .sockets = NONE),
		       ERROR(.name = "queued"),
		       CONNECT(.name = "next", .wait = true),
		       QUIET(.ms = 50)),
	.expect = EXPECT(QUEUE_OF("first", "measure", ACCEPTQ_LEN, 3),
			 QUEUE_OF("second", "measure", ACCEPTQ_LEN, 0),
			 QUEUE_OF("first", "gone", ACCEPTQ_LIMIT, -1),
			 QUEUE_OF("second", "gone", ACCEPTQ_LEN, 0),
			 QUEUE_OF("second", "end", ACCEPTQ_LEN, 1),
			 WIRE("queued", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > R. 0 seq 1 ack 1"),
			 WIRE("next", "+0 < S; +0 > S.; +0 < ."),
			 CALL(.who = "queued", .call = "error", .err = ECONNRESET),
			 DELTA(SERVER, "Tcp.OutRsts", 3),
			 DELTA(SERVER, "Tcp.EstabResets", 3),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 3)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
