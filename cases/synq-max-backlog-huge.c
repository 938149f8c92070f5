/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_max_syn_backlog is raised to 7064090, and the number of half-open connections is not: it is
 * what clients leave open, three here, and no setting makes it more. The kernel takes the value.
 */
HF_CASE(synq_max_backlog_huge) = {
	.name = "synq-max-backlog-huge",
	.claims = CLAIMS("D3.35"),
	.claim = "tcp_max_syn_backlog can be set to 7064090; three connections are half-open after "
		 "it.",
	.quote = "sysctl -w net.ipv4.tcp_max_syn_backlog=7064090",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", 65535},
				 {"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", 7064090}),
	.steps = STEPS(LISTEN(.name = "2319", .port = 2319, .backlog = 65535, .accept = NEVER),
		       LISTEN(.name = "2320", .port = 2320, .backlog = 65535, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "first", .count = 2, .port = 2319),
		       SYN(.name = "second", .port = 2320),
		       UNTIL(.mark = "half-open", .requests = 3),
		       RUN(.name = "netstat", .at = SERVER, .package = "net-tools", .wait = true,
			   .argv = ARGV("sh", "-c",
					"echo $(netstat -antup | grep SYN_RECV | "
					"grep -E '2319|2320' | wc -l) half-open"))),
	.expect = EXPECT(QUEUE("half-open", REQUESTS, 3),
			 OUTPUT("netstat", "3 half-open"),
			 WIRE_COUNT(FROM_CLIENT, "S", 3),
			 WIRE_FLOWS(FROM_SERVER, "S.", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 9),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 9)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
