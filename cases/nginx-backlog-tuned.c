/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's cure: "listen 80 backlog=262144", and somaxconn and tcp_max_syn_backlog as high.
 *
 * With all of it Send-Q is 262144. Without the sysctl the directive alone does nothing beyond
 * somaxconn, which nobody is told of. And tcp_max_syn_backlog has no part in it.
 *
 * Before 4.1 sk_max_ack_backlog has 16 bits (becb74f0acca): 262144 is 0 there on a kernel that
 * takes such a somaxconn at all; most refuse it (5f671d6b4ec3), and the run ends as BROKEN.
 */
HF_CASE(nginx_backlog_tuned) = {
	.name = "nginx-backlog-tuned",
	.claims = CLAIMS("D4.16", "D4.3"),
	.claim = "With backlog=262144 in nginx' listen directive and somaxconn=262144 the accept "
		 "queue has a limit of 262144.",
	.quote = "server { listen 80 backlog=262144; }",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(1)},
				 {"net.ipv4.tcp_max_syn_backlog", COL(2)}),
	.columns = COLUMNS("backlog", "somaxconn", "max_syn_backlog", "limit", "limit <4.1"),
	.label_columns = 3,
	.rows = ROWS(ROW(262144, 262144, 262144, 262144, 0),
		     ROW(262144, 262144, 128, 262144, 0),
		     ROW(262144, 65535, 262144, 65535, 65535),
		     ROW(262144, 4096, 262144, 4096, 4096),
		     ROW(262144, 128, 262144, 128, 128),
		     ROW(511, 262144, 262144, 511, 511),
		     ROW(30, 262144, 262144, 30, 30),
		     ROW(10, 262144, 262144, 10, 10)),
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				"	server {\n"
				"		listen 8888 backlog={backlog};\n"
				"		listen [::]:8888 backlog={backlog};\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true)),
	.expect = EXPECT(CALL(.who = "caller", .call = "recv", .bytes = 142),
			 WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90 seq 1 ack 1; +0 > . 0 ack 91\n"
					"+0~9 > P. 142 seq 1; +0 < . 0 ack 143"),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ERAS({.until = BACKLOG_IS_32_BITS,
		      .claim_is = NEVER_TRUE,
		      .because = "the limit is a number of 16 bits",
		      .expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, COL(4)))},
		     {.since = BACKLOG_IS_32_BITS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, COL(3)))}),
	.budget_s = 30,
};
