/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * TCP Fast Open has a limit of its own: the argument of TCP_FASTOPEN, here 1, is how many
 * children may be without their third ACK (tcp_fastopen_queue_check()).
 *
 * The first client's child waits for its third ACK, for SYN-ACKs are lost. The second client's
 * SYN finds the limit reached: TCPFastOpenListenOverflow counts it, its request is left unread,
 * and it gets an ordinary handshake, an entry of the SYN queue and a SYN-ACK that acknowledges
 * the SYN alone. Nothing is refused; ListenOverflows and ListenDrops do not move.
 *
 * All is over before a SYN-ACK is sent again, 1 s later.
 */
HF_CASE(fastopen_overflow) = {
	.name = "fastopen-overflow",
	.claims = CLAIMS("X14"),
	.claim = "A listener whose Fast Open queue is full falls back to the ordinary handshake, and "
		 "counts TCPFastOpenListenOverflow.",
	.group = "fastopen",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x202}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x5}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .fastopen = 1),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "first", .request = 90, .fastopen = true),
		       UNTIL(.mark = "full", .acceptq_len = 1),
		       CONNECT(.name = "second", .request = 90, .fastopen = true),
		       UNTIL(.mark = "fallen back", .requests = 2, .segment = "> S.", .times = 2,
			     .no_later_ms = 790)),
	.expect = EXPECT(WIRE("first", "+0 < S 90 seq 0; +0 > S. 0 seq 0 ack 91"),
			 WIRE("second", "+0 < S 90 seq 0; +0 > S. 0 seq 0 ack 1"),
			 QUEUE("fallen back", ACCEPTQ_LEN, 1),
			 SOCKETS("fallen back", CLIENT, "SYN-SENT", 2),
			 DELTA(SERVER, "TcpExt.TCPFastOpenPassive", 1),
			 DELTA(SERVER, "TcpExt.TCPFastOpenPassiveFail", 0),
			 DELTA(SERVER, "TcpExt.TCPFastOpenListenOverflow", 1),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
