/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_abort_on_overflow=1, a full accept queue, one more client: the document's own set-up.
 *
 * Before 4.10 the client's SYN is answered, its ACK finds the queue full, and an RST comes back 28
 * us later; it ends in ECONNRESET. (Here all that takes place inside connect(), which is the call
 * that says so.) Since 4.10 (commit 5ea8ea2cb7f1) the SYN is dropped, and the setting is about
 * third ACKs only (tcp_check_req()): there is no RST, the client repeats its SYN and is told
 * ETIMEDOUT. A client whose handshake had begun before the queue was full is still reset:
 * acceptq-abort-client.
 *
 * The application is told when the kernel has given up and the application has a CPU: up to a
 * second is left for that.
 */
HF_CASE(acceptq_abort_syn) = {
	.name = "acceptq-abort-syn",
	.claims = CLAIMS("D0.27", "D2.4"),
	.claim = "With tcp_abort_on_overflow=1 a client that connects to a full accept queue is "
		 "reset at once.",
	.quote = "客户端curl请求立即报错",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 1},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 5000)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S; +0 > S.; +0 < .; +0 > R seq 1 win 0",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect", .err = ECONNRESET),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
				       DELTA(SERVER, "Tcp.OutRsts", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "the SYN is dropped, the setting is about third ACKs only: the "
				 "client times out",
		      .wire = "+0 < S; ^1.0 < S",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2~3"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "the SYN is dropped, the setting is about third ACKs only: the "
				 "client times out",
		      .wire = "+0 < S; ^1.0 < S",
		      .expect = EXPECT(CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2~3"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 2))}),
	.budget_s = 30,
};
