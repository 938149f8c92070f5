/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Segments that reach a listener and belong to nothing. The peer has its own request taken back with
 * an RST, so that only the listener is left to look at what comes. tcp_rcv_state_process(), state
 * LISTEN: whatever has ACK is answered with RST, at the number it acknowledges; RST is dropped; a
 * SYN with FIN is dropped (fdf5af0daf80, 3.2); without SYN, ACK or RST it is dropped as well. So a
 * listener is quieter than a port where nobody listens, which answers these too.
 *
 * Cookies are off: with them the ACKs might be tried as cookies first.
 */
HF_CASE(reset_stray_segments) = {
	.name = "reset-stray-segments",
	.claims = CLAIMS("D3.18", "D4.11f"),
	.claim = "A listener answers an ACK that belongs to no connection with RST.",
	.quote = "处理 TCP 游离包信息",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       SYN(.name = "stray"),
		       SEGMENT(.name = "stray", .flags = "R", .seq = 1),
		       UNTIL(.requests = NONE),
		       MEASURE,
		       SEGMENT(.name = "stray", .flags = ".", .seq = 1, .ack = 1),
		       SEGMENT(.name = "stray", .flags = "P.", .seq = 1, .ack = 500, .bytes = 90),
		       SEGMENT(.name = "stray", .flags = "F.", .seq = 91, .ack = 1),
		       SEGMENT(.name = "stray", .flags = "S.", .seq = 92, .ack = 2),
		       SEGMENT(.name = "stray", .flags = "R", .seq = 1),
		       SEGMENT(.name = "stray", .flags = "P", .seq = 1, .bytes = 9),
		       SEGMENT(.name = "stray", .flags = "F", .seq = 1),
		       SEGMENT(.name = "stray", .flags = "FS", .seq = 1),
		       UNTIL(.segment = "< FS", .times = 1),
		       QUIET(.ms = 20)),
	.expect = EXPECT(WIRE("stray", "+0   < S; +0 > S.; +0~9 < R seq 1\n"
				       "+0~9 < . ack 1;        +0 > R seq 1 win 0 <>\n"
				       "+0~9 < P. 90 ack 500;  +0 > R seq 500 win 0\n"
				       "+0~9 < F. ack 1;       +0 > R seq 1 win 0\n"
				       "+0~9 < S. ack 2;       +0 > R seq 2 win 0\n"
				       "+0~9 < R\n"
				       "+0~9 < P 9\n"
				       "+0~9 < F\n"
				       "+0~9 < FS\n"),
			 QUEUE("end", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 4),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
