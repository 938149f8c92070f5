/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's SystemTap script prints a line when tcp_v4_conn_request() is entered with
 * sk_ack_backlog > sk_max_ack_backlog, and in 24 hours it printed none, while "SYNs to LISTEN
 * sockets dropped" rose by 20 a second. That is possible: the script sees one cause of several.
 *
 * A kernel that lets nobody probe it counts the same: the very comparison of the script stands a
 * few lines into that function (sk_acceptq_is_full() in tcp_conn_request()), and each SYN for
 * which it holds is one of ListenOverflows; before 4.10 only while more than one request is
 * young, for which two strangers provide. So ListenOverflows is read as the number of lines.
 *
 * Five clients fill the accept queue of backlog=4, and two SYNs are admitted before the last of
 * them: no line. Seven strangers send a SYN to the full queue: seven lines, seven drops. Twenty
 * more send theirs to another listener whose accept queue is empty, and some are dropped for want
 * of room in the SYN queue: not one line.
 */
HF_CASE(drops_without_overflow) = {
	.name = "drops-without-overflow",
	.claims = CLAIMS("D3.29"),
	.claim = "A probe for SYNs that find the accept queue full prints nothing while SYNs are "
		 "dropped for another reason.",
	.quote = "Unfortunately running the kernel hook for 24 hours did not yield any results",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.steps = STEPS(LISTEN(.backlog = 4, .accept = NEVER),
		       LISTEN(.name = "idle", .port = 8889, .backlog = 4, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "filler", .count = 4, .wait = true),
		       SYN(.name = "young", .count = 2),
		       UNTIL(.requests = 2),
		       CONNECT(.name = "last"),
		       UNTIL(.mark = "full", .acceptq_len = 5),
		       SYN(.name = "probed", .count = 7),
		       SYN(.name = "unseen", .count = 20, .port = 8889),
		       QUIET(.ms = 20),
		       UNTIL(.mark = "dropped", .no_later_ms = 790)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 5),
			 QUEUE("full", ACCEPTQ_LIMIT, 4),
			 QUEUE("dropped", ACCEPTQ_LEN, 5),
			 QUEUE_OF("idle", "dropped", ACCEPTQ_LEN, 0),
			 QUEUE_OF("idle", "dropped", ACCEPTQ_LIMIT, 4),
			 WIRE("filler", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("young", "+0 < S; +0 > S."),
			 WIRE("probed", "+0 < S"),
			 WIRE_COUNT(FROM_CLIENT, "S", 34),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 7),
			 DELTA(SERVER, "Tcp.PassiveOpens", 5),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	.eras = ERAS({.until = SYNQ_LIMIT_IS_BACKLOG,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 23),
				       QUEUE("dropped", REQUESTS, 18),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 4),
				       DELTA(SERVER, "TcpExt.ListenDrops", 11))},
		     {.since = SYNQ_LIMIT_IS_BACKLOG,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 11),
				       QUEUE("dropped", REQUESTS, 6),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 16),
				       DELTA(SERVER, "TcpExt.ListenDrops", 23))},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", 12),
				       QUEUE("dropped", REQUESTS, 7),
				       DELTA(SERVER, "TcpExt.TCPReqQFullDrop", 15),
				       DELTA(SERVER, "TcpExt.ListenDrops", 22))}),
	.budget_s = 30,
};
