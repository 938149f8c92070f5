/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Segments for which there is no socket. Nobody listens on port 9999. tcp_v4_rcv() ends in
 * no_tcp_socket, and tcp_v4_send_reset() makes the answer out of the segment itself: to one with ACK
 * an RST at the number it acknowledges, to one without ACK an RST with ACK, number 0, that
 * acknowledges the segment, a SYN and each byte counting one. An RST is never answered. A program
 * that calls connect() there is told ECONNREFUSED by the RST,ACK.
 *
 * The server has no number of its own here. Its first answer has 0, from which the lines count.
 */
HF_CASE(reset_closed_port) = {
	.name = "reset-closed-port",
	.claims = CLAIMS("D3.18", "D4.11b"),
	.claim = "A segment for which there is no socket is answered with RST.",
	.quote = "服务端接收到自身不存在端口的连接请求",
	.group = "reset",
	.steps = STEPS(MEASURE,
		       SYN(.name = "lost", .port = 9999),
		       SEGMENT(.name = "lost", .flags = "S", .seq = 10, .bytes = 5),
		       SEGMENT(.name = "lost", .flags = "none", .seq = 20, .bytes = 3),
		       SEGMENT(.name = "lost", .flags = ".", .seq = 1, .ack = 7777),
		       SEGMENT(.name = "lost", .flags = "F.", .seq = 1, .ack = 8888, .bytes = 9),
		       SEGMENT(.name = "lost", .flags = "R", .seq = 1),
		       SEGMENT(.name = "lost", .flags = "R.", .seq = 1, .ack = 1),
		       CONNECT(.name = "caller", .port = 9999),
		       UNTIL(.returned = "caller"),
		       QUIET(.ms = 20)),
	.expect = EXPECT(WIRE("lost", "+0   < S;            +0 > R. seq 0 ack 1 win 0 <>\n"
				      "+0~9 < S 5 seq 10;    +0 > R. seq 0 ack 16 win 0\n"
				      "+0~9 < none 3 seq 20; +0 > R. seq 0 ack 23 win 0\n"
				      "+0~9 < . ack 7777;    +0 > R  seq 7777 win 0\n"
				      "+0~9 < F. 9 ack 8888; +0 > R  seq 8888 win 0\n"
				      "+0~9 < R\n"
				      "+0~9 < R.\n"),
			 WIRE("caller", "+0 < S; +0 > R. ack 1"),
			 CALL(.who = "caller", .call = "connect", .err = ECONNREFUSED),
			 DELTA(SERVER, "Tcp.OutRsts", 6),
			 DELTA(SERVER, "Tcp.InErrs", 0),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
