/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A second SYN on the tuple of a half-open request, with another number. One lies in the window that
 * the request offers: an "illegal SYN", tcp_check_req() sends RST with ACK for it and removes the
 * request. The other one lies outside: it is answered with the ACK that any segment outside of a
 * window draws, and the request stays. Neither makes a new request. The peer of the first, if it
 * was honest (a client that was restarted and uses the port again), has to come a third time.
 *
 * The RST has number 0, as the SYN acknowledges nothing; which number that is relative to the
 * server's is not known.
 */
HF_CASE(request_other_syn) = {
	.name = "request-other-syn",
	.claims = CLAIMS("D4.11c"),
	.claim = "A half-open request that gets an illegal SYN answers with RST.",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "inside"),
		       SYN(.name = "outside"),
		       UNTIL(.requests = 2),
		       SEGMENT(.name = "inside", .flags = "S", .seq = 100),
		       SEGMENT(.name = "outside", .flags = "S", .seq = 1000000000),
		       UNTIL(.segment = "< S", .times = 4),
		       UNTIL(.mark = "judged", .no_later_ms = 900)),
	.expect = EXPECT(WIRE("inside", "+0 < S; +0 > S.\n"
					"+0~0.9 < S seq 100; +0 > R. ack 101 win 0"),
			 WIRE("outside", "+0 < S; +0 > S.\n"
					 "+0~0.9 < S seq 1000000000; +0 > . seq 1 ack 1"),
			 QUEUE("judged", REQUESTS, 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 1),
			 DELTA(SERVER, "TcpExt.TCPACKSkippedSynRecv", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
