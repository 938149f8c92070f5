/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "difference.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "difference_parts.h"
#include "flow.h"
#include "own.h"

static const char *host_text(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
}

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

/* ---- counters ---- */

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
	snprintf(difference.what, sizeof(difference.what), "%s on the %s", name, host_text(host));
	hf_difference_add(c, &difference);
}

static void compare_counters(struct hf_comparing *c, enum hf_host host)
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

/* ---- sockets ---- */

static const struct hf_record_mark *find_mark(const struct hf_record *record, const char *name)
{
	for (size_t i = 0; i < record->mark_count; i++) {
		if (!strcmp(record->marks[i].name, name))
			return &record->marks[i];
	}
	return NULL;
}

/* What may be stated about a mark. */
struct look {
	const char *mark;
	enum hf_rule rule;
	enum hf_host host;
	int what; /* enum hf_queue_value, hf_buffer_value, or the number of a state */
};

static bool is_stated_by(const struct hf_expect *expect, const void *arg)
{
	const struct look *look = arg;

	if (expect->rule != look->rule)
		return false;
	if (look->rule == HF_RULE_QUEUE)
		return (int)expect->queue.what == look->what &&
		       !strcmp(expect->queue.mark, look->mark);
	if (look->rule == HF_RULE_BUFFER)
		return (int)expect->buffer.what == look->what && expect->buffer.at == look->host &&
		       !strcmp(expect->buffer.mark, look->mark);
	return hf_tcp_state_number(expect->sockets.state) == look->what &&
	       expect->sockets.at == look->host && !strcmp(expect->sockets.mark, look->mark);
}

/*
 * After a silence everything that is going to happen has happened. At other marks only what the
 * case states is more than a snapshot of two racing hosts.
 */
static bool is_settled(const struct hf_pair *pair, const char *mark)
{
	const struct hf_step *step, *last = NULL;

	if (!pair->variant)
		return true;
	for (step = pair->variant->c->steps; step && step->verb; step++) {
		if (step->verb == HF_QUIET && step->quiet.mark && !strcmp(step->quiet.mark, mark))
			return true;
		last = step;
	}
	return last && last->verb == HF_QUIET && !strcmp(mark, "end");
}

static void compare_look(struct hf_comparing *c, const struct look *look, int64_t was, int64_t is,
			 const char *what)
{
	if (is_settled(c->pair, look->mark) || hf_pair_states(c->pair, is_stated_by, look))
		hf_numbers_compare(c, HF_ASPECT_SOCKETS, was, is, "%s at \"%s\"", what, look->mark);
}

static void compare_queues(struct hf_comparing *c, const struct hf_record_mark *was,
			   const struct hf_record_mark *is)
{
	struct look look = {.mark = was->name, .rule = HF_RULE_QUEUE, .what = REQUESTS};

	compare_look(c, &look, was->requests, is->requests, "requests");
	look.what = ACCEPTQ_LEN;
	compare_look(c, &look, was->acceptq_len, is->acceptq_len, "accept queue");
	look.what = ACCEPTQ_LIMIT;
	compare_look(c, &look, was->acceptq_limit, is->acceptq_limit, "limit of the accept queue");
	for (size_t i = 0; i < was->queue_count && i < is->queue_count; i++) {
		char what[64];

		look.what = ACCEPTQ_LEN;
		snprintf(what, sizeof(what), "accept queue of %s", was->queues[i].listener);
		compare_look(c, &look, was->queues[i].len, is->queues[i].len, what);
	}
}

static void compare_states(struct hf_comparing *c, enum hf_host host,
			   const struct hf_record_mark *was, const struct hf_record_mark *is)
{
	struct look look = {.mark = was->name, .rule = HF_RULE_SOCKETS, .host = host};
	char what[64];

	for (look.what = 1; look.what < 16; look.what++) {
		const char *state = hf_tcp_state_name(look.what);

		/* Those are the requests. */
		if (host == SERVER && !strcmp(state, "SYN-RECV"))
			continue;
		snprintf(what, sizeof(what), "%s on the %s", state, host_text(host));
		compare_look(c, &look, was->sockets[host].by_state[look.what],
			     is->sockets[host].by_state[look.what], what);
	}
}

static void compare_buffers(struct hf_comparing *c, enum hf_host host,
			    const struct hf_record_mark *was, const struct hf_record_mark *is)
{
	struct look look = {.mark = was->name, .rule = HF_RULE_BUFFER, .host = host};
	char what[64];

	/* -1 is of a record that does not tell. */
	look.what = UNREAD;
	snprintf(what, sizeof(what), "most unread bytes on the %s", host_text(host));
	if (was->sockets[host].unread >= 0 && is->sockets[host].unread >= 0)
		compare_look(c, &look, was->sockets[host].unread, is->sockets[host].unread, what);
	look.what = UNACKED;
	snprintf(what, sizeof(what), "most unacknowledged bytes on the %s", host_text(host));
	if (was->sockets[host].unacked >= 0 && is->sockets[host].unacked >= 0)
		compare_look(c, &look, was->sockets[host].unacked, is->sockets[host].unacked, what);
}

static void compare_mark(struct hf_comparing *c, const struct hf_record_mark *was,
			 const struct hf_record_mark *is)
{
	compare_queues(c, was, is);
	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		compare_states(c, hosts[i], was, is);
		compare_buffers(c, hosts[i], was, is);
	}
}

static void miss_mark(struct hf_comparing *c, const char *name, bool was)
{
	struct hf_difference difference = {.about = HF_ASPECT_SOCKETS};

	snprintf(difference.what, sizeof(difference.what), "the mark \"%s\"", name);
	snprintf(difference.seen[0], sizeof(difference.seen[0]), was ? "reached" : "not reached");
	snprintf(difference.seen[1], sizeof(difference.seen[1]), was ? "not reached" : "reached");
	hf_difference_add(c, &difference);
}

static void compare_marks(struct hf_comparing *c)
{
	const struct hf_record *was = c->pair->records[0], *is = c->pair->records[1];

	for (size_t i = 0; i < was->mark_count; i++) {
		const struct hf_record_mark *other = find_mark(is, was->marks[i].name);

		if (other)
			compare_mark(c, &was->marks[i], other);
		else
			miss_mark(c, was->marks[i].name, true);
	}
	for (size_t i = 0; i < is->mark_count; i++) {
		if (!find_mark(was, is->marks[i].name))
			miss_mark(c, is->marks[i].name, false);
	}
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
	compare_marks(&c);
	hf_compare_calls(&c);
	compare_hits(&c);
	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++)
		compare_counters(&c, hosts[i]);
	return c.err;
}
