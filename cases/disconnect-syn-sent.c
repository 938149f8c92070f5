/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * connect() to AF_UNSPEC, in SYN-SENT: the first connect() is under way, its SYN is lost. There
 * is nobody to send an RST to, and none goes. The connect() that waits is told ECONNRESET all
 * the same; no SYN follows after 1 s.
 */
HF_CASE(disconnect_syn_sent) = {
	.name = "disconnect-syn-sent",
	.claims = CLAIMS("D4.1", "D4.13"),
	.claim = "tcp_disconnect() in SYN-SENT sends nothing and makes connect() fail with "
		 "ECONNRESET.",
	.group = "disconnect",
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       DROP(.name = "lost", .at = SERVER, .rule = "INPUT -s {client} -j DROP"),
		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.mark = "calling", .segment = "< S", .times = 1, .at = CLIENT,
			     .state = "SYN-SENT", .sockets = 1),
		       DISCONNECT(.name = "caller"),
		       UNTIL(.returned = "caller", .no_later_ms = 900),
		       QUIET(.ms = 1500)),
	.expect = EXPECT(WIRE("caller", "+0 < S"),
			 HITS("lost", 1),
			 CALL(.who = "caller", .call = "connect", .err = ECONNRESET),
			 CALL(.who = "caller", .call = "disconnect"),
			 SOCKETS("end", CLIENT, "SYN-SENT", 0),
			 DELTA(CLIENT, "Tcp.OutRsts", 0),
			 DELTA(CLIENT, "Tcp.AttemptFails", 0),
			 DELTA(CLIENT, "Tcp.EstabResets", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
