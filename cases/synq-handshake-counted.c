/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * When a passive open counts. The counters are read when the SYN has been answered, and again when
 * the socket waits for accept(), which is never called: PassiveOpens has grown in between, so it is
 * the ACK that counts (tcp_create_openreq_child()), neither the SYN nor accept().
 */
HF_CASE(synq_handshake_counted) = {
	.name = "synq-handshake-counted",
	.claims = CLAIMS("D0.7"),
	.claim = "The connection exists from the third ACK on: PassiveOpens counts it then, not at "
		 "the SYN and not at accept().",
	.quote = "server端接收到第三次握手的ACK,socket状态更新为ESTABLISHED",
	.group = "synq",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "peer", .count = 1),
		       UNTIL(.requests = 1, .mark = "half-open"),
		       MEASURE,
		       ACK(.name = "peer"),
		       UNTIL(.acceptq_len = 1, .mark = "queued")),
	.expect = EXPECT(/* The ACK comes when the driver has looked, before the SYN-ACK's timer. */
			 WIRE("peer", "+0   < S \n"
				      "+0   > S. ack 1 \n"
				      "+0~1 < . seq 1 ack 1 \n"),
			 SOCKETS("half-open", SERVER, "SYN-RECV", 1),
			 SOCKETS("half-open", SERVER, "ESTABLISHED", 0),
			 SOCKETS("queued", SERVER, "SYN-RECV", 0),
			 SOCKETS("queued", SERVER, "ESTABLISHED", 1),
			 CALL(.who = "listener", .call = "accept", .calls = NONE),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "Tcp.InSegs", 1),
			 DELTA(SERVER, "Tcp.OutSegs", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
