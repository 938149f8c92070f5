/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The listing with which the document ends: connections in ESTABLISHED that belong to a process,
 * and others in TIME_WAIT that belong to none. The server closes one connection first, and keeps
 * another. What is left of the first is no socket of a process any more, but addresses, ports and
 * numbers (tcp_time_wait()): both queues are empty, and the last column is a dash. The other has a
 * process, whose number netstat prints.
 */
HF_CASE(netstat_listing) = {
	.name = "netstat-listing",
	.claims = CLAIMS("D3.38"),
	.claim = "netstat -antp lists a connection in ESTABLISHED with its process, "
		 "one in TIME_WAIT with none.",
	.quote = "127.0.0.1:6700          TIME_WAIT   -",
	.group = "tools",
	.steps = STEPS(LISTEN(.backlog = 100, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       LISTEN(.name = "holding", .port = 8889, .backlog = 100, .accept = AT_ONCE,
			      .serve = ANSWER),
		       MEASURE,
		       CONNECT(.name = "short", .wait = true, .request = 90),
		       UNTIL(.at = CLIENT, .state = "CLOSE-WAIT", .sockets = 1),
		       CLOSE(.name = "short"),
		       /* What has been answered has been accepted: it belongs to a process. */
		       CONNECT(.name = "long", .port = 8889, .wait = true, .request = 90),
		       UNTIL(.at = SERVER, .state = "TIME-WAIT", .sockets = 1),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .mark = "listed"),
		       RUN(.name = "netstat", .at = SERVER, .package = "net-tools", .wait = true,
			   .argv = ARGV("sh", "-c",
					"netstat -antp | awk '/:888/ && !/LISTEN/ "
					"{ sub(\"[0-9]+/.*\", \"process\"); "
					"print $2, $3, $6, $7 }'"))),
	.expect = EXPECT(SOCKETS("listed", SERVER, "TIME-WAIT", 1),
			 SOCKETS("listed", SERVER, "ESTABLISHED", 1),
			 OUTPUT("netstat", "0 0 TIME_WAIT -\n"),
			 OUTPUT("netstat", "0 0 ESTABLISHED process\n"),
			 WIRE_COUNT(FROM_SERVER, "S.", 2),
			 WIRE_COUNT(FROM_CLIENT, "P.", 2),
			 WIRE_COUNT(FROM_SERVER, "P.", 2),
			 WIRE_COUNT(FROM_SERVER, "F.", 1),
			 WIRE_COUNT(FROM_CLIENT, "F.", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 50,
};
