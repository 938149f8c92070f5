/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "difference_parts.h"
#include "own.h"

static bool is_alike(const struct hf_record_call *a, const struct hf_record_call *b)
{
	return a->host == b->host && !strcmp(a->who, b->who) && !strcmp(a->call, b->call);
}

static bool is_after_of(const struct hf_expect *expect, const void *arg)
{
	const struct hf_record_call *call = arg;

	return expect->rule == HF_RULE_CALL && expect->call.after &&
	       !strcmp(expect->call.who, call->who) && !strcmp(expect->call.call, call->call);
}

/*
 * How long a call took is the kernel's doing where its case says so, and where a timer ended it.
 * Others wait for what the experiment does next.
 */
static bool is_timed(const struct hf_pair *pair, const struct hf_record_call *call)
{
	if (call->pending || !strcmp(call->call, "exit"))
		return false;
	return call->err == ETIMEDOUT || hf_pair_states(pair, is_after_of, call);
}

static char *tell_outcome(const struct hf_record_call *call)
{
	const char *name = strerrorname_np(call->err);
	char *text = NULL;
	int n;

	if (call->pending)
		n = asprintf(&text, "has not returned");
	else if (!strcmp(call->call, "exit"))
		n = asprintf(&text, "status %d", call->err);
	else if (call->err)
		n = asprintf(&text, "%s", name ? name : strerror(call->err));
	else if (call->bytes)
		n = asprintf(&text, "%" PRId64 " bytes", call->bytes);
	else
		n = asprintf(&text, "%s", strcmp(call->call, "recv") ? "success" : "end of stream");
	return n < 0 ? NULL : text;
}

static void add_call(struct hf_comparing *c, const struct hf_record_call *call, struct hf_bag *bag)
{
	struct hf_item item = {.text = tell_outcome(call)};
	int64_t took_ns = call->end_ns - call->start_ns;

	if (is_timed(c->pair, call) &&
	    hf_record_append(&item.times_ns, &item.time_count, sizeof(took_ns), &took_ns) < 0)
		c->err = -ENOMEM;
	hf_bag_add(c, bag, &item);
}

/* Which of several connections is refused is chance: they are compared without their numbers. */
static void compare_calls_like(struct hf_comparing *c, const struct hf_record_call *like)
{
	bool judged = hf_pair_is_one_era(c->pair) && hf_pair_states(c->pair, is_after_of, like);
	struct hf_bag bags[2] = {0};
	char what[80];

	for (size_t i = 0; i < 2; i++) {
		const struct hf_record *record = c->pair->records[i];

		for (size_t k = 0; k < record->call_count; k++) {
			if (is_alike(&record->calls[k], like))
				add_call(c, &record->calls[k], &bags[i]);
		}
	}
	snprintf(what, sizeof(what), "%s of %s%s", like->call, like->who,
		 like->host == SERVER ? " on the server" : "");
	hf_bags_compare(c, HF_ASPECT_CALLS, what, bags, !judged);
	hf_bag_done(&bags[0]);
	hf_bag_done(&bags[1]);
}

static bool has_before(const struct hf_record *record, size_t end,
		       const struct hf_record_call *like)
{
	for (size_t i = 0; i < end; i++) {
		if (is_alike(&record->calls[i], like))
			return true;
	}
	return false;
}

void hf_compare_calls(struct hf_comparing *c)
{
	const struct hf_record *was = c->pair->records[0], *is = c->pair->records[1];

	for (size_t i = 0; i < was->call_count; i++) {
		if (!has_before(was, i, &was->calls[i]))
			compare_calls_like(c, &was->calls[i]);
	}
	for (size_t i = 0; i < is->call_count; i++) {
		if (!has_before(is, i, &is->calls[i]) &&
		    !has_before(was, was->call_count, &is->calls[i]))
			compare_calls_like(c, &is->calls[i]);
	}
}
