/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_abort_on_overflow=1 as a client meets it: "connection reset by peer".
 *
 * One connection waits at a listener of backlog 2; three clients connect at once while the
 * server's line is held up, so that their SYNs are admitted before the queue is full. The line
 * recovers, the handshakes are completed one by one, the third one's ACK finds the queue full. Its
 * connect() has succeeded, it waits for data; the RST comes, slow line and all, and recv() says
 * ECONNRESET. The request is gone, and nobody hears of it again: no SYN-ACK is repeated.
 *
 * (Were the line fast, the RST would come before the application has been told of the SYN-ACK, and
 * it would be connect() that says ECONNRESET.)
 */
HF_CASE(acceptq_abort_client) = {
	.name = "acceptq-abort-client",
	.claims = CLAIMS("D0.1", "D0.27", "D0.28", "D2.4"),
	.claim = "With tcp_abort_on_overflow=1 a client whose third ACK finds the accept queue "
		 "full is told \"connection reset by peer\".",
	.quote = "curl: (56) Recv failure: Connection reset by peer",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 2, .accept = NEVER),
		       CONNECT(.name = "filler", .wait = true),
		       /* A SYN-ACK: 14 Ethernet, 20 IPv4, 40 TCP. */
		       PACE(.at = SERVER, .bytes = 74, .gap_ms = 3000),
		       MEASURE,
		       CONNECT(.name = "first"),
		       CONNECT(.name = "second"),
		       CONNECT(.name = "late"),
		       UNTIL(.segment = "< S", .times = 3, .no_later_ms = 500),
		       PACE(.at = SERVER, .bytes = 74, .gap_ms = 400),
		       UNTIL(.segment = "> S.", .times = 3, .no_later_ms = 900),
		       UNTIL(.returned = "late"),
		       RECV(.name = "late"),
		       QUIET(.ms = 2500)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 1),
			 QUEUE("measure", ACCEPTQ_LIMIT, 2),
			 QUEUE("end", ACCEPTQ_LEN, 3),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 3),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 3),
			 CALL(.who = "late", .call = "connect"),
			 CALL(.who = "late", .call = "recv", .err = ECONNRESET),
			 WIRE("first", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("second", "+0 < S; +0~0.9 > S.; +0 < ."),
			 WIRE("late", "+0 < S; +0~0.9 > S.; +0 < .\n"
				      "+0.2~1.0 > R seq 1 win 0"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
