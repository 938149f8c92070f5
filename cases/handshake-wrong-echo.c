/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last ACK of a handshake with time stamps, right in both numbers, but with an echo that the
 * server never sent: a SYN-ACK's stamp is not 1. Up to 6.14 nobody looks at it. Since 3ba075278c11
 * tcp_check_req() takes only what lies between the first and the last stamp of its SYN-ACKs: else it
 * sends the ACK that is due outside of a window and counts TSEcrRejected; the request stays, and
 * the ACK with the true echo completes it. An echo of 0 is let pass ("zero"), as some send it so.
 */
HF_CASE(handshake_wrong_echo) = {
	.name = "handshake-wrong-echo",
	.claims = CLAIMS("D0.7"),
	.claim = "The third ACK completes the handshake when its numbers are right, whatever time "
		 "stamp it echoes.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_timestamps", 1, .if_present = true},
				 {"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "zero", .options = "mss 1460,TS val 1000"),
		       SYN(.name = "wrong", .options = "mss 1460,TS val 1000"),
		       UNTIL(.requests = 2),
		       SEGMENT(.name = "zero", .flags = ".", .seq = 1, .ack = 1,
			       .options = "TS val 1000 ecr 0"),
		       SEGMENT(.name = "wrong", .flags = ".", .seq = 1, .ack = 1,
			       .options = "TS val 1000 ecr 1"),
		       UNTIL(.segment = "< .", .times = 2),
		       UNTIL(.mark = "echoed", .no_later_ms = 700),
		       ACK(.name = "wrong"),
		       UNTIL(.segment = "< .", .times = 3),
		       UNTIL(.mark = "completed", .acceptq_len = 2, .no_later_ms = 900)),
	.expect = EXPECT(WIRE("zero", "+0 < S <mss 1460,TS val 1000 ecr 0>\n"
				      "+0 > S. <mss,TS ecr 1000>\n"
				      "+0~0.7 < . seq 1 ack 1 <TS val 1000 ecr 0>"),
			 QUEUE("completed", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 2),
			 DELTA(SERVER, "TcpExt.PAWSEstab", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = TSECR_VALIDATED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("wrong", "+0 < S <mss 1460,TS val 1000 ecr 0>\n"
						     "+0 > S. <mss,TS ecr 1000>\n"
						     "+0~0.7 < . seq 1 ack 1 <TS ecr 1>\n"
						     "+0~0.9 < . seq 1 ack 1 <TS>"),
				       QUEUE("echoed", ACCEPTQ_LEN, 2),
				       QUEUE("echoed", REQUESTS, 0))},
		     {.since = TSECR_VALIDATED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "an echo that is no stamp of a SYN-ACK is refused with an ACK",
		      .expect = EXPECT(WIRE("wrong", "+0 < S <mss 1460,TS val 1000 ecr 0>\n"
						     "+0 > S. <mss,TS ecr 1000>\n"
						     "+0~0.7 < . seq 1 ack 1 <TS ecr 1>\n"
						     "+0     > . seq 1 ack 1 <TS ecr 1000>\n"
						     "+0~0.9 < . seq 1 ack 1 <TS>"),
				       QUEUE("echoed", ACCEPTQ_LEN, 1),
				       QUEUE("echoed", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TSEcrRejected", 1))}),
	.budget_s = 30,
};
