/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * "sysctl -w net.core.somaxconn=1000000", and a program that asks for as much.
 *
 * Until 4.0 the lengths of a listener are fields of 16 bits; somaxconn takes no more than 65535,
 * and the write fails with "Invalid argument", so that the limit stays what it was. Since 4.1 they
 * have 32 bits, the write succeeds, and the accept queue has room for a million. The document
 * found 65535 after it on 4.4: the service had not called listen() again, or asks for no more.
 */
HF_CASE(somaxconn_million) = {
	.name = "somaxconn-million",
	.claims = CLAIMS("D3.33"),
	.claim = "somaxconn can be set to 1000000, but the queue cannot be more than 65535.",
	.quote = "the queue can’t be more than 65535 it seems",
	.group = "acceptq",
	.steps = STEPS(RUN(.name = "sh", .at = SERVER, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"echo 1000000 > /proc/sys/net/core/somaxconn\n"
					"echo somaxconn is $(cat /proc/sys/net/core/somaxconn).")),
		       LISTEN(.backlog = 1000000, .accept = NEVER),
		       QUIET(.ms = 1, .mark = "listening"),
		       MEASURE,
		       CONNECT(.name = "caller", .count = 3, .wait = true),
		       UNTIL(.acceptq_len = 3, .mark = "three")),
	.expect = EXPECT(WIRE("caller", "+0 < S; +0 > S.; +0 < ."),
			 QUEUE("three", ACCEPTQ_LEN, 3),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0)),
	.eras = ERAS({.until = BACKLOG_IS_32_BITS,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "a somaxconn above 65535 is refused",
		      .expect = EXPECT(OUTPUT("sh", "somaxconn is 4096."),
				       QUEUE("listening", ACCEPTQ_LIMIT, 4096))},
		     {.since = BACKLOG_IS_32_BITS,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "the lengths have 32 bits, and the queue gets what listen() "
				 "asked for",
		      .expect = EXPECT(OUTPUT("sh", "somaxconn is 1000000."),
				       QUEUE("listening", ACCEPTQ_LIMIT, 1000000))}),
	.budget_s = 30,
};
