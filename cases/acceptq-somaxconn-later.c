/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The administrator raises net.core.somaxconn under a running server, and nothing happens.
 *
 * The clamp is in the listen() system call (__sys_listen()), not where the queue is looked at: the
 * limit that it found stays with the socket. So the server that asked for 100 and got 1 keeps 1,
 * and its third caller is refused. When the server calls listen(100) once more it gets what
 * somaxconn is now, and the one who was refused gets in at his next attempt:
 *   before 4.10   his third ACK was dropped; his ACK of the repeated SYN-ACK, after 1 s, completes
 *                 the connection (up to 0.6 s later before 4.1: one timer scanned all requests)
 *   since 4.10    his SYN was dropped; the repeated SYN, after 1 s, is admitted
 */
HF_CASE(acceptq_somaxconn_later) = {
	.name = "acceptq-somaxconn-later",
	.claims = CLAIMS("D0.8", "X8"),
	.claim = "min(backlog, somaxconn) is taken when listen() is called: a change of somaxconn "
		 "does nothing to a socket that listens, until it calls listen() again.",
	.quote = "min(backlog, net.core.somaxconn)",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", 1}),
	.steps = STEPS(LISTEN(.backlog = 100, .accept = NEVER),
		       CONNECT(.name = "early", .count = 2, .wait = true),
		       SET(.at = SERVER, .key = "net.core.somaxconn", .value = 10),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 100, .mark = "raised"),
		       RELISTEN(.backlog = 100),
		       UNTIL(.mark = "listens again", .no_later_ms = 900),
		       QUIET(.ms = 2000, .mark = "got in"),
		       CONNECT(.name = "more", .count = 8),
		       QUIET(.ms = 100, .mark = "full")),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("raised", ACCEPTQ_LEN, 2),
			 QUEUE("raised", ACCEPTQ_LIMIT, 1),
			 QUEUE("listens again", ACCEPTQ_LEN, 2),
			 QUEUE("listens again", ACCEPTQ_LIMIT, 10),
			 QUEUE("got in", ACCEPTQ_LEN, 3),
			 QUEUE("got in", REQUESTS, 0),
			 QUEUE("full", ACCEPTQ_LEN, 11),
			 QUEUE("full", ACCEPTQ_LIMIT, 10),
			 CALL(.who = "more", .call = "connect", .calls = 8),
			 WIRE("more", "+0 < S; +0 > S.; +0 < ."),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 9),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.; +0 < .\n"
						    "^1.0~1.6 > S.; +0 < ."),
				       CALL(.who = "late", .call = "connect"),
				       QUEUE("raised", REQUESTS, 1),
				       /* TCPSynRetrans exists since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "Tcp.RetransSegs", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S\n"
						    "^1.0 < S; +0 > S.; +0 < ."),
				       CALL(.who = "late", .call = "connect"),
				       QUEUE("raised", REQUESTS, 0),
				       SOCKETS("raised", CLIENT, "SYN-SENT", 1),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "Tcp.RetransSegs", 1))}),
	.budget_s = 15,
};
