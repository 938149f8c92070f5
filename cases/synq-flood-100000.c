/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A hundred thousand SYNs back to back, from three addresses nobody owns; cookies are off. Not one
 * is lost on the way, and every one is accounted for: the listener keeps two, ListenDrops and
 * TCPReqQFullDrop count all others, and the capture shows an answer to none of these.
 *
 * A busy machine may need more than a second for the flood. The SYN-ACKs of the requests are then
 * repeated, which changes nothing else; that alone is not counted exactly. The backlog is as small
 * as the document's, so that the requests are too few to be thinned out after seven seconds.
 */
HF_CASE(synq_flood_100000) = {
	.name = "synq-flood-100000",
	.claims = CLAIMS("D0.11", "D0.13"),
	.claim = "However fast the SYNs come, a full SYN queue drops each of them in silence, and "
		 "ListenDrops and TCPReqQFullDrop count each of them once.",
	.quote = "SYN Queue溢出时,服务端只是丢弃客户端的SYN数据包",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "flood", .count = 100000),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "flooded", .no_later_ms = 30000)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 100000),
			 WIRE_FLOWS(FROM_CLIENT, "S", 100000),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 32),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 32),
			 CONSERVED("flood", "flooded")),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 16),
				       WIRE_FLOWS(FROM_SERVER, "S.", 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", 99984),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 99984))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 1),
				       WIRE_FLOWS(FROM_SERVER, "S.", 1),
				       DELTA(SERVER, "TcpExt.ListenDrops", 99999),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 99999))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(QUEUE("flooded", REQUESTS, 2),
				       WIRE_FLOWS(FROM_SERVER, "S.", 2),
				       DELTA(SERVER, "TcpExt.ListenDrops", 99998),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 99998))}),
	.budget_s = 90,
};
