/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What an honest peer pays for a forged ACK with a wrong echo. The server has refused that one with
 * an ACK (handshake-wrong-echo), whose time stamp is younger than the SYN-ACK's, by the 50 ms in
 * between. The peer keeps the youngest stamp that it has seen (RFC 7323, section 4.3) and echoes it
 * from then on. But since 3ba075278c11 tcp_check_req() takes only what lies between the first and the
 * last stamp of the SYN-ACKs: the server refuses its own stamp, in silence, for within
 * tcp_invalid_ratelimit it sends no second ACK. After a second the SYN-ACK comes again with a stamp
 * that is younger yet, and what echoes that one completes the handshake.
 *
 * Before, the forged ACK, right in both numbers, has completed the handshake, and the two others
 * repeat it.
 */
HF_CASE(handshake_late_echo) = {
	.name = "handshake-late-echo",
	.claims = CLAIMS("D0.7"),
	.claim = "The third ACK completes the handshake when it echoes the last time stamp that the "
		 "server has sent.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_timestamps", 1, .if_present = true},
				 {"net.ipv4.tcp_invalid_ratelimit", 500, .if_present = true},
				 {"net.ipv4.tcp_synack_retries", 2},
				 {"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "peer", .options = "mss 1460,TS val 1000"),
		       UNTIL(.segment = "> S.", .times = 1),
		       QUIET(.ms = 50),
		       SEGMENT(.name = "peer", .flags = ".", .seq = 1, .ack = 1,
			       .options = "TS val 1000 ecr 1"),
		       UNTIL(.segment = "< .", .times = 1),
		       QUIET(.ms = 20),
		       SEGMENT(.name = "peer", .flags = ".", .seq = 1, .ack = 1, .options = "TS"),
		       UNTIL(.segment = "< .", .times = 2),
		       UNTIL(.mark = "echoed", .no_later_ms = 450),
		       QUIET(.ms = 1000),
		       ACK(.name = "peer"),
		       UNTIL(.mark = "completed", .acceptq_len = 1, .segment = "< .", .times = 3,
			     .no_later_ms = 2800)),
	.expect = EXPECT(QUEUE("completed", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = TSECR_VALIDATED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("peer", "+0     < S; +0 > S. <mss,TS ecr 1000>\n"
						    "+0~0.4 < . seq 1 ack 1 <TS ecr 1>\n"
						    "+0~0.4 < . seq 1 ack 1 <TS>\n"
						    "+1~2.8 < . seq 1 ack 1 <TS>"),
				       QUEUE("echoed", ACCEPTQ_LEN, 1))},
		     {.since = TSECR_VALIDATED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "it must be a stamp of a SYN-ACK, and no later one",
		      .expect = EXPECT(WIRE("peer", "+0     < S; +0 > S. <mss,TS ecr 1000>\n"
						    "+0~0.4 < . seq 1 ack 1 <TS ecr 1>\n"
						    "+0     > . seq 1 ack 1 <TS ecr 1000>\n"
						    "+0~0.4 < . seq 1 ack 1 <TS>\n"
						    "^1     > S. <mss,TS ecr 1000>\n"
						    "+0~1.8 < . seq 1 ack 1 <TS>"),
				       QUEUE("echoed", ACCEPTQ_LEN, 0),
				       QUEUE("echoed", REQUESTS, 1),
				       DELTA(SERVER, "TcpExt.TSEcrRejected", 2),
				       DELTA(SERVER, "TcpExt.TCPACKSkippedSynRecv", 1),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 1),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", 1))}),
	.budget_s = 30,
};
