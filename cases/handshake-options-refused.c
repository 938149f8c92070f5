/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's capture itself: the SYN of a Mac, with every option, and a SYN-ACK with nothing but
 * an MSS. A server that has all three settings off answers so; a cookie without time stamps would
 * look the same. An ACK without a time stamp is then right.
 */
HF_CASE(handshake_options_refused) = {
	.name = "handshake-options-refused",
	.claims = CLAIMS("D3.1"),
	.claim = "A server that has time stamps, SACK and window scaling switched off answers a "
		 "SYN that asks for all of them with an MSS and nothing else.",
	.quote = "Flags [S.] ... win 14600, options [mss 1440], length 0",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_timestamps", 0}, {"net.ipv4.tcp_sack", 0},
				 {"net.ipv4.tcp_window_scaling", 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "mac", .win = 65535,
			   .options = "mss 1460,wscale 4,TS val 663433143,sackOK"),
		       ACK(.name = "mac"),
		       UNTIL(.mark = "completed", .acceptq_len = 1, .no_later_ms = 900)),
	.expect = EXPECT(WIRE("mac", "+0     < S win 65535 <mss 1460,wscale 4,"
				     "TS val 663433143 ecr 0,sackOK>\n"
				     "+0     > S. ack 1 <mss>\n"
				     "+0~0.9 < . seq 1 ack 1 <>"),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
