/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * http-abort with the program that the document used.
 *
 * curl sends its request as soon as it is connected, and both the ACK and the request wait on the
 * slow line (http-timeout). The ACK is answered by the request's end, an RST; the 90 bytes behind
 * it find nothing but a listener, which answers every ACK with RST. In the document's capture the
 * first RST was back before curl could send. SYN cookies are off: with them old kernels would count
 * the 90 bytes as a failed cookie too.
 */
HF_CASE(curl_abort) = {
	.name = "curl-abort",
	.claims = CLAIMS("D0.27"),
	.claim = "With tcp_abort_on_overflow=1 curl ends with exit status 56 and \"Recv failure: "
		 "Connection reset by peer\" at once.",
	.quote = "客户端curl请求立即报错",
	.group = "http",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
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
		       UNTIL(.segment = "< P.", .times = 1, .no_later_ms = 180),
		       UNTIL(.returned = "curl")),
	.expect = EXPECT(WIRE(NULL, "+0 < S; +0 > S.\n"
				    "+0~0.18 < . 0 seq 1 ack 1; +0 > R 0 seq 1 win 0\n"
				    "+0 < P. 90 seq 1 ack 1; +0 > R 0 seq 1 win 0"),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", ACCEPTQ_LIMIT, 1),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "curl", .call = "exit", .err = 56),
			 OUTPUT("curl", "curl: (56) Recv failure: Connection reset by peer"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 2),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 35,
};
