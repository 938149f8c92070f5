/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Data for a socket that its owner has closed. The server answers a request with 100 bytes and
 * calls close(): bytes 1 to 100, FIN 101. The peer has 5 bytes more to say. All four ways end with
 * an RST at the number that the peer acknowledges, but only a whole socket counts TCPAbortOnData:
 *
 * 1. The peer has acknowledged nothing: FIN-WAIT-1, and nobody will read (RCV_SHUTDOWN).
 * 2. The data itself acknowledges the FIN: FIN-WAIT-2 and data in one segment.
 * 3. The FIN was acknowledged before, and tcp_fin_timeout is 60 s at most: what is left is a
 *    time-wait entry in FIN-WAIT-2, which resets (TCP_TW_RST) and counts nothing.
 * 4. As 3, but tcp_fin_timeout is longer than a TIME-WAIT: the socket is kept whole.
 *
 * An RST from a closed socket is no "established reset". All is over before the bytes are sent again
 * (200 ms). The first ACK of the peer is a repetition in ways 1 and 2.
 */
HF_CASE(fin_wait_data) = {
	.name = "fin-wait-data",
	.claims = CLAIMS("D4.11g", "D3.18"),
	.claim = "Data that comes in FIN-WAIT, when nobody will read it any more, is answered with "
		 "RST.",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fin_timeout", COL(3)}),
	.columns = COLUMNS("way", "first ack", "ack of data", "tcp_fin_timeout", "counted"),
	.rows = ROWS(ROW_WITH_WIRE("+0   < S; +0 > S.; +0~9 < .\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > . ack 91\n"
				   "+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"
				   "+0~9 < . seq 91 ack 1\n"
				   "+0~9 < P. 5 seq 91 ack 1; +0 > R seq 1 win 0",
				   1, 1, 1, 60, 1),
		     ROW_WITH_WIRE("+0   < S; +0 > S.; +0~9 < .\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > . ack 91\n"
				   "+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"
				   "+0~9 < . seq 91 ack 1\n"
				   "+0~9 < P. 5 seq 91 ack 102; +0 > R seq 102 win 0",
				   2, 1, 102, 60, 1),
		     ROW_WITH_WIRE("+0   < S; +0 > S.; +0~9 < .\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > . ack 91\n"
				   "+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"
				   "+0~9 < . seq 91 ack 102\n"
				   "+0~9 < P. 5 seq 91 ack 102; +0 > R seq 102 win 0",
				   3, 102, 102, 60, 0),
		     ROW_WITH_WIRE("+0   < S; +0 > S.; +0~9 < .\n"
				   "+0~9 < P. 90 seq 1 ack 1; +0 > . ack 91\n"
				   "+0~9 > P. 100 seq 1; +0~9 > F. seq 101 ack 91\n"
				   "+0~9 < . seq 91 ack 102\n"
				   "+0~9 < P. 5 seq 91 ack 102; +0 > R seq 102 win 0",
				   4, 102, 102, 120, 1)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       SYN(.name = "peer"),
		       ACK(.name = "peer"),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       MEASURE,
		       ACK(.name = "peer", .bytes = 90),
		       UNTIL(.segment = "> F.", .times = 1),
		       SEGMENT(.name = "peer", .flags = ".", .seq = 91, .ack = COL(1)),
		       SEGMENT(.name = "peer", .flags = "P.", .seq = 91, .ack = COL(2), .bytes = 5),
		       UNTIL(.segment = "> R", .times = 1, .no_later_ms = 150),
		       QUIET(.ms = 300)),
	.expect = EXPECT(WIRE("peer", ROW_WIRE),
			 SOCKETS("end", SERVER, "FIN-WAIT-1", 0),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 DELTA(SERVER, "TcpExt.TCPAbortOnData", COL(4)),
			 DELTA(SERVER, "TcpExt.TCPAbortOnClose", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
