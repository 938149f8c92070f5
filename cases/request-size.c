/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What half-open requests cost: 10000 of them, and the slab of the kernel that they come from.
 *
 * A request is a struct tcp_request_sock out of a cache of its own, request_sock_TCP or
 * request_sock_TCPv6, and nothing else is kept of a SYN (the SYN-ACK is made anew each time). The
 * size depends on how the kernel was built, so the document's "about" is taken for a tenth of it.
 * /proc/slabinfo: name, objects in use, objects, bytes of each.
 *
 * The slab is the machine's, and root's to read: in guests only, as is the column of softnet_stat
 * that shows that no SYN was lost on the way.
 */
HF_CASE(request_size) = {
	.name = "request-size",
	.claims = CLAIMS("D3.34"),
	.claim = "A connection in SYN-RECV takes about 304 bytes of memory.",
	.quote = "A SYN_RECV request socket consumes about 304 bytes of memory",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.core.somaxconn", 65535},
				 {"net.ipv4.tcp_max_syn_backlog", 65536}),
	.steps = STEPS(LISTEN(.backlog = 65535, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 10000),
		       UNTIL(.mark = "flooded", .requests = 10000),
		       RUN(.name = "slab", .at = SERVER, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"name=request_sock_TCP\n"
					"case {server} in *:*) name=request_sock_TCPv6;; esac\n"
					"while read -r cache used all bytes rest; do\n"
					"	[ $cache = $name ] || continue\n"
					"	echo $used of $all in use, $bytes bytes each\n"
					"	[ $used -ge 10000 ] && echo all of them\n"
					"	[ $bytes -ge 274 ] && [ $bytes -le 334 ] &&\n"
					"		echo about 304\n"
					"done < /proc/slabinfo"))),
	.expect = EXPECT(CONSERVED("flood", "flooded"),
			 OUTPUT("slab", "all of them"),
			 OUTPUT("slab", "about 304"),
			 WIRE_COUNT(FROM_CLIENT, "S", 10000),
			 DELTA(SERVER, "Softnet.Dropped", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 /* SYN-ACKs sent again while the flood lasts. */
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 20000),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 20000)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 40,
};
