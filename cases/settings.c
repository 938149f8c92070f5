/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The 24 settings of the document's appendix, each with the value it has there.
 *
 * Those that are private to a network namespace are written and must read back as written. The
 * others belong to the whole machine; a case cannot touch them, and the result of a case that
 * depends on one holds for the machine it ran on. Over the years they became private, group by
 * group; tcp_max_orphans never did, and tcp_tw_recycle went in 4.12 (commit 4396e46187ca), as it
 * broke clients behind a NAT. Nothing is sent here, so there is nothing to say of IPv6.
 *
 * The list and the document's text disagree twice. Its first flood counts TCPReqQFullDrop, which
 * needs tcp_syncookies=0 (synq-overflow), and its HTTP captures show tail loss probes, which need
 * tcp_sack=1 (http-timeout-no-sack).
 */

#define NONLOCAL_BIND(is) SETTING(SERVER, "net.ipv4.ip_nonlocal_bind", is)
#define KEEPALIVE(is) \
	SETTING(SERVER, "net.ipv4.tcp_keepalive_time", is), \
	SETTING(SERVER, "net.ipv4.tcp_keepalive_probes", is), \
	SETTING(SERVER, "net.ipv4.tcp_keepalive_intvl", is)
#define RETRIES(is) \
	SETTING(SERVER, "net.ipv4.tcp_syn_retries", is), \
	SETTING(SERVER, "net.ipv4.tcp_synack_retries", is), \
	SETTING(SERVER, "net.ipv4.tcp_retries1", is), \
	SETTING(SERVER, "net.ipv4.tcp_retries2", is), \
	SETTING(SERVER, "net.ipv4.tcp_syncookies", is), \
	SETTING(SERVER, "net.ipv4.tcp_fin_timeout", is), \
	SETTING(SERVER, "net.ipv4.ip_default_ttl", is), \
	SETTING(SERVER, "net.ipv4.ip_dynaddr", is)
#define SYN_BACKLOG(is) \
	SETTING(SERVER, "net.ipv4.tcp_max_syn_backlog", is), \
	SETTING(SERVER, "net.ipv4.tcp_max_tw_buckets", is)
#define TW_RECYCLE(is) SETTING(SERVER, "net.ipv4.tcp_tw_recycle", is)
#define TIMESTAMPS(is) \
	SETTING(SERVER, "net.ipv4.tcp_timestamps", is), \
	SETTING(SERVER, "net.ipv4.tcp_sack", is), \
	SETTING(SERVER, "net.ipv4.tcp_window_scaling", is)
#define ABORT_ON_OVERFLOW(is) \
	SETTING(SERVER, "net.ipv4.tcp_abort_on_overflow", is), \
	SETTING(SERVER, "net.ipv4.tcp_retrans_collapse", is), \
	SETTING(SERVER, "net.ipv4.tcp_rfc1337", is), \
	SETTING(SERVER, "net.ipv4.tcp_stdurg", is)

HF_CASE(settings) = {
	.name = "settings",
	.claims = CLAIMS("D0.32"),
	.claim = "A kernel has the document's 24 settings and takes the values it gives them.",
	.quote = "实验现象依赖于系统(如下)以及内核参数(附录)",
	.group = "settings",
	.server.sysctl = SYSCTLS(
		{"net.ipv4.tcp_timestamps", 1, .if_present = true},
		{"net.ipv4.tcp_window_scaling", 1, .if_present = true},
		{"net.ipv4.tcp_sack", 0, .if_present = true},
		{"net.ipv4.tcp_retrans_collapse", 1, .if_present = true},
		{"net.ipv4.ip_default_ttl", 64, .if_present = true},
		{"net.ipv4.ip_nonlocal_bind", 0, .if_present = true},
		{"net.ipv4.tcp_syn_retries", 2, .if_present = true},
		{"net.ipv4.tcp_synack_retries", 2, .if_present = true},
		{"net.ipv4.tcp_max_orphans", 262144, .if_present = true},
		{"net.ipv4.tcp_max_tw_buckets", 1600000, .if_present = true},
		{"net.ipv4.ip_dynaddr", 0, .if_present = true},
		{"net.ipv4.tcp_keepalive_time", 300, .if_present = true},
		{"net.ipv4.tcp_keepalive_probes", 9, .if_present = true},
		{"net.ipv4.tcp_keepalive_intvl", 75, .if_present = true},
		{"net.ipv4.tcp_retries1", 3, .if_present = true},
		{"net.ipv4.tcp_retries2", 2, .if_present = true},
		{"net.ipv4.tcp_fin_timeout", 5, .if_present = true},
		{"net.ipv4.tcp_syncookies", 1, .if_present = true},
		{"net.ipv4.tcp_tw_recycle", 0, .if_present = true},
		{"net.ipv4.tcp_abort_on_overflow", 0, .if_present = true},
		{"net.ipv4.tcp_stdurg", 0, .if_present = true},
		{"net.ipv4.tcp_rfc1337", 0, .if_present = true},
		{"net.ipv4.tcp_max_syn_backlog", 81920, .if_present = true},
		{"net.core.somaxconn", 65535, .if_present = true}),
	.ipv4_only = true,
	.steps = STEPS(QUIET(.ms = 1)),
	.expect = EXPECT(SETTING(SERVER, "net.core.somaxconn", "private"),
			 SETTING(SERVER, "net.ipv4.tcp_max_orphans", "global-only")),
	.eras = ERAS({.until = NONLOCAL_BIND_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(NONLOCAL_BIND("global-only"),
				       KEEPALIVE("global-only"),
				       RETRIES("global-only"),
				       SYN_BACKLOG("global-only"),
				       TW_RECYCLE("global-only"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = NONLOCAL_BIND_PRIVATE,
		      .until = KEEPALIVE_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("global-only"),
				       RETRIES("global-only"),
				       SYN_BACKLOG("global-only"),
				       TW_RECYCLE("global-only"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = KEEPALIVE_PRIVATE,
		      .until = RETRIES_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("global-only"),
				       SYN_BACKLOG("global-only"),
				       TW_RECYCLE("global-only"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = RETRIES_PRIVATE,
		      .until = SYN_BACKLOG_PRIVATE,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("private"),
				       SYN_BACKLOG("global-only"),
				       TW_RECYCLE("global-only"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = SYN_BACKLOG_PRIVATE,
		      .until = TW_RECYCLE_REMOVED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("private"),
				       SYN_BACKLOG("private"),
				       TW_RECYCLE("private"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = TW_RECYCLE_REMOVED,
		      .until = TIMESTAMPS_PRIVATE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "tcp_tw_recycle is gone since 4.12",
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("private"),
				       SYN_BACKLOG("private"),
				       TW_RECYCLE("absent"),
				       TIMESTAMPS("global-only"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = TIMESTAMPS_PRIVATE,
		      .until = ABORT_ON_OVERFLOW_PRIVATE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "tcp_tw_recycle is gone since 4.12",
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("private"),
				       SYN_BACKLOG("private"),
				       TW_RECYCLE("absent"),
				       TIMESTAMPS("private"),
				       ABORT_ON_OVERFLOW("global-only"))},
		     {.since = ABORT_ON_OVERFLOW_PRIVATE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "tcp_tw_recycle is gone since 4.12",
		      .expect = EXPECT(NONLOCAL_BIND("private"),
				       KEEPALIVE("private"),
				       RETRIES("private"),
				       SYN_BACKLOG("private"),
				       TW_RECYCLE("absent"),
				       TIMESTAMPS("private"),
				       ABORT_ON_OVERFLOW("private"))}),
	.budget_s = 5,
};
