/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * http-timeout with the program that the document used.
 *
 * The name, the Host line and the User-Agent are chosen so that the request has the document's 90
 * bytes. The rest is as in http-timeout, up to the moment when curl is told ETIMEDOUT by recv() and
 * says so in the document's words; the server still holds the request then.
 */
HF_CASE(curl_timeout) = {
	.name = "curl-timeout",
	.claims = CLAIMS("D0.25", "D0.31"),
	.claim = "curl's request to a server whose accept queue overflowed ends with exit status "
		 "56 and \"Recv failure: Connection timed out\".",
	.quote = "curl: (56) Recv failure: Connection timed out",
	.group = "http",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_retries2", 2}),
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
		       UNTIL(.returned = "curl", .within_ms = 10000)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("full", SERVER, "ESTABLISHED", 2),
			 SOCKETS("full", CLIENT, "ESTABLISHED", 3),
			 QUEUE("end", REQUESTS, 1),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "curl", .call = "exit", .err = 56),
			 OUTPUT("curl", "curl: (56) Recv failure: Connection timed out"),
			 DELTA(CLIENT, "TcpExt.TCPAbortOnTimeout", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	/* Before 4.1 SYN-ACKs are late: the second one may leave after curl has given up. */
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "P.", 5),
				       WIRE_COUNT(FROM_SERVER, "R", 0),
				       WIRE_COUNT(FROM_CLIENT, "R", 0),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows", 7, 8),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 7, 8),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 1, 2),
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
			      "^2.0 > S.; +0 < . 0 seq 91 ack 1",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 8),
				       DELTA(SERVER, "TcpExt.ListenDrops", 8),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
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
			      "^2.0 > S.; +0 < . 0 seq 91 ack 1",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 8),
				       DELTA(SERVER, "TcpExt.ListenDrops", 8),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 4))}),
	.budget_s = 45,
};
