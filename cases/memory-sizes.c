/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's sizes for TCP's memory and buffers, which it tried against dropped SYNs: tcp_mem in
 * pages, the buffers in bytes. Whether they are taken, and what they do at a listener.
 *
 * All are taken. They show on the wire: tcp_select_initial_window() offers the window scale with which
 * the greater of tcp_rmem[2] and rmem_max could be told. At the server that is ilog2(2147483600) - 15
 * = 15, and 14 is the most there is; at the client, whose tcp_rmem is the default of most kernels, it
 * is rmem_max, ilog2(67108864) - 15 = 11. What they do to queues: nothing. The limits of listen()
 * count connections, not bytes; the third one is refused as ever.
 *
 * tcp_mem and the maxima belong to the whole machine (rmem_max and wmem_max can be seen in a
 * namespace, but not written): in guests only. tcp_rmem[1] is the buffer of every socket; no memory
 * is taken before something comes.
 */
HF_CASE(memory_sizes) = {
	.name = "memory-sizes",
	.claims = CLAIMS("D3.31"),
	.claim = "More memory for TCP and greater buffers help against dropped SYNs.",
	.quote = "After each incremental change, I measured the rate of SYN errors",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_mem", .text = "758316 1011092 1516632"},
				 {"net.core.rmem_max", 67108864},
				 {"net.core.wmem_max", 67108864},
				 {"net.ipv4.tcp_rmem", .text = "715827867 1073741800 2147483600"},
				 {"net.ipv4.tcp_wmem", .text = "715827867 1073741800 2147483600"},
				 {"net.ipv4.tcp_window_scaling", 1},
				 {"net.ipv4.tcp_sack", 1},
				 {"net.ipv4.tcp_timestamps", 1},
				 {"net.ipv4.tcp_syncookies", 0}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_rmem", .text = "4096 131072 6291456"},
				 {"net.ipv4.tcp_syn_retries", 2},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2),
		       CONNECT(.name = "third"),
		       QUIET(.ms = 500, .mark = "refused")),
	.expect = EXPECT(WIRE("filler", "+0 < S <mss,sackOK,TS,wscale 11>\n"
					"+0 > S. <mss,sackOK,TS,wscale 14>; +0 < ."),
			 QUEUE("refused", ACCEPTQ_LEN, 2),
			 QUEUE("refused", ACCEPTQ_LIMIT, 1),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "a queue's limit counts connections, not bytes; the third client's ACK "
				 "is dropped as ever",
		      .expect = EXPECT(WIRE("third", "+0 < S; +0 > S.; +0 < ."),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "a queue's limit counts connections, not bytes; the third SYN is "
				 "refused as ever",
		      .expect = EXPECT(WIRE("third", "+0 < S"),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 1))}),
	.budget_s = 20,
};
