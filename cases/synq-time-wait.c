/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A way into a full SYN queue. The peer had a connection that the server closed: 100 bytes and a
 * FIN, and after the peer's own FIN the server keeps its address and port in TIME-WAIT. Then a flood
 * fills the SYN queue of listen(1), cookies are off, and each further stranger is refused.
 *
 * The peer comes back from the same port, with a number beyond the old connection's. Its SYN finds
 * the time-wait entry first, and tcp_timewait_state_process() hands it to the listener with a
 * number for the answer: the last one used, and 65537 more. A request that has its number already is
 * for tcp_conn_request() one that need not be refused, full queue or not ("!isn &&"): the queue
 * holds one more than it can.
 */
HF_CASE(synq_time_wait) = {
	.name = "synq-time-wait",
	.claims = CLAIMS("D0.11", "D0.13"),
	.claim = "When the SYN queue is full and cookies are off, a SYN is dropped in silence.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       SYN(.name = "guest"),
		       ACK(.name = "guest"),
		       ACK(.name = "guest", .bytes = 90),
		       UNTIL(.segment = "> F.", .times = 1),
		       SEGMENT(.name = "guest", .flags = "F.", .seq = 91, .ack = 102),
		       UNTIL(.at = SERVER, .state = "TIME-WAIT", .sockets = 1),
		       SYN(.name = "flood", .count = 20),
		       MEASURE,
		       SYN(.name = "stranger"),
		       SEGMENT(.name = "guest", .flags = "S", .seq = 1000),
		       UNTIL(.segment = "< S", .times = 2),
		       UNTIL(.mark = "admitted", .no_later_ms = 500)),
	.expect = EXPECT(WIRE("stranger", "+0 < S"),
			 WIRE("guest", "+0   < S; +0 > S.; +0~9 < . seq 1 ack 1\n"
				       "+0~9 < P. 90 seq 1; +0 > . ack 91\n"
				       "+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"
				       "+0~9 < F. seq 91 ack 102; +0 > . seq 102 ack 92\n"
				       "+0~9 < S seq 1000; +0 > S. seq 65639 ack 1001"),
			 SOCKETS("measure", SERVER, "TIME-WAIT", 1),
			 SOCKETS("admitted", SERVER, "TIME-WAIT", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "one from an address and port in TIME-WAIT is let in",
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 16),
				       QUEUE("admitted", REQUESTS, 17))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "one from an address and port in TIME-WAIT is let in",
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 1),
				       QUEUE("admitted", REQUESTS, 2))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "one from an address and port in TIME-WAIT is let in",
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 2),
				       QUEUE("admitted", REQUESTS, 3))}),
	.budget_s = 35,
};
