/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's remedy: proxy_ignore_client_abort on.
 *
 * The upstream is an nginx on the client host that is stopped (SIGSTOP) when the request comes. The
 * client closes, and the proxy does not care: its end stays in CLOSE-WAIT, the upstream's
 * connection ESTABLISHED. Then the upstream goes on and answers, and the log has its status, 200 or
 * 5xx, for a client that has left long ago: the proxy's answer to it draws an RST.
 */
HF_CASE(proxy_client_abort_ignored) = {
	.name = "proxy-client-abort-ignored",
	.claims = CLAIMS("D3.17"),
	.claim = "With proxy_ignore_client_abort on nginx waits for the upstream and logs what it "
		 "answers, 200 or 5xx.",
	.quote = "如果 后端 返回 200, 就记录 200 ;如果后端放回 5XX ,那么就记录 5XX",
	.group = "proxy",
	.columns = COLUMNS("status"),
	.rows = ROWS(ROW(200), ROW(500), ROW(503)),
	.steps = STEPS(RUN(.name = "upstream", .at = CLIENT, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/upstream-error.log", "-c", "{conf}"),
			   .conf = "daemon off;\n"
				"master_process off;\n"
				"user root;\n"
				"pid {run}/upstream.pid;\n"
				"error_log stderr;\n"
				"events { }\n"
				"http {\n"
				"	access_log off;\n"
				"	server_tokens off;\n"
				"	client_body_temp_path {run}/upstream-body;\n"
				"	proxy_temp_path {run}/proxy;\n"
				"	fastcgi_temp_path {run}/fastcgi;\n"
				"	uwsgi_temp_path {run}/uwsgi;\n"
				"	scgi_temp_path {run}/scgi;\n"
				"	server {\n"
				"		listen 9000;\n"
				"		listen [::]:9000;\n"
				"		location / { return {status}; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.at = CLIENT, .state = "LISTEN", .sockets = 1, .within_ms = 10000),
		       KILL(.name = "upstream", .signal = SIGSTOP),
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
				"			proxy_ignore_client_abort on;\n"
				"		}\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90),
		       UNTIL(.segment = "> P.", .times = 1),
		       CLOSE(.name = "caller"),
		       UNTIL(.at = SERVER, .state = "CLOSE-WAIT", .sockets = 1),
		       QUIET(.ms = 300, .mark = "ignored"),
		       KILL(.name = "upstream", .signal = SIGCONT),
		       UNTIL(.segment = "< R", .times = 1),
		       RUN(.name = "log", .at = SERVER, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until [ -s {run}/access.log ]; do sleep 0.01; done;"
					"cat {run}/access.log"))),
	.expect = EXPECT(SOCKETS("ignored", SERVER, "CLOSE-WAIT", 1),
			 SOCKETS("ignored", SERVER, "ESTABLISHED", 1),
			 CALL(.who = "log", .call = "exit"),
			 OUTPUT("log", "{status} {status} "),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "S", 1),
			 WIRE_FLOWS(FROM_CLIENT, "R", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 /* One for the answer; one more for a FIN that left before the RST came. */
			 DELTA_BETWEEN(CLIENT, "Tcp.OutRsts", 1, 2),
			 DELTA_BETWEEN(SERVER, "Tcp.EstabResets", 0, 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 60,
};
