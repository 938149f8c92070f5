/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What was behind the dropped SYNs of the document, whose kernel was a 4.4: tcp_tw_recycle.
 *
 * With it a server that closes first remembers the last time stamp of the peer's address
 * (tcp_remember_stamp()), and for 60 s takes no SYN from that address whose stamp is earlier by more
 * than one (tcp_peer_is_proven()). That is right for one host and wrong for the many behind a NAT, each
 * with a clock of its own: their SYNs count in ListenDrops and PAWSPassive, while both queues are
 * empty. It was about clocks; neither about reuse nor about memory, as the document has it.
 *
 * Here the peer's clock said 1000000 in a connection that the server closed; then a SYN of the same
 * address says 500000, and another 2000000. Since 4.12 (4396e46187ca) the setting is gone, with the
 * counter, and both are answered.
 */
HF_CASE(tw_recycle) = {
	.name = "tw-recycle",
	.claims = CLAIMS("D3.37"),
	.claim = "With tcp_tw_recycle=1 SYNs are dropped and counted in ListenDrops though both "
		 "queues are empty; with 0 they are answered.",
	.quote = "disabling the reuse of TCP connections ... yielded the best result, dropped SYN "
		 "packets went down",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_tw_recycle", COL(0), .if_present = true},
				 {"net.ipv4.tcp_timestamps", 1},
				 {"net.ipv4.tcp_syncookies", 0}),
	.columns = COLUMNS("tcp_tw_recycle", "dropped <4.12", "requests <4.12"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S <TS val 500000>", 1, 1, 1),
		     ROW_WITH_WIRE("+0 < S <TS val 500000>; +0 > S. <mss,TS ecr 500000>", 0, 0, 2)),
	.steps = STEPS(DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       LISTEN(.backlog = 16, .accept = AT_ONCE, .serve = ANSWER_AND_CLOSE),
		       SYN(.name = "past", .from = CLIENT_ITSELF, .options = "TS val 1000000"),
		       ACK(.name = "past", .bytes = 90),
		       UNTIL(.segment = "> F.", .times = 1),
		       SEGMENT(.name = "past", .flags = "F.", .seq = 91, .ack = 102,
			       .options = "TS"),
		       UNTIL(.at = SERVER, .state = "TIME-WAIT", .sockets = 1),
		       MEASURE,
		       SYN(.name = "earlier", .from = CLIENT_ITSELF, .options = "TS val 500000"),
		       SYN(.name = "later", .from = CLIENT_ITSELF, .options = "TS val 2000000"),
		       UNTIL(.segment = "< S", .times = 2),
		       QUIET(.mark = "answered", .ms = 100)),
	.expect = EXPECT(WIRE("later", "+0 < S <TS val 2000000>; +0 > S. <mss,TS ecr 2000000>"),
			 QUEUE("answered", ACCEPTQ_LEN, 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = TW_RECYCLE_REMOVED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("earlier", ROW_WIRE),
				       QUEUE("answered", REQUESTS, COL(2)),
				       DELTA(SERVER, "TcpExt.PAWSPassive", COL(1)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(1)))},
		     {.since = TW_RECYCLE_REMOVED,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "tcp_tw_recycle is gone, and what it did to stamps of a host",
		      .expect = EXPECT(WIRE("earlier", "+0 < S <TS val 500000>\n"
						       "+0 > S. <mss,TS ecr 500000>"),
				       QUEUE("answered", REQUESTS, 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 0))}),
	.budget_s = 30,
};
