/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "counters.h"
#include "difference_parts.h"
#include "own.h"
#include "record_words.h"

/*
 * True for a counter that is compared although no case mentions it: those of Tcp and TcpExt, but
 * for those that depend on how fast and in what portions segments were processed.
 */
static bool is_compared_unasked(const char *name)
{
	/*
	 * How segments were batched, delayed and walked through the stack depends on load; how many
	 * there were and which came again, the wire tells.
	 */
	static const char *const traffic[] = {
		"Tcp.CurrEstab",
		"Tcp.InSegs",
		"Tcp.OutSegs",
		"Tcp.RetransSegs",
		"TcpExt.DelayedACKLocked",
		"TcpExt.DelayedACKs",
		"TcpExt.TCPAutoCorking",
		"TcpExt.TCPBacklogCoalesce",
		"TcpExt.TCPDelivered",
		"TcpExt.TCPDirectCopyFromBacklog",
		"TcpExt.TCPDirectCopyFromPrequeue",
		"TcpExt.TCPHPAcks",
		"TcpExt.TCPHPHits",
		"TcpExt.TCPHPHitsToUser",
		"TcpExt.TCPOrigDataSent",
		"TcpExt.TCPPrequeueDropped",
		"TcpExt.TCPPrequeued",
		"TcpExt.TCPPureAcks",
		"TcpExt.TCPRcvCoalesce",
	};

	if (strncmp(name, "Tcp.", 4) != 0 && strncmp(name, "TcpExt.", 7) != 0)
		return false;
	for (size_t i = 0; i < HF_ARRAY_LEN(traffic); i++) {
		if (!strcmp(name, traffic[i]))
			return false;
	}
	return true;
}

struct counter {
	enum hf_host host;
	const char *name;
};

static bool is_delta_of(const struct hf_expect *expect, const void *arg)
{
	const struct counter *counter = arg;

	return expect->rule == HF_RULE_DELTA && expect->delta.at == counter->host &&
	       !strcmp(expect->delta.counter, counter->name);
}

/* The rule of the list about the counter, if both values fit it. */
static bool both_fit(const struct hf_pair *pair, const struct hf_expect *expect,
		     const struct counter *counter, const int64_t values[2])
{
	for (; expect && expect->rule; expect++) {
		int64_t lo, hi;

		if (!is_delta_of(expect, counter))
			continue;
		lo = hf_variant_number(pair->variant, expect->delta.lo);
		hi = hf_variant_number(pair->variant, expect->delta.hi);
		if (values[0] >= lo && values[0] <= hi && values[1] >= lo && values[1] <= hi)
			return true;
	}
	return false;
}

/* Chance decides within the range of DELTA_BETWEEN: both values are what either era expects. */
static bool is_chance(const struct hf_pair *pair, const struct counter *counter,
		      const int64_t values[2])
{
	if (!pair->variant)
		return false;
	if (both_fit(pair, pair->variant->c->expect, counter, values))
		return true;
	for (size_t i = 0; i < 2; i++) {
		if (!pair->eras[i] || !both_fit(pair, pair->eras[i]->expect, counter, values))
			return false;
	}
	return true;
}

static bool is_program_s_own(const struct hf_pair *pair, const char *counter)
{
	return hf_pair_is_of_programs(pair) && !hf_counter_watched(counter);
}

static void compare_counter(struct hf_comparing *c, enum hf_host host, const char *name)
{
	const struct counter counter = {host, name};
	bool stated = hf_pair_states(c->pair, is_delta_of, &counter);
	struct hf_difference difference = {.about = HF_ASPECT_COUNTERS};
	int64_t values[2] = {0, 0};
	bool absent = false;

	if (!stated && (!is_compared_unasked(name) || is_program_s_own(c->pair, name)))
		return;
	for (size_t i = 0; i < 2; i++) {
		if (hf_mib_get(&c->pair->records[i]->delta[host], name, &values[i]) == 0) {
			snprintf(difference.seen[i], sizeof(difference.seen[i]), "%" PRId64,
				 values[i]);
			continue;
		}
		snprintf(difference.seen[i], sizeof(difference.seen[i]), "not in this kernel");
		absent = true;
	}
	/* A counter that one kernel lacks tells nothing unless somebody asks for it. */
	if (values[0] == values[1] || (absent && !stated) || is_chance(c->pair, &counter, values))
		return;
	snprintf(difference.what, sizeof(difference.what), "%s on the %s", name,
		 hf_host_name(host));
	hf_difference_add(c, &difference);
}

void hf_compare_counters(struct hf_comparing *c, enum hf_host host)
{
	const struct hf_mib *was = &c->pair->records[0]->delta[host];
	const struct hf_mib *is = &c->pair->records[1]->delta[host];
	int64_t ignored;

	for (size_t i = 0; i < was->count; i++)
		compare_counter(c, host, was->counters[i].name);
	for (size_t i = 0; i < is->count; i++) {
		if (hf_mib_get(was, is->counters[i].name, &ignored) < 0)
			compare_counter(c, host, is->counters[i].name);
	}
}
