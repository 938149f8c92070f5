/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * TCP Fast Open: the accept queue holds a connection whose handshake is not over.
 *
 * The client sends its request with the SYN (tcp_fastopen=5: as a client, without a cookie), the
 * server takes it without a cookie (0x202). tcp_try_fastopen() makes the child at once and puts
 * it into the accept queue, in SYN-RECV. The SYN-ACK, which acknowledges the request, is lost on
 * the way; so no third ACK was ever sent. The application accepts all the same, reads the
 * request and answers. There is no request in the SYN queue: SYN-RECV is the child.
 *
 * All is over before the SYN-ACK is sent again, 1 s later.
 */
HF_CASE(fastopen_accepted_early) = {
	.name = "fastopen-accepted-early",
	.claims = CLAIMS("X14"),
	.claim = "With TCP Fast Open a connection is accepted and answered before its handshake is "
		 "over.",
	.group = "fastopen",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x202}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = ANSWER, .fastopen = 4),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "quick", .request = 90, .fastopen = true),
		       UNTIL(.mark = "queued", .acceptq_len = 1),
		       ACCEPT(.count = 1),
		       UNTIL(.mark = "answered", .segment = "> P.", .times = 1, .no_later_ms = 790)),
	.expect = EXPECT(WIRE("quick", "+0 < S 90 seq 0; +0 > S. 0 seq 0 ack 91\n"
					"+0~0.79 > P. 100 seq 1 ack 91"),
			 HITS("mute", 2),
			 QUEUE("queued", REQUESTS, 1),
			 SOCKETS("queued", SERVER, "ESTABLISHED", 0),
			 SOCKETS("queued", CLIENT, "SYN-SENT", 1),
			 QUEUE("answered", ACCEPTQ_LEN, 0),
			 SOCKETS("answered", SERVER, "SYN-RECV", 1),
			 CALL(.who = "listener", .call = "accept"),
			 CALL(.who = "quick", .call = "send", .bytes = 90),
			 DELTA(SERVER, "TcpExt.TCPFastOpenPassive", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
