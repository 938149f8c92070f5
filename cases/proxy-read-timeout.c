/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An upstream that never answers: after proxy_read_timeout nginx tells the client 504, logs 504 and
 * closes the connection to the upstream, which has taken the request and not even been accepted.
 * The client keeps its connection to nginx and has an answer of 315 bytes, an error page.
 *
 * 60 s is what the directive is when it is not written down; it is written down here. nginx reads
 * its clock once a turn of its loop and is an ordinary program on a busy machine.
 */
HF_CASE(proxy_read_timeout) = {
	.name = "proxy-read-timeout",
	.claims = CLAIMS("D3.17"),
	.claim = "After proxy_read_timeout nginx closes the connection to the upstream and answers "
		 "and logs 504.",
	.quote = "如果超时(默认60s,可以用 proxy_read_timeout 设置),Nginx 会主动断开连接,记录 504",
	.group = "proxy",
	.columns = COLUMNS("timeout", "within_ms"),
	.rows = ROWS(ROW_WITH_WIRE("+0 > S; +0 < S.; +0 > .\n"
				   "+0~9 > P. 105 seq 1 ack 1; +0 < . 0 ack 106\n"
				   "+0.9~3 > F. 0 seq 106 ack 1; +0.04 < . 0 seq 1 ack 107",
				   1, 10000),
		     ROW_WITH_WIRE("+0 > S; +0 < S.; +0 > .\n"
				   "+0~9 > P. 105 seq 1 ack 1; +0 < . 0 ack 106\n"
				   "+1.9~4 > F. 0 seq 106 ack 1; +0.04 < . 0 seq 1 ack 107",
				   2, 10000),
		     ROW_WITH_WIRE("+0 > S; +0 < S.; +0 > .\n"
				   "+0~9 > P. 105 seq 1 ack 1; +0 < . 0 ack 106\n"
				   "+59.9~63 > F. 0 seq 106 ack 1; +0.04 < . 0 seq 1 ack 107",
				   60, 70000)),
	.steps = STEPS(LISTEN(.name = "upstream", .at = CLIENT, .port = 9000, .backlog = 16,
			      .accept = NEVER, .serve = ANSWER),
		       RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP_LOGGED
				"	log_format told '$status $upstream_status $request_time';\n"
				"	access_log {run}/access.log told;\n"
				"	server {\n"
				"		listen 8888;\n"
				"		listen [::]:8888;\n"
				"		location / {\n"
				"			proxy_pass http://{client_host}:9000;\n"
				"			proxy_set_header Host up;\n"
				"			proxy_read_timeout {timeout}s;\n"
				"		}\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-2", .sockets = 1,
			     .within_ms = COL(1)),
		       UNTIL(.returned = "caller"),
		       RUN(.name = "log", .at = SERVER, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until [ -s {run}/access.log ]; do sleep 0.01; done;"
					"cat {run}/access.log"))),
	.expect = EXPECT(WIRE("upstream", ROW_WIRE),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 CALL(.who = "caller", .call = "recv", .bytes = 315),
			 CALL(.who = "upstream", .call = "accept", .calls = NONE),
			 CALL(.who = "log", .call = "exit"),
			 OUTPUT("log", "504 504 "),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("end", SERVER, "ESTABLISHED", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 120,
};
