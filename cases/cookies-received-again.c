/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's server has received 349 cookies and sent 292. Nobody invented 57: one cookie may
 * come back more than once. Its ACK finds the accept queue full and is forgotten
 * (cookies-full-acceptq); then the client's data comes, with the same acknowledgement and the same
 * number in front of it, and is sent again and again as its timer has it, and each time the cookie is
 * good and SyncookiesRecv counts one. Here one cookie is received five times; those of the two
 * callers that fill the queue are received once each.
 *
 * When accept() has made room, the next repetition makes the connection, and all of its data is
 * there.
 */
HF_CASE(cookies_received_again) = {
	.name = "cookies-received-again",
	.claims = CLAIMS("D3.19", "X2"),
	.claim = "A server receives no more good cookies than it has sent.",
	.quote = "292 SYN cookies sent, 349 SYN cookies received",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2},
				 {"net.ipv4.tcp_abort_on_overflow", 0}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "late", .options = "mss 1460"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .no_later_ms = 600),
		       ACK(.name = "late"),
		       SEGMENT(.name = "late", .flags = "P.", .seq = 1, .ack = 1, .bytes = 90),
		       SEGMENT(.name = "late", .flags = "P.", .seq = 1, .ack = 1, .bytes = 90),
		       SEGMENT(.name = "late", .flags = "P.", .seq = 1, .ack = 1, .bytes = 90),
		       UNTIL(.segment = "< P.", .times = 3, .mark = "full"),
		       ACCEPT(.count = 1),
		       SEGMENT(.name = "late", .flags = "P.", .seq = 1, .ack = 1, .bytes = 90),
		       UNTIL(.mark = "made", .acceptq_len = 2, .segment = "< P.", .times = 4,
			     .no_later_ms = 900)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 SOCKETS("full", SERVER, "ESTABLISHED", 2),
			 SOCKETS("made", SERVER, "ESTABLISHED", 3),
			 BUFFER("made", SERVER, UNREAD, 90),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 4),
			 DELTA(SERVER, "Tcp.PassiveOpens", 3),
			 DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "P.", 4),
				       DELTA(SERVER, "TcpExt.ListenDrops", 4),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 0))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "each segment behind a forgotten ACK brings the cookie again",
		      .expect = EXPECT(WIRE("late", "+0     < S; +0 > S. ack 1\n"
						    "+0~0.9 < . seq 1 ack 1\n"
						    "+0~0.9 < P. 90 seq 1; ^0~0.9 < P. 90\n"
						    "^0~0.9 < P. 90\n"
						    "^0~0.9 < P. 90; +0 > . ack 91"),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 7),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 3),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 7))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "each segment behind a forgotten ACK brings the cookie again",
		      .expect = EXPECT(WIRE("late", "+0     < S; +0 > S. ack 1\n"
						    "+0~0.9 < . seq 1 ack 1\n"
						    "+0~0.9 < P. 90 seq 1; ^0~0.9 < P. 90\n"
						    "^0~0.9 < P. 90\n"
						    "^0~0.9 < P. 90; +0 > . ack 91"),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 4),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 3),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 7))}),
	.budget_s = 30,
};
