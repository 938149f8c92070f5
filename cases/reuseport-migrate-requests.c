/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Handshakes under way, and net.ipv4.tcp_migrate_req=1: the SYNs of two strangers went to the
 * first listener, which is closed while a second one listens on the port.
 *
 * Since 5.14 a request finds another listener when something happens to it. The third ACK of one
 * finds the request, sees that its listener is closed, and makes a child of it in the second
 * one's queue (inet_csk_complete_hashdance()). The timer of the other, at 1 s, makes a copy of
 * the request at the second listener and sends the SYN-ACK again (reqsk_timer_handler()). Both
 * count TCPMigrateReqSuccess, and the peers notice nothing.
 *
 * Before, the third ACK finds no request, and the second listener, which knows nothing of it,
 * answers with RST; the other peer hears nothing more. 5.10.y has the setting, but not what
 * obeys it.
 */
HF_CASE(reuseport_migrate_requests) = {
	.name = "reuseport-migrate-requests",
	.claims = CLAIMS("X13"),
	.claim = "With tcp_migrate_req=1 a handshake that was under way at a closed SO_REUSEPORT listener "
		 "ends at another one.",
	.group = "reuseport",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_migrate_req", 1, .if_present = true},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.name = "first", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       MEASURE,
		       SYN(.name = "silent"),
		       SYN(.name = "late"),
		       UNTIL(.requests = 2),
		       LISTEN(.name = "second", .backlog = 16, .accept = NEVER, .serve = ANSWER,
			      .reuseport = true),
		       CLOSE(.name = "first"),
		       ACK(.name = "late"),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "acknowledged", .no_later_ms = 790),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(QUEUE_OF("first", "acknowledged", ACCEPTQ_LIMIT, -1),
			 DELTA(SERVER, "TcpExt.TCPMigrateReqFailure", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0)),
	.eras = ERAS({.until = REQUESTS_IN_EHASH,
		      .claim_is = NEVER_TRUE,
		      .because = "requests go with their listener",
		      .expect = EXPECT(WIRE("silent", "+0 < S; +0 > S."),
				       WIRE("late", "+0 < S; +0 > S.; "
						    "+0~0.8 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
				       QUEUE_OF("second", "end", ACCEPTQ_LEN, 0),
				       QUEUE("end", REQUESTS, 0),
				       DELTA(SERVER, "Tcp.OutRsts", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0),
				       QUEUE("acknowledged", REQUESTS, 0))},
		     {.since = REQUESTS_IN_EHASH,
		      .until = REUSEPORT_MIGRATION,
		      .claim_is = NEVER_TRUE,
		      .because = "before 5.14 nothing moves, although 5.10.y has the setting",
		      .expect = EXPECT(WIRE("silent", "+0 < S; +0 > S."),
				       WIRE("late", "+0 < S; +0 > S.; "
						    "+0~0.8 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
				       QUEUE_OF("second", "end", ACCEPTQ_LEN, 0),
				       QUEUE("end", REQUESTS, 0),
				       DELTA(SERVER, "Tcp.OutRsts", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 0),
				       QUEUE("acknowledged", REQUESTS, 1))},
		     {.since = REUSEPORT_MIGRATION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("silent", "+0 < S; +0 > S.; ^1 > S."),
				       WIRE("late", "+0 < S; +0 > S.; "
						    "+0~0.8 < . 0 seq 1 ack 1"),
				       QUEUE("acknowledged", REQUESTS, 1),
				       QUEUE_OF("second", "acknowledged", ACCEPTQ_LEN, 1),
				       QUEUE("end", REQUESTS, 1),
				       QUEUE_OF("second", "end", ACCEPTQ_LEN, 1),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1),
				       DELTA(SERVER, "Tcp.RetransSegs", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 1),
				       DELTA(SERVER, "TcpExt.TCPMigrateReqSuccess", 2))}),
	.budget_s = 30,
};
