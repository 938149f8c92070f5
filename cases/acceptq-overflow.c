/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The third connection to a queue of listen(1), to the letter of the document: two connections
 * wait, a third client connects, ListenOverflows and ListenDrops grow by three each.
 *
 * Before 4.10 the SYN of the third is answered, for no more than one request is young. Its ACK
 * finds the accept queue full and is dropped (tcp_v4_syn_recv_sock()); the client is ESTABLISHED
 * and does not know. The request stays, and each of its two repeated SYN-ACKs is answered with one
 * more ACK, which is dropped as well: three in all. At 7 s (up to 0.6 s a step later before 4.1,
 * where one timer scans all requests every 200 ms) the server forgets it and says nothing; the
 * client stays ESTABLISHED.
 *
 * Since 4.10 (commit 5ea8ea2cb7f1) a SYN that finds the accept queue full is dropped, so there is
 * no SYN-ACK and no ACK. With tcp_syn_retries=2 and the old schedule the client sends three SYNs,
 * at 0, 1 and 3 s, and each counts one overflow and one drop. The same three and three, another
 * mechanism: here the client has no connection and is told ETIMEDOUT at 7 s.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(acceptq_overflow) = {
	.name = "acceptq-overflow",
	.claims = CLAIMS("D0.21", "D0.22", "D0.23", "D0.28", "D0.31", "X1", "X10"),
	.claim = "A third connection to a full accept queue counts three in ListenOverflows and "
		 "three in ListenDrops: its third ACK is dropped three times, and no RST is sent.",
	.quote = "服务端总共收到了三次客户端的第三次握手ACK,而三次都由于Accept "
		 "Queue溢出丢弃,因此上面说的listenoverflow以及listendrop增加3",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 2},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
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
