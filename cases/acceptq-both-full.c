/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Both queues are full; which of them refuses the SYN?
 *
 * tcp_conn_request() looks at the SYN queue first. With cookies off it drops the SYN there:
 * ListenDrops and TCPReqQFullDrop count, ListenOverflows does not, though the accept queue is full
 * as well. With cookies on it wants a cookie, counts TCPReqQFullDoCookies, goes on to the accept
 * queue, and drops the SYN there: ListenOverflows and ListenDrops count, and no SYN-ACK with a
 * cookie is sent.
 *
 * The last to enter the accept queue leaves the SYN queue, so both can hardly fill up by
 * themselves; listen(5) admits two connections and two requests, and listen(1) then makes that too
 * many. Before 4.4 the SYN queue kept its 16 of the first listen(): it has room, and it is the
 * accept queue that refuses, as two requests are young.
 */
HF_CASE(acceptq_both_full) = {
	.name = "acceptq-both-full",
	.claims = CLAIMS("D0.13", "D0.28", "X4"),
	.claim = "With cookies off, a SYN that comes when more connections wait and more requests "
		 "are half-open than listen() allows is refused by the SYN queue: ListenOverflows "
		 "does not count it.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", COL(0)}),
	.columns = COLUMNS("syncookies", "overflows", "full drop", "do cookies"),
	.rows = ROWS(ROW(0, 0, 1, 0), ROW(1, 1, 0, 1)),
	.steps = STEPS(LISTEN(.backlog = 5, .accept = NEVER),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       SYN(.name = "raw", .count = 2),
		       UNTIL(.acceptq_len = 2, .requests = 2, .no_later_ms = 300),
		       RELISTEN(.backlog = 1),
		       MEASURE,
		       SYN(.name = "late"),
		       QUIET(.ms = 50),
		       UNTIL(.mark = "refused", .no_later_ms = 500)),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 2),
			 QUEUE("measure", ACCEPTQ_LIMIT, 1),
			 QUEUE("measure", REQUESTS, 2),
			 QUEUE("refused", ACCEPTQ_LEN, 2),
			 QUEUE("refused", REQUESTS, 2),
			 WIRE("late", "+0 < S"),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "TcpExt.SyncookiesSent", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = NEVER_TRUE,
		      .because = "a second listen() does not change the SYN queue: it is not full, "
				 "and the accept queue refuses the SYN",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", COL(2)),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", COL(3)))}),
	.budget_s = 30,
};
