/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "5 and 1": the diagnosis counts the lines of ss and finds five half-open connections on one port
 * and one on the other. The first line is not a connection but the names of the columns. With four
 * half-open requests on port 2319 and none on 2320 the same two commands print the same two
 * numbers. (ss also complains of families of sockets that a kernel may not have.)
 */
HF_CASE(count_header_line) = {
	.name = "count-header-line",
	.claims = CLAIMS("D3.25"),
	.claim = "\"ss -n state syn-recv sport = :2319 | wc -l\" prints the number of half-open "
		 "connections.",
	.quote = "ss -n state syn-recv sport = :2319 | wc -l",
	.group = "tools",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.name = "2319", .port = 2319, .backlog = 1000, .accept = NEVER),
		       LISTEN(.name = "2320", .port = 2320, .backlog = 1000, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "strangers", .count = 4, .port = 2319),
		       UNTIL(.mark = "half-open", .requests = 4),
		       RUN(.name = "ss", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"exec 2> /dev/null\n"
					"ss -n state syn-recv sport = :2319 | wc -l\n"
					"ss -n state syn-recv sport = :2320 | wc -l"))),
	.expect = EXPECT(QUEUE("half-open", REQUESTS, 4),
			 QUEUE("end", REQUESTS, 4),
			 OUTPUT("ss", "5\n1\n"),
			 WIRE_COUNT(FROM_CLIENT, "S", 4),
			 WIRE_FLOWS(FROM_SERVER, "S.", 4),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 12),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 12)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "the first line that ss prints names the columns: 5 lines are "
				 "four half-open connections, and 1 is none"}),
	.budget_s = 20,
};
