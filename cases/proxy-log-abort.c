/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What nginx writes of the upstream's time when the client has left: the document has seen "-".
 * ngx_http_upstream_response_time_variable() of its day wrote "-" for an upstream without a status.
 * That of 1.22 writes the time from the beginning until nginx gave the upstream up, and "-" only
 * where that is not known. The status of the upstream is "-" still, for it sent none.
 */
HF_CASE(proxy_log_abort) = {
	.name = "proxy-log-abort",
	.claims = CLAIMS("D3.17"),
	.claim = "After the client has left, upstream_response_time in nginx' log is \"-\".",
	.quote = "upstream_response_time 为 “-“ (已验证)",
	.group = "proxy",
	.steps = STEPS(LISTEN(.name = "upstream", .at = CLIENT, .port = 9000, .backlog = 16,
			      .accept = NEVER, .serve = ANSWER),
		       RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP_LOGGED
				"	log_format told '$status $upstream_status '\n"
				   "	                '$upstream_response_time';\n"
				"	access_log {run}/access.log told;\n"
				"	server {\n"
				"		listen 8888;\n"
				"		listen [::]:8888;\n"
				"		location / {\n"
				"			proxy_pass http://{client_host}:9000;\n"
				"			proxy_set_header Host up;\n"
				"		}\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90),
		       UNTIL(.segment = "> P.", .times = 1),
		       QUIET(.ms = 300),
		       CLOSE(.name = "caller"),
		       RUN(.name = "log", .at = SERVER, .package = "mawk", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until [ -s {run}/access.log ]; do sleep 0.01; done;"
					"cat {run}/access.log;"
					"awk '{ print ($3 >= 0.25 && $3 < 30) ? "
					"\"after a while\" : \"not then\" }' {run}/access.log"))),
	.expect = EXPECT(CALL(.who = "log", .call = "exit"),
			 OUTPUT("log", "499 - "),
			 OUTPUT("log", "after a while"),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0)),
	.eras = ERAS({.claim_is = NO_LONGER_TRUE,
		      .because = "nginx 1.22 logs the time until it gave the upstream up"}),
	.budget_s = 40,
};
