/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "Connection reset by peer" with tcp_abort_on_overflow=0, with no firewall, no crash and no close().
 *
 * The peer's last ACK carried a good cookie and found the accept queue full (cookies-full-acceptq). It
 * believes that it is connected and sends on. The server has no state, so each segment is tried as
 * the last ACK of a handshake: the sequence number in front of its data should be the one in the
 * cookie. The cookie is a sum of that number and, in its low 24 bits, the place of the MSS in a table
 * of four (check_tcp_syn_cookie()). With the largest MSS, the fourth, a segment 1 to 3 bytes further
 * still looks like a cookie with another MSS; one that is 4 bytes further leaves the table,
 * SyncookiesFailed counts, and the listener sends RST.
 *
 * So the first segment of data is swallowed as the ACK was, and the second one resets. Before 3.12
 * the table had eight places.
 */
HF_CASE(cookies_full_acceptq_reset) = {
	.name = "cookies-full-acceptq-reset",
	.claims = CLAIMS("X3", "D0.31"),
	.claim = "With tcp_abort_on_overflow=0 an overflow of the accept queue alone never ends in "
		 "\"connection reset by peer\".",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_abort_on_overflow", 0}),
	.columns = COLUMNS("further", "failed <3.12", "taken <3.12", "failed", "taken", "seq"),
	.rows = ROWS(ROW_WITH_WIRE("+0     < S; +0 > S. ack 1; +0~0.7 < . seq 1 ack 1\n"
				   "+0~0.7 < P. 90 seq 1\n"
				   "+0~0.7 < P. 7 seq 4",
				   3, 0, 3, 0, 3, 4),
		     ROW_WITH_WIRE("+0     < S; +0 > S. ack 1; +0~0.7 < . seq 1 ack 1\n"
				   "+0~0.7 < P. 90 seq 1\n"
				   "+0~0.7 < P. 7 seq 5; +0 > R seq 1 win 0",
				   4, 0, 3, 1, 2, 5),
		     ROW_WITH_WIRE("+0     < S; +0 > S. ack 1; +0~0.7 < . seq 1 ack 1\n"
				   "+0~0.7 < P. 90 seq 1\n"
				   "+0~0.7 < P. 7 seq 91; +0 > R seq 1 win 0",
				   90, 1, 2, 1, 2, 91)),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "flood", .count = 20),
		       SYN(.name = "late", .options = "mss 8960"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .no_later_ms = 400),
		       MEASURE,
		       ACK(.name = "late"),
		       SEGMENT(.name = "late", .flags = "P.", .seq = 1, .ack = 1, .bytes = 90),
		       SEGMENT(.name = "late", .flags = "P.", .seq = COL(5), .ack = 1, .bytes = 7),
		       UNTIL(.segment = "< P.", .times = 2),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "told", .no_later_ms = 300)),
	.expect = EXPECT(QUEUE("told", ACCEPTQ_LEN, 2),
			 SOCKETS("told", SERVER, "ESTABLISHED", 2),
			 DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = NEVER_TRUE,
		      .because = "data behind a cookie's ACK that was dropped is no cookie",
		      .expect = EXPECT(WIRE_COUNT(FROM_SERVER, "R", COL(1)),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenOverflows", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", COL(1)),
				       DELTA(SERVER, "Tcp.OutRsts", COL(1)))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .claim_is = NEVER_TRUE,
		      .because = "data behind a cookie's ACK that was dropped is no cookie",
		      .expect = EXPECT(WIRE("late", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", COL(4)),
				       DELTA(SERVER, "TcpExt.ListenOverflows", COL(4)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(4)),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", COL(3)),
				       DELTA(SERVER, "Tcp.OutRsts", COL(3)))}),
	.budget_s = 30,
};
