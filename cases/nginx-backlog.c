/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What nginx asks listen() for when nobody tells it: NGX_LISTEN_BACKLOG, 511 on Linux. What it
 * gets is the lesser of that and net.core.somaxconn (__sys_listen()): Send-Q of its listener.
 * somaxconn is 4096 by default since 5.4 and was 128 before, so that on older kernels nobody ever
 * saw the 511 who had not raised it. One request is answered, to show that it is nginx who listens.
 */
HF_CASE(nginx_backlog) = {
	.name = "nginx-backlog",
	.claims = CLAIMS("D2.6", "D4.5"),
	.claim = "nginx listens with a backlog of 511; its accept queue has a limit of "
		 "min(511, somaxconn).",
	.quote = "其余的系统的backlog都是默认511",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(0)}),
	.columns = COLUMNS("somaxconn", "limit"),
	.rows = ROWS(ROW(65535, 511), ROW(4096, 511), ROW(512, 511), ROW(511, 511), ROW(510, 510),
		     ROW(128, 128), ROW(1, 1)),
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				"	server {\n"
				"		listen 8888;\n"
				"		listen [::]:8888;\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, COL(1)),
			 QUEUE("measure", ACCEPTQ_LEN, 0),
			 QUEUE("end", ACCEPTQ_LIMIT, COL(1)),
			 QUEUE("end", ACCEPTQ_LEN, 0),
			 CALL(.who = "caller", .call = "recv", .bytes = 142),
			 WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 142 seq 1; +0 < . 0 ack 143"),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
