/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Three handshakes are under way when the application closes its listener.
 *
 * Up to 4.3 requests hang on the listener and go with it (reqsk_queue_destroy()). Since 4.4 (commit
 * 079096f103fa) they stand in the table of established connections, each with a reference to its
 * listener, which close() does not touch: `ss` lists them as SYN-RECV of a listener that is no more.
 * They are found out one by one. The first timer, at 1 s, sees that the listener does not listen any
 * longer and drops the request before a SYN-ACK is sent again (reqsk_timer_handler()); nothing
 * counts that. The third ACK of one of them finds the request, sees the same, drops it, looks once
 * more, finds nobody (tcp_v4_rcv()), and is answered with RST, as it was before 4.4.
 */
HF_CASE(synq_listener_closed) = {
	.name = "synq-listener-closed",
	.claims = CLAIMS("D0.7"),
	.claim = "The SYN queue is the listener's: when that is closed, its requests are gone.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_synack_retries", 5},
				 {"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "silent", .count = 2),
		       SYN(.name = "late"),
		       UNTIL(.mark = "half-open", .requests = 3),
		       CLOSE(.name = "listener"),
		       QUIET(.ms = 20, .mark = "closed"),
		       ACK(.name = "late"),
		       UNTIL(.mark = "reset", .segment = "> R", .times = 1, .no_later_ms = 790),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(QUEUE("half-open", REQUESTS, 3),
			 SOCKETS("closed", SERVER, "LISTEN", 0),
			 WIRE("silent", "+0 < S; +0 > S."),
			 WIRE("late", "+0 < S; +0 > S.; +0~0.8 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
			 QUEUE("end", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0)),
	.eras = ERAS({.until = REQUESTS_IN_EHASH,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("closed", REQUESTS, 0),
				       QUEUE("reset", REQUESTS, 0))},
		     {.since = REQUESTS_IN_EHASH,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 a request outlives its listener until its own timer or "
				 "a segment finds out",
		      .expect = EXPECT(QUEUE("closed", REQUESTS, 3),
				       QUEUE("reset", REQUESTS, 2))}),
	.budget_s = 15,
};
