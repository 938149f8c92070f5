/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * As cookies-stray-ack, on a kernel that began 310 s ago. Whether a listener has overflowed lately
 * is told by a stamp in jiffies, which is 0 until the first overflow; and the low 32 bits of jiffies
 * begin five minutes below zero. So for two minutes after they have passed zero,
 * TCP_SYNCOOKIE_VALID, a listener that has never overflowed looks as if it had just done so
 * (tcp_synq_no_recent_overflow()): the stray ACK is tried as a cookie and counted as a failed one. It
 * is so again every 2^32 jiffies: 49.7 days at HZ=1000, 198.8 days at HZ=250.
 *
 * From 4.0 to 4.18 a 64-bit kernel compares all 64 bits, and is right. Until 3.13 any ACK is tried.
 *
 * A kernel is young once: this is run in guests, which init makes wait for it.
 */
HF_CASE(cookies_young_kernel) = {
	.name = "cookies-young-kernel",
	.claims = CLAIMS("D0.17"),
	.claim = "A listener that has not overflowed tries no ACK as a cookie, and counts none as "
		 "failed.",
	.group = "cookies",
	.uptime_s = 310,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_synack_retries", 0}),
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       SYN(.name = "late", .count = 1),
		       UNTIL(.requests = 1, .mark = "half-open"),
		       UNTIL(.requests = NONE, .mark = "forgotten"),
		       MEASURE,
		       ACK(.name = "late"),
		       QUIET(.ms = 20, .mark = "answered")),
	.expect = EXPECT(/* No earlier than the request's end; later, as the driver looks. */
			 WIRE("late", "+0   < S \n"
				      "+0   > S. ack 1 \n"
				      "+1~5 < . seq 1 ack 1 \n"
				      "+0   > R seq 1 \n"),
			 QUEUE("answered", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.SyncookiesRecv", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .claim_is = NEVER_TRUE,
		      .because = "every ACK to a listener is tried",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.SyncookiesFailed", 1))},
		     {.since = COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
		      .until = SYNQ_STAMP_32_BITS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.SyncookiesFailed", 0))},
		     {.since = SYNQ_STAMP_32_BITS,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "for two minutes after the low half of jiffies has passed zero it "
				 "seems to have overflowed",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.SyncookiesFailed", 1))}),
	.budget_s = 20,
};
