/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * With TLS, says the document, nginx waits 60 s before it closes the upstream's connection, though
 * the client has left. It did: it looked whether the client's FIN was next to be read, and a TLS
 * client sends a close_notify before it, which lay in front (recv() with MSG_PEEK found a byte).
 *
 * nginx 1.22 does not look at the bytes. epoll tells it of the FIN with EPOLLRDHUP, and TLS makes
 * no difference: the upstream's connection is closed at once. curl gives up after 0.5 s here, with
 * a close_notify, and proxy_read_timeout is 60 s. That nobody has read the close_notify shows: the
 * server's end of the client's connection is closed with an RST.
 */
HF_CASE(proxy_tls_client_abort) = {
	.name = "proxy-tls-client-abort",
	.claims = CLAIMS("D3.15"),
	.claim = "When a client that speaks TLS closes, nginx closes the connection to the "
		 "upstream only after 60 s.",
	.quote = "With ssl on: ... nginx waits 60 seconds",
	.group = "proxy",
	.steps = STEPS(LISTEN(.name = "upstream", .at = CLIENT, .port = 9000, .backlog = 16,
			      .accept = NEVER, .serve = ANSWER),
		       RUN(.name = "openssl", .at = SERVER, .package = "openssl", .wait = true,
			   .argv = ARGV("openssl", "req", "-x509", "-config", "{conf}", "-newkey",
					"ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
					"-keyout", "{run}/key.pem", "-out", "{run}/cert.pem"),
			   .conf = "[req]\n"
				   "prompt = no\n"
				   "distinguished_name = name\n"
				   "[name]\n"
				   "CN = server\n"),
		       RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP_LOGGED
				"	log_format told '$status $upstream_status $request_time';\n"
				"	access_log {run}/access.log told;\n"
				"	ssl_certificate {run}/cert.pem;\n"
				"	ssl_certificate_key {run}/key.pem;\n"
				"	server {\n"
				"		listen 8888 ssl;\n"
				"		listen [::]:8888 ssl;\n"
				"		location / {\n"
				"			proxy_pass http://{client_host}:9000;\n"
				"			proxy_set_header Host up;\n"
				"			proxy_pass_request_headers off;\n"
				"			proxy_read_timeout 60s;\n"
				"		}\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       RUN(.name = "curl", .at = CLIENT, .package = "curl",
			   .argv = ARGV("curl", "-q", "-sSk", "--noproxy", "*", "--resolve",
					"server:8888:{server}", "-m", "0.5",
					"https://server:8888/")),
		       UNTIL(.returned = "curl", .within_ms = 10000),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       RUN(.name = "log", .at = SERVER, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until [ -s {run}/access.log ]; do sleep 0.01; done;"
					"cat {run}/access.log"))),
	.expect = EXPECT(CALL(.who = "openssl", .call = "exit"),
			 CALL(.who = "curl", .call = "exit", .err = 28),
			 CALL(.who = "log", .call = "exit"),
			 OUTPUT("log", "499 - "),
			 WIRE("upstream", "+0 > S; +0 < S.; +0 > .\n"
					  "+0~9 > P. 47 seq 1 ack 1; +0 < . 0 ack 48\n"
					  "+0~9 > F. 0 seq 48 ack 1; +0.04 < . 0 seq 1 ack 49"),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1)),
	.eras = ERAS({.claim_is = NO_LONGER_TRUE,
		      .because = "nginx 1.22 hears of the client's FIN from epoll, whatever lies "
				 "before it"}),
	.budget_s = 60,
};
