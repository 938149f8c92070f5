/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST in SYN-RECV that an application hears of. The state belongs to a request as a rule,
 * which no application knows; with TCP Fast Open it is that of a child that was accepted before
 * its handshake was over.
 *
 * The SYN-ACK is lost, the server accepts, and the client closes: in SYN-SENT nothing goes out.
 * After 1 s the server sends its SYN-ACK again; the client's kernel knows of no such connection
 * and answers with RST. tcp_check_req() hands that to the child, and tcp_reset() makes
 * ECONNRESET of it. No EmbryonicRsts: that is for requests.
 */
HF_CASE(errno_syn_recv) = {
	.name = "errno-syn-recv",
	.claims = CLAIMS("D4.1", "D4.12"),
	.claim = "An RST in SYN-RECV is ECONNRESET.",
	.group = "errno",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x202}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = HOLD, .fastopen = 4),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "quick", .request = 90, .fastopen = true),
		       UNTIL(.acceptq_len = 1),
		       ACCEPT(.count = 1),
		       CLOSE(.name = "quick"),
		       UNDROP(.name = "mute"),
		       UNTIL(.mark = "accepted", .no_later_ms = 790),
		       UNTIL(.segment = "< R", .times = 1),
		       ERROR(.name = "quick", .at = SERVER)),
	.expect = EXPECT(WIRE("quick", "+0 < S 90 seq 0; +0 > S. 0 seq 0 ack 91\n"
					"^1 > S. 0 seq 0 ack 91; +0 < R 0 seq 91"),
			 HITS("mute", 1),
			 SOCKETS("accepted", SERVER, "SYN-RECV", 1),
			 SOCKETS("accepted", CLIENT, "SYN-SENT", 0),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "SYN-RECV", 0),
			 DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
			 DELTA(SERVER, "Tcp.RetransSegs", 1),
			 DELTA(SERVER, "TcpExt.EmbryonicRsts", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1)),
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      /* A counter since 3.15. */
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 30,
};
