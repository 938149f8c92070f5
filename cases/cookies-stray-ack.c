/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An ACK for a listener that has not overflowed. tcp_synack_retries is 0, so a request lives for
 * one second; its peer acknowledges the SYN-ACK only afterwards. The number is the right one, but
 * there is no request any more, and it is no cookie either. The listener answers with RST.
 *
 * On 3.13 and before cookie_v4_check() tries any ACK whenever tcp_syncookies is on, and counts this
 * one as failed. Later kernels look first whether the listener has sent a cookie lately
 * (tcp_synq_no_recent_overflow()), and if not, count nothing.
 */
HF_CASE(cookies_stray_ack) = {
	.name = "cookies-stray-ack",
	.claims = CLAIMS("D0.17"),
	.claim = "With cookies on, the server computes the hash for the last ACK of every "
		 "handshake that it holds no request for.",
	.quote = "当客户端发送完三次握手的最后一次ACK 后,服务端就会再次计算这个哈希值",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", COL(0)},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.columns = COLUMNS("tcp_syncookies", "failed cookies <4.0"),
	.rows = ROWS(ROW(0, 0), ROW(1, 1)),
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       SYN(.name = "late", .count = 1),
		       UNTIL(.requests = 1, .mark = "half-open"),
		       UNTIL(.requests = NONE, .mark = "forgotten"),
		       MEASURE,
		       ACK(.name = "late"),
		       QUIET(.ms = 20, .mark = "answered")),
	.expect = EXPECT(/* No earlier than the request's end; later, as the driver looks. */
			 WIRE("late", "+0   < S \n"
				      "+0   > S. ack 1 \n"
				      "+1~5 < . seq 1 ack 1 \n"
				      "+0   > R seq 1 \n"),
			 SOCKETS("answered", SERVER, "ESTABLISHED", 0),
			 QUEUE("answered", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0)),
	.eras = ERAS({.until = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.SyncookiesFailed", COL(1)))},
		     {.since = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "only if the listener has sent cookies lately; else a stray ACK "
				 "is answered with RST, and no cookie is tried or counted",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.SyncookiesFailed", 0))}),
	.budget_s = 20,
};
