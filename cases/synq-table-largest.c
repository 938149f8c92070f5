/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The last line of the document's table (see synq-table): 181920 for somaxconn,
 * tcp_max_syn_backlog and listen(), and a queue for 262144. 182400 strangers send a SYN each;
 * cookies are on, and who does not fit gets one.
 *
 *   until 4.3   2^k above 181920, which is 262144 (reqsk_queue_alloc()): all fit
 *   since 4.4   181920; since 6.13 and one more. The others get cookies.
 *
 * SYN-ACKs are sent again meanwhile, which must take no request with it: a queue for one packet
 * swallows them and 255 retries are allowed, as in synq-table. But while the queue is more than
 * half full and nothing in it is younger than a second, reqsk_timer_handler() gives up requests
 * that have had two retries, which is from 7 s on. An emulated CPU takes 16 to 21 s for this train
 * and 2 s to list its requests, and thousands would be gone before the list is at its end. Half
 * full is asked of the limit as it is now: when the last SYN has been taken the server calls
 * listen() again, with more than twice as many, and nothing is given up any more. From the last
 * SYN that is admitted to this call it may take a second.
 *
 * It must not come earlier: a SYN that still waits for its CPU would be admitted by the new limit.
 * UNTIL would list the requests to see; a program looks at InSegs, the tenth number of its line.
 *
 * Until 4.3 listen() does not resize the table when it is called again, so the list is not asked
 * there: no SYN was dropped, none was answered with a cookie, and the rest is all of them. Before
 * 4.2 somaxconn takes no more than 65535 and the run ends as BROKEN.
 *
 * With IPv4 only: the limit is the listener's and knows no family, the shorter trains of
 * synq-table are run with both, and none is longer work for a guest than this one.
 */
HF_CASE(synq_table_largest) = {
	.name = "synq-table-largest",
	.claims = CLAIMS("D4.8"),
	.claim = "The SYN queue holds 262144 requests for a backlog of 181920.",
	.quote = "181920 181920 181920 262144",
	.group = "synq",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 1},
				 {"net.ipv4.tcp_synack_retries", 255},
				 {"net.core.somaxconn", 181920},
				 {"net.ipv4.tcp_max_syn_backlog", 181920}),
	.steps = STEPS(RUN(.name = "nowhere", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c",
					"tc qdisc add dev eth0 root handle 1: tbf rate 200bit "
					"burst 100 limit 100000 && "
					"tc qdisc add dev eth0 parent 1: pfifo_head_drop limit 1")),
		       LISTEN(.backlog = 181920, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 182400),
		       RUN(.name = "taken", .at = SERVER, .package = "grep", .wait = true,
			   .argv = ARGV("sh", "-c",
					"until grep -qE '^Tcp: ([-0-9]+ ){9}182400 ' "
					"/proc/net/snmp; do :; done")),
		       SET(.at = SERVER, .key = "net.core.somaxconn", .value = 400000),
		       RELISTEN(.backlog = 400000),
		       UNTIL(.mark = "flooded", .no_later_ms = 60000, .within_ms = 60000)),
	/* No request is a minute old: its timer has fired after 1, 3, 7, 15 and 31 s at most. */
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "Tcp.InSegs", 182400),
			 CALL(.who = "nowhere", .call = "exit"),
			 CALL(.who = "taken", .call = "exit"),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 912000),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 912000),
			 WIRE_COUNT(FROM_CLIENT, "S", 182400),
			 WIRE_FLOWS(FROM_CLIENT, "S", 182400),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 0))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = COOKIE_IS_NO_DROP,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded",
		      .expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 181920),
				       QUEUE("flooded", REQUESTS, 181920),
				       QUEUE("end", REQUESTS, 181920),
				       DELTA(SERVER, "TcpExt.ListenDrops", 480),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 480),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 480))},
		     {.since = COOKIE_IS_NO_DROP,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded",
		      .expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 181920),
				       QUEUE("flooded", REQUESTS, 181920),
				       QUEUE("end", REQUESTS, 181920),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 480),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 480))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 4.4 the limit is min(backlog, somaxconn), not rounded, and "
				 "since 6.13 one more is admitted",
		      .expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 181920),
				       QUEUE("flooded", REQUESTS, 181921),
				       QUEUE("end", REQUESTS, 181921),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 479),
				       DELTA(SERVER, "TcpExt.SyncookiesSent", 479))}),
	.budget_s = 150,
};
