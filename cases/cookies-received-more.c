/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's dump: 292 cookies sent, 349 received, TCPReqQFullDoCookies 292. A small copy.
 *
 * Three SYNs are answered with a cookie each, since tcp_syncookies is 2, and TCPReqQFullDoCookies
 * counts each before it is made: as many as were sent. Two third ACKs fill the accept queue of
 * listen(1). The third one's cookie is good and counts in SyncookiesRecv (cookie_v4_check()) before
 * tcp_v4_syn_recv_sock() finds the queue full and drops it; nothing is left of it at the server, so
 * that the same ACK once more counts once more. When accept() has made room it counts a third time,
 * and makes the connection: three sent, five received. Nothing says that a server received more
 * than it sent because of a forger; those count in SyncookiesFailed.
 *
 * Before 3.12 tcp_syncookies = 2 is 1 and these three SYNs make requests; a drop leaves the
 * request where it is.
 */
HF_CASE(cookies_received_more) = {
	.name = "cookies-received-more",
	.claims = CLAIMS("D3.19"),
	.claim = "A server counts more cookies received than sent, and as many in "
		 "TCPReqQFullDoCookies as it sent.",
	.quote = "349 SYN cookies received",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2},
				 {"net.ipv4.tcp_abort_on_overflow", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "filler", .count = 2),
		       SYN(.name = "late"),
		       UNTIL(.segment = "> S.", .times = 3),
		       ACK(.name = "filler"),
		       UNTIL(.mark = "full", .acceptq_len = 2),
		       ACK(.name = "late"),
		       UNTIL(.at = SERVER, .counter = "TcpExt.ListenOverflows", .reaches = 1),
		       ACK(.name = "late"),
		       UNTIL(.mark = "dropped", .at = SERVER, .counter = "TcpExt.ListenOverflows",
			     .reaches = 2),
		       ACCEPT(),
		       ACK(.name = "late"),
		       UNTIL(.mark = "made", .at = SERVER, .counter = "Tcp.PassiveOpens",
			     .reaches = 3),
		       QUIET(.ms = 20),
		       UNTIL(.no_later_ms = 790)),
	.expect = EXPECT(WIRE("filler", "+0 < S; +0 > S.; +0~0.8 < . 0 seq 1 ack 1"),
			 WIRE("late", "+0 < S; +0 > S.\n"
				      "+0~0.8 < . 0 seq 1 ack 1\n"
				      "+0~0.8 < . 0 seq 1 ack 1\n"
				      "+0~0.8 < . 0 seq 1 ack 1"),
			 QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("dropped", ACCEPTQ_LEN, 2),
			 QUEUE("made", ACCEPTQ_LEN, 2),
			 SOCKETS("made", SERVER, "ESTABLISHED", 3),
			 DELTA(SERVER, "Tcp.PassiveOpens", 3),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 2),
			 DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = NEVER_TRUE,
		      .because = "before 3.12 tcp_syncookies = 2 is 1, and no cookie is sent here",
		      .expect = EXPECT(QUEUE("dropped", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("dropped", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 3),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 5),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 5))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("dropped", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 3),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 5),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2))}),
	.budget_s = 45,
};
