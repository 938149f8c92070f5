/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A cookie comes back, good, to an accept queue that has filled meanwhile. tcp_syncookies is 2, so
 * that every SYN gets a cookie and the server remembers nothing; two callers fill the queue of
 * listen(1); then a peer that was given a cookie before sends the last ACK.
 *
 * cookie_v4_check() finds it good and counts SyncookiesRecv; tcp_v4_syn_recv_sock() finds no room and
 * counts ListenOverflows and ListenDrops. That is all: no request is left whose timer would send the
 * SYN-ACK again, and tcp_abort_on_overflow is asked nowhere on this way. The peer believes that it is
 * connected; the server has never heard of it.
 *
 * 3.10 and 3.11 take 2 for 1: the peer has a request, its ACK overflows like any other, and the
 * SYN-ACK is sent again, or an RST, as the setting has it.
 */
HF_CASE(cookies_full_acceptq) = {
	.name = "cookies-full-acceptq",
	.claims = CLAIMS("X2", "D0.27", "D0.22"),
	.claim = "A last ACK that finds the accept queue full is answered with RST if "
		 "tcp_abort_on_overflow is 1, and else brings on another SYN-ACK.",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2},
				 {"net.ipv4.tcp_abort_on_overflow", COL(0)},
				 {"net.ipv4.tcp_synack_retries", 2}),
	.columns = COLUMNS("tcp_abort_on_overflow", "resets <3.12"),
	.rows = ROWS(ROW(0, 0), ROW(1, 1)),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "late"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .no_later_ms = 600),
		       MEASURE,
		       ACK(.name = "late"),
		       QUIET(.ms = 3600)),
	.expect = EXPECT(QUEUE("end", ACCEPTQ_LEN, 2),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_SERVER, "R", COL(1)),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", COL(1)),
				       DELTA(SERVER, "Tcp.OutRsts", COL(1)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 2),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "a cookie's ACK leaves nothing behind: it is dropped, whatever "
				 "tcp_abort_on_overflow says, and no SYN-ACK comes again",
		      .expect = EXPECT(WIRE("late", "+0   < S; +0 > S. ack 1\n"
						    "+0~9 < . seq 1 ack 1"),
				       QUEUE("measure", REQUESTS, 0),
				       QUEUE("end", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesFailed", 0),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 0),
				       DELTA(SERVER, "Tcp.OutRsts", 0))}),
	.budget_s = 30,
};
