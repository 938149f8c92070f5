/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel has counted: rules, the closed world, invariants, conservation. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "counters.h"
#include "flow.h"
#include "invariants.h"
#include "judge_parts.h"
#include "record_words.h"

void hf_judge_delta(struct hf_judging *j, const struct hf_delta *delta)
{
	struct hf_record_reason reason = hf_judge_reason(j, "growth of %s on the %s",
							 delta->counter, hf_host_name(delta->at));
	int64_t lo = hf_judge_num(j, delta->lo);
	int64_t hi = hf_judge_num(j, delta->hi);
	int64_t seen = 0;

	if (lo == hi)
		HF_EXPECTED(reason, "%" PRId64, lo);
	else
		HF_EXPECTED(reason, "%" PRId64 " to %" PRId64, lo, hi);
	if (hf_mib_get(&j->record->delta[delta->at], delta->counter, &seen) < 0) {
		/* Absent is not 0, but a counter that need not move cannot be missed. */
		if (lo <= 0)
			return;
		HF_SEEN(reason, "this kernel has no such counter");
	} else if (seen >= lo && seen <= hi) {
		return;
	} else {
		HF_SEEN(reason, "%" PRId64, seen);
	}
	hf_judge_add(j, &reason);
}

static bool mentions(const struct hf_expect *expect, enum hf_host host, const char *counter)
{
	for (; expect && expect->rule; expect++) {
		if (expect->rule == HF_RULE_DELTA && expect->delta.at == host &&
		    !strcmp(expect->delta.counter, counter))
			return true;
	}
	return false;
}

void hf_judge_closed_world(struct hf_judging *j, enum hf_host host)
{
	const struct hf_mib *delta = &j->record->delta[host];

	for (size_t i = 0; i < delta->count; i++) {
		const struct hf_counter *counter = &delta->counters[i];
		struct hf_record_reason reason;

		if (!counter->value || !hf_counter_watched(counter->name) ||
		    mentions(j->variant->c->expect, host, counter->name) ||
		    mentions(j->era->expect, host, counter->name))
			continue;
		reason = hf_judge_reason(j, "%s on the %s, which nobody mentioned", counter->name,
					 hf_host_name(host));
		hf_judge_equal(j, reason, 0, counter->value);
	}
}

static void check_invariant(struct hf_judging *j, const struct hf_invariant *invariant,
			    enum hf_host host)
{
	const struct hf_record *record = j->record;
	struct hf_record_reason reason;
	char most_text[100], least_text[100];
	int64_t least, most;

	if (hf_invariant_holds(invariant, j->release, &record->before[host], &record->delta[host],
			       &least, &most))
		return;
	reason = hf_judge_reason(j, "invariant %s on the %s", invariant->name, hf_host_name(host));
	reason.hint[0] = '\0'; /* no era: it is so on every kernel, or dated by itself */
	hf_invariant_sum_text(invariant->least, least_text, sizeof(least_text));
	hf_invariant_sum_text(invariant->most, most_text, sizeof(most_text));
	HF_EXPECTED(reason, "%s is at most %s", least_text, most_text);
	HF_SEEN(reason, "%" PRId64 " and %" PRId64, least, most);
	hf_judge_add(j, &reason);
}

void hf_judge_invariants(struct hf_judging *j)
{
	size_t count;
	const struct hf_invariant *all = hf_invariants(&count);

	for (size_t i = 0; i < count; i++) {
		check_invariant(j, &all[i], SERVER);
		check_invariant(j, &all[i], CLIENT);
	}
}

void hf_judge_hits(struct hf_judging *j, const struct hf_hits *hits)
{
	struct hf_record_reason reason =
		hf_judge_reason(j, "packets dropped by rule \"%s\"", hits->name);

	for (size_t i = 0; i < j->record->hit_count; i++) {
		if (!strcmp(j->record->hits[i].name, hits->name)) {
			hf_judge_equal(j, reason, hf_judge_num(j, hits->count),
				       j->record->hits[i].packets);
			return;
		}
	}
	HF_EXPECTED(reason, "%" PRId64, hf_judge_num(j, hits->count));
	HF_SEEN(reason, "the rule was not read");
	hf_judge_add(j, &reason);
}

/* Growth of a counter of the server, without which nothing can be said. */
static bool counted(struct hf_judging *j, const char *name, int64_t *ret_value)
{
	struct hf_record_reason reason = hf_judge_reason(j, "conservation: %s on the server", name);

	if (hf_mib_get(&j->record->delta[SERVER], name, ret_value) == 0)
		return true;
	HF_EXPECTED(reason, "counted");
	HF_SEEN(reason, "this kernel has no such counter");
	hf_judge_add(j, &reason);
	return false;
}

/* How many SYNs the sender of the train says it sent. */
static bool sent_by(struct hf_judging *j, const char *train, int64_t *ret_sent)
{
	struct hf_record_reason reason = hf_judge_reason(j, "conservation: the train %s", train);

	for (size_t i = 0; i < j->record->train_count; i++) {
		if (!strcmp(j->record->trains[i].name, train)) {
			*ret_sent = j->record->trains[i].sent;
			return true;
		}
	}
	HF_EXPECTED(reason, "sent");
	HF_SEEN(reason, "no such train");
	hf_judge_add(j, &reason);
	return false;
}

/*
 * Every SYN of the train was admitted, refused or answered with a cookie. The sender, the capture,
 * the counters and the socket table each know some of these numbers; they must leave nothing over.
 */
void hf_judge_conserved(struct hf_judging *j, const struct hf_conserved *conserved)
{
	const struct hf_record_mark *mark = hf_judge_mark(j, conserved->mark);
	int64_t sent, arrived, answered, cookies, refused;

	if (!mark || !sent_by(j, conserved->train, &sent) ||
	    !counted(j, "TcpExt.SyncookiesSent", &cookies) ||
	    !counted(j, "TcpExt.ListenDrops", &refused))
		return;
	if (hf_flows_of_train(j->record, conserved->train, &arrived, &answered) < 0)
		j->err = -ENOMEM;
	if (!hf_release_has(j->release, COOKIE_IS_NO_DROP))
		refused -= cookies; /* each cookie counted there as well */
	hf_judge_equal(j, hf_judge_reason(j, "conservation: SYNs at the server = SYNs sent"), sent,
		       arrived);
	hf_judge_equal(j, hf_judge_reason(j, "conservation: SYNs answered = requests + cookies"),
		       mark->requests + cookies, answered);
	hf_judge_equal(
		j, hf_judge_reason(j, "conservation: SYNs unanswered = refused by the counters"),
		refused, arrived - answered);
}
