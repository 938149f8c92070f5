/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Redis asks listen() for tcp-backlog, 511 by default as nginx does, and gets no more than
 * net.core.somaxconn. A PING is answered, to show that it is Redis who listens.
 */
HF_CASE(redis_backlog) = {
	.name = "redis-backlog",
	.claims = CLAIMS("D2.6"),
	.claim = "Redis listens with a backlog of 511; its accept queue has a limit of "
		 "min(511, somaxconn).",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", COL(0)}),
	.columns = COLUMNS("somaxconn", "limit"),
	.rows = ROWS(ROW(65535, 511), ROW(4096, 511), ROW(511, 511), ROW(510, 510), ROW(128, 128)),
	.steps = STEPS(RUN(.name = "redis", .at = SERVER, .package = "redis-server",
			   .argv = ARGV("redis-server", "--port", "8888", "--bind", "{server}",
					"--dir", "{run}", "--save", "", "--protected-mode", "no")),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       MEASURE,
		       RUN(.name = "cli", .at = CLIENT, .package = "redis-tools", .wait = true,
			   .argv = ARGV("redis-cli", "-h", "{server}", "-p", "8888", "PING")),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, COL(1)),
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
