/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST for a half-open request, at exactly the number that is due (the SYN's and 1), and one far
 * outside of the window. tcp_check_req() removes the first request, counts AttemptFails and
 * EmbryonicRsts, and does not answer: RST is never answered. The second it does not even look at:
 * out of the window a segment draws an ACK, but not one with RST; the request stays.
 */
HF_CASE(request_reset) = {
	.name = "request-reset",
	.claims = CLAIMS("D4.11c"),
	.claim = "A half-open request that gets a segment with RST answers with RST.",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "exact"),
		       SYN(.name = "outside"),
		       UNTIL(.requests = 2),
		       SEGMENT(.name = "exact", .flags = "R", .seq = 1),
		       SEGMENT(.name = "outside", .flags = "R", .seq = 1000000000),
		       UNTIL(.segment = "< R", .times = 2),
		       UNTIL(.mark = "judged", .no_later_ms = 900)),
	.expect = EXPECT(WIRE("exact", "+0 < S; +0 > S.; +0~0.9 < R seq 1"),
			 WIRE("outside", "+0 < S; +0 > S.; +0~0.9 < R seq 1000000000"),
			 QUEUE("judged", REQUESTS, 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "the request is removed and counted, and nothing is sent: an RST "
				 "is never answered"}),
	.budget_s = 20,
};
