/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "difference.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "difference_parts.h"
#include "own.h"

static const enum hf_host hosts[] = {SERVER, CLIENT};

const char *hf_aspect_text(enum hf_aspect aspect)
{
	static const char *const text[] = {
		[HF_ASPECT_UNSET] = "nothing",     [HF_ASPECT_VERDICT] = "verdict",
		[HF_ASPECT_WIRE] = "wire",         [HF_ASPECT_SOCKETS] = "sockets",
		[HF_ASPECT_CALLS] = "calls",       [HF_ASPECT_HITS] = "hits",
		[HF_ASPECT_COUNTERS] = "counters",
	};

	return text[aspect];
}

void hf_difference_add(struct hf_comparing *c, const struct hf_difference *difference)
{
	if (hf_record_append(c->array, c->count, sizeof(**c->array), difference) < 0)
		c->err = -ENOMEM;
}

void hf_numbers_compare(struct hf_comparing *c, enum hf_aspect about, int64_t was, int64_t is,
			const char *what, ...)
{
	struct hf_difference difference = {.about = about};
	va_list args;

	if (was == is)
		return;
	va_start(args, what);
	vsnprintf(difference.what, sizeof(difference.what), what, args);
	va_end(args);
	snprintf(difference.seen[0], sizeof(difference.seen[0]), "%" PRId64, was);
	snprintf(difference.seen[1], sizeof(difference.seen[1]), "%" PRId64, is);
	hf_difference_add(c, &difference);
}

bool hf_pair_is_of_programs(const struct hf_pair *pair)
{
	return pair->variant && hf_case_runs_program(pair->variant->c);
}

bool hf_pair_is_one_era(const struct hf_pair *pair)
{
	return pair->variant && pair->eras[0] && pair->eras[0] == pair->eras[1] &&
	       pair->records[0]->verdict == AS_EXPECTED && pair->records[1]->verdict == AS_EXPECTED;
}

static bool list_states(const struct hf_expect *expect,
			bool (*fits)(const struct hf_expect *expect, const void *arg),
			const void *arg)
{
	for (; expect && expect->rule; expect++) {
		if (fits(expect, arg))
			return true;
	}
	return false;
}

bool hf_pair_states(const struct hf_pair *pair,
		    bool (*fits)(const struct hf_expect *expect, const void *arg), const void *arg)
{
	if (!pair->variant)
		return false;
	if (list_states(pair->variant->c->expect, fits, arg))
		return true;
	for (size_t i = 0; i < 2; i++) {
		if (pair->eras[i] && list_states(pair->eras[i]->expect, fits, arg))
			return true;
	}
	return false;
}

/* ---- verdicts ---- */

static void tell_verdict(const struct hf_record *record, char *text, size_t size)
{
	const struct hf_record_reason *reason = record->reasons;

	if (record->verdict == DIFFERS && record->reason_count)
		snprintf(text, size, "%s: %.80s: expected %.70s, seen %.70s",
			 hf_verdict_text(record->verdict), reason->rule, reason->expected,
			 reason->seen);
	else if (record->verdict == SKIPPED)
		snprintf(text, size, "SKIPPED: %s", record->why);
	else
		snprintf(text, size, "%s", hf_verdict_text(record->verdict));
}

/* Two verdicts DIFFERS are told apart by what was observed, not by their words. */
static void compare_verdicts(struct hf_comparing *c)
{
	const struct hf_record *const *records = c->pair->records;
	struct hf_difference difference = {.about = HF_ASPECT_VERDICT, .what = "verdict"};

	if (records[0]->verdict == records[1]->verdict && records[0]->verdict != SKIPPED)
		return;
	for (size_t i = 0; i < 2; i++)
		tell_verdict(records[i], difference.seen[i], sizeof(difference.seen[i]));
	if (strcmp(difference.seen[0], difference.seen[1]) != 0)
		hf_difference_add(c, &difference);
}

/* ---- rules of DROP ---- */

static bool is_hits_of(const struct hf_expect *expect, const void *arg)
{
	return expect->rule == HF_RULE_HITS && !strcmp(expect->hits.name, arg);
}

static void compare_hits(struct hf_comparing *c)
{
	const struct hf_record *was = c->pair->records[0], *is = c->pair->records[1];

	for (size_t i = 0; i < was->hit_count; i++) {
		if (hf_pair_is_of_programs(c->pair) &&
		    !hf_pair_states(c->pair, is_hits_of, was->hits[i].name))
			continue;
		for (size_t k = 0; k < is->hit_count; k++) {
			if (!strcmp(was->hits[i].name, is->hits[k].name))
				hf_numbers_compare(c, HF_ASPECT_HITS, was->hits[i].packets,
						   is->hits[k].packets,
						   "packets dropped by rule \"%s\"",
						   was->hits[i].name);
		}
	}
}

/* ---- all of it ---- */

int hf_differences(const struct hf_pair *pair, struct hf_difference **array, size_t *count)
{
	struct hf_comparing c = {.pair = pair, .array = array, .count = count};

	compare_verdicts(&c);
	hf_compare_wire(&c);
	hf_compare_marks(&c);
	hf_compare_calls(&c);
	compare_hits(&c);
	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++)
		hf_compare_counters(&c, hosts[i]);
	return c.err;
}
