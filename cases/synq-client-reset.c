/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What goes wrong without the iptables rule. The SYNs are made by hand from the client's own
 * address, so its kernel knows of no connection and answers each SYN-ACK with the RST of a closed
 * port (tcp_v4_send_reset(), seq = the SYN-ACK's ack). The number is exact, so the server's
 * tcp_check_req() removes the request at once: 542 SYNs never fill a queue that holds 16 at most.
 */
HF_CASE(synq_client_reset) = {
	.name = "synq-client-reset",
	.claims = CLAIMS("D0.12"),
	.claim = "Without the rule the client's kernel answers every SYN-ACK with RST, which "
		 "empties the SYN queue: nothing is ever dropped.",
	.quote = "在利用hping3模拟时,客户端收到SYN+ACK会返回RST",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 15, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 542, .every_us = 1000,
			   .from = CLIENT_ITSELF),
		       QUIET(.ms = 20, .mark = "flooded")),
	.expect = EXPECT(WIRE("flood", "+0 < S \n"
				       "+0 > S. ack 1 \n"
				       "+0 < R seq 1 \n"),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 QUEUE("flooded", REQUESTS, 0),
			 QUEUE("flooded", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 542),
			 DELTA(SERVER, "Tcp.AttemptFails", 542),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 542)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
