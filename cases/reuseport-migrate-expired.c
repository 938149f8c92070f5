/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A handshake at a closed listener whose time is over, net.ipv4.tcp_migrate_req=1: with
 * tcp_synack_retries=0 the first timer, at 1 s, is the last one.
 *
 * reqsk_timer_handler() has found another listener and copied the request to it before it asks
 * whether the SYN-ACK may be sent again. It may not: the copy is thrown away,
 * TCPMigrateReqFailure counts it, and the original goes as well. Before 5.14 nothing is copied,
 * and nothing counts the request's end.
 */
HF_CASE(reuseport_migrate_expired) = {
	.name = "reuseport-migrate-expired",
	.claims = CLAIMS("X13"),
	.claim = "A request that expires while it would move to another listener counts as "
		 "TCPMigrateReqFailure.",
	.group = "reuseport",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 1, .if_present = true},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.steps = STEPS(LISTEN(.name = "first", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       MEASURE,
		       SYN(.name = "silent"),
		       UNTIL(.requests = 1),
		       LISTEN(.name = "second", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       CLOSE(.name = "first"),
		       UNTIL(.mark = "closed", .no_later_ms = 790),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(WIRE("silent", "+0 < S; +0 > S."),
			 QUEUE("end", REQUESTS, 0),
			 QUEUE_OF("second", "end", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = REQUESTS_IN_EHASH,
		      .claim_is = NEVER_TRUE,
		      .because = "requests go with their listener",
		      .expect = EXPECT(QUEUE("closed", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0))},
		     {.since = REQUESTS_IN_EHASH,
		      .until = REUSEPORT_MIGRATION,
		      .claim_is = NEVER_TRUE,
		      .because = "before 5.14 nothing moves, and nothing counts it",
		      .expect = EXPECT(QUEUE("closed", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0))},
		     {.since = REUSEPORT_MIGRATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("closed", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1))}),
	.budget_s = 30,
};
