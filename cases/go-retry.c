/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * When Go sends a request again by itself: the document's reading of net/http, tried.
 *
 * Each client sends a GET, gets its answer, and sends one more request over the same connection.
 * nginx throws the second request of any connection away: below /rst with an RST (return 444 and
 * reset_timedout_connection), below /fin with a FIN. The first request of a connection is answered,
 * so a request that is sent again over a new one succeeds.
 *
 * Request.isReplayable() asks two things: can the body be sent again (none, or GetBody), and is the
 * method GET, HEAD, OPTIONS or TRACE or is there a header Idempotency-Key or X-Idempotency-Key.
 *   get            both: again, on a second connection
 *   post           the method says no: "connection reset by peer"
 *   key, xkey      a POST with either header: again, although it has a body
 *   once           a GET with a body that cannot be read twice: no
 *   fin, fin-post  the same with a FIN: again, or "EOF"
 * That a connection was used before is a condition too (persistConn.shouldRetryRequest()): the
 * second answer is never thrown away here, so nothing is sent a third time.
 */
HF_CASE(go_retry) = {
	.name = "go-retry",
	.claims = CLAIMS("D0.4"),
	.claim = "After a reset on a reused connection Go sends the request again only when it has "
		 "no body that is lost, and is a GET or the like or carries an Idempotency-Key.",
	.quote = "ECONNRESET错误时,对部分请求进行重试,比如:GET请求,请求头中出现{X-,}Idempotency-Key",
	.group = "keepalive",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				   "	reset_timedout_connection on;\n"
				   "	server {\n"
				   "	listen 8888;\n"
				   "	listen [::]:8888;\n"
				   "	location / {\n"
				   "		if ($connection_requests = 2) { return 444; }\n"
				   "		return 200 ok;\n"
				   "	}\n"
				   "	location /fin {\n"
				   "		reset_timedout_connection off;\n"
				   "		if ($connection_requests = 2) { return 444; }\n"
				   "		return 200 ok;\n"
				   "	}\n"
				   "	}\n"
				   "}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       RUN(.name = "get", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "{server}", "8888", "/rst", "GET")),
		       RUN(.name = "post", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "-body", "again", "{server}", "8888",
					"/rst", "POST")),
		       RUN(.name = "key", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "-body", "again", "-header",
					"Idempotency-Key", "{server}", "8888", "/rst", "POST")),
		       RUN(.name = "xkey", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "-body", "again", "-header",
					"X-Idempotency-Key", "{server}", "8888", "/rst", "POST")),
		       RUN(.name = "once", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "-body", "once", "{server}", "8888",
					"/rst", "GET")),
		       RUN(.name = "fin", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "{server}", "8888", "/fin", "GET")),
		       RUN(.name = "fin-post", .at = CLIENT, .package = "golang-go", .wait = true,
			   .argv = ARGV("{fixtures}/go-retry", "-body", "again", "{server}", "8888",
					"/fin", "POST")),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE)),
	.expect = EXPECT(OUTPUT("get", "200 OK, 2 connections in all"),
			 OUTPUT("post", "connection reset by peer, 1 connections in all"),
			 OUTPUT("key", "200 OK, 2 connections in all"),
			 OUTPUT("xkey", "200 OK, 2 connections in all"),
			 OUTPUT("once", "connection reset by peer, 1 connections in all"),
			 OUTPUT("fin", "200 OK, 2 connections in all"),
			 OUTPUT("fin-post", "EOF, 1 connections in all"),
			 CALL(.who = "nginx", .call = "exit", .pending = true),
			 CALL(.who = "get", .call = "exit"),
			 CALL(.who = "post", .call = "exit"),
			 CALL(.who = "key", .call = "exit"),
			 CALL(.who = "xkey", .call = "exit"),
			 CALL(.who = "once", .call = "exit"),
			 CALL(.who = "fin", .call = "exit"),
			 CALL(.who = "fin-post", .call = "exit"),
			 WIRE_FLOWS(FROM_CLIENT, "S", 11),
			 WIRE_COUNT(FROM_CLIENT, "S", 11),
			 WIRE_FLOWS(FROM_SERVER, "R.", 5),
			 WIRE_COUNT(FROM_SERVER, "R.", 5),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 11),
			 DELTA(SERVER, "Tcp.OutRsts", 5),
			 DELTA(CLIENT, "Tcp.EstabResets", 5)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 60,
};
