/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "difference_parts.h"
#include "flow.h"
#include "own.h"
#include "record_words.h"

static const enum hf_host hosts[] = {SERVER, CLIENT};

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
		snprintf(what, sizeof(what), "%s on the %s", state, hf_host_name(host));
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
	snprintf(what, sizeof(what), "most unread bytes on the %s", hf_host_name(host));
	if (was->sockets[host].unread >= 0 && is->sockets[host].unread >= 0)
		compare_look(c, &look, was->sockets[host].unread, is->sockets[host].unread, what);
	look.what = UNACKED;
	snprintf(what, sizeof(what), "most unacknowledged bytes on the %s", hf_host_name(host));
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

void hf_compare_marks(struct hf_comparing *c)
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
