/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last ACK comes 130 s after its cookie: too late for every kernel.
 *
 * Since 4.2 an ACK without a request is looked at within 120 s of the last overflow of the listener
 * (tcp_synq_no_recent_overflow()), before within 3 s. After that it is a stray ACK: RST, and no
 * failure is counted since 4.0 (up to 3.13 any stray ACK is a failure while cookies are on). The
 * cookie, which carries two minutes of its own clock, would be refused for its age too, at 60 to
 * 120 s, but nobody looks.
 *
 * Before 3.12 tcp_syncookies = 2 is 1, the SYN makes a request, and that is gone after 1 s, for its
 * SYN-ACK is not repeated here.
 */
HF_CASE(cookies_stale_ack) = {
	.name = "cookies-stale-ack",
	.claims = CLAIMS("D0.17"),
	.claim = "The last ACK of a handshake is checked against the cookie, and a good one makes "
		 "the connection, two minutes later as well.",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "stale"),
		       UNTIL(.mark = "answered", .segment = "> S.", .times = 1),
		       QUIET(.ms = 130000),
		       ACK(.name = "stale"),
		       QUIET(.ms = 100)),
	.expect = EXPECT(WIRE("stale", "+0 < S; +0 > S. ack 1\n"
				       "+129.9~135 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
			 QUEUE("end", ACCEPTQ_LEN, 0),
			 QUEUE("end", REQUESTS, 0),
			 DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = NEVER_TRUE,
		      .because = "the request is long gone",
		      .expect = EXPECT(QUEUE("answered", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", 1))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .claim_is = NEVER_TRUE,
		      .because = "a cookie is good for a short while after the last overflow",
		      .expect = EXPECT(QUEUE("answered", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1))},
		     {.since = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "a cookie is good for 3 s, since 4.2 for 120 s after the last overflow",
		      .expect = EXPECT(QUEUE("answered", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = NEVER_TRUE,
		      .because = "a cookie is good for 120 s after the last overflow",
		      .expect = EXPECT(QUEUE("answered", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 150,
};
