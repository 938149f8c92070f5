/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The server forgets the connection before the client stops sending: the document's second HTTP
 * trace, and its answer to those who see an RST with tcp_abort_on_overflow=0.
 *
 * As in http-timeout the ACK and the request find the accept queue full; only tcp_retries2 is 15
 * now. With tcp_synack_retries=2 the server gives the request up after 1 + 2 + 4 = 7 s, in silence.
 * The client's copies go on at 0.2, 0.4, 0.8, 1.6, 3.2, 6.4 and 12.8 s. The one at 6.4 s is the
 * last to be counted as an overflow: ACK, seven times the request, two challenges of SYN-ACKs, 10
 * in all. The one at 12.8 s finds a listener that knows nothing of it (tcp_rcv_state_process():
 * LISTEN and ACK is RST), and the client is told ECONNRESET. Nobody counts an embryonic RST here.
 *
 * The data RTO and the slow line are told in http-timeout. SYN cookies are off: with them old
 * kernels would count the last segment as a failed cookie too, which is another story.
 */
HF_CASE(http_reset_late) = {
	.name = "http-reset-late",
	.claims = CLAIMS("D0.29", "D0.30"),
	.claim = "When the server gives up its SYN-RECV sooner than the client its request, the "
		 "next copy of the request is answered with RST: \"Connection reset by peer\" "
		 "after 12.8 s.",
	.quote = "服务端的连接SYN-RECV已经超时释放,导致服务端最终返回RST包",
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
		       CONNECT(.name = "victim", .request = 90),
		       RELISTEN(.backlog = 1),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2, .at = CLIENT,
			     .counter = "Tcp.OutSegs", .reaches = 3),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< P.", .times = 1, .no_later_ms = 180),
		       UNTIL(.mark = "forgotten", .requests = NONE, .within_ms = 12000),
		       UNTIL(.returned = "victim", .within_ms = 12000)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("full", SERVER, "ESTABLISHED", 2),
			 SOCKETS("full", CLIENT, "ESTABLISHED", 3),
			 SOCKETS("forgotten", CLIENT, "ESTABLISHED", 3),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "victim", .call = "connect"),
			 CALL(.who = "victim", .call = "send", .bytes = 90),
			 CALL(.who = "victim", .call = "recv", .err = ECONNRESET,
			      .after = "0.2~0.22 + 0.2~0.22 + 0.4~0.44 + 0.8~0.88 + 1.6~1.76 + "
				       "3.2~3.52 + 6.4~7.04"),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 10),
			 DELTA(SERVER, "TcpExt.ListenDrops", 10),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
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
		      .expect = EXPECT(WIRE("victim", "+0 < S; +0 > S.\n"
						      "+0~0.18 < . 0 seq 1 ack 1\n"
						      "+0 < P. 90 seq 1 ack 1\n"
						      "^0.02~0.22 < P. 90\n"
						      "^0.2~0.22 < P. 90\n"
						      "^0.4~0.44 < P. 90\n"
						      "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
						      "^0.8~0.88 < P. 90\n"
						      "^2.0 > S.; +0 < . 0 seq 91 ack 1\n"
						      "^1.6~1.76 < P. 90\n"
						      "^3.2~3.52 < P. 90\n"
						      "^6.4~7.04 < P. 90\n"
						      "+0 > R 0 seq 1 win 0"),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("victim", "+0 < S; +0 > S.\n"
						      "+0~0.18 < . 0 seq 1 ack 1\n"
						      "+0 < P. 90 seq 1 ack 1\n"
						      "^0.02~0.22 < P. 90\n"
						      "^0.2~0.22 < P. 90\n"
						      "^0.4~0.44 < P. 90\n"
						      "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
						      "^0.8~0.88 < P. 90\n"
						      "^2.0 > S.; +0 < . 0 seq 91 ack 1\n"
						      "^1.6~1.76 < P. 90\n"
						      "^3.2~3.52 < P. 90\n"
						      "^6.4~7.04 < P. 90\n"
						      "+0 > R 0 seq 1 win 0"),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 6))}),
	.budget_s = 60,
};
