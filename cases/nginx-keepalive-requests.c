/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * nginx closes a connection after keepalive_requests requests, 2 here.
 *
 * The client gets two answers, the first of 142 bytes with "Connection: keep-alive", the second of
 * 137 with "Connection: close" (nginx-keepalive-curl shows the words), then a FIN. It does not
 * look, and its third request meets the closed connection: one RST. What the client is told is as
 * in keepalive-fin-first. lingering_close is off: with it nginx now and then only shuts down its
 * own half and goes on reading for a while, and no RST is needed as long as it does.
 *
 * Segments are counted here, with their order as in nginx-keepalive-timeout. Whether the second
 * request is acknowledged by a segment of its own depends on how fast nginx answers and on the
 * kernel's idea of a dialogue (tcp_pingpong_thresh, and what it was before). And when the client
 * delays the acknowledgement of the second answer, a tail loss probe sends the FIN behind it again.
 */
HF_CASE(nginx_keepalive_requests) = {
	.name = "nginx-keepalive-requests",
	.claims = CLAIMS("D0.3"),
	.claim = "nginx closes a connection with the answer to its keepalive_requests-th request; "
		 "one more request on it is answered with RST.",
	.quote = "keepalive_requests:设置每个TCP长连接最多可以处理的请求数,默认100",
	.group = "keepalive",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				   "	keepalive_requests 2;\n"
				   "	lingering_close off;\n"
				   "	server {\n"
				   "		listen 8888;\n"
				   "		listen [::]:8888;\n"
				   "		location / { return 200 ok; }\n"
				   "	}\n"
				   "}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       SEND(.name = "caller", .bytes = 90),
		       RECV(.name = "caller", .wait = true),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> R", .times = 1),
		       RECV(.name = "caller", .wait = true),
		       SEND(.name = "caller", .bytes = 90)),
	.expect = EXPECT(SOCKETS("closed", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 CALL(.who = "nginx", .call = "exit", .pending = true),
			 CALL(.who = "caller", .call = "recv", .nth = 1, .bytes = 142),
			 CALL(.who = "caller", .call = "recv", .nth = 2, .bytes = 137),
			 CALL(.who = "caller", .call = "recv", .nth = 3, .bytes = NONE),
			 CALL(.who = "caller", .call = "send", .nth = 3, .bytes = 90),
			 CALL(.who = "caller", .call = "send", .nth = 4, .err = EPIPE),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_CLIENT, "P.", 3),
			 WIRE_COUNT(FROM_SERVER, "P.", 2),
			 WIRE_FLOWS(FROM_SERVER, "F.", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(1, "> R"),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 45,
};
