/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_abort_on_overflow=1: the third ACK finds the accept queue full and is answered with RST.
 *
 * How the queue comes to be full between SYN and ACK is told in http-timeout: the client's line is
 * slow while the server calls listen(1) again. Only the SYN fits into what the bucket still holds;
 * the ACK waits. The client reads and sends nothing, so one segment arrives, as in the document's
 * capture. tcp_check_req() goes to embryonic_reset: the RST has no ACK flag and the sequence number
 * that the ACK acknowledged, tcp_v4_send_reset() counts OutRsts, the request is freed at once and
 * counts EmbryonicRsts; AttemptFails does not move. ListenOverflows and ListenDrops count as ever.
 */
HF_CASE(http_abort) = {
	.name = "http-abort",
	.claims = CLAIMS("D0.1", "D0.27"),
	.claim = "With tcp_abort_on_overflow=1 the third ACK to a full accept queue is answered "
		 "with RST at once: \"Connection reset by peer\".",
	.quote = "服务端在接收到第三次握手ACK时,立即返回RST包",
	.group = "http",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 74, .gap_ms = 3500),
		       MEASURE,
		       CONNECT(.name = "victim", .wait = true),
		       RECV(.name = "victim"),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2),
		       RELISTEN(.backlog = 1),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.segment = "< .", .times = 1, .no_later_ms = 900),
		       UNTIL(.returned = "victim")),
	.expect = EXPECT(WIRE("victim", "+0 < S; +0 > S.\n"
					"+0~0.9 < . 0 seq 1 ack 1; +0 > R 0 seq 1 win 0"),
			 SOCKETS("held", CLIENT, "ESTABLISHED", 3),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 QUEUE("end", ACCEPTQ_LIMIT, 1),
			 QUEUE("end", REQUESTS, 0),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 2),
			 CALL(.who = "victim", .call = "connect"),
			 CALL(.who = "victim", .call = "recv", .err = ECONNRESET, .calls = 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 35,
};
