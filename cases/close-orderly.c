/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * FIN, ACK, FIN, ACK: the orderly end, and what stays of it.
 *
 * Who closes first keeps a time-wait entry for 60 s (TCP_TIMEWAIT_LEN, a constant:
 * tcp_fin_timeout has no part in it), who closes last keeps nothing. The timer starts anew when
 * the second FIN comes. Before 4.1 one timer scanned all entries every 7.5 s and was early
 * rather than late: at 50 s the entry is there on every kernel, at 66 s on none.
 */
HF_CASE(close_orderly) = {
	.name = "close-orderly",
	.claims = CLAIMS("D3.4"),
	.claim = "An orderly end is FIN, ACK, FIN, ACK; who closed first is in TIME-WAIT for 60 s, "
		 "the other side is gone.",
	.quote = "graceful TCP connection termination",
	.group = "close",
	.columns = COLUMNS("silence_ms", "time-wait"),
	.rows = ROWS(ROW(500, 1), ROW(50000, 1), ROW(66000, 0)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1,
			     .acceptq_len = NONE),
		       MEASURE,
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.mark = "half", .at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       CLOSE(.name = "caller"),
		       UNTIL(.mark = "closed", .at = SERVER, .state = "TIME-WAIT", .sockets = 1,
			     .segment = "< F.", .times = 1),
		       QUIET(.ms = COL(0))),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 > F. 0 seq 1 ack 1; +0 < . 0 seq 1 ack 2\n"
					"+0~9 < F. 0 seq 1 ack 2; +0 > . 0 seq 2 ack 2"),
			 SOCKETS("half", CLIENT, "CLOSE-WAIT", 1),
			 SOCKETS("closed", CLIENT, "LAST-ACK", 0),
			 SOCKETS("closed", CLIENT, "TIME-WAIT", 0),
			 SOCKETS("end", SERVER, "TIME-WAIT", COL(1)),
			 SOCKETS("end", SERVER, "FIN-WAIT-2", 0),
			 SOCKETS("end", CLIENT, "TIME-WAIT", 0),
			 SOCKETS("end", CLIENT, "CLOSE-WAIT", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.EstabResets", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 100,
};
