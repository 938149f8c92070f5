/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last step of the handshake, with a wrong number. tcp_check_req() gives the segment back to the
 * listener, which answers with RST at the number that was acknowledged, as RFC 793 has it. The request
 * is not harmed: the right ACK, which comes afterwards, completes it.
 *
 * Cookies are off: with them on, kernels before 4.0 would count the wrong ACK as a failed cookie.
 */
HF_CASE(request_wrong_ack) = {
	.name = "request-wrong-ack",
	.claims = CLAIMS("D4.11d"),
	.claim = "A last ACK of the handshake with a wrong number is answered with RST.",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "peer"),
		       UNTIL(.requests = 1),
		       SEGMENT(.name = "peer", .flags = ".", .seq = 1, .ack = 2),
		       SEGMENT(.name = "peer", .flags = ".", .seq = 1, .ack = 0),
		       SEGMENT(.name = "peer", .flags = "P.", .seq = 1, .ack = 5000, .bytes = 90),
		       UNTIL(.segment = "> R", .times = 3),
		       UNTIL(.mark = "refused", .requests = 1, .no_later_ms = 700),
		       ACK(.name = "peer"),
		       UNTIL(.mark = "completed", .acceptq_len = 1, .no_later_ms = 900)),
	.expect = EXPECT(WIRE("peer", "+0     < S; +0 > S.\n"
				      "+0~0.7 < . seq 1 ack 2;       +0 > R seq 2 win 0\n"
				      "+0~0.7 < . seq 1 ack 0;       +0 > R seq 0 win 0\n"
				      "+0~0.7 < P. 90 seq 1 ack 5000; +0 > R seq 5000 win 0\n"
				      "+0~0.9 < . seq 1 ack 1"),
			 QUEUE("refused", ACCEPTQ_LEN, 0),
			 QUEUE("completed", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 3),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
