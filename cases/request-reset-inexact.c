/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A blind attacker does not know the exact number, only that it lies in the window. Here the RST is
 * one beyond the number that is due. Until a28c4fcbf774 the request was removed as by an exact one.
 * Since then tcp_check_req() asks back (RFC 5961, section 3.2): a challenge ACK, and the request
 * stays. Its real peer would answer that ACK with an exact RST if it were really gone; this one goes
 * on and completes the handshake, or tries to.
 *
 * Where the request is gone the last ACK finds nothing but the listener, which answers with RST.
 * Cookies are off, so that it is not tried as one.
 */
HF_CASE(request_reset_inexact) = {
	.name = "request-reset-inexact",
	.claims = CLAIMS("D4.11c"),
	.claim = "An RST somewhere in its window removes a half-open request.",
	.group = "reset",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "peer"),
		       UNTIL(.requests = 1),
		       SEGMENT(.name = "peer", .flags = "R", .seq = 2),
		       UNTIL(.segment = "< R", .times = 1),
		       UNTIL(.mark = "attacked", .no_later_ms = 700),
		       ACK(.name = "peer"),
		       UNTIL(.segment = "< .", .times = 1),
		       UNTIL(.mark = "answered", .no_later_ms = 900)),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = INEXACT_RST_CHALLENGED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("peer", "+0     < S; +0 > S.\n"
						    "+0~0.7 < R seq 2\n"
						    "+0~0.9 < . seq 1 ack 1; +0 > R seq 1"),
				       QUEUE("attacked", REQUESTS, 0),
				       QUEUE("answered", ACCEPTQ_LEN, 0),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 1),
				       DELTA(SERVER, "Tcp.AttemptFails", 1),
				       DELTA(SERVER, "TcpExt.TCPChallengeACK", 0),
				       DELTA(SERVER, "Tcp.PassiveOpens", 0),
				       DELTA(SERVER, "Tcp.OutRsts", 1))},
		     {.since = INEXACT_RST_CHALLENGED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "only an exact RST does; another one in the window draws a "
				 "challenge ACK",
		      .expect = EXPECT(WIRE("peer", "+0     < S; +0 > S.\n"
						    "+0~0.7 < R seq 2; +0 > . seq 1 ack 1\n"
						    "+0~0.9 < . seq 1 ack 1"),
				       QUEUE("attacked", REQUESTS, 1),
				       QUEUE("answered", REQUESTS, 0),
				       QUEUE("answered", ACCEPTQ_LEN, 1),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
				       DELTA(SERVER, "Tcp.AttemptFails", 0),
				       DELTA(SERVER, "TcpExt.TCPChallengeACK", 1),
				       DELTA(SERVER, "Tcp.PassiveOpens", 1),
				       DELTA(SERVER, "Tcp.OutRsts", 0))}),
	.budget_s = 30,
};
