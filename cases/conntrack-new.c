/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "conntrack -E -e NEW" counts connections that are tried, not connections.
 *
 * The server's backlog is 4 and nobody accepts; eight clients call. Five are let in. Of the others
 * the server takes no SYN, and since 4.10 all three send theirs again after a second. conntrack
 * looks at a packet before the listener does (nf_confirm() at LOCAL_IN): each of the eight is an
 * event NEW, once, and a SYN that comes again is not: it belongs to what is known. So the rate that
 * the document measures this way has the refused ones in it, and not how often they ask.
 *
 * The rule makes the namespace track connections at all, and counts packets in the state NEW: a SYN
 * that is not answered is one, each time.
 */
HF_CASE(conntrack_new) = {
	.name = "conntrack-new",
	.claims = CLAIMS("D3.28"),
	.claim = "conntrack -E -e NEW shows one event for each new connection.",
	.quote = "Let’s check the number of concurrent (NEW) connections",
	.group = "acceptq",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_linear_timeouts", 4, .if_present = true}),
	.steps = STEPS(DROP(.name = "tracked", .at = SERVER,
			    .rule = "INPUT -p tcp -m conntrack --ctstate NEW"),
		       LISTEN(.backlog = 4, .accept = NEVER),
		       RUN(.name = "conntrack", .at = SERVER, .package = "conntrack",
			   .argv = ARGV("sh", "-c",
					"exec conntrack -E -e NEW >{run}/events 2>{run}/errors")),
		       /* It is heard once its netlink socket (12) is in the group of NEW (1). */
		       RUN(.name = "ready", .at = SERVER, .package = "grep", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until grep -q '^[^ ]* *12 .* 00000001 ' /proc/net/netlink;"
					" do sleep 0.01; done")),
		       MEASURE,
		       CONNECT(.name = "caller", .count = 8),
		       QUIET(.ms = 1500, .mark = "again"),
		       RUN(.name = "count", .at = SERVER, .package = "grep", .wait = true,
			   .argv = ARGV("sh", "-c",
					"cat {run}/errors; "
					"echo events: $(grep -c '\\[NEW\\] tcp .*dport=8888 ' "
					"{run}/events)."))),
	.expect = EXPECT(CALL(.who = "ready", .call = "exit"),
			 CALL(.who = "count", .call = "exit"),
			 CALL(.who = "conntrack", .call = "exit", .pending = true),
			 OUTPUT("count", "events: 8."),
			 WIRE_FLOWS(FROM_CLIENT, "S", 8),
			 QUEUE("again", ACCEPTQ_LEN, 5),
			 DELTA(SERVER, "Tcp.PassiveOpens", 5),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	/*
	 * Before 4.10 two SYNs are admitted to the full queue: their third ACKs are dropped, and
	 * dropped again after the second SYN-ACK.
	 */
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 9),
				       HITS("tracked", 9),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 6),
				       DELTA(SERVER, "TcpExt.ListenDrops", 6),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", 2),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 2),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 1),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 11),
				       WIRE_COUNT(FROM_SERVER, "S.", 5),
				       HITS("tracked", 11),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 6),
				       DELTA(SERVER, "TcpExt.ListenDrops", 6),
				       DELTA(CLIENT, "TcpExt.TCPSynRetrans", 3),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 3))}),
	.budget_s = 40,
};
