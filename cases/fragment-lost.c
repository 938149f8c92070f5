/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document looks at Ip.ReasmFails, the 17th field of /proc/net/snmp, and finds 0. This is what
 * would have moved it.
 *
 * A ping of 2000 bytes goes as two fragments, and the second is lost before the server's IP has
 * seen it. For ipfrag_time the server keeps the first one; then ip_expire() gives up. ReasmTimeout
 * and ReasmFails grow by 1 each, and the sender is told in an ICMP message. TCP has no part in it:
 * no SYN is long enough to be a fragment, and none that is dropped is explained by one.
 *
 * The counters are those of IPv4; IPv6 has its own elsewhere, of which the document does not speak.
 */
HF_CASE(fragment_lost) = {
	.name = "fragment-lost",
	.claims = CLAIMS("D3.23"),
	.claim = "A lost fragment is one of ReasmFails, after ipfrag_time.",
	.quote = "Finally, check for any fragmentation problems",
	.group = "link",
	.ipv4_only = true,
	.server.sysctl = SYSCTLS({"net.ipv4.ipfrag_time", COL(0)}),
	.columns = COLUMNS("ipfrag_time", "within_ms"),
	.rows = ROWS(ROW(1, 5000), ROW(2, 6000), ROW(30, 45000)),
	.steps = STEPS(DROP(.name = "second", .at = SERVER, .table = "mangle",
			    .rule = "PREROUTING -f -j DROP"),
		       LISTEN(.backlog = 16, .accept = NEVER),
		       MEASURE,
		       RUN(.name = "ping", .at = CLIENT, .package = "iputils-ping",
			   .argv = ARGV("ping", "-n", "-c", "1", "-W", "90", "-s", "2000",
					"{server}")),
		       UNTIL(.at = SERVER, .counter = "Ip.ReasmFails", .reaches = 1,
			     .within_ms = COL(1)),
		       UNTIL(.at = CLIENT, .counter = "Icmp.InTimeExcds", .reaches = 1),
		       CONNECT(.name = "caller", .wait = true)),
	.expect = EXPECT(HITS("second", 1),
			 DELTA(SERVER, "Ip.ReasmReqds", 1),
			 DELTA(SERVER, "Ip.ReasmTimeout", 1),
			 DELTA(SERVER, "Ip.ReasmFails", 1),
			 DELTA(SERVER, "Ip.ReasmOKs", 0),
			 DELTA(SERVER, "Icmp.OutTimeExcds", 1),
			 DELTA(CLIENT, "Icmp.InTimeExcds", 1),
			 DELTA(CLIENT, "Ip.FragOKs", 1),
			 DELTA(CLIENT, "Ip.FragCreates", 2),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 WIRE("caller", "+0 < S; +0 > S.; +0 < .")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 90,
};
