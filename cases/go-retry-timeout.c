/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The other timeout of the document: after a reset Go tries again by itself, and there is not
 * enough time left.
 *
 * A Go client with a timeout of 1 s has had its answer from nginx' worker and keeps the connection.
 * Then nginx is stopped, and two others fill the accept queue of backlog=1. The client sends its
 * second GET; it lies in the worker's socket when the worker is killed, which answers it with an
 * RST. The listening socket lives on, for the stopped master has it too. Go may send a GET again
 * and dials, but the SYN finds the accept queue full and is dropped. The next one would leave after
 * a second, when the timeout is over: it counts from the request, not from the reset. So the
 * application is not told of the reset. It is told "Client.Timeout exceeded".
 *
 * Before 4.10 the SYN is answered, and the request on the new connection is not.
 */
HF_CASE(go_retry_timeout) = {
	.name = "go-retry-timeout",
	.claims = CLAIMS("D4.2"),
	.claim = "When Go repeats a request after a reset and the new connection is slow, what the "
		 "application is told is \"Client.Timeout exceeded\".",
	.quote = "由于rst之后客户端重试时间过短导致的超时",
	.group = "acceptq",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = "daemon off;\n"
				"worker_processes 1;\n"
				"user root;\n"
				"pid {run}/nginx.pid;\n"
				"error_log {run}/notice.log notice;\n"
				"events { }\n"
				"http {\n"
				"	access_log off;\n"
				"	server_tokens off;\n"
				"	client_body_temp_path {run}/body;\n"
				"	proxy_temp_path {run}/proxy;\n"
				"	fastcgi_temp_path {run}/fastcgi;\n"
				"	uwsgi_temp_path {run}/uwsgi;\n"
				"	scgi_temp_path {run}/scgi;\n"
				"	server {\n"
				"		listen 8888 backlog=1;\n"
				"		listen [::]:8888 backlog=1;\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       RUN(.name = "go", .at = CLIENT, .package = "golang-go",
			   .argv = ARGV("{fixtures}/go-retry", "-timeout", "1s", "-after",
					"{run}/again", "{server}", "8888", "/", "GET")),
		       UNTIL(.segment = "> P.", .times = 1, .within_ms = 10000),
		       /* The worker may be at work before its master has written down who it is. */
		       RUN(.name = "stop", .at = SERVER, .package = "sed", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until grep -q 'start worker process ' {run}/notice.log;"
					"do sleep 0.01; done;"
					"kill -STOP $(sed -n 's/.*start worker process //p' "
					"{run}/notice.log)")),
		       KILL(.name = "nginx", .signal = SIGSTOP),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       RUN(.name = "touch", .at = CLIENT, .package = "coreutils", .wait = true,
			   .argv = ARGV("touch", "{run}/again")),
		       UNTIL(.mark = "asked", .segment = "< P.", .times = 1),
		       RUN(.name = "crash", .at = SERVER, .package = "sed", .wait = true,
			   .argv = ARGV("sh", "-c",
					"kill -KILL $(sed -n 's/.*start worker process //p' "
					"{run}/notice.log)")),
		       UNTIL(.segment = "< S", .times = 1),
		       DROP(.name = "again", .at = CLIENT,
			    .rule = "OUTPUT -p tcp --syn --dport 8888 -j DROP"),
		       UNTIL(.mark = "refused", .no_later_ms = 950),
		       UNTIL(.returned = "go", .within_ms = 10000)),
	.expect = EXPECT(CALL(.who = "stop", .call = "exit"),
			 CALL(.who = "crash", .call = "exit"),
			 CALL(.who = "go", .call = "exit"),
			 QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 SOCKETS("asked", CLIENT, "ESTABLISHED", 3),
			 OUTPUT("go", "Client.Timeout exceeded while awaiting headers"),
			 WIRE_FLOWS(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "R.", 1),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1),
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 2)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(OUTPUT("go", "2 connections in all"),
				       WIRE_COUNT(FROM_SERVER, "S.", 1),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows", 2, 12),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 2, 12),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 2),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 6))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(OUTPUT("go", "1 connections in all"),
				       WIRE_COUNT(FROM_SERVER, "S.", 0),
				       SOCKETS("refused", CLIENT, "SYN-SENT", 1),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 2))}),
	.budget_s = 70,
};
