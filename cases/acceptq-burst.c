/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The incident of the document in numbers: Tomcat asks for an accept queue of 100, a peak brings
 * 200 clients at once, and no thread calls accept() just then.
 *
 * 101 connections are set up (limit + 1, acceptq-capacity). The SYNs of the other 99 are refused;
 * each would be sent again after 1 s, which a rule keeps from happening here. Before 4.10 the
 * first two of the 99 are answered still, because no more than one request is young; their third
 * ACKs are dropped instead, and the clients believe that they are connected. Either way 99
 * segments meet a full queue, and the two lines of netstat -s are equal, as they were in the
 * incident: 7102 and 7102. No SYN queue overflowed: the second line counts what was dropped for
 * the first.
 */
HF_CASE(acceptq_burst) = {
	.name = "acceptq-burst",
	.claims = CLAIMS("D2.1", "D2.5"),
	.claim = "In a traffic peak an accept queue of 100 is full, and the connections that do "
		 "not fit are dropped; \"times the listen queue of a socket overflowed\" and \"SYNs to "
		 "LISTEN sockets dropped\" grow alike.",
	.quote = "在请求波峰的时候全连接队列被打满导致有连接丢弃",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.steps = STEPS(LISTEN(.backlog = 100, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "peak", .count = 200),
		       QUIET(.ms = 20, .mark = "peak"),
		       DROP(.name = "once", .at = CLIENT,
			    .rule = "OUTPUT -p tcp --tcp-flags SYN,ACK SYN -j DROP"),
		       UNTIL(.no_later_ms = 900),
		       RUN(.name = "netstat", .at = SERVER, .package = "net-tools", .wait = true,
			   .argv = ARGV("netstat", "-s"))),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 100),
			 QUEUE("peak", ACCEPTQ_LEN, 101),
			 QUEUE("peak", ACCEPTQ_LIMIT, 100),
			 SOCKETS("peak", SERVER, "ESTABLISHED", 101),
			 WIRE_COUNT(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 OUTPUT("netstat", " 99 times the listen queue of a socket overflowed"),
			 OUTPUT("netstat", " 99 SYNs to LISTEN sockets "),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 99),
			 DELTA(SERVER, "TcpExt.ListenDrops", 99),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 101),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 /* What the rule drops later is tried, at 1 s and at 2 or 3 s and so on. */
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 594),
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 594)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("peak", REQUESTS, 2),
				       SOCKETS("peak", CLIENT, "ESTABLISHED", 103),
				       CALL(.who = "peak", .call = "connect", .calls = 103),
				       WIRE_COUNT(FROM_SERVER, "S.", 103),
				       WIRE_COUNT(FROM_CLIENT, ".", 103),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 2))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("peak", REQUESTS, 0),
				       SOCKETS("peak", CLIENT, "ESTABLISHED", 101),
				       SOCKETS("peak", CLIENT, "SYN-SENT", 99),
				       CALL(.who = "peak", .call = "connect", .calls = 101),
				       WIRE_COUNT(FROM_SERVER, "S.", 101),
				       WIRE_COUNT(FROM_CLIENT, ".", 101))}),
	.budget_s = 20,
};
