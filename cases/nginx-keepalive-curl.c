/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * nginx announces that it closes, and a client that listens to it is never reset.
 *
 * Of three requests curl sends the first two on one connection; the second answer says "Connection:
 * close", as keepalive_requests is 2, and the third request goes over a connection of its own.
 * Which of the two closes first is their affair; nobody sends an RST.
 */
HF_CASE(nginx_keepalive_curl) = {
	.name = "nginx-keepalive-curl",
	.claims = CLAIMS("D0.3", "D0.6"),
	.claim = "The answer to the keepalive_requests-th request says \"Connection: close\", and "
		 "a client that obeys sees no RST.",
	.group = "keepalive",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				   "	keepalive_requests 2;\n"
				   "	server {\n"
				   "		listen 8888;\n"
				   "		listen [::]:8888;\n"
				   "		location / { return 200 ok; }\n"
				   "	}\n"
				   "}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       RUN(.name = "curl", .at = CLIENT, .package = "curl",
			   .argv = ARGV("curl", "-q", "-sSv", "--noproxy", "*", "--resolve",
					"server:8888:{server}", "http://server:8888/first",
					"http://server:8888/second", "http://server:8888/third"),
			   .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE)),
	.expect = EXPECT(CALL(.who = "curl", .call = "exit"),
			 CALL(.who = "nginx", .call = "exit", .pending = true),
			 OUTPUT("curl", "Connection: keep-alive"),
			 OUTPUT("curl", "Connection: close"),
			 WIRE_FLOWS(FROM_CLIENT, "S", 2),
			 WIRE_FLOWS(FROM_SERVER, "S.", 2),
			 WIRE_COUNT(FROM_CLIENT, "S", 2),
			 WIRE_COUNT(FROM_CLIENT, "P.", 3),
			 WIRE_COUNT(FROM_SERVER, "P.", 3),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
