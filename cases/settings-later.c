/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Settings that the document's list does not have: three that were there and became private to a
 * network namespace later, and five that came later.
 *
 * tcp_tw_reuse is private since 4.11, tcp_fastopen and tcp_challenge_ack_limit since 4.15.
 * tcp_migrate_req came with 5.14 (f9ac779f881c); 5.10.188 took the setting along with a fix that
 * needed its place, and has nothing that reads it. tcp_syn_linear_timeouts came with 6.5,
 * tcp_rto_min_us with 6.11, tcp_rto_max_ms with 6.15, tcp_ecn_option with 6.18. A recipe that sets
 * one of them does nothing on a kernel before, whose `sysctl -w` says so, and whose sysctl.d does
 * not. Nothing is sent here, so there is nothing to say of IPv6.
 */

#define TW_REUSE(is) SETTING(SERVER, "net.ipv4.tcp_tw_reuse", is)
#define FASTOPEN(is) \
	SETTING(SERVER, "net.ipv4.tcp_fastopen", is), \
	SETTING(SERVER, "net.ipv4.tcp_challenge_ack_limit", is)
#define MIGRATE_REQ(is) SETTING(SERVER, "net.ipv4.tcp_migrate_req", is)
#define SYN_LINEAR(is) SETTING(SERVER, "net.ipv4.tcp_syn_linear_timeouts", is)
#define RTO_MIN(is) SETTING(SERVER, "net.ipv4.tcp_rto_min_us", is)
#define RTO_MAX(is) SETTING(SERVER, "net.ipv4.tcp_rto_max_ms", is)
#define ECN_OPTION(is) SETTING(SERVER, "net.ipv4.tcp_ecn_option", is)

HF_CASE(settings_later) = {
	.name = "settings-later",
	.claims = CLAIMS("D0.32"),
	.claim = "What a kernel does depends on its settings, and not every kernel has each of "
		 "them, nor has it in a network namespace.",
	.group = "settings",
	.server.sysctl = SYSCTLS(
		{"net.ipv4.tcp_tw_reuse", 1, .if_present = true},
		{"net.ipv4.tcp_fastopen", 1, .if_present = true},
		{"net.ipv4.tcp_challenge_ack_limit", 1000, .if_present = true},
		{"net.ipv4.tcp_migrate_req", 1, .if_present = true},
		{"net.ipv4.tcp_syn_linear_timeouts", 3, .if_present = true},
		{"net.ipv4.tcp_rto_min_us", 100000, .if_present = true},
		{"net.ipv4.tcp_rto_max_ms", 60000, .if_present = true},
		{"net.ipv4.tcp_ecn_option", 1, .if_present = true}),
	.ipv4_only = true,
	.steps = STEPS(QUIET(.ms = 1)),
	.eras = ERAS({.until = SYN_BACKLOG_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("global-only"), FASTOPEN("global-only"),
				       MIGRATE_REQ("absent"), SYN_LINEAR("absent"),
				       RTO_MIN("absent"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = SYN_BACKLOG_PRIVATE,
		      .until = ABORT_ON_OVERFLOW_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("global-only"),
				       MIGRATE_REQ("absent"), SYN_LINEAR("absent"),
				       RTO_MIN("absent"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = ABORT_ON_OVERFLOW_PRIVATE,
		      .until = MIGRATE_REQ_SYSCTL,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("absent"), SYN_LINEAR("absent"),
				       RTO_MIN("absent"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = MIGRATE_REQ_SYSCTL,
		      .until = SYN_LINEAR_TIMEOUTS,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("private"), SYN_LINEAR("absent"),
				       RTO_MIN("absent"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = SYN_LINEAR_TIMEOUTS,
		      .until = RTO_MIN_SYSCTL,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("private"), SYN_LINEAR("private"),
				       RTO_MIN("absent"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = RTO_MIN_SYSCTL,
		      .until = RTO_MAX_SYSCTL,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("private"), SYN_LINEAR("private"),
				       RTO_MIN("private"), RTO_MAX("absent"),
				       ECN_OPTION("absent"))},
		     {.since = RTO_MAX_SYSCTL,
		      .until = ACCECN_OPTION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("private"), SYN_LINEAR("private"),
				       RTO_MIN("private"), RTO_MAX("private"),
				       ECN_OPTION("absent"))},
		     {.since = ACCECN_OPTION,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(TW_REUSE("private"), FASTOPEN("private"),
				       MIGRATE_REQ("private"), SYN_LINEAR("private"),
				       RTO_MIN("private"), RTO_MAX("private"),
				       ECN_OPTION("private"))}),
	.budget_s = 5,
};
