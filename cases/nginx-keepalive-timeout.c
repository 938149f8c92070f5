/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The keep-alive race with the server of the document: nginx, whose keepalive_timeout is 1 s here.
 *
 * The first request is answered, nothing more comes, and after 1 s nginx calls close(). The client
 * does not look and sends its next request on the same connection; it is answered with RST, exactly
 * one. What the client is told is as in keepalive-fin-first. nginx reads its clock once a turn of
 * its loop and is an ordinary program on a busy machine: 1 s is 0.5~3 here. The answer's length is
 * that of nginx' headers with server_tokens off.
 *
 * An idle timer of the client's own (Go's Transport.IdleConnTimeout) cannot promise that the client
 * closes first: the server's timer is the server's alone, and here it is the sooner.
 */
HF_CASE(nginx_keepalive_timeout) = {
	.name = "nginx-keepalive-timeout",
	.claims = CLAIMS("D0.2", "D0.5"),
	.claim = "nginx closes a connection that was idle for keepalive_timeout; a request on it "
		 "afterwards is answered with RST.",
	.quote = "keepalive_timeout:设置每个TCP长连接在Nginx可以保持的最大时间,默认75秒",
	.group = "keepalive",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				   "	keepalive_timeout 1s;\n"
				   "	server {\n"
				   "		listen 8888;\n"
				   "		listen [::]:8888;\n"
				   "		location / { return 200 ok; }\n"
				   "	}\n"
				   "}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 142 seq 1; +0 < . 0 ack 143\n"
					"+0.5~3 > F. 0 seq 143; +0.04 < . 0 seq 91 ack 144\n"
					"+0~9 < P. 90 seq 91; +0 > R 0 seq 144 win 0"),
			 SOCKETS("closed", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 CALL(.who = "nginx", .call = "exit", .pending = true),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 142),
			 CALL(.who = "caller", .call = "send", .nth = 2, .bytes = 90),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .bytes = NONE),
			 CALL(.who = "caller", .call = "send", .nth = 3, .err = EPIPE),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 40,
};
