/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "86" connections in TIME-WAIT and "1441" established, counted as lines of ss: each one too many,
 * for the line with the names of the columns. 85 connections that the server closed first stay
 * with it in TIME-WAIT for 60 s, 40 more are held open; ss prints 86 and 41 lines.
 */
HF_CASE(count_time_wait) = {
	.name = "count-time-wait",
	.claims = CLAIMS("D3.27"),
	.claim = "\"ss -n state time-wait | wc -l\" and \"ss -n state established | wc -l\" print "
		 "the numbers of such connections.",
	.quote = "ss -n state time-wait | wc -l",
	.group = "tools",
	.steps = STEPS(LISTEN(.backlog = 100, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       LISTEN(.name = "holding", .port = 8889, .backlog = 100, .accept = AT_ONCE),
		       MEASURE,
		       CONNECT(.name = "short", .count = 85, .wait = true, .request = 90),
		       UNTIL(.at = CLIENT, .state = "CLOSE-WAIT", .sockets = 85),
		       CLOSE(.name = "short"),
		       CONNECT(.name = "long", .count = 40, .port = 8889, .wait = true),
		       UNTIL(.at = SERVER, .state = "TIME-WAIT", .sockets = 85),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 40,
			     .mark = "counted"),
		       RUN(.name = "ss", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"exec 2> /dev/null\n"
					"ss -n state time-wait | wc -l\n"
					"ss -n state established sport = :8889 | wc -l"))),
	.expect = EXPECT(SOCKETS("counted", SERVER, "TIME-WAIT", 85),
			 SOCKETS("counted", SERVER, "ESTABLISHED", 40),
			 OUTPUT("ss", "86\n41\n"),
			 WIRE("long", "+0 < S; +0 > S.; +0 < ."),
			 WIRE_FLOWS(FROM_SERVER, "F.", 85),
			 WIRE_FLOWS(FROM_CLIENT, "F.", 85),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 125),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "the first line that ss prints names the columns: it is one too "
				 "many"}),
	.budget_s = 60,
};
