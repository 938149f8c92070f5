/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_abort_on_overflow=1: the third ACK that finds the accept queue full is answered with an RST.
 *
 * A hand-made peer sends its SYN and holds its ACK back, two ordinary clients fill the queue of
 * listen(1), then the ACK comes. tcp_v4_syn_recv_sock() counts ListenOverflows and ListenDrops as
 * it does without the setting; then tcp_check_req() goes on to embryonic_reset: one RST whose
 * sequence number is what the ACK acknowledged, without the ACK flag and with a window of 0,
 * EmbryonicRsts counts one, and the request is gone. That is no failed attempt in the sense of the
 * MIB. No SYN-ACK is repeated afterwards.
 *
 * With 4.4 to 6.12 the request of the peer fills the SYN queue of listen(1), and the second filler
 * gets in by a cookie; counting begins after that. When the peer acknowledges is its own affair.
 */
HF_CASE(acceptq_abort) = {
	.name = "acceptq-abort",
	.claims = CLAIMS("D0.27", "D0.28", "D2.4"),
	.claim = "With tcp_abort_on_overflow=1 a third ACK that finds the accept queue full is "
		 "answered with one RST at once; ListenOverflows, ListenDrops and EmbryonicRsts "
		 "count it, and the request is gone.",
	.quote = "服务端在接收到第三次握手ACK时,立即返回RST包",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 1},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "raw"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .requests = 1, .no_later_ms = 600),
		       MEASURE,
		       ACK(.name = "raw"),
		       QUIET(.ms = 50, .mark = "aborted"),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("measure", REQUESTS, 1),
			 QUEUE("aborted", ACCEPTQ_LEN, 2),
			 QUEUE("aborted", REQUESTS, 0),
			 QUEUE("end", ACCEPTQ_LEN, 2),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 WIRE("raw", "+0 < S; +0 > S.; +0~0.9 < . seq 1 ack 1\n"
				     "+0 > R seq 1 win 0"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
