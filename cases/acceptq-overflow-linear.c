/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The same as acceptq-overflow, with the SYN schedule that clients have today.
 *
 * Since 6.5 (commit ccce324dabfe) the first four SYN retransmissions are one second apart:
 * tcp_syn_linear_timeouts is 4. tcp_syn_retries=2 then means six SYNs, at 0, 1, 2, 3, 4 and 5 s:
 * the count may go to 2 + 4, the time to 1 + 2 + 4 s. Each is dropped by a full accept queue, so
 * what was three and three becomes six and six; the client is told ETIMEDOUT at 7 s all the same.
 * A client before 6.5 has no such setting and goes on as before.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(acceptq_overflow_linear) = {
	.name = "acceptq-overflow-linear",
	.claims = CLAIMS("D0.22", "D0.28"),
	.claim = "A third connection to a full accept queue counts three in ListenOverflows and "
		 "three in ListenDrops: its third ACK is dropped three times, and no RST is sent.",
	.quote = "服务端总共收到了三次客户端的第三次握手ACK,而三次都由于Accept "
		 "Queue溢出丢弃,因此上面说的listenoverflow以及listendrop增加3",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 2},
				 {"net.ipv4.tcp_syn_linear_timeouts", 4, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
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
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; +0 < .\n"
			      "^1.0~1.6 > S.; +0 < .\n"
			      "^2.0~2.6 > S.; +0 < .",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 3),
				       QUEUE("third", REQUESTS, 1),
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
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 3),
				       QUEUE("third", REQUESTS, 0),
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
		      .until = SYN_LINEAR_TIMEOUTS,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "three SYNs are dropped, not three ACKs, and no connection exists",
		      .wire = "+0 < S; ^1.0 < S; ^2.0 < S",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 3),
				       DELTA(SERVER, "TcpExt.ListenDrops", 3),
				       QUEUE("third", REQUESTS, 0),
				       SOCKETS("third", CLIENT, "SYN-SENT", 1),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 2),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2 + 4~5"),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "Tcp.RetransSegs", 0),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 3),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 0))},
		     {.since = SYN_LINEAR_TIMEOUTS,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "six SYNs are dropped and no ACK: both counters grow by six; no "
				 "connection exists",
		      .wire = "+0 < S; ^1.0 < S; ^1.0 < S; ^1.0 < S; ^1.0 < S; ^1.0 < S",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 6),
				       DELTA(SERVER, "TcpExt.ListenDrops", 6),
				       QUEUE("third", REQUESTS, 0),
				       SOCKETS("third", CLIENT, "SYN-SENT", 1),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 2),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 1 + 1 + 1 + 1 + 2~3"),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "Tcp.RetransSegs", 0),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 6),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 5),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 0))}),
	.budget_s = 30,
};
