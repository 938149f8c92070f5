/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_syncookies = 2, which the document's manual page does not know ("Boolean"). The listener has
 * room for 128 requests and more, but not one is made: the very first SYN is answered with a
 * cookie. TCPReqQFullDoCookies counts them although no queue is full. Before 3.12 any number other
 * than 0 means 1, and the hundred SYNs become a hundred requests.
 */
HF_CASE(cookies_always) = {
	.name = "cookies-always",
	.claims = CLAIMS("D0.16"),
	.claim = "tcp_syncookies is a Boolean: as long as the SYN queue is not full, no cookie is "
		 "sent.",
	.quote = "SYN Queue溢出时,才真正开启SYN Cookie功能",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2}),
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 100),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(WIRE("flood", "+0 < S \n"
				       "+0 > S. ack 1 \n"),
			 WIRE_TAIL(1, "> S."),
			 QUEUE("flooded", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 100),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 3.12 tcp_syncookies = 2 answers every SYN with a cookie",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 100),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 100),
				       DELTA(SERVER, "TcpExt.ListenDrops", 100))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 3.12 tcp_syncookies = 2 answers every SYN with a cookie",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 100),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 100),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
