/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * acceptq-overflow over an IPv4-mapped address: the listener is an IPv6 socket without
 * IPV6_V6ONLY, as that of nginx's "listen [::]:80 ipv6only=off" or of Java, the clients speak
 * IPv4.
 *
 * A SYN by IPv4 that finds such a listener goes by way of tcp_v6_conn_request() to
 * tcp_v4_conn_request(), the third ACK by tcp_v6_syn_recv_sock() to tcp_v4_syn_recv_sock():
 * queue, limit and counters are those of the one listener. The sockets are in the table of IPv6.
 * acceptq-overflow tells what is seen, and why it is another thing since 4.10.
 *
 * IPv4 only: by IPv6 this is the ordinary listener.
 */
HF_CASE(acceptq_overflow_mapped) = {
	.name = "acceptq-overflow-mapped",
	.claims = CLAIMS("D0.22", "X10"),
	.claim = "A dual-stack listener counts the overflows of IPv4 clients as an IPv4 one does: "
		 "three drops for the third connection to a full accept queue.",
	.ipv4_only = true,
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 2},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER, .dual_stack = true),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 200, .mark = "third"),
		       QUIET(.ms = 9200)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("third", ACCEPTQ_LEN, 2),
			 SOCKETS("third", SERVER, "ESTABLISHED", 2),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 3),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; +0 < .\n"
			      "^1.0~1.6 > S.; +0 < .\n"
			      "^2.0~2.6 > S.; +0 < .",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 1),
				       SOCKETS("third", CLIENT, "ESTABLISHED", 3),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 3),
				       CALL(.who = "late", .call = "connect"),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 3),
				       DELTA(SERVER, "Tcp.RetransSegs", 2),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 0),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 2))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "three SYNs are dropped, not three ACKs, and no connection exists",
		      .wire = "+0 < S; ^1.0 < S; ^2.0 < S",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 0),
				       SOCKETS("third", CLIENT, "SYN-SENT", 1),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 2),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4~5"),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "Tcp.RetransSegs", 0),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 0))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "three SYNs are dropped, not three ACKs, and no connection exists",
		      .wire = "+0 < S; ^1.0 < S; ^2.0 < S",
		      .expect = EXPECT(QUEUE("third", REQUESTS, 0),
				       SOCKETS("third", CLIENT, "SYN-SENT", 1),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 2),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4~5"),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "Tcp.RetransSegs", 0),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 3),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 0))}),
	.budget_s = 30,
};
