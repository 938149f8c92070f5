/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What becomes of a client whose ACK was dropped as cookies-full-acceptq tells. It believes that it is
 * connected and sends its request, 90 bytes, and sends them again as its timer has it. Each copy has
 * the same acknowledgement and the same number in front of it as the ACK had: it brings the cookie
 * once more, SyncookiesRecv counts it once more, and it overflows once more. When accept() has made
 * room, the next copy makes the connection, and the request is there as if nothing had been.
 *
 * One cookie is received five times here, those of the two callers that fill the queue once each.
 */
HF_CASE(cookies_received_again) = {
	.name = "cookies-received-again",
	.claims = CLAIMS("X2"),
	.claim = "A connection is lost whose cookie has come back to a full accept queue: the server "
		 "has forgotten it.",
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
		      .claim_is = NEVER_TRUE,
		      .because = "it has a request, which the next segment completes",
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "P.", 4),
				       DELTA(SERVER, "TcpExt.ListenDrops", 4),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 0))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "each copy of the first data brings the cookie again",
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
		      .because = "each copy of the first data brings the cookie again",
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
