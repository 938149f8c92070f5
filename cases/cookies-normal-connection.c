/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What cookies are for. Strangers have filled the SYN queue, and an honest client connects. Its SYN
 * is answered with a cookie; its ACK carries the cookie back, cookie_v4_check() finds it good, and
 * the socket goes into the accept queue without ever having been a request. While the flood goes on
 * the connection works like any other: a request of 90 bytes, an answer of 100.
 */
HF_CASE(cookies_normal_connection) = {
	.name = "cookies-normal-connection",
	.claims = CLAIMS("D0.15"),
	.claim = "During a SYN flood with cookies on a normal connection can be set up, at once, "
		 "and carries data.",
	.quote = "在使用hping3模拟大量SYN请求的同时,可以发起正常连接请求,验证是否可以正常建立连接",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1}),
	.steps = STEPS(LISTEN(.backlog = 15, .accept = AT_ONCE, .serve = ANSWER),
		       SYN(.name = "flood", .count = 100),
		       MEASURE,
		       CONNECT(.name = "normal", .wait = true),
		       SYN(.name = "more", .count = 100),
		       SEND(.name = "normal", .bytes = 90),
		       RECV(.name = "normal", .wait = true),
		       UNTIL(.mark = "answered", .no_later_ms = 790)),
	.expect = EXPECT(/* Where the client or the server itself writes, it takes its own time. */
			 WIRE("normal", "+0      < S \n"
					"+0      > S. ack 1 \n"
					"+0      < . seq 1 ack 1 \n"
					"+0~0.5  < P. 90 seq 1 ack 1 \n"
					"+0      > . ack 91 \n"
					"+0~0.5  > P. 100 seq 1 ack 91 \n"
					"+0      < . ack 101 \n"),
			 WIRE("more", "+0 < S \n"
				      "+0 > S. ack 1 \n"),
			 CALL(.who = "normal", .call = "connect"),
			 CALL(.who = "normal", .call = "send", .bytes = 90),
			 CALL(.who = "normal", .call = "recv", .bytes = 100),
			 SOCKETS("answered", CLIENT, "ESTABLISHED", 1),
			 SOCKETS("answered", SERVER, "ESTABLISHED", 1),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 101),
			 DELTA(SERVER, "TcpExt.SyncookiesSent", 101),
			 DELTA(SERVER, "TcpExt.SyncookiesRecv", 1),
			 DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(CLIENT, "TcpExt.TCPSynRetrans", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 16),
				       QUEUE("answered", REQUESTS, 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", 101))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 15),
				       QUEUE("answered", REQUESTS, 15),
				       DELTA(SERVER, "TcpExt.ListenDrops", 101))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 15),
				       QUEUE("answered", REQUESTS, 15),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("measure", REQUESTS, 16),
				       QUEUE("answered", REQUESTS, 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 25,
};
