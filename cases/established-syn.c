/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A SYN in the middle of a connection, in the window, on the next number that is due: what the
 * document's source answers with RST. It would let anybody who guesses a window end a connection.
 * Since 3.6 (0c24604b68fc, RFC 5961, section 4.2) tcp_validate_incoming() sends a challenge ACK
 * instead: TCPSYNChallenge and TCPChallengeACK, and InErrs, count it. The client finds nothing new in
 * that ACK. The connection lives: 90 bytes go over it afterwards.
 */
HF_CASE(established_syn) = {
	.name = "established-syn",
	.claims = CLAIMS("D4.11e"),
	.claim = "A SYN in the window of an established connection is answered with RST.",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.acceptq_len = 1),
		       MEASURE,
		       SEGMENT(.name = "caller", .flags = "S", .seq = 1),
		       UNTIL(.segment = "> .", .times = 1),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.segment = "> .", .times = 2),
		       QUIET(.ms = 20)),
	.expect = EXPECT(WIRE("caller", "+0   < S; +0 > S.; +0 < .\n"
					"+0~9 < S seq 1;       +0 > . seq 1 ack 1\n"
					"+0~9 < P. 90 seq 1;   +0 > . seq 1 ack 91"),
			 SOCKETS("end", SERVER, "ESTABLISHED", 1),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 1),
			 BUFFER("end", SERVER, UNREAD, 90),
			 DELTA(SERVER, "TcpExt.TCPSYNChallenge", 1),
			 DELTA(SERVER, "TcpExt.TCPChallengeACK", 1),
			 DELTA(SERVER, "Tcp.InErrs", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0)),
	.eras = ERAS({.claim_is = NO_LONGER_TRUE,
		      .because = "since 3.6 a SYN on a connection draws a challenge ACK, wherever "
				 "it lies"}),
	.budget_s = 25,
};
