/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An overflow that no packet was lost, held back or made for: the listener has TCP_DEFER_ACCEPT.
 *
 * Such a listener takes a connection when the first request comes: the bare third ACK is ignored
 * (tcp_check_req(), TCPDeferAcceptDrop) and the request stays. Two clients with requests of one
 * byte wait at a backlog of 2; then "late" connects and says nothing yet, and another client with
 * a request fills the queue. When "late" sends its 90 bytes, that segment is the one that should
 * become a connection, and finds the queue full: one overflow, one drop. The data is repeated
 * after 0.2, 0.4, 0.8 and 1.6 s, and counts each time. With TCP_DEFER_ACCEPT=5 the server, which
 * has seen an ACK, sends no SYN-ACK before 7 s, only its timers run. Then the application accepts
 * one connection, and the next repetition, after 3.2 s more, is the first segment of a connection
 * that works.
 *
 * The client has no SACK, hence no tail loss probe between the first transmission and the second.
 * Its timeout is 200 ms and what the handshake took, rounded up to a jiffy (10 ms at most), and
 * doubles with each repetition.
 */
HF_CASE(acceptq_defer) = {
	.name = "acceptq-defer",
	.claims = CLAIMS("D0.28", "D1.1", "X9"),
	.claim = "Each segment that would complete the handshake while the accept queue is full "
		 "counts one in ListenOverflows and one in ListenDrops, data as well as ACKs, and "
		 "the first one after accept() completes it.",
	.quote = "在溢出时,同时修改ListenOverflows以及ListenDrops",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_sack", 0}),
	.steps = STEPS(LISTEN(.backlog = 2, .accept = NEVER, .serve = ANSWER, .defer_accept_s = 5),
		       CONNECT(.name = "first", .request = 1),
		       UNTIL(.acceptq_len = 1),
		       CONNECT(.name = "second", .request = 1),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       CONNECT(.name = "late"),
		       UNTIL(.requests = 1, .acceptq_len = 2),
		       CONNECT(.name = "third", .request = 1),
		       UNTIL(.requests = 1, .acceptq_len = 3, .mark = "full", .no_later_ms = 500),
		       SEND(.name = "late", .bytes = 90),
		       /* One of "third", five of "late". */
		       UNTIL(.segment = "< P.", .times = 6),
		       QUIET(.ms = 100, .mark = "dropped"),
		       ACCEPT(.count = 1),
		       UNTIL(.mark = "accepted", .no_later_ms = 6000),
		       QUIET(.ms = 4500, .mark = "recovered"),
		       ACCEPT(.count = 3),
		       RECV(.name = "late", .wait = true),
		       QUIET(.ms = 50)),
	.expect = EXPECT(SOCKETS("full", CLIENT, "ESTABLISHED", 4),
			 SOCKETS("full", SERVER, "ESTABLISHED", 3),
			 QUEUE("dropped", ACCEPTQ_LEN, 3),
			 QUEUE("dropped", REQUESTS, 1),
			 BUFFER("dropped", CLIENT, UNACKED, 90),
			 QUEUE("accepted", ACCEPTQ_LEN, 2),
			 QUEUE("accepted", REQUESTS, 1),
			 QUEUE("recovered", ACCEPTQ_LEN, 3),
			 QUEUE("recovered", REQUESTS, 0),
			 BUFFER("recovered", SERVER, UNREAD, 90),
			 BUFFER("recovered", CLIENT, UNACKED, 0),
			 CALL(.who = "late", .call = "connect"),
			 CALL(.who = "late", .call = "send", .bytes = 90),
			 CALL(.who = "late", .call = "recv", .bytes = 100),
			 WIRE("late", "+0 < S; +0 > S.; +0 < .\n"
				      "+0~0.6 < P. 90\n"
				      "^0.20~0.25 < P. 90\n"
				      "^0.40~0.50 < P. 90\n"
				      "^0.80~1.00 < P. 90\n"
				      "^1.60~2.00 < P. 90\n"
				      "^3.20~4.00 < P. 90; +0 > .\n"
				      "+0~5.0 > P. 100; +0 < ."),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 5),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 /* The bare third ACKs of "late" and of "third". */
			 DELTA(SERVER, "TcpExt.TCPDeferAcceptDrop", 2),
			 /* At 1 and 3 s. */
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
			 DELTA(SERVER, "Tcp.RetransSegs", 0),
			 DELTA(SERVER, "TcpExt.TCPSynRetrans", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.RetransSegs", 5)),
	.eras = ERAS({.until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(CLIENT, "TcpExt.TCPTimeouts", 5))}),
	.budget_s = 50,
};
