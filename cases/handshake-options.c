/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The handshake of the document's capture, option by option. Six peers ask for different things in
 * their SYN, and the SYN-ACK may have no more than was asked for (tcp_make_synack()): time stamps,
 * selective ACKs and window scaling are negotiated, the MSS is told each way and is in every SYN-ACK.
 * Both sides acknowledge the other's number and 1.
 *
 * The peer's time stamp is echoed; its data, which nobody announced with TCP_FASTOPEN, is not taken:
 * it is acknowledged with the SYN's number alone.
 */
HF_CASE(handshake_options) = {
	.name = "handshake-options",
	.claims = CLAIMS("D3.1"),
	.claim = "In the handshake each side acknowledges the other's sequence number and one, and "
		 "the SYN-ACK has time stamps, SACK and window scaling only where the SYN had them.",
	.quote = "第二条数据的 [S.] 表示 SYN-ACK,就是 SYN 报文的应答报文",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_timestamps", 1, .if_present = true},
				 {"net.ipv4.tcp_sack", 1, .if_present = true},
				 {"net.ipv4.tcp_window_scaling", 1, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "none"),
		       SYN(.name = "mss", .options = "mss 1400", .bytes = 5),
		       SYN(.name = "sack", .options = "mss 1460,sackOK"),
		       SYN(.name = "stamp", .options = "mss 1460,TS val 663433143"),
		       SYN(.name = "scale", .options = "mss 1460,wscale 4"),
		       SYN(.name = "all", .win = 65535,
			   .options = "mss 1460,wscale 4,TS val 663433143,sackOK"),
		       ACK(.name = "none"), ACK(.name = "mss"), ACK(.name = "sack"),
		       ACK(.name = "stamp"), ACK(.name = "scale"), ACK(.name = "all"),
		       UNTIL(.mark = "completed", .acceptq_len = 6, .no_later_ms = 900)),
	.expect = EXPECT(WIRE("none", "+0 < S <>; +0 > S. ack 1 <mss>; +0~0.9 < . seq 1 ack 1"),
			 WIRE("mss", "+0     < S 5 <mss 1400>; +0 > S. ack 1 <mss>\n"
				     "+0~0.9 < . seq 1 ack 1"),
			 WIRE("sack", "+0     < S <mss 1460,sackOK>; +0 > S. ack 1 <mss,sackOK>\n"
				      "+0~0.9 < . seq 1 ack 1"),
			 WIRE("stamp", "+0     < S <mss 1460,TS val 663433143 ecr 0>\n"
				       "+0     > S. ack 1 <mss,TS ecr 663433143>\n"
				       "+0~0.9 < . seq 1 ack 1 <TS>"),
			 WIRE("scale", "+0     < S <mss 1460,wscale 4>; +0 > S. ack 1 <mss,wscale>\n"
				       "+0~0.9 < . seq 1 ack 1"),
			 WIRE("all", "+0     < S win 65535 <mss 1460,nop,wscale 4,nop,nop,"
				     "TS val 663433143 ecr 0,sackOK,eol>\n"
				     "+0     > S. ack 1 <mss,sackOK,TS ecr 663433143,wscale>\n"
				     "+0~0.9 < . seq 1 ack 1 <TS>"),
			 QUEUE("completed", REQUESTS, 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 6),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
