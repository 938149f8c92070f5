/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_synack_retries is a promise with a condition. 65 strangers stay half-open on a listener with
 * a backlog of 64, and five retries are allowed. At 1 s and 3 s every SYN-ACK is repeated. At 7 s
 * the queue is more than half full of requests that are no longer young, and reqsk_timer_handler()
 * lets only those live on that must: one after the other is dropped until 2 * qlen > max(8, limit)
 * no longer holds. 32 are left and get their third SYN-ACK; the next would come at 15 s.
 *
 * Until 4.3 the queue holds 128, the condition is qlen >= 64, and 63 are left; up to 4.0 it is
 * asked once every 200 ms for all requests whose time has come, so that more of them go.
 */
HF_CASE(synq_thinning) = {
	.name = "synq-thinning",
	.claims = CLAIMS("D0.24", "X6"),
	.claim = "tcp_synack_retries is the number of times the SYN-ACK of a half-open connection "
		 "is sent again.",
	.quote = "服务端的SYN+ACK重试次数,由内核参数tcp_synack_retries决定",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 64, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 65),
		       QUIET(.ms = 50, .mark = "flooded"),
		       /* Up to 4.0 the third timer may be late by 2 s. */
		       QUIET(.ms = 9500, .mark = "thinned")),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 65),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_TAIL(32, "> S."),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = NEVER_TRUE,
		      .because = "while the SYN queue is half full or more, requests that have had "
				 "two retries are dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 65),
				       WIRE_FLOWS(FROM_SERVER, "S.", 65),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 195),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 193),
				       DELTA_BETWEEN(SERVER, "Tcp.RetransSegs", 130, 193))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "while the SYN queue is half full or more, requests that have had "
				 "two retries are dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 65),
				       QUEUE("thinned", REQUESTS, 63),
				       WIRE_COUNT(FROM_SERVER, "S.", 258),
				       WIRE_FLOWS(FROM_SERVER, "S.", 65),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 195),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 193))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "while the SYN queue is more than half full, requests that have "
				 "had two retries are dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 64),
				       QUEUE("thinned", REQUESTS, 32),
				       WIRE_COUNT(FROM_SERVER, "S.", 224),
				       WIRE_FLOWS(FROM_SERVER, "S.", 64),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 192),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 160))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE,
		      .because = "while the SYN queue is more than half full, requests that have "
				 "had two retries are dropped",
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 65),
				       QUEUE("thinned", REQUESTS, 32),
				       WIRE_COUNT(FROM_SERVER, "S.", 227),
				       WIRE_FLOWS(FROM_SERVER, "S.", 65),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 195),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 162))}),
	.budget_s = 15,
};
