/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * reuseport-closed with net.ipv4.tcp_migrate_req=1: three clients wait in the accept queue of a
 * listener that is closed while another one listens on the port.
 *
 * Since 5.14 (commit d4f2c86b2b7e) inet_csk_listen_stop() hands each of them to a listener of
 * the group (reuseport_migrate_sock(); there is one left, so there is no choice) and counts
 * TCPMigrateReqSuccess. No packet tells the clients; they wait in the second one's queue now,
 * where accept() finds them. 5.10.y has the setting, but not what obeys it.
 */
HF_CASE(reuseport_migrate_queued) = {
	.name = "reuseport-migrate-queued",
	.claims = CLAIMS("X13"),
	.claim = "With tcp_migrate_req=1 the clients in the accept queue of a closed SO_REUSEPORT "
		 "listener move to another one.",
	.group = "reuseport",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 1, .if_present = true}),
	.steps = STEPS(LISTEN(.name = "first", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       CONNECT(.name = "queued", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       LISTEN(.name = "second", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       MEASURE,
		       CLOSE(.name = "first"),
		       QUIET(.ms = 100, .mark = "moved"),
		       ERROR(.name = "queued")),
	.expect = EXPECT(QUEUE_OF("first", "measure", ACCEPTQ_LEN, 3),
			 QUEUE_OF("second", "measure", ACCEPTQ_LEN, 0),
			 QUEUE_OF("first", "moved", ACCEPTQ_LIMIT, -1),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 0)),
	.eras = ERAS({.until = REUSEPORT_MIGRATION,
		      .claim_is = NEVER_TRUE,
		      .because = "before 5.14 nothing moves, although 5.10.y has the setting",
		      .expect = EXPECT(WIRE("queued", "+0 < S; +0 > S.; +0 < .\n"
					       "+0~9 > R. 0 seq 1 ack 1"),
				       QUEUE_OF("second", "moved", ACCEPTQ_LEN, 0),
				       CALL(.who = "queued", .call = "error", .err = ECONNRESET),
				       DELTA(SERVER, "Tcp.OutRsts", 3),
				       DELTA(SERVER, "Tcp.EstabResets", 3),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0))},
		     {.since = REUSEPORT_MIGRATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("queued", "+0 < S; +0 > S.; +0 < ."),
				       QUEUE_OF("second", "moved", ACCEPTQ_LEN, 3),
				       SOCKETS("moved", SERVER, "ESTABLISHED", 3),
				       SOCKETS("moved", CLIENT, "ESTABLISHED", 3),
				       CALL(.who = "queued", .call = "error"),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(SERVER, "Tcp.EstabResets", 0),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 3))}),
	.budget_s = 30,
};
