/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The dead wait as well. Two clients fill the queue of listen(1) and leave before anybody has
 * accepted them, one with a FIN, one with an RST. Their sockets on the server are in CLOSE-WAIT
 * and in CLOSE, but they stay in the accept queue and count, for nothing but accept() takes
 * anything out of it (inet_csk_accept()). So a listener whose clients have all given up refuses
 * the next one as if it were busy. accept() then succeeds twice, and recv() tells what became of
 * them: the end of the stream, and ECONNRESET. Only now there is room for the one who knocked:
 *   before 4.10   his third ACK was dropped; his ACK of the repeated SYN-ACK, after 1 s, completes
 *                 the connection (up to 0.6 s later before 4.1: one timer scanned all requests)
 *   since 4.10    his SYN was dropped; the repeated SYN, after 1 s, is admitted
 */
HF_CASE(acceptq_dead_clients) = {
	.name = "acceptq-dead-clients",
	.claims = CLAIMS("X7"),
	.claim = "Clients that have died in the accept queue, by FIN or RST, keep their places "
		 "until accept(), and the next client is refused.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "left", .wait = true),
		       CONNECT(.name = "died", .wait = true),
		       UNTIL(.acceptq_len = 2, .mark = "alive"),
		       CLOSE(.name = "left"),
		       CLOSE(.name = "died", .abort = true),
		       UNTIL(.at = SERVER, .state = "CLOSE-WAIT", .sockets = 1),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE, .mark = "dead"),
		       CONNECT(.name = "late"),
		       QUIET(.ms = 20, .mark = "refused"),
		       ACCEPT(.count = 2),
		       UNTIL(.mark = "accepted", .acceptq_len = NONE, .no_later_ms = 900),
		       RECV(.name = "left", .at = SERVER),
		       RECV(.name = "died", .at = SERVER),
		       UNTIL(.acceptq_len = 1),
		       UNTIL(.returned = "late")),
	.expect = EXPECT(SOCKETS("alive", SERVER, "ESTABLISHED", 2),
			 QUEUE("dead", ACCEPTQ_LEN, 2),
			 QUEUE("dead", ACCEPTQ_LIMIT, 1),
			 QUEUE("refused", ACCEPTQ_LEN, 2),
			 SOCKETS("end", SERVER, "ESTABLISHED", 1),
			 CALL(.who = "listener", .call = "accept", .calls = 2),
			 CALL(.who = "listener", .call = "recv", .bytes = NONE, .calls = 1),
			 CALL(.who = "listener", .call = "recv", .err = ECONNRESET, .calls = 1),
			 CALL(.who = "late", .call = "connect"),
			 WIRE("left", "+0 < S; +0 > S.; +0 < .; +0~0.8 < F.; +0~0.3 > ."),
			 WIRE("died", "+0 < S; +0 > S.; +0 < .; +0~0.8 < R."),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 3),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; +0 > S.; +0 < .\n"
						    "^1.0~1.6 > S.; +0 < ."),
				       QUEUE("refused", REQUESTS, 1),
				       /* TCPSynRetrans exists since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("late", "+0 < S; ^1.0 < S; +0 > S.; +0 < ."),
				       QUEUE("refused", REQUESTS, 0),
				       SOCKETS("refused", CLIENT, "SYN-SENT", 1),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))}),
	.budget_s = 60,
};
