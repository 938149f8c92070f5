/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A client that leaves before the answer, and a proxy that leaves with it.
 *
 * nginx on the server passes the request on to an upstream, which lives on the client host here and
 * does not accept for a while. After 0.3 s the client closes. nginx hears of the FIN by EPOLLRDHUP
 * (ngx_http_upstream_check_broken_connection()) and closes both its connections: the FIN to the
 * upstream leaves at once, not after proxy_read_timeout's 60 s. The log says 499 and how long
 * it took so far.
 *
 * The upstream does not know. It accepts, finds the request and a FIN behind it, and answers: to a
 * socket that is closed. That is the RST right after the FIN of which the document speaks: the
 * upstream's own answer draws it; nginx did not send it on purpose.
 */
HF_CASE(proxy_client_abort) = {
	.name = "proxy-client-abort",
	.claims = CLAIMS("D3.15", "D3.16", "D3.17"),
	.claim = "When the client closes, nginx closes the connection to the upstream at once, "
		 "logs 499 and the time so far; an answer of the upstream afterwards draws an RST.",
	.quote = "when the client close the connection to the nginx, the nginx will close the relative "
		 "upstream connection",
	.group = "proxy",
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
				"		}\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90),
		       UNTIL(.segment = "> P.", .times = 1),
		       QUIET(.ms = 300),
		       CLOSE(.name = "caller"),
		       UNTIL(.mark = "left", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       ACCEPT(.name = "upstream"),
		       UNTIL(.segment = "> R", .times = 1),
		       RUN(.name = "log", .at = SERVER, .package = "mawk", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until [ -s {run}/access.log ]; do sleep 0.01; done;"
					"cat {run}/access.log;"
					"awk '{ print ($3 >= 0.25 && $3 < 30) ? "
					"\"after a while\" : \"not then\" }' {run}/access.log"))),
	.expect = EXPECT(/* "GET /user/login HTTP/1.0", Host, Connection and the padding. */
			 WIRE("upstream", "+0 > S; +0 < S.; +0 > .\n"
					  "+0~9 > P. 105 seq 1 ack 1; +0 < . 0 ack 106\n"
					  "+0.25~9 > F. 0 seq 106 ack 1\n"
					  "+0.04 < . 0 seq 1 ack 107\n"
					  "+0~9 < P. 100 seq 1 ack 107; +0 > R 0 seq 107 win 0"),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_FLOWS(FROM_CLIENT, "F.", 1),
			 WIRE_FLOWS(FROM_SERVER, "F.", 2),
			 WIRE_COUNT(FROM_SERVER, "R", 1),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 SOCKETS("left", CLIENT, "CLOSE-WAIT", 1),
			 CALL(.who = "log", .call = "exit"),
			 OUTPUT("log", "499 - "),
			 OUTPUT("log", "after a while"),
			 CALL(.who = "upstream", .call = "accept"),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 45,
};
