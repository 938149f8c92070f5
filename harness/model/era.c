/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "era.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

static_assert(HF_CHANGES <= 64, "sets of changes are 64 bits: hf_release.with");

/* clang-format off */
/*
 * Backports whose point release was read in a tree or in the log of the stable branch stand without
 * a word. "at most": the release given has the change, an earlier one of the series may have it
 * too.
 */
#define STABLE(x, y, z) {.major = (x), .minor = (y), .patch = (z)}
#define EL7(build)	{.major = 3, .minor = 10, .el7 = (build)}

static const struct hf_change_info changes[HF_CHANGES] = {
	[SYNCOOKIES_ALWAYS] = {
		.name = "SYNCOOKIES_ALWAYS",
		.commit = "5ad37d5deee1",
		.subject = "tcp_syncookies=2 sends out syncookies unconditionally",
		.major = 3, .minor = 12,
		.backports = {
			EL7(150),
		},
	},
	[NONLOCAL_BIND_PRIVATE] = {
		.name = "NONLOCAL_BIND_PRIVATE",
		.commit = "49a601589caa", /* unconfirmed */
		.subject = "net/ipv4: bind ip_nonlocal_bind to current netns",
		.major = 3, .minor = 18,
		.backports = {
			EL7(514), /* at most: in an update of build 327 */
		},
	},
	[COOKIE_FAILS_AFTER_OVERFLOW_ONLY] = {
		.name = "COOKIE_FAILS_AFTER_OVERFLOW_ONLY",
		/* Absent in 3.13, present in 4.0. */
		.subject = "a stray ACK counts as a failed cookie only after a recent overflow",
		.major = 4, .minor = 0,
	},
	[SYN_REPETITION_LIMITED] = {
		.name = "SYN_REPETITION_LIMITED",
		.commit = "a9b2c06dbef4",
		.subject = "tcp: mitigate ACK loops for connections as tcp_request_sock",
		.major = 4, .minor = 0,
		.backports = {
			EL7(514), /* at most: 514 and 1160 have it */
		},
	},
	[SYNACK_TIMER_PER_REQUEST] = {
		.name = "SYNACK_TIMER_PER_REQUEST",
		.commit = "fa76ce7328b2",
		.subject = "inet: get rid of central tcp/dccp listener timer",
		.untold = "a listener's scan may happen to be as punctual",
		.major = 4, .minor = 1,
	},
	[BACKLOG_IS_32_BITS] = {
		.name = "BACKLOG_IS_32_BITS",
		.commit = "becb74f0acca",
		.subject = "net: increase sk_[max_]ack_backlog",
		.major = 4, .minor = 1,
	},
	[COOKIE_VALID_120S] = {
		.name = "COOKIE_VALID_120S",
		.commit = "264ea103a747",
		.subject = "tcp: syncookies: extend validity range",
		.major = 4, .minor = 2,
		.backports = {
			/* Inferred: in the 3.16 review of 2020-02-08, three days before 3.16.82. */
			STABLE(3, 16, 82),
		},
	},
	[SYNQ_LIMIT_IS_BACKLOG] = {
		.name = "SYNQ_LIMIT_IS_BACKLOG",
		.commit = "ef547f2ac16b",
		.subject = "tcp: remove max_qlen_log",
		.major = 4, .minor = 4,
	},
	[REQUESTS_IN_EHASH] = {
		.name = "REQUESTS_IN_EHASH",
		.commit = "079096f103fa",
		.subject = "tcp/dccp: install syn_recv requests into ehash table",
		.major = 4, .minor = 4,
	},
	[KEEPALIVE_PRIVATE] = {
		.name = "KEEPALIVE_PRIVATE",
		.commit = "13b287e8d1ca",
		.subject = "ipv4: Namespaceify tcp_keepalive_time sysctl knob",
		.major = 4, .minor = 5,
	},
	[REQUEST_SPARED_BY_ICMP] = {
		.name = "REQUEST_SPARED_BY_ICMP",
		.commit = "9cf7490360bf",
		.subject = "tcp: do not drop syn_recv on all icmp reports",
		.major = 4, .minor = 5,
		.backports = {
			STABLE(4, 4, 155), /* at most: present there */
		},
	},
	[RETRIES_PRIVATE] = {
		.name = "RETRIES_PRIVATE",
		.commit = "1e579caa18b9",
		.subject = "ipv4: Namespaceify tcp_fin_timeout sysctl knob, and its series",
		.major = 4, .minor = 6,
	},
	[COOKIE_IS_NO_DROP] = {
		.name = "COOKIE_IS_NO_DROP",
		.commit = "b3d051477cf9",
		.subject = "a SYN answered with a cookie no longer counts in ListenDrops",
		.major = 4, .minor = 7,
	},
	[SYN_REFUSED_ON_FULL_ACCEPTQ] = {
		.name = "SYN_REFUSED_ON_FULL_ACCEPTQ",
		.commit = "5ea8ea2cb7f1",
		.subject = "tcp/dccp: drop SYN packets if accept queue is full",
		.major = 4, .minor = 10,
		.backports = {
			STABLE(3, 16, 81),
			STABLE(4, 4, 186), /* at most: absent in 4.4.155 */
			STABLE(4, 9, 76),  /* at most: absent in 4.9.0 */
		},
	},
	[SYN_BACKLOG_PRIVATE] = {
		.name = "SYN_BACKLOG_PRIVATE",
		.commit = "fee83d097b5e", /* unconfirmed */
		.subject = "ipv4: Namespaceify tcp_max_syn_backlog knob",
		.major = 4, .minor = 11,
	},
	[TW_RECYCLE_REMOVED] = {
		.name = "TW_RECYCLE_REMOVED",
		.commit = "4396e46187ca",
		.subject = "tcp: remove tcp_tw_recycle",
		.major = 4, .minor = 12,
	},
	[TIMESTAMPS_PRIVATE] = {
		.name = "TIMESTAMPS_PRIVATE",
		.commit = "5d2ed0521a8a", /* unconfirmed */
		.subject = "tcp: Namespaceify sysctl_tcp_timestamps",
		.major = 4, .minor = 13,
	},
	[PROVEN_PEERS] = {
		.name = "PROVEN_PEERS",
		/* Up to 4.12 tcp_peer_is_proven() is given no route; 4.14.177 gives it one. */
		.subject = "a peer with tcp_metrics is proven and may use the last quarter",
		.major = 4, .minor = 14,
	},
	[ABORT_ON_OVERFLOW_PRIVATE] = {
		.name = "ABORT_ON_OVERFLOW_PRIVATE",
		.commit = "65c9410cf5c5", /* unconfirmed */
		.subject = "tcp: Namespaceify sysctl_tcp_abort_on_overflow",
		.major = 4, .minor = 15,
	},
	[TIMEWAIT_SYN_LOSES_ISN] = {
		.name = "TIMEWAIT_SYN_LOSES_ISN",
		/* By accident, in IPv4; IPv6 lost it years before, by 4ad19de8774e. */
		.commit = "eeea10b83a13",
		.subject = "tcp: add tcp_v4_fill_cb()/tcp_v4_restore_cb()",
		.untold = "what was lost came back with TIMEWAIT_SYN_KEEPS_ISN",
		.major = 4, .minor = 15,
	},
	[SYNQ_STAMP_32_BITS] = {
		.name = "SYNQ_STAMP_32_BITS",
		.commit = "cca9bab1b72c",
		.subject = "tcp: use monotonic timestamps for PAWS",
		.major = 4, .minor = 19,
		.backports = {
			/* "tcp: tighten acceptance of ACKs ..." brought the comparison in 32 bits. */
			STABLE(4, 9, 207),
			STABLE(4, 14, 160),
		},
	},
	[TIMEOUTS_ALL_COUNTED] = {
		.name = "TIMEOUTS_ALL_COUNTED",
		.commit = "e1561fe2dd69",
		.subject = "tcp: fix SNMP TCP timeout under-estimation",
		.major = 5, .minor = 0,
		.backports = {
			STABLE(4, 9, 207),
			STABLE(4, 14, 159),
			STABLE(4, 19, 89),
		},
	},
	[SOMAXCONN_4096] = {
		.name = "SOMAXCONN_4096",
		.commit = "19f92a030ca6",
		.subject = "net: increase SOMAXCONN to 4096",
		.major = 5, .minor = 4,
	},
	[ICMP_ERROR_WAKES_CONNECT] = {
		.name = "ICMP_ERROR_WAKES_CONNECT",
		.commit = "45af29ca761c",
		.subject = "tcp: allow traceroute -Mtcp for unpriv users",
		.major = 5, .minor = 8,
	},
	[MIGRATE_REQ_SYSCTL] = {
		.name = "MIGRATE_REQ_SYSCTL",
		.commit = "f9ac779f881c",
		.subject = "net: Introduce net.ipv4.tcp_migrate_req.",
		.major = 5, .minor = 14,
		.backports = {
			STABLE(5, 10, 188),
		},
	},
	[REUSEPORT_MIGRATION] = {
		.name = "REUSEPORT_MIGRATION",
		.commit = "d4f2c86b2b7e", /* the last of three, with 54b92e841937 and c905dee62232 */
		.subject = "tcp: Migrate TCP_NEW_SYN_RECV requests at receiving the final ACK.",
		.major = 5, .minor = 14,
	},
	[ORPHANS_COUNTED_BY_TIMER] = {
		.name = "ORPHANS_COUNTED_BY_TIMER",
		.commit = "19757cebf0c5",
		.subject = "tcp: switch orphan_count to bare per-cpu counters",
		.major = 5, .minor = 16,
		.backports = {
			/* Inferred: in the 5.10 review of 2021-11-15, three days before these. */
			STABLE(5, 10, 80),
			STABLE(5, 14, 19),
			STABLE(5, 15, 3),
		},
	},
	[TW_COUNTED_AT_CREATION] = {
		.name = "TW_COUNTED_AT_CREATION",
		.commit = "27dd35e02235",
		.subject = "tcp/dccp: no longer use twsk_net(tw) from tw_timer_handler()",
		.counter = "TcpExt.TW",
		.major = 5, .minor = 18,
	},
	[SYN_LINEAR_TIMEOUTS] = {
		.name = "SYN_LINEAR_TIMEOUTS",
		.commit = "ccce324dabfe",
		.subject = "tcp: make the first N SYN RTO backoffs linear",
		.major = 6, .minor = 5,
	},
	[TIMEWAIT_SYN_KEEPS_ISN] = {
		.name = "TIMEWAIT_SYN_KEEPS_ISN",
		.commit = "41eecbd712b7",
		.subject = "tcp: replace TCP_SKB_CB(skb)->tcp_tw_isn with a per-cpu field",
		.major = 6, .minor = 10,
	},
	[RTO_MIN_SYSCTL] = {
		.name = "RTO_MIN_SYSCTL",
		.commit = "f086edef71be",
		.subject = "tcp: add sysctl_tcp_rto_min_us",
		.major = 6, .minor = 11,
	},
	[SYNQ_ADMITS_LIMIT_PLUS_ONE] = {
		.name = "SYNQ_ADMITS_LIMIT_PLUS_ONE",
		.commit = "3479c7549fb1",
		.subject = "tcp/dccp: allow a connection when sk_max_ack_backlog is zero",
		.major = 6, .minor = 13,
		.backports = {
			STABLE(5, 4, 290),
			STABLE(5, 10, 234),
			STABLE(5, 15, 177), /* its first release candidate has it */
			STABLE(6, 1, 125),
			STABLE(6, 6, 72), /* inferred: released the same day as 6.1.125 */
			STABLE(6, 12, 10),
		},
	},
	[RTO_MAX_SYSCTL] = {
		.name = "RTO_MAX_SYSCTL",
		.commit = "1280c26228bd",
		.subject = "tcp: add tcp_rto_max_ms sysctl",
		.major = 6, .minor = 15,
	},
	[TSECR_VALIDATED] = {
		.name = "TSECR_VALIDATED",
		.commit = "3ba075278c11",
		.subject = "tcp: be less liberal in TSEcr received while in SYN_RECV state",
		.major = 6, .minor = 15,
		.backports = {
			/* Inferred: in the 6.14 review of 2025-05-27, that of 6.14.9. */
			STABLE(6, 14, 9),
		},
	},
	[LISTEN_OVERFLOW_DROP_REASON] = {
		.name = "LISTEN_OVERFLOW_DROP_REASON",
		.commit = "a11a791ca81e",
		.subject = "tcp: add four drop reasons to tcp_check_req()",
		.untold = "shows in traces of the whole machine only, of no namespace",
		.major = 6, .minor = 15,
	},
	[ACCECN_OPTION] = {
		.name = "ACCECN_OPTION",
		.commit = "b5e74132dfbe",
		.subject = "tcp: accecn: AccECN option",
		.major = 6, .minor = 18,
	},
	[SYNACK_HONOURS_RTO_MAX] = {
		.name = "SYNACK_HONOURS_RTO_MAX",
		.commit = "1e9d3005e02c",
		.subject = "tcp: Apply max RTO to non-TFO SYN+ACK.",
		.major = 6, .minor = 19,
	},
	[INEXACT_RST_CHALLENGED] = {
		.name = "INEXACT_RST_CHALLENGED",
		.commit = "a28c4fcbf774",
		.subject = "tcp: challenge ACK for non-exact RST in SYN-RECEIVED",
		.major = 7, .minor = 2,
		.backports = {
			STABLE(6, 1, 191),
			STABLE(6, 6, 153),
			STABLE(6, 12, 105),
			STABLE(6, 18, 42),
			STABLE(7, 1, 6),
		},
	},
};
/* clang-format on */

/* Mainline series that were the last of their major version; the next one is "major + 1".0. */
static const struct {
	int major, minor;
} last_of_major[] = {{3, 19}, {4, 20}, {5, 19}, {6, 19}};

/* Kernels that were read or run, beside those that the changes name. */
static const struct hf_release well_known[] = {
	{3, 10, 0, 0},   {3, 10, 0, 514}, {3, 10, 0, 693}, {3, 10, 0, 1160},
	{5, 10, 223, 0}, {5, 10, 262, 0}, {6, 1, 192, 0},  {6, 12, 107, 0},
	{6, 18, 44, 0},  {7, 2, 13, 0},   {7, 3, 0, 0},
};

const struct hf_change_info *hf_change_info(enum hf_change change)
{
	if (change <= HF_CHANGE_UNSET || change >= HF_CHANGES)
		return NULL;
	return &changes[change];
}

enum hf_change hf_change_by_name(const char *name)
{
	for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++)
		if (strcmp(changes[i].name, name) == 0)
			return (enum hf_change)i;
	return HF_CHANGE_UNSET;
}

/* ---- reading a release -------------------------------------------------------------------- */

/* Reads "5.10" or "5.10.223" at the start of text; what is not there is 0. */
static bool parse_version(const char *text, struct hf_release *ret_release)
{
	struct hf_release release = {0};
	int end = 0;

	if (!isdigit((unsigned char)*text) ||
	    sscanf(text, "%d.%d%n", &release.major, &release.minor, &end) < 2)
		return false;
	if (text[end] == '.' && isdigit((unsigned char)text[end + 1]))
		release.patch = atoi(text + end + 1);
	*ret_release = release;
	return release.major > 0;
}

/* Build number of "3.10.0-693.el7.x86_64" or "3.10.0-1160.119.1.el7"; 0 for others. */
static int el7_build(const char *release)
{
	const char *build = release + strlen("3.10.0-");

	if (strncmp(release, "3.10.0-", strlen("3.10.0-")) != 0 || !strstr(build, ".el7"))
		return 0;
	return atoi(build);
}

int hf_release_parse(const char *release, const char *version, struct hf_release *ret_release)
{
	const char *debian = version ? strstr(version, "Debian ") : NULL;
	struct hf_release packaged;

	if (!parse_version(release, ret_release))
		return -EINVAL;
	ret_release->el7 = el7_build(release);
	if (!debian || !parse_version(debian + strlen("Debian "), &packaged))
		return 0;
	/* Two texts of one kernel that disagree: dating it by either would be a guess. */
	if (packaged.major != ret_release->major || packaged.minor != ret_release->minor)
		return -EINVAL;
	*ret_release = packaged;
	return 0;
}

void hf_release_text(const struct hf_release *release, char *text, size_t size)
{
	if (release->el7)
		snprintf(text, size, "%d.%d.%d-%d.el7", release->major, release->minor,
			 release->patch, release->el7);
	else
		snprintf(text, size, "%d.%d.%d", release->major, release->minor, release->patch);
}

/* ---- what a release contains -------------------------------------------------------------- */

static bool backport_covers(const struct hf_backport *b, const struct hf_release *r)
{
	if (b->major != r->major || b->minor != r->minor)
		return false;
	/* A vendor's build number and a stable point release say nothing about each other. */
	if (b->el7 || r->el7)
		return b->el7 && r->el7 >= b->el7;
	return r->patch >= b->patch;
}

bool hf_release_has(const struct hf_release *release, enum hf_change change)
{
	const struct hf_change_info *info = hf_change_info(change);

	if (!info)
		return false;
	if ((release->with | release->without) >> change & 1)
		return release->with >> change & 1;
	if (release->major > info->major ||
	    (release->major == info->major && release->minor >= info->minor))
		return true;
	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++)
		if (backport_covers(&info->backports[i], release))
			return true;
	return false;
}

const struct hf_era *hf_era_for(const struct hf_era *eras, const struct hf_release *release)
{
	const struct hf_era *found = NULL;

	for (; eras->claim_is != HF_CLAIM_UNSET; eras++) {
		if (eras->since && !hf_release_has(release, eras->since))
			continue;
		if (eras->until && hf_release_has(release, eras->until))
			continue;
		if (found)
			return NULL;
		found = eras;
	}
	return found;
}

/* ---- landmarks ---------------------------------------------------------------------------- */

enum {
	LANDMARKS_OF_ONE = 2 + 2 * (int)HF_ARRAY_LEN(((struct hf_change_info *)0)->backports),
	LANDMARKS_MAX = HF_CHANGES * LANDMARKS_OF_ONE + (int)HF_ARRAY_LEN(well_known),
};

static int by_release(const void *a, const void *b)
{
	const struct hf_release *x = a, *y = b;

	if (x->major != y->major)
		return x->major - y->major;
	if (x->minor != y->minor)
		return x->minor - y->minor;
	if (x->patch != y->patch)
		return x->patch - y->patch;
	return x->el7 - y->el7;
}

static struct hf_release series_before(int major, int minor)
{
	if (minor > 0)
		return (struct hf_release){.major = major, .minor = minor - 1};
	for (size_t i = 0; i < HF_ARRAY_LEN(last_of_major); i++)
		if (last_of_major[i].major == major - 1)
			minor = last_of_major[i].minor;
	return (struct hf_release){.major = major - 1, .minor = minor};
}

static size_t add_change(const struct hf_change_info *info, struct hf_release *out)
{
	size_t n = 0;

	out[n++] = series_before(info->major, info->minor);
	out[n++] = (struct hf_release){.major = info->major, .minor = info->minor};
	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++) {
		const struct hf_backport *b = &info->backports[i];
		struct hf_release with = {b->major, b->minor, b->patch, b->el7};
		struct hf_release without = with;

		if (b->el7)
			without.el7--;
		else
			without.patch--;
		out[n++] = without;
		out[n++] = with;
	}
	return n;
}

static size_t drop_doubles(struct hf_release *sorted, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || by_release(&sorted[kept - 1], &sorted[i]) != 0)
			sorted[kept++] = sorted[i];
	return kept;
}

const struct hf_release *hf_release_landmarks(size_t *ret_count)
{
	static struct hf_release landmarks[LANDMARKS_MAX];
	static size_t count;

	if (count == 0) {
		for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++)
			count += add_change(&changes[i], landmarks + count);
		memcpy(landmarks + count, well_known, sizeof(well_known));
		count += HF_ARRAY_LEN(well_known);
		qsort(landmarks, count, sizeof(landmarks[0]), by_release);
		count = drop_doubles(landmarks, count);
	}
	*ret_count = count;
	return landmarks;
}
