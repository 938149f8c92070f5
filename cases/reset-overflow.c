/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The third of the four causes, to the letter of the document: listen(1), two connections wait,
 * tcp_abort_on_overflow is 1, a third client connects.
 *
 * Until 4.9 its SYN was answered, as no request was young, its ACK found the queue full and was
 * answered with RST: ECONNRESET. Since 4.10 (commit 5ea8ea2cb7f1) the SYN is dropped already, and
 * tcp_conn_request() never asks tcp_abort_on_overflow: no RST, ETIMEDOUT after the SYN's retries,
 * here one retry and 1 + 2 s. Only requests that were half-open when the queue became full can
 * still be reset (http-abort).
 */
HF_CASE(reset_overflow) = {
	.name = "reset-overflow",
	.claims = CLAIMS("D0.1", "D0.27"),
	.claim = "With tcp_abort_on_overflow=1 a client that connects to a full accept queue is "
		 "told \"Connection reset by peer\" at once.",
	.quote = "全连接队列溢出",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 1},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       MEASURE,
		       CONNECT(.name = "late", .request = 90),
		       UNTIL(.returned = "late", .within_ms = 10000)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.\n"
						    "+0 < . 0 seq 1 ack 1; +0 > R 0 seq 1 win 0"),
				       /* On this wire the RST is there before connect() returns. */
				       CALL(.who = "late", .call = "connect", .err = ECONNRESET),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
				       DELTA(SERVER, "Tcp.OutRsts", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "its SYN is dropped in silence, and it is told ETIMEDOUT",
		      .expect = EXPECT(WIRE("late", "+0 < S; ^1.0 < S"),
				       WIRE_COUNT(FROM_SERVER, "R", 0),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "its SYN is dropped in silence, and it is told ETIMEDOUT",
		      .expect = EXPECT(WIRE("late", "+0 < S; ^1.0 < S"),
				       WIRE_COUNT(FROM_SERVER, "R", 0),
				       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT,
					    .after = "1 + 2"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 2),
				       DELTA(SERVER, "Tcp.OutRsts", 0),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 2),
				       DELTA(CLIENT, "Tcp.AttemptFails", 1))}),
	.budget_s = 35,
};
