/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * tcp_max_syn_backlog is changed under a running server. Unlike somaxconn it is read anew for each
 * SYN (tcp_conn_request(); before 3.16 tcp_v4_conn_request()), and so is its last quarter. 20
 * half-open requests are no problem at 4096; at 16 the next five SYNs are refused, though the 20
 * stay; at 4096 again the next five are admitted. Nobody calls listen() again.
 */
HF_CASE(synq_max_backlog_at_once) = {
	.name = "synq-max-backlog-at-once",
	.claims = CLAIMS("X8"),
	.claim = "A change of tcp_max_syn_backlog acts at once on sockets that listen, without "
		 "another listen().",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", 4096}),
	.steps = STEPS(LISTEN(.backlog = 100, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "before", .count = 20),
		       QUIET(.ms = 20, .mark = "before"),
		       SET(.at = SERVER, .key = "net.ipv4.tcp_max_syn_backlog", .value = 16),
		       SYN(.name = "small", .count = 5),
		       QUIET(.ms = 20, .mark = "small"),
		       SET(.at = SERVER, .key = "net.ipv4.tcp_max_syn_backlog", .value = 4096),
		       SYN(.name = "large", .count = 5),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "large", .no_later_ms = 790)),
	.expect = EXPECT(WIRE("before", "+0 < S; +0 > S."),
			 WIRE("small", "+0 < S"),
			 WIRE("large", "+0 < S; +0 > S."),
			 QUEUE("before", REQUESTS, 20),
			 QUEUE("small", REQUESTS, 20),
			 QUEUE("large", REQUESTS, 25),
			 DELTA(SERVER, "TcpExt.ListenDrops", 5),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 15,
};
