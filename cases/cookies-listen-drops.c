/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Does a SYN that is answered with a cookie count as dropped? On the document's kernel it did:
 * tcp_v4_conn_request() sent the SYN-ACK, freed the request and fell through to the label "drop".
 * Since b3d051477cf9 (4.7) tcp_conn_request() returns before it. Set-up and number of SYNs are the
 * document's, listen(1) included; every SYN is answered on every kernel.
 */
HF_CASE(cookies_listen_drops) = {
	.name = "cookies-listen-drops",
	.claims = CLAIMS("D0.14", "D0.20"),
	.claim = "With cookies on too, ListenDrops grows by the SYNs that do not fit into the SYN "
		 "queue, although each of them gets its SYN-ACK.",
	.quote = "在开启tcp_syncookies之后,依然有SYN请求丢弃发生,但是服务端却依然在反馈SYN+ACK",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SYN(.name = "flood", .count = 282, .every_us = 1000,
			   .from = CLIENT_ITSELF),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 790)),
	.expect = EXPECT(WIRE("flood", "+0 < S \n"
				       "+0 > S. ack 1 \n"),
			 WIRE_TAIL(1, "> S."),
			 WIRE_COUNT(FROM_SERVER, "S.", 282),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", 266),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 266),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 266))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 281),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 281),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 281))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.7 a SYN that was answered with a cookie is not "
				 "counted as dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 281),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 281))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.7 a SYN that was answered with a cookie is not "
				 "counted as dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 280),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 280))}),
	.budget_s = 15,
};
