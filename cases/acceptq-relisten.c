/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A program changes its mind about the backlog: listen() again on a socket that listens.
 *
 * inet_listen() of a socket in LISTEN only writes sk_max_ack_backlog, and whoever asks whether the
 * queue is full reads it anew each time. So a full queue of listen(1) has room for three more as
 * soon as listen(4) has returned; and listen(2) throws nobody out, the five that wait go on
 * waiting in a queue that is more than full, until so many have been accepted that it is not. Then
 * there is room again: at a limit of 2, for one more when two of them wait.
 */
HF_CASE(acceptq_relisten) = {
	.name = "acceptq-relisten",
	.claims = CLAIMS("D0.8", "X8"),
	.claim = "listen() again with a larger or smaller backlog changes the limit of the accept "
		 "queue at once, and nobody who waits is thrown out.",
	.group = "acceptq",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       QUIET(.ms = 1, .mark = "empty"),
		       CONNECT(.name = "early", .count = 2),
		       QUIET(.ms = 50, .mark = "full"),
		       RELISTEN(.backlog = 4),
		       QUIET(.ms = 10, .mark = "larger"),
		       CONNECT(.name = "more", .count = 3),
		       QUIET(.ms = 50, .mark = "full again"),
		       RELISTEN(.backlog = 2),
		       QUIET(.ms = 10, .mark = "smaller"),
		       ACCEPT(.count = 2),
		       QUIET(.ms = 10, .mark = "still full"),
		       MEASURE,
		       CONNECT(.name = "late"),
		       QUIET(.ms = 100, .mark = "refused"),
		       ACCEPT(.count = 1),
		       CONNECT(.name = "last"),
		       QUIET(.ms = 50),
		       UNTIL(.mark = "room", .no_later_ms = 900)),
	.expect = EXPECT(QUEUE("empty", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("larger", ACCEPTQ_LEN, 2),
			 QUEUE("larger", ACCEPTQ_LIMIT, 4),
			 QUEUE("full again", ACCEPTQ_LEN, 5),
			 QUEUE("full again", ACCEPTQ_LIMIT, 4),
			 QUEUE("smaller", ACCEPTQ_LEN, 5),
			 QUEUE("smaller", ACCEPTQ_LIMIT, 2),
			 QUEUE("still full", ACCEPTQ_LEN, 3),
			 QUEUE("refused", ACCEPTQ_LEN, 3),
			 QUEUE("room", ACCEPTQ_LEN, 3),
			 SOCKETS("refused", SERVER, "ESTABLISHED", 5),
			 SOCKETS("room", SERVER, "ESTABLISHED", 6),
			 CALL(.who = "early", .call = "connect", .calls = 2),
			 CALL(.who = "more", .call = "connect", .calls = 3),
			 CALL(.who = "last", .call = "connect", .calls = 1),
			 CALL(.who = "listener", .call = "accept", .calls = 3),
			 WIRE("early", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("more", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("last", "+0 < S; +0 > S.; +0 < ."),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.; +0 < ."),
				       CALL(.who = "late", .call = "connect"),
				       QUEUE("refused", REQUESTS, 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S"),
				       CALL(.who = "late", .call = "connect", .pending = true),
				       QUEUE("refused", REQUESTS, 0),
				       SOCKETS("refused", CLIENT, "SYN-SENT", 1))}),
	.budget_s = 10,
};
