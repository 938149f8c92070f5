/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "This can happen when a 50x error is encountered": a server closes a connection that the client
 * would have kept. nginx does so for some of them (ngx_http_special_response_handler()): after 500
 * and 501 it says "Connection: close" and closes; after 502, 503, 504, and after 404, it keeps
 * the connection. It is nginx' choice, and it is told to the client in time.
 *
 * lingering_close is off, as in nginx-keepalive-requests.
 */
HF_CASE(nginx_error_close) = {
	.name = "nginx-error-close",
	.claims = CLAIMS("D3.14"),
	.claim = "A server may close the connection after a 50x error.",
	.quote = "an upstream server may also elect to close the connection. This can happen when a "
		 "50x error is encountered",
	.group = "proxy",
	.columns = COLUMNS("status", "bytes", "closed", "kept"),
	.rows = ROWS(ROW(404, 294, 0, 1), ROW(500, 325, 1, 0), ROW(501, 307, 1, 0),
		     ROW(502, 300, 0, 1), ROW(503, 360, 0, 1), ROW(504, 315, 0, 1)),
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				"	lingering_close off;\n"
				"	server {\n"
				"		listen 8888;\n"
				"		listen [::]:8888;\n"
				"		location / { return {status}; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = COL(3)),
		       QUIET(.ms = 100)),
	.expect = EXPECT(CALL(.who = "caller", .call = "recv", .bytes = COL(1)),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", COL(2)),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", COL(2)),
			 SOCKETS("end", SERVER, "ESTABLISHED", COL(3)),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "P.", 1),
			 WIRE_FLOWS(FROM_SERVER, "F.", COL(2)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
