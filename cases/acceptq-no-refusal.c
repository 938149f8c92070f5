/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "If the accept queue is full the server sends ECONNREFUSED": not Linux. (A BSD answers so.)
 * "Connection refused" is what an RST to a SYN is called, and that is sent where nobody listens.
 *
 * A full accept queue says nothing. Since 4.10 the SYN is dropped; the client sends it again once,
 * as tcp_syn_retries allows, and is told ETIMEDOUT after 1 + 2 s. Before 4.10 the SYN is answered
 * and the third ACK is dropped: connect() succeeds, and the application learns of nothing.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(acceptq_no_refusal) = {
	.name = "acceptq-no-refusal",
	.claims = CLAIMS("D3.12"),
	.claim = "When the accept queue is full the server refuses the client: \"Connection "
		 "refused\".",
	.quote = "server将发送一个ECONNREFUSED错误信息Connection refused到client",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 1},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 4500)),
	.expect = EXPECT(QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", REQUESTS, 0),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "the third ACK is dropped in silence, and connect() has succeeded",
		      .wire = "+0 < S; +0 > S.; +0 < .",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect"),
				       SOCKETS("end", CLIENT, "ESTABLISHED", 3),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "Tcp.AttemptFails", 0))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NEVER_TRUE,
		      .because = "the SYN is dropped in silence, and connect() ends with ETIMEDOUT",
		      .wire = "+0 < S; ^1.0 < S",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2~3"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NEVER_TRUE,
		      .because = "the SYN is dropped in silence, and connect() ends with ETIMEDOUT",
		      .wire = "+0 < S; ^1.0 < S",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2~3"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1))}),
	.budget_s = 25,
};
