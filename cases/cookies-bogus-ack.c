/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last ACK is checked. Two strangers knock while the SYN queue is full, each is given a cookie.
 * The honest one acknowledges it and is connected. The other acknowledges a number that the server
 * never sent: cookie_v4_check() finds no valid hash in it, SyncookiesFailed counts, and the
 * listener answers as to any stray ACK, with an RST whose sequence number is the one that was
 * acknowledged.
 */
HF_CASE(cookies_bogus_ack) = {
	.name = "cookies-bogus-ack",
	.claims = CLAIMS("D0.17"),
	.claim = "The last ACK of a handshake is checked against the cookie; only with the "
		 "SYN-ACK's number the connection is made.",
	.quote = "服务端就会再次计算这个哈希值,确认是上次返回的 SYN+ACK 的返回包,才会进入TCP 的连接状态",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "flood", .count = 20),
		       MEASURE,
		       SYN(.name = "liar", .count = 1),
		       SYN(.name = "honest", .count = 1),
		       ACK(.name = "honest"),
		       ACK(.name = "liar", .wrong = true),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "judged", .no_later_ms = 790)),
	.expect = EXPECT(/* The ACKs come when the driver sends them. */
			 WIRE("honest", "+0     < S \n"
					"+0     > S. ack 1 \n"
					"+0~0.5 < . seq 1 ack 1 \n"),
			 WIRE("liar", "+0     < S \n"
				      "+0     > S. ack 1 \n"
				      "+0~0.5 < . seq 1 ack 2147483649 \n"
				      "+0     > R seq 2147483649 \n"),
			 SOCKETS("judged", SERVER, "ESTABLISHED", 1),
			 QUEUE("judged", ACCEPTQ_LEN, 1),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 2),
			 DELTA(SERVER, "TcpExt.SyncookiesSent", 2),
			 DELTA(SERVER, "TcpExt.SyncookiesRecv", 1),
			 DELTA(SERVER, "TcpExt.SyncookiesFailed", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ERAS({.until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 2))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 15,
};
