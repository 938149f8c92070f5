/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * http-reset-late with the program that the document used: curl is told ECONNRESET after 12.8 s, by
 * a server whose tcp_abort_on_overflow is 0. The request has the document's 90 bytes.
 */
HF_CASE(curl_reset_late) = {
	.name = "curl-reset-late",
	.claims = CLAIMS("D0.29", "D0.30"),
	.claim = "With tcp_synack_retries=2 and tcp_retries2=15 curl ends with exit status 56 and "
		 "\"Recv failure: Connection reset by peer\" after 12.8 s.",
	.quote = "curl: (56) Recv failure: Connection reset by peer",
	.group = "http",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_retries2", 15}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "waiting", .wait = true),
		       CONNECT(.name = "chatty", .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 200, .gap_ms = 3500),
		       SEND(.name = "chatty", .bytes = 50),
		       MEASURE,
		       RUN(.name = "curl", .at = CLIENT, .package = "curl",
			   .argv = ARGV("curl", "-q", "-sS", "--noproxy", "*", "--resolve",
				      "server:8888:{server}", "--local-port", "61010", "-A",
				      "curl/7.29.0", "-H", "Host: 10.90.101.6:8888",
				      "http://server:8888/user/login")),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2, .at = CLIENT,
			     .counter = "Tcp.OutSegs", .reaches = 3),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< P.", .times = 1, .no_later_ms = 180),
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 12000),
		       UNTIL(.returned = "curl", .within_ms = 12000)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("full", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "curl", .call = "exit", .err = 56),
			 OUTPUT("curl", "curl: (56) Recv failure: Connection reset by peer"),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 10),
			 DELTA(SERVER, "TcpExt.ListenDrops", 10),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	/* Before 4.1 SYN-ACKs, and the end of the request, are late by up to 0.6 s each. */
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "P.", 8),
				       WIRE_COUNT(FROM_SERVER, "S.", 3),
				       WIRE_TAIL(1, "> R"),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.\n"
			      "+0~0.18 < . 0 seq 1 ack 1; +0 < P. 90 seq 1 ack 1\n"
			      "^0.02~0.22 < P. 90\n"
			      "^0.2~0.22 < P. 90\n"
			      "^0.4~0.44 < P. 90\n"
			      "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
			      "^0.8~0.88 < P. 90\n"
			      "^2.0 > S.; +0 < . 0 seq 91 ack 1\n"
			      "^1.6~1.76 < P. 90\n"
			      "^3.2~3.52 < P. 90\n"
			      "^6.4~7.04 < P. 90; +0 > R 0 seq 1 win 0",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.\n"
			      "+0~0.18 < . 0 seq 1 ack 1; +0 < P. 90 seq 1 ack 1\n"
			      "^0.02~0.22 < P. 90\n"
			      "^0.2~0.22 < P. 90\n"
			      "^0.4~0.44 < P. 90\n"
			      "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
			      "^0.8~0.88 < P. 90\n"
			      "^2.0 > S.; +0 < . 0 seq 91 ack 1\n"
			      "^1.6~1.76 < P. 90\n"
			      "^3.2~3.52 < P. 90\n"
			      "^6.4~7.04 < P. 90; +0 > R 0 seq 1 win 0",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 6))}),
	.budget_s = 60,
};
