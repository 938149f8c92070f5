/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What a backlog that is too small costs when nginx is only late, and nobody gives up: a second.
 *
 * 200 Go clients POST while nginx is stopped: backlog + 1 are admitted, then the others come at once
 * and their SYNs are refused. Then nginx goes on, within the second. Whoever was admitted is answered then. Whoever
 * was not sends the SYN again when a second is over, so that the slowest request takes at least
 * that. When none was refused no SYN is sent twice. In the end all are answered, and nobody is
 * reset: "connection reset" is not what a short backlog does to clients that have time.
 *
 * Each request has a connection of its own here. With keep-alive Go sends a request whose
 * connection is not there yet over one that has become idle, and nobody notices who was refused.
 *
 * How often the refused ones are refused again is up to nginx: many come back in the same moment,
 * and it accepts as fast as it is let to. Who finds the SYN queue full then gets a cookie, and who
 * acknowledges one in vain waits for the retransmission of the request, twice as long each time.
 * They were refused together and come again together, all within one run of the softirq, and each
 * time backlog + 1 of them are certain to be let in, and perhaps no more: after 1, 3, 7 and 15 s
 * four times as many. With 200 clients and a backlog of 10 some would wait for longer than a
 * minute; so there are fewer where it is short. Only one who comes back alone is let in at once.
 *
 * Tcp.PassiveOpens is not asked: it also counts a connection that is made of one cookie twice, by the
 * ACK and by the request on two CPUs, of which one is thrown away (inet_ehash_nolisten()).
 *
 * Before 4.10 two more SYNs are answered than there is room for, and their clients' segments are
 * dropped until there is.
 */
HF_CASE(go_slowest) = {
	.name = "go-slowest",
	.claims = CLAIMS("D4.10", "D4.14", "D4.15"),
	.claim = "With 200 clients at once and a short backlog connections are reset.",
	.quote = "出现connection reset by peer最小一次并发时大概计算了一下200左右",
	.group = "acceptq",
	.columns = COLUMNS("backlog", "clients", "slowest", "admitted", "refused", "most",
			   "most <4.10"),
	.rows = ROWS(ROW(10, 50, 1000, 11, 39, 5000, 5000),
		     ROW(30, 140, 1000, 31, 109, 5000, 5000),
		     ROW(150, 200, 1000, 151, 49, 5000, 5000),
		     ROW(198, 200, 1000, 199, 1, 1, 20), ROW(199, 200, 0, 200, 0, 0, 0),
		     ROW(511, 200, 0, 200, 0, 0, 0)),
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				"	server {\n"
				"		listen 8888 backlog={backlog};\n"
				"		listen [::]:8888 backlog={backlog};\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       KILL(.name = "nginx", .signal = SIGSTOP),
		       MEASURE,
		       RUN(.name = "first", .at = CLIENT, .package = "golang-go",
			   .argv = ARGV("{fixtures}/go-burst", "-timeout", "60s", "-alone",
					"{server}", "8888", "/index.php", "{admitted}")),
		       UNTIL(.acceptq_len = COL(3)),
		       RUN(.name = "others", .at = CLIENT, .package = "golang-go",
			   .argv = ARGV("{fixtures}/go-burst", "-timeout", "60s", "-alone",
					"-slow", "{slowest}ms", "{server}", "8888",
					"/index.php", "{refused}")),
		       UNTIL(.segment = "< S", .times = COL(1)),
		       UNTIL(.mark = "tried", .no_later_ms = 900),
		       KILL(.name = "nginx", .signal = SIGCONT),
		       UNTIL(.returned = "others", .within_ms = 19000),
		       UNTIL(.returned = "first")),
	.expect = EXPECT(QUEUE("tried", ACCEPTQ_LEN, COL(3)),
			 QUEUE("tried", ACCEPTQ_LIMIT, COL(0)),
			 CALL(.who = "first", .call = "exit"),
			 CALL(.who = "others", .call = "exit"),
			 OUTPUT("first", "{admitted} requests: {admitted} answered"),
			 OUTPUT("others", "{refused} requests: {refused} answered"),
			 WIRE_FLOWS(FROM_CLIENT, "S", COL(1)),
			 WIRE_FLOWS(FROM_SERVER, "S.", COL(1)),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "an overflow alone resets nobody; the refused ones are late",
		      .expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows",
						     0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPReqQFullDoCookies",
						     0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.SyncookiesSent",
						     0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.SyncookiesRecv",
						     0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, COL(6)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans",
						     0, COL(6)),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans",
						     0, COL(6)),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, COL(6)))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "an overflow alone resets nobody; the refused ones are late",
		      .expect = EXPECT(OUTPUT("others", "slowest: {slowest} ms or more"),
				       QUEUE("tried", REQUESTS, 0),
				       SOCKETS("tried", CLIENT, "ESTABLISHED", COL(3)),
				       SOCKETS("tried", CLIENT, "SYN-SENT", COL(4)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows",
						     COL(4), COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops",
						     COL(4), COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPReqQFullDoCookies",
						     0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.SyncookiesSent",
						     0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.SyncookiesRecv",
						     0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans",
						     0, COL(5)),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans",
						     COL(4), COL(5)),
				       DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts",
						     COL(4), COL(5)))}),
	.budget_s = 60,
};
