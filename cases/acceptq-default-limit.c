/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Nobody has touched a setting, and a server asks for the longest queue there is.
 *
 * listen() cuts the 65535 to net.core.somaxconn without a word, and a new network namespace begins
 * with SOMAXCONN, whatever the host has: 128 before 5.4, 4096 since (commit
 * 19f92a030ca6). tcp_max_syn_backlog comes from the size of the table of established connections,
 * which comes from the memory of the machine, and is never less than 128 (tcp_sk_init(), before
 * 4.11 for all namespaces tcp_init()).
 */
HF_CASE(acceptq_default_limit) = {
	.name = "acceptq-default-limit",
	.claims = CLAIMS("D2.6"),
	.claim = "Without a word of the administrator the accept queue's limit is 128, however "
		 "much the program asks for.",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.core.somaxconn", .as_found = true},
				 {"net.ipv4.tcp_max_syn_backlog", .as_found = true,
				  .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 65535, .accept = NEVER), QUIET(.ms = 1)),
	.eras = ERAS({.until = SYN_BACKLOG_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(VALUE(SERVER, "net.core.somaxconn", 128),
				       QUEUE("end", ACCEPTQ_LIMIT, 128))},
		     {.since = SYN_BACKLOG_PRIVATE,
		      .until = SOMAXCONN_4096,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(VALUE(SERVER, "net.core.somaxconn", 128),
				       VALUE_BETWEEN(SERVER, "net.ipv4.tcp_max_syn_backlog", 128,
						     INT32_MAX),
				       QUEUE("end", ACCEPTQ_LIMIT, 128))},
		     {.since = SOMAXCONN_4096,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 5.4 it is 4096",
		      .expect = EXPECT(VALUE(SERVER, "net.core.somaxconn", 4096),
				       VALUE_BETWEEN(SERVER, "net.ipv4.tcp_max_syn_backlog", 128,
						     INT32_MAX),
				       QUEUE("end", ACCEPTQ_LIMIT, 4096))}),
	.budget_s = 10,
};
