/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Two handshakes are under way when the application shuts its listener down, and calls listen()
 * on it again.
 *
 * Up to 4.3 requests hang on the listener and go with shutdown(): a third ACK that comes later
 * meets a listener that knows nothing of it, and is answered with RST. Since 4.4 (commit
 * 079096f103fa) they stand in the table of established connections, and nobody looks at them
 * until a segment or their timer comes. By then the listener listens again. The third ACK finds
 * its request and a listener in LISTEN, and the connection goes into the new accept queue; the
 * timer of the other one, at 1 s, sends its SYN-ACK again. What synq-listener-closed shows of
 * close() is true of shutdown() until the next listen().
 */
HF_CASE(synq_listener_shutdown) = {
	.name = "synq-listener-shutdown",
	.claims = CLAIMS("X11"),
	.claim = "shutdown() of a listener ends the handshakes that are under way.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_synack_retries", 5},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_migrate_req", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "silent"),
		       SYN(.name = "late"),
		       UNTIL(.mark = "half-open", .requests = 2),
		       SHUTDOWN(.name = "listener"),
		       QUIET(.ms = 20, .mark = "shut"),
		       RELISTEN(.backlog = 16),
		       ACK(.name = "late"),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "again", .no_later_ms = 790),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(SOCKETS("shut", SERVER, "LISTEN", 0),
			 SOCKETS("again", SERVER, "LISTEN", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0)),
	.eras = ERAS({.until = REQUESTS_IN_EHASH,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("silent", "+0 < S; +0 > S."),
				       WIRE("late", "+0 < S; +0 > S.; "
						    "+0~0.8 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
				       QUEUE("shut", REQUESTS, 0),
				       QUEUE("again", REQUESTS, 0),
				       QUEUE("again", ACCEPTQ_LEN, 0),
				       QUEUE("end", REQUESTS, 0),
				       DELTA(SERVER, "Tcp.OutRsts", 1),
				       DELTA(SERVER, "Tcp.RetransSegs", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0))},
		     {.since = REQUESTS_IN_EHASH,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 requests outlive the shutdown, and go on when the socket "
				 "listens again",
		      .expect = EXPECT(WIRE("silent", "+0 < S; +0 > S.; ^1 > S."),
				       WIRE("late", "+0 < S; +0 > S.; "
						    "+0~0.8 < . 0 seq 1 ack 1"),
				       QUEUE("shut", REQUESTS, 2),
				       QUEUE("again", REQUESTS, 1),
				       QUEUE("again", ACCEPTQ_LEN, 1),
				       QUEUE("end", REQUESTS, 1),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1),
				       DELTA(SERVER, "Tcp.RetransSegs", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 30,
};
