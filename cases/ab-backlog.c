/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's load test, "ab -r -c 200", with the backlogs that it tried, 10, 30, nginx' own 511
 * and 262144, and the two on either side of what 200 clients need.
 *
 * What the document has seen depended on how nginx happened to run. Here it is stopped (SIGSTOP)
 * while ab opens its 200 connections, and the numbers are exact: backlog + 1 are admitted and all
 * other SYNs refused. The refused ones would come back after a second; the client's firewall
 * lets none out. go-slowest shows what that second does to a request.
 *
 * This ab begins with one request, and the 200 connections follow its answer: a slow line keeps
 * that back until nginx, which has sent it, is stopped, and then loses it once. Before 4.10 two
 * more SYNs are answered than there is room for; what their clients send is dropped and counted.
 */
HF_CASE(ab_backlog) = {
	.name = "ab-backlog",
	.claims = CLAIMS("D4.10"),
	.claim = "200 connections at once are too many for nginx with backlog=10 or 30; with 511 "
		 "or 262144 none is refused.",
	.quote = "设置nginx默认511时 ... 会偶尔出现错误情况,其实压测就200并发。设置backlog "
		 "262144时特别稳定。backlog 30时表现的则没那么好",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(1)}),
	.columns = COLUMNS("backlog", "somaxconn", "admitted", "refused", "answered <4.10",
			   "most <4.10"),
	.rows = ROWS(ROW(10, 65535, 11, 189, 13, 220), ROW(30, 65535, 31, 169, 33, 200),
		     ROW(198, 65535, 199, 1, 200, 20), ROW(199, 65535, 200, 0, 200, 0),
		     ROW(511, 65535, 200, 0, 200, 0), ROW(262144, 262144, 200, 0, 200, 0)),
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
		       /* The SYN-ACK and an ACK leave at once, the answer after two seconds. */
		       PACE(.at = SERVER, .bytes = 200, .gap_ms = 3900),
		       RUN(.name = "ab", .at = CLIENT, .package = "apache2-utils",
			   .argv = ARGV("ab", "-r", "-c", "200", "-n", "201",
					"http://{server_host}:8888/index.php")),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-1", .sockets = 1),
		       KILL(.name = "nginx", .signal = SIGSTOP),
		       UNTIL(.mark = "stopped", .no_later_ms = 1800),
		       MEASURE,
		       /* What waits is lost; the kernel sends the answer again, and ab goes on. */
		       UNPACE(.at = SERVER),
		       UNTIL(.segment = "< S", .times = 200),
		       DROP(.name = "again", .at = CLIENT,
			    .rule = "OUTPUT -p tcp --syn --dport 8888 -j DROP"),
		       UNTIL(.mark = "tried", .no_later_ms = 900)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 0),
			 QUEUE("tried", ACCEPTQ_LEN, COL(2)),
			 QUEUE("tried", ACCEPTQ_LIMIT, COL(0)),
			 CALL(.who = "ab", .call = "exit", .pending = true),
			 WIRE_FLOWS(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", COL(2)),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 /* The answer of the first request. */
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 5),
			 /* What the firewall has kept back, if the end was late. */
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 400),
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 400)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", COL(4)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows", 0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", COL(2)),
				       QUEUE("tried", REQUESTS, 0),
				       SOCKETS("tried", CLIENT, "SYN-SENT", COL(3)),
				       DELTA(SERVER, "TcpExt.ListenOverflows", COL(3)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(3)))}),
	.budget_s = 45,
};
