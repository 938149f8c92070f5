/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * net.ipv4.tcp_migrate_req=1, and the listener that is closed is the last one of its group:
 * nobody is left to take the three clients of its accept queue. reuseport_migrate_sock() counts
 * TCPMigrateReqFailure for each, and each is reset.
 */
HF_CASE(reuseport_migrate_nobody) = {
	.name = "reuseport-migrate-nobody",
	.claims = CLAIMS("X13"),
	.claim = "tcp_migrate_req=1 helps nobody when the last listener of the group is closed: the "
		 "clients are reset.",
	.group = "reuseport",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 1, .if_present = true}),
	.steps = STEPS(LISTEN(.name = "first", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       MEASURE,
		       CLOSE(.name = "first"),
		       UNTIL(.mark = "gone", .segment = "> R.", .times = 3, .at = CLIENT,
			     .state = "ESTABLISHED", .sockets = NONE),
		       ERROR(.name = "queued")),
	.expect = EXPECT(WIRE("queued", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > R. 0 seq 1 ack 1"),
			 CALL(.who = "queued", .call = "error", .err = ECONNRESET),
			 SOCKETS("gone", SERVER, "LISTEN", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 3),
			 DELTA(SERVER, "Tcp.EstabResets", 3),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 3)),
	.eras = ERAS({.until = REUSEPORT_MIGRATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 0))},
		     {.since = REUSEPORT_MIGRATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 3))}),
	.budget_s = 30,
};
