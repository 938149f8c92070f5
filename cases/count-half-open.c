/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Three ways to count what is half-open, and the kernel's own. 233 strangers send a SYN and
 * nothing else. The socket table has 233 sockets in SYN-RECV; netstat, ss without its header line,
 * and the lines of /proc/net/tcp in state 03 agree. (Until 4.3 the rows of /proc are taken from
 * the listener, since then from the table of connections, where requests live now; what is read is
 * the same.)
 *
 * The programs take their time, and a SYN-ACK may be repeated meanwhile; how often is left open.
 * The queue is less than half full, so that no request is given up before its 63 s.
 */
HF_CASE(count_half_open) = {
	.name = "count-half-open",
	.claims = CLAIMS("D2.8"),
	.claim = "\"netstat -natp | grep SYN_RECV | wc -l\" counts the half-open connections.",
	.quote = "netstat -natp | grep SYN_RECV | wc -l",
	.group = "tools",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_synack_retries", 5}),
	.steps = STEPS(LISTEN(.backlog = 1000, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "strangers", .count = 233),
		       UNTIL(.mark = "half-open", .requests = 233),
		       RUN(.name = "netstat", .at = SERVER, .package = "net-tools", .wait = true,
			   .argv = ARGV("sh", "-c",
					"echo netstat: $(netstat -natp | grep SYN_RECV | wc -l).")),
		       RUN(.name = "ss", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"echo ss: $(ss -nt state syn-recv | tail -n +2 | wc -l).")),
		       RUN(.name = "proc", .at = SERVER, .package = "mawk", .wait = true,
			   .argv = ARGV("awk",
					"$4 == \"03\" { n++ } END { print \"proc: \" n \".\" }",
					"/proc/net/tcp", "/proc/net/tcp6"))),
	.expect = EXPECT(QUEUE("half-open", REQUESTS, 233),
			 QUEUE("end", REQUESTS, 233),
			 OUTPUT("netstat", "netstat: 233."),
			 OUTPUT("ss", "ss: 233."),
			 OUTPUT("proc", "proc: 233."),
			 WIRE_COUNT(FROM_CLIENT, "S", 233),
			 WIRE_FLOWS(FROM_SERVER, "S.", 233),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 932),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 932)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};
