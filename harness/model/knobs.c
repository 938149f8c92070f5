/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "knobs.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

/* Who refuses what is out of range. */
enum bounds {
	ALWAYS_CHECKED, /* the kernel */
	CHECKED_LATER,  /* the kernel since 5.13, when these became single bytes; before, predict */
	MADE_UP,        /* predict: no kernel knows the key */
};

static const struct {
	const char *name;
	int64_t lo, hi, usual;
	enum bounds bounds;
	enum hf_change since; /* with which the setting came */
	bool guess;
} table[HF_KNOBS] = {
	[HF_BACKLOG] = {"backlog", INT_MIN, INT_MAX, 0, MADE_UP, .guess = true},
	[HF_SOMAXCONN] = {"net.core.somaxconn", 0, INT_MAX, 128},
	[HF_MAX_SYN_BACKLOG] = {"net.ipv4.tcp_max_syn_backlog", INT_MIN, INT_MAX, 2048,
				.guess = true},
	[HF_SYNCOOKIES] = {"net.ipv4.tcp_syncookies", 0, 255, 1, CHECKED_LATER},
	[HF_SYNACK_RETRIES] = {"net.ipv4.tcp_synack_retries", 0, 255, 5, CHECKED_LATER},
	[HF_SYN_RETRIES] = {"net.ipv4.tcp_syn_retries", 1, 127, 6},
	[HF_SYN_LINEAR_TIMEOUTS] = {"net.ipv4.tcp_syn_linear_timeouts", 0, 127, 4,
				    .since = SYN_LINEAR_TIMEOUTS},
	[HF_RETRIES2] = {"net.ipv4.tcp_retries2", 0, 255, 15, CHECKED_LATER},
	[HF_SACK] = {"net.ipv4.tcp_sack", 0, 255, 1, CHECKED_LATER},
	[HF_RTO_MAX_MS] = {"net.ipv4.tcp_rto_max_ms", 1000, 120000, 120000,
			   .since = RTO_MAX_SYSCTL},
	[HF_ABORT_ON_OVERFLOW] = {"net.ipv4.tcp_abort_on_overflow", 0, 255, 0, CHECKED_LATER},
	[HF_SYNS] = {"syns", 0, 100000000, 1000, MADE_UP, .guess = true},
	[HF_PROVEN] = {"proven", 0, 1, 0, MADE_UP, .guess = true},
	[HF_HZ] = {"hz", 100, 1000, 250, MADE_UP, .guess = true},
};

const char *hf_knob_name(enum hf_knob knob)
{
	return table[knob].name;
}

bool hf_knob_is_guess(enum hf_knob knob)
{
	return table[knob].guess;
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool is_called(enum hf_knob knob, const char *key, size_t length)
{
	const char *whole = table[knob].name;
	const char *dot = strrchr(whole, '.');
	const char *names[] = {whole, dot ? dot + 1 : whole, dot ? whole + strlen("net.") : whole};

	for (size_t i = 0; i < HF_ARRAY_LEN(names); i++)
		if (strlen(names[i]) == length && !strncmp(names[i], key, length))
			return true;
	return false;
}

static enum hf_knob find(const char *key, size_t length)
{
	for (int knob = 1; knob < HF_KNOBS; knob++)
		if (is_called(knob, key, length))
			return knob;
	return HF_KNOB_UNSET;
}

static int unknown_key(const char *key, size_t length, struct hf_fault *fault)
{
	char all[400] = "";
	size_t used = 0;

	for (int knob = 1; knob < HF_KNOBS && used < sizeof(all); knob++)
		used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s",
					 knob > 1 ? ", " : "", table[knob].name);
	return HF_FAULT_PLAIN(fault, -EINVAL, "there is no key %.*s; there are %s", (int)length,
			      key, all);
}

int hf_knobs_set(struct hf_knobs *knobs, const char *setting, struct hf_fault *fault)
{
	const char *equals = strchr(setting, '=');
	enum hf_knob knob;
	char *end;

	if (!equals || equals == setting)
		return HF_FAULT_PLAIN(fault, -EINVAL,
				      "%s is no KEY=VALUE; write it like backlog=128", setting);
	knob = find(setting, (size_t)(equals - setting));
	if (!knob)
		return unknown_key(setting, (size_t)(equals - setting), fault);
	errno = 0;
	knobs->v[knob] = strtoll(equals + 1, &end, 10);
	if (errno || end == equals + 1 || *end)
		return HF_FAULT_PLAIN(fault, -EINVAL,
				      "%s: the value is no whole number; write it "
				      "like %s=%" PRId64,
				      setting, table[knob].name,
				      table[knob].usual ? table[knob].usual : table[knob].hi & 1);
	if (knobs->given[knob])
		return HF_FAULT_PLAIN(fault, -EINVAL, "%s is given twice; leave one of them out",
				      table[knob].name);
	knobs->given[knob] = true;
	return 0;
}

/* ---- what the release takes --------------------------------------------------------------- */

/*
 * Backlogs of 16 bits: since commit 5f671d6b4ec3 somaxconn is refused beyond them, which 3.10.17
 * and RHEL 7 have; the first 3.10 let it wrap.
 */
static int64_t highest(enum hf_knob knob, const struct hf_release *release)
{
	bool early =
		release->major == 3 && release->minor == 10 && !release->el7 && release->patch < 17;

	if (knob == HF_SOMAXCONN && !hf_release_has(release, BACKLOG_IS_32_BITS) && !early)
		return UINT16_MAX;
	return table[knob].hi;
}

/* Integers until 4b6bbf17d4e1 (5.13) made bytes of them. */
static bool checks_bytes(const struct hf_release *release)
{
	return release->major > 5 || (release->major == 5 && release->minor >= 13);
}

static int check(const struct hf_knobs *knobs, enum hf_knob knob, const struct hf_release *release,
		 struct hf_fault *fault)
{
	const struct hf_change_info *came = hf_change_info(table[knob].since);
	int64_t v = knobs->v[knob], hi = highest(knob, release);
	enum bounds bounds = table[knob].bounds;
	char text[32];

	hf_release_text(release, text, sizeof(text));
	if (came && !hf_release_has(release, table[knob].since))
		return HF_FAULT_PLAIN(fault, -ENOENT,
				      "Linux %s has no %s, which came with %d.%d; leave it out",
				      text, table[knob].name, came->major, came->minor);
	if (v >= table[knob].lo && v <= hi)
		return 0;
	if (hi != table[knob].hi && v > hi)
		return HF_FAULT_PLAIN(fault, -ERANGE,
				      "%s=%" PRId64
				      ": Linux %s refuses it with EINVAL, its backlogs "
				      "are 16 bits wide; give %" PRId64 " to %" PRId64,
				      table[knob].name, v, text, table[knob].lo, hi);
	return HF_FAULT_PLAIN(
		fault, -ERANGE, "%s=%" PRId64 ": %s %" PRId64 " to %" PRId64, table[knob].name, v,
		bounds == MADE_UP || (bounds == CHECKED_LATER && !checks_bytes(release))
			? "predict takes"
			: "the kernel takes",
		table[knob].lo, hi);
}

static int64_t usual(const struct hf_knobs *knobs, enum hf_knob knob,
		     const struct hf_release *release)
{
	bool modern = hf_release_has(release, SOMAXCONN_4096);

	switch (knob) {
	case HF_SOMAXCONN:
		return modern ? 4096 : 128;
	case HF_BACKLOG: /* a program that asks for all it may have */
		return knobs->v[HF_SOMAXCONN];
	case HF_MAX_SYN_BACKLOG: /* of 524288 buckets, the most by itself: 1/128 of them, 1/256
				    before */
		return modern ? 4096 : 2048;
	case HF_SYN_LINEAR_TIMEOUTS:
		return hf_release_has(release, SYN_LINEAR_TIMEOUTS) ? table[knob].usual : 0;
	default:
		return table[knob].usual;
	}
}

int hf_knobs_complete(struct hf_knobs *knobs, const struct hf_release *release,
		      struct hf_fault *fault)
{
	int err = 0;

	/* somaxconn first: the backlog's default is taken from it. */
	if (!knobs->given[HF_SOMAXCONN])
		knobs->v[HF_SOMAXCONN] = usual(knobs, HF_SOMAXCONN, release);
	for (int knob = 1; knob < HF_KNOBS && !err; knob++) {
		if (knobs->given[knob])
			err = check(knobs, knob, release, fault);
		else
			knobs->v[knob] = usual(knobs, knob, release);
	}
	return err;
}
