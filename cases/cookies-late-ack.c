/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last ACK of a handshake comes 5 s after its cookie: a slow line, or a patient client.
 *
 * The server keeps nothing of a SYN it answered with a cookie but the time of it, one stamp for all
 * (tcp_synq_overflow()). An ACK that belongs to no request is worth a look only shortly after:
 * since 4.2 (commit 264ea103a747) within two periods of the cookie's clock, 120 s, before within
 * 3 s (tcp_synq_no_recent_overflow()). Later than that it is a stray ACK and answered with RST,
 * however good its cookie; up to 3.13 that counts as a failed one, in 4.0 and 4.1 as nothing.
 *
 * tcp_syncookies = 2 makes a cookie of the only SYN. Before 3.12 it is 1: a request is made, its
 * SYN-ACK is repeated at 1 and 3 s, and the ACK completes it.
 */
#define ACCEPTED \
	WIRE("late", "+0 < S; +0 > S. ack 1; +4.9~6 < . 0 seq 1 ack 1"), \
	QUEUE("end", ACCEPTQ_LEN, 1), \
	SOCKETS("end", SERVER, "ESTABLISHED", 1), \
	DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 1), \
	DELTA(SERVER, "TcpExt.SyncookiesSent", 1), \
	DELTA(SERVER, "TcpExt.SyncookiesRecv", 1), \
	DELTA(SERVER, "TcpExt.SyncookiesFailed", 0), \
	DELTA(SERVER, "Tcp.PassiveOpens", 1), \
	DELTA(SERVER, "Tcp.OutRsts", 0)

HF_CASE(cookies_late_ack) = {
	.name = "cookies-late-ack",
	.claims = CLAIMS("D0.17"),
	.claim = "The last ACK of a handshake is checked against the cookie, and a good one makes "
		 "the connection, 5 s later as well.",
	.group = "cookies",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 2},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "late"),
		       UNTIL(.mark = "answered", .segment = "> S.", .times = 1),
		       QUIET(.ms = 5000),
		       ACK(.name = "late"),
		       QUIET(.ms = 100)),
	.eras = ERAS({.until = SYNCOOKIES_ALWAYS,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "before 3.12 tcp_syncookies = 2 is 1 and no cookie is sent; the "
				 "request waits 63 s",
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.\n"
						    "^1.0~1.6 > S.\n"
						    "^2.0~2.6 > S.\n"
						    "+0.5~3 < . 0 seq 1 ack 1"),
				       QUEUE("answered", REQUESTS, 1),
				       QUEUE("end", ACCEPTQ_LEN, 1),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       /* It counts SYN-ACKs since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2))},
		     {.since = SYNCOOKIES_ALWAYS,
		      .until = COOKIE_VALID_120S,
		      .claim_is = NEVER_TRUE,
		      .because = "before 4.2 a cookie is good for 3 s after the last overflow",
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S. ack 1\n"
						    "+4.9~6 < . 0 seq 1 ack 1; +0 > R 0 seq 1"),
				       QUEUE("answered", REQUESTS, 0),
				       QUEUE("end", ACCEPTQ_LEN, 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 1),
				       DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
				       /* cookies-stray-ack tells which. */
				       DELTA_BETWEEN(SERVER, "TcpExt.SyncookiesFailed", 0, 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1),
				       DELTA(SERVER, "Tcp.PassiveOpens", 0),
				       DELTA(SERVER, "Tcp.OutRsts", 1))},
		     {.since = COOKIE_VALID_120S,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(ACCEPTED,
				       QUEUE("answered", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1))},
		     {.since = COOKIE_IS_NO_DROP,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(ACCEPTED,
				       QUEUE("answered", REQUESTS, 0),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 25,
};
