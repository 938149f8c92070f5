/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An RST in SYN-SENT: nobody listens on the port. tcp_v4_rcv() finds no socket for the SYN and
 * answers with RST and ACK; in SYN-SENT tcp_reset() makes of it ECONNREFUSED.
 */
HF_CASE(errno_syn_sent) = {
	.name = "errno-syn-sent",
	.claims = CLAIMS("D4.1", "D4.12"),
	.claim = "A request to a port where nobody listens is answered with RST; in SYN-SENT that is "
		 "ECONNREFUSED.",
	.quote = "请求的端口",
	.group = "errno",
	.steps = STEPS(		       MEASURE,
		       CONNECT(.name = "caller"),
		       UNTIL(.returned = "caller")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > R. 0 seq 0 ack 1 win 0"),
			 CALL(.who = "caller", .call = "connect", .err = ECONNREFUSED),
			 DELTA(SERVER, "Tcp.OutRsts", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1),
			 DELTA(CLIENT, "Tcp.EstabResets", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
