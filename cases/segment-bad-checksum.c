/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The picture of who sends RST has an arrow for a segment with a wrong checksum. Two of them: a SYN
 * for the listener, and 7 bytes in the middle of a connection, just where the client's next bytes
 * are due. tcp_v4_rcv() goes to csum_error before it looks for a socket (or, with the sum of a longer
 * segment, before it acts on it): InCsumErrors, InErrs, and not a word. Were it answered, one flipped
 * bit on the way would end a connection; so the client's own bytes of the same number are taken
 * afterwards as if nothing had been.
 *
 * A veth pair before 4.4 tells the receiver that every sum is good (ce8c839b74e3): there the wire
 * would have to be another one.
 */
HF_CASE(segment_bad_checksum) = {
	.name = "segment-bad-checksum",
	.claims = CLAIMS("D4.11a"),
	.claim = "A segment with a wrong checksum is answered with RST.",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.acceptq_len = 1),
		       MEASURE,
		       SYN(.name = "spoiled", .bad_checksum = true),
		       SEGMENT(.name = "caller", .flags = "P.", .seq = 1, .ack = 1, .bytes = 7,
			       .bad_checksum = true),
		       UNTIL(.segment = "< P.", .times = 1),
		       QUIET(.ms = 20, .mark = "ignored"),
		       SEND(.name = "caller", .bytes = 90),
		       UNTIL(.mark = "taken", .segment = "< P.", .times = 2),
		       QUIET(.ms = 20)),
	.expect = EXPECT(WIRE("spoiled", "+0 < S"),
			 WIRE("caller", "+0   < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 7 seq 1\n"
					"+0~9 < P. 90 seq 1; +0 > . ack 91"),
			 QUEUE("ignored", REQUESTS, 0),
			 BUFFER("ignored", SERVER, UNREAD, 0),
			 BUFFER("end", SERVER, UNREAD, 90),
			 SOCKETS("end", SERVER, "ESTABLISHED", 1),
			 DELTA(SERVER, "Tcp.InCsumErrors", 2),
			 DELTA(SERVER, "Tcp.InErrs", 2),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "it is dropped without an answer, and InCsumErrors counts it"}),
	.budget_s = 25,
};
