/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in ESTABLISHED. It is the ABORT of RFC 793: tcp_disconnect() sends RST
 * with ACK and leaves ECONNRESET on the caller's own socket, without any RST having come.
 * close() of a listener, SO_LINGER at 0 s and a killed process come here, too. At the other
 * side, in ESTABLISHED, the RST means ECONNRESET (tcp_reset()).
 */
HF_CASE(disconnect_established) = {
	.name = "disconnect-established",
	.claims = CLAIMS("D4.1", "D4.12", "D4.13"),
	.claim = "tcp_disconnect() of an ESTABLISHED connection sends RST, and both sides are told "
		 "ECONNRESET.",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "caller", .wait = true),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 1, .acceptq_len = NONE),
		       MEASURE,
		       DISCONNECT(.name = "caller"),
		       UNTIL(.segment = "< R.", .times = 1),
		       ERROR(.name = "caller"),
		       ERROR(.name = "caller"),
		       ERROR(.name = "caller", .at = SERVER)),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < .\n"
					"+0~9 < R. 0 seq 1 ack 1"),
			 CALL(.who = "caller", .call = "disconnect"),
			 CALL(.who = "caller", .call = "error", .nth = 1, .err = ECONNRESET),
			 CALL(.who = "caller", .call = "error", .nth = 2),
			 CALL(.who = "listener", .call = "error", .err = ECONNRESET),
			 SOCKETS("end", SERVER, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "Tcp.EstabResets", 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
