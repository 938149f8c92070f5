/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The server's application has used up its descriptors, and a client calls.
 *
 * The handshake is the kernel's: connect() succeeds, and the connection waits in the accept
 * queue. accept() reserves a descriptor before it looks at the queue, on every kernel, so EMFILE
 * leaves the connection where it was. Nothing is sent: no FIN, no RST. The client's request is
 * acknowledged by the kernel and waits as well. When the application may open files again,
 * accept() returns the connection, and the request is answered as if nothing had been.
 */
HF_CASE(accept_emfile) = {
	.name = "accept-emfile",
	.claims = CLAIMS("D3.13"),
	.claim = "When the application has no descriptor left, accept() fails and the server sends "
		 "a FIN to the client.",
	.quote = "fails the accept call and the TCP connection sending a FIN to other side",
	.group = "accept",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER, .serve = ANSWER),
		       FILES(.at = SERVER, .more = NONE),
		       MEASURE,
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.acceptq_len = 1),
		       ACCEPT(.count = 1),
		       SEND(.name = "caller", .bytes = 90),
		       QUIET(.ms = 1000, .mark = "refused"),
		       FILES(.at = SERVER),
		       ACCEPT(.count = 1),
		       RECV(.name = "caller", .wait = true)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < P. 90; +0 > .\n"
					"+1.0~9 > P. 100; +0 < ."),
			 CALL(.who = "caller", .call = "connect"),
			 CALL(.who = "listener", .call = "accept", .nth = 1, .err = EMFILE),
			 CALL(.who = "listener", .call = "accept", .nth = 2),
			 CALL(.who = "caller", .call = "recv", .bytes = 100),
			 QUEUE("refused", ACCEPTQ_LEN, 1),
			 SOCKETS("refused", SERVER, "ESTABLISHED", 1),
			 SOCKETS("refused", CLIENT, "ESTABLISHED", 1),
			 BUFFER("refused", SERVER, UNREAD, 90),
			 QUEUE("end", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0)),
	.eras = ERAS({.claim_is = NEVER_TRUE,
		      .because = "accept() wants a descriptor first; without one the connection "
				 "stays in the queue and nothing is sent"}),
	.budget_s = 30,
};
