/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The letters in which a capture tells flags, each in a segment that a kernel sends of itself: a
 * client connects, sends a request, is answered, the server closes and resets the client's late
 * bytes; a second client is refused. "[.]" stands in each of them but the first SYN and the bare RST:
 * it is the ACK, not the lack of a flag. A segment without any flag is nothing that TCP sends; a
 * hand-made one, written "none", is dropped by the server.
 */
HF_CASE(flag_letters) = {
	.name = "flag-letters",
	.claims = CLAIMS("D3.2"),
	.claim = "[.] is a segment without flags.",
	.quote = "[.] : 没有 Flag",
	.group = "reset",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER),
		       MEASURE,
		       CONNECT(.name = "caller", .request = 90, .wait = true),
		       CLOSE(.name = "caller", .at = SERVER),
		       UNTIL(.at = SERVER, .state = "FIN-WAIT-2", .sockets = 1),
		       SEGMENT(.name = "caller", .flags = "none", .seq = 91),
		       SEND(.name = "caller", .bytes = 90),
		       CONNECT(.name = "refused", .port = 9999),
		       UNTIL(.returned = "refused", .segment = "> R", .times = 1)),
	.expect = EXPECT(WIRE("caller", "+0    < S; +0 > S.; +0 < .\n"
					"+0~9  < P. 90 seq 1;   +0    > . seq 1 ack 91\n"
					"+0~9  > P. 100 seq 1;  +0    < . seq 91 ack 101\n"
					"+0~9  > F. seq 101;    +0.04 < . seq 91 ack 102\n"
					"+0~9  < none seq 91\n"
					"+0~9  < P. 90 seq 91;  +0    > R seq 102"),
			 WIRE("refused", "+0 < S; +0 > R. ack 1"),
			 CALL(.who = "refused", .call = "connect", .err = ECONNREFUSED),
			 DELTA(SERVER, "Tcp.OutRsts", 2)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "it is the letter of ACK, which every segment has but a first SYN "
				 "and a bare RST"}),
	.budget_s = 30,
};
