/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A firewall answers the SYN with ICMP port unreachable, and connect() hears of it a second late.
 *
 * On a wire that takes no time the error is back before connect() has let go of its socket.
 * tcp_v4_err() (tcp_v6_err()) may not touch a socket that is in use, counts LockDroppedIcmps, and
 * leaves no more behind than a soft error. The SYN is sent again after 1 s, by a timer this time;
 * the same error comes, nobody holds the socket, and connect() ends with ECONNREFUSED. On a longer
 * wire it would have been told at once.
 *
 * It takes a program that waits in connect(), as bash does. One that waits in poll() is woken by
 * the first error since 5.8, with IPv4 only, and finds the soft error in SO_ERROR (reject-poll).
 */
HF_CASE(reject_locked_socket) = {
	.name = "reject-locked-socket",
	.claims = CLAIMS("X12"),
	.claim = "An ICMP error that arrives while connect() holds the socket is lost: connect() "
		 "returns only when the SYN has been sent again, after 1 s.",
	.group = "reject",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_retries", 5}),
	.steps = STEPS(DROP(.name = "wall", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j REJECT"),
		       MEASURE,
		       RUN(.name = "bash", .at = CLIENT, .package = "bash",
			   .argv = ARGV("bash", "-c", "exec 3<>/dev/tcp/{server}/8888")),
		       UNTIL(.at = CLIENT, .counter = "TcpExt.LockDroppedIcmps", .reaches = 1,
			     .mark = "lost", .no_later_ms = 900),
		       UNTIL(.returned = "bash")),
	.expect = EXPECT(WIRE(NULL, "+0 < S; ^1 < S"),
			 HITS("wall", 2),
			 SOCKETS("lost", CLIENT, "SYN-SENT", 1),
			 CALL(.who = "bash", .call = "exit", .err = 1),
			 OUTPUT("bash", "Connection refused"),
			 DELTA(CLIENT, "TcpExt.LockDroppedIcmps", 1),
			 DELTA(CLIENT, "TcpExt.TCPSynRetrans", 1),
			 DELTA(CLIENT, "TcpExt.TCPTimeouts", 1),
			 DELTA(CLIENT, "Tcp.AttemptFails", 1),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
