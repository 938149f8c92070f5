/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A server that hangs (here it is stopped, SIGSTOP), and recovers.
 *
 * The kernel needs no application to complete handshakes: with listen(2) three clients are
 * connected and wait in the accept queue. The fourth meets a full queue. The application goes on
 * (SIGCONT), accepts the three, and what the fourth lost is made good by the first
 * retransmission, after 1 s: its connect() takes a second, nothing else is seen of the hang.
 *
 * What is lost and sent again is the SYN since 4.10. Before, the SYN is answered, the third ACK
 * is dropped, and connect() returns at once; the server's SYN-ACK is sent again after 1 s (up to
 * 0.6 s later before 4.1), and the answer to it completes the connection.
 */
HF_CASE(accept_stopped) = {
	.name = "accept-stopped",
	.claims = CLAIMS("D3.7", "D0.7"),
	.claim = "connect() succeeds although accept() is not called, until the backlog is used up; who "
		 "comes after that waits for a retransmission.",
	.group = "accept",
	.steps = STEPS(LISTEN(.backlog = 2, .accept = AT_ONCE, .serve = HOLD),
		       KILL(.name = "listener", .signal = SIGSTOP),
		       CONNECT(.name = "filler", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3),
		       MEASURE,
		       CONNECT(.name = "late"),
		       UNTIL(.mark = "full", .at = SERVER, .counter = "TcpExt.ListenOverflows",
			     .reaches = 1),
		       KILL(.name = "listener", .signal = SIGCONT),
		       UNTIL(.mark = "drained", .acceptq_len = NONE, .no_later_ms = 790),
		       UNTIL(.mark = "served", .returned = "late", .at = SERVER, .state = "ESTABLISHED",
			     .sockets = 4, .acceptq_len = NONE),
		       /* Who answers this has told of its accept() before. */
		       ERROR(.name = "listener", .at = SERVER)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 3),
			 SOCKETS("full", SERVER, "ESTABLISHED", 3),
			 WIRE("filler", "+0 < S; +0 > S.; +0 < ."),
			 CALL(.who = "late", .call = "connect"),
			 CALL(.who = "listener", .call = "accept", .calls = 4),
			 CALL(.who = "listener", .call = "error", .calls = 4),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; +0 < .; ^1.0~1.6 > S.; +0 < .",
		      .expect = EXPECT(QUEUE("full", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "Tcp.RetransSegs", 1),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; ^1 < S; +0 > S.; +0 < .",
		      .expect = EXPECT(QUEUE("full", REQUESTS, 0),
				       SOCKETS("full", CLIENT, "SYN-SENT", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 30,
};
