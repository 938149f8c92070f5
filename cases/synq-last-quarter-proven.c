/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * For whom the last quarter is kept. tcp_max_syn_backlog is 16, the backlog 100, cookies are off.
 * The client connects once, in peace, and closes; its round-trip time stays behind in the server's
 * tcp_metrics. Then strangers flood the listener: 16 - 4 + 1 = 13 are admitted. Then as many SYNs
 * come from the client's address. tcp_peer_is_proven() finds it, so these fill the queue up to its
 * true length, and only then TCPReqQFullDrop counts them too.
 *
 * Until 4.13 tcp_conn_request() has no route to hand at that place, nobody is ever proven, and the
 * client fares no better than the strangers.
 */
HF_CASE(synq_last_quarter_proven) = {
	.name = "synq-last-quarter-proven",
	.claims = CLAIMS("D0.9", "X5"),
	.claim = "A listener that refuses strangers at three quarters of tcp_max_syn_backlog keeps "
		 "the SYNs of an address it has had a connection with up to its backlog.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_max_syn_backlog", 16}),
	.steps = STEPS(LISTEN(.backlog = 100, .accept = AT_ONCE, .serve = HOLD),
		       CONNECT(.name = "acquaintance", .wait = true),
		       CLOSE(.name = "acquaintance"),
		       UNTIL(.at = CLIENT, .state = "FIN-WAIT-2", .sockets = 1),
		       CLOSE(.name = "acquaintance", .at = SERVER),
		       /* Its end is over when the last ACK has come; the metrics are kept then. */
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = NONE),
		       UNTIL(.at = SERVER, .state = "CLOSE-WAIT", .sockets = NONE),
		       UNTIL(.at = SERVER, .state = "LAST-ACK", .sockets = NONE),
		       DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       SYN(.name = "strangers", .count = 50),
		       QUIET(.ms = 20, .mark = "strangers"),
		       SYN(.name = "proven", .count = 150, .from = CLIENT_ITSELF),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "proven", .no_later_ms = 790)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 QUEUE("measure", REQUESTS, 0),
			 QUEUE("measure", ACCEPTQ_LEN, 0),
			 QUEUE("strangers", REQUESTS, 13),
			 WIRE_TAIL(62, "< S"),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = PROVEN_PEERS,
		      .claim_is = NEVER_TRUE,
		      .because = "until 4.13 the kernel looks for the peer with no route, in vain",
		      .expect = EXPECT(QUEUE("proven", REQUESTS, 13),
				       WIRE_COUNT(FROM_SERVER, "S.", 13),
				       DELTA(SERVER, "TcpExt.ListenDrops", 187),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0))},
		     {.since = PROVEN_PEERS,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("proven", REQUESTS, 100),
				       WIRE_COUNT(FROM_SERVER, "S.", 100),
				       DELTA(SERVER, "TcpExt.ListenDrops", 100),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 63))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("proven", REQUESTS, 101),
				       WIRE_COUNT(FROM_SERVER, "S.", 101),
				       DELTA(SERVER, "TcpExt.ListenDrops", 99),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 62))}),
	.budget_s = 35,
};
