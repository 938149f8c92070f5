/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Redis looks at /proc/sys/net/core/somaxconn when it starts and says so when it cannot have the
 * backlog it asks for: the one server here that tells its administrator. somaxconn is 128, the
 * default of kernels before 5.4. Nothing but the log is different: it starts and serves.
 */
HF_CASE(redis_backlog_warning) = {
	.name = "redis-backlog-warning",
	.claims = CLAIMS("D2.6"),
	.claim = "With a somaxconn of less than 511 Redis warns that its backlog of 511 cannot "
		 "be enforced.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(0)}),
	.columns = COLUMNS("somaxconn"),
	.rows = ROWS(ROW(128), ROW(510)),
	.steps = STEPS(RUN(.name = "redis", .at = SERVER, .package = "redis-server",
			   .argv = ARGV("redis-server", "--port", "8888", "--bind", "{server}",
					"--dir", "{run}", "--save", "", "--protected-mode", "no")),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       RUN(.name = "cli", .at = CLIENT, .package = "redis-tools", .wait = true,
			   .argv = ARGV("redis-cli", "-h", "{server}", "-p", "8888", "PING")),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE)),
	.expect = EXPECT(OUTPUT("redis",
				"WARNING: The TCP backlog setting of 511 cannot be enforced "
				"because /proc/sys/net/core/somaxconn is set to the lower value of "
				"{somaxconn}."),
			 QUEUE("measure", ACCEPTQ_LIMIT, COL(0)),
			 CALL(.who = "cli", .call = "exit"),
			 OUTPUT("cli", "PONG"),
			 WIRE_FLOWS(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_CLIENT, "S", 1),
			 WIRE_COUNT(FROM_SERVER, "S.", 1),
			 WIRE_COUNT(FROM_CLIENT, "P.", 1),
			 WIRE_COUNT(FROM_SERVER, "P.", 1),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
