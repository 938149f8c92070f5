/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

#define OLD_CONNECTION                                                                             \
	"+0   < S; +0 > S.; +0~9 < . seq 1 ack 1\n"                                                \
	"+0~9 < P. 90 seq 1; +0 > . ack 91\n"                                                      \
	"+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"                                          \
	"+0~9 < F. seq 91 ack 102; +0 > . seq 102 ack 92\n"

#define ADMITTED                                                                                   \
	WIRE("guest", OLD_CONNECTION "+0~9 < S seq 1000; +0 > S. seq 65639 ack 1001"),             \
		DELTA(SERVER, "TcpExt.ListenDrops", 1), DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 1)

/*
 * A way into a full SYN queue. The peer had a connection that the server closed: 100 bytes and a
 * FIN, and after the peer's own FIN the server keeps its address and port in TIME-WAIT. Then a
 * flood fills the SYN queue of listen(1), cookies are off, and each further stranger is refused.
 *
 * The peer comes back from the same port, with a number beyond the old connection's. Its SYN finds
 * the time-wait entry first, and tcp_timewait_state_process() hands it to the listener together
 * with a number for the answer: the last one used, and 65537 more. For tcp_conn_request() a request
 * that has its number already is one of a real peer, and need not be refused, full queue or not
 * ("!isn &&").
 *
 * From 4.15 to 6.9 the number was lost on the way from the one to the other (tcp_v4_fill_cb()
 * clears it), and such a SYN was refused like any other, but only after the time-wait entry had
 * been thrown away. Only IPv4: IPv6 had lost the number in another release.
 */
HF_CASE(synq_time_wait) = {
	.name = "synq-time-wait",
	.claims = CLAIMS("D0.11", "D0.13"),
	.claim = "When the SYN queue is full and cookies are off, a SYN is dropped in silence.",
	.group = "synq",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       SYN(.name = "guest"), ACK(.name = "guest"),
		       ACK(.name = "guest", .bytes = 90), UNTIL(.segment = "> F.", .times = 1),
		       SEGMENT(.name = "guest", .flags = "F.", .seq = 91, .ack = 102),
		       UNTIL(.at = SERVER, .state = "TIME-WAIT", .sockets = 1),
		       SYN(.name = "flood", .count = 20), MEASURE, SYN(.name = "stranger"),
		       SEGMENT(.name = "guest", .flags = "S", .seq = 1000),
		       UNTIL(.segment = "< S", .times = 2),
		       UNTIL(.mark = "answered", .no_later_ms = 500)),
	.expect = EXPECT(WIRE("stranger", "+0 < S"), SOCKETS("measure", SERVER, "TIME-WAIT", 1),
			 SOCKETS("answered", SERVER, "TIME-WAIT", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = TIMEWAIT_SYN_LOSES_ISN,
		      .claim_is = NEVER_TRUE,
		      .because = "one from an address and port in TIME-WAIT is let in",
		      .expect = EXPECT(ADMITTED)},
		     {.since = TIMEWAIT_SYN_LOSES_ISN,
		      .until = TIMEWAIT_SYN_KEEPS_ISN,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("guest", OLD_CONNECTION "+0~9 < S seq 1000"),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 2))},
		     {.since = TIMEWAIT_SYN_KEEPS_ISN,
		      .claim_is = NEVER_TRUE,
		      .because = "one from an address and port in TIME-WAIT is let in",
		      .expect = EXPECT(ADMITTED)}),
	.budget_s = 35,
};
