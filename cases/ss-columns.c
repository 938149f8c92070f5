/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * ss itself, asked as the documents ask it. The service listens on port 2319 with the longest
 * queue that a limit of 16 bits allows: nothing in it, 65535 fit. Three clients connect and nobody
 * accepts them: 3 and 65535. Then the server goes deaf, and one client sends 433 bytes: they stay
 * in the Send-Q of a connection, unacknowledged, as in the document's "ESTAB 0 433". What the
 * columns mean to the kernel is told in acceptq-ss.
 */
HF_CASE(ss_columns) = {
	.name = "ss-columns",
	.claims = CLAIMS("D2.2", "D3.24"),
	.claim = "Of a listener ss prints the length of the accept queue and its limit, of a "
		 "connection the bytes not read and the bytes not acknowledged.",
	.quote = "LISTEN     0      65535",
	.group = "tools",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", 65535}),
	.steps = STEPS(LISTEN(.port = 2319, .backlog = 65535, .accept = NEVER),
		       MEASURE,
		       RUN(.name = "empty", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c", "echo $(ss -plnt sport = :2319)")),
		       CONNECT(.name = "silent", .count = 2, .port = 2319, .wait = true),
		       CONNECT(.name = "unheard", .port = 2319, .wait = true),
		       UNTIL(.acceptq_len = 3, .mark = "three"),
		       RUN(.name = "three", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c", "echo $(ss -plnt sport = :2319)")),
		       DROP(.name = "deaf", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 2319 -j DROP"),
		       SEND(.name = "unheard", .bytes = 433),
		       UNTIL(.segment = "< P.", .times = 1, .mark = "sent"),
		       RUN(.name = "unacked", .at = CLIENT, .package = "iproute2", .wait = true,
			   .argv = ARGV("sh", "-c", "ss -nt | awk '{ print $1, $2, $3 }'"))),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LIMIT, 65535),
			 QUEUE("three", ACCEPTQ_LEN, 3),
			 BUFFER("sent", CLIENT, UNACKED, 433),
			 OUTPUT("empty", "LISTEN 0 65535 "),
			 OUTPUT("three", "LISTEN 3 65535 "),
			 OUTPUT("unacked", "ESTAB 0 433\n"),
			 WIRE("silent", "+0 < S; +0 > S.; +0 < ."),
			 WIRE_COUNT(FROM_SERVER, "S.", 3),
			 WIRE_COUNT(FROM_SERVER, ".", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 /* The 433 bytes are sent again after 0.2 s, 0.4 s and so on. */
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 6)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 45,
};
