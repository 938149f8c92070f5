/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broken.h"
#include "counters.h"
#include "flow.h"
#include "invariants.h"
#include "own.h"
#include "tick.h"
#include "timeline.h"

/* The shortest timer of TCP, TCP_RTO_MIN. */
#define SHORTEST_TIMER_NS (200 * HF_MS)

/* Flows of one rule that are told one by one; a flood may have 100,000 that differ alike. */
#define TOLD_FLOWS 3

/* How sentences begin that are taken back when a record is judged again: another case may not say so. */
#define NO_ERA	 "no era of "
#define DIFFERS_BUSY "it differs, but " HF_TOO_BUSY " to tell: "
#define FITS_BUSY "it fits, but " HF_TOO_BUSY " to tell: "

struct judging {
	const struct hf_variant *variant;
	const struct hf_release *release;
	const struct hf_era *era;
	struct hf_record *record;
	struct hf_slack slack;
	int64_t shortest_ns; /* of the timers that rules ask for; 0: they ask for none */
	int err; /* -ENOMEM */
};

static int64_t num(const struct judging *j, int64_t number)
{
	return hf_variant_number(j->variant, number);
}

static const char *host_text(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
}

static size_t tell_change(char *text, size_t size, const char *intro, enum hf_change change)
{
	const struct hf_change_info *info = hf_change_info(change);
	int used;

	if (!info)
		return 0;
	used = snprintf(text, size, "%s %s (commit %s, %d.%d, \"%s\")", intro, info->name,
			info->commit ? info->commit : "unknown", info->major, info->minor,
			info->subject);
	return (size_t)used < size ? (size_t)used : size;
}

/* Where the reader should look: the commits on which this era's expectation rests. */
static void fill_hint(const struct judging *j, struct hf_record_reason *reason)
{
	size_t used = tell_change(reason->hint, sizeof(reason->hint), "expected of a kernel with",
				  j->era->since);

	tell_change(reason->hint + used, sizeof(reason->hint) - used,
		    used ? " and without" : "expected of a kernel without", j->era->until);
}

static struct hf_record_reason reason_for(const struct judging *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static struct hf_record_reason reason_for(const struct judging *j, const char *fmt, ...)
{
	struct hf_record_reason reason = {.packet = -1};
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason.rule, sizeof(reason.rule), fmt, args);
	va_end(args);
	fill_hint(j, &reason);
	return reason;
}

static void add_reason(struct judging *j, const struct hf_record_reason *reason)
{
	if (HF_RECORD_APPEND(j->record, reasons, reason_count, reason) < 0)
		j->err = -ENOMEM;
}

#define EXPECTED(reason, ...) snprintf((reason).expected, sizeof((reason).expected), __VA_ARGS__)
#define SEEN(reason, ...)     snprintf((reason).seen, sizeof((reason).seen), __VA_ARGS__)

/* A number that must be exactly what is expected. */
static void check_number(struct judging *j, struct hf_record_reason reason, int64_t expected,
			 int64_t seen)
{
	if (expected == seen)
		return;
	EXPECTED(reason, "%" PRId64, expected);
	SEEN(reason, "%" PRId64, seen);
	add_reason(j, &reason);
}

/* ---- counters ---- */

static void check_delta(struct judging *j, const struct hf_delta *delta)
{
	struct hf_record_reason reason =
		reason_for(j, "growth of %s on the %s", delta->counter, host_text(delta->at));
	int64_t lo = num(j, delta->lo);
	int64_t hi = num(j, delta->hi);
	int64_t seen = 0;

	if (lo == hi)
		EXPECTED(reason, "%" PRId64, lo);
	else
		EXPECTED(reason, "%" PRId64 " to %" PRId64, lo, hi);
	if (hf_mib_get(&j->record->delta[delta->at], delta->counter, &seen) < 0) {
		/* Absent is not 0, but a counter that need not move cannot be missed. */
		if (lo <= 0)
			return;
		SEEN(reason, "this kernel has no such counter");
	} else if (seen >= lo && seen <= hi) {
		return;
	} else {
		SEEN(reason, "%" PRId64, seen);
	}
	add_reason(j, &reason);
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

static void check_closed_world(struct judging *j, enum hf_host host)
{
	const struct hf_mib *delta = &j->record->delta[host];

	for (size_t i = 0; i < delta->count; i++) {
		const struct hf_counter *counter = &delta->counters[i];
		struct hf_record_reason reason;

		if (!counter->value || !hf_counter_watched(counter->name) ||
		    mentions(j->variant->c->expect, host, counter->name) ||
		    mentions(j->era->expect, host, counter->name))
			continue;
		reason = reason_for(j, "%s on the %s, which nobody mentioned", counter->name,
				    host_text(host));
		check_number(j, reason, 0, counter->value);
	}
}

static void check_invariant(struct judging *j, const struct hf_invariant *invariant,
			    enum hf_host host)
{
	const struct hf_record *record = j->record;
	struct hf_record_reason reason;
	char most_text[100], least_text[100];
	int64_t least, most;

	if (hf_invariant_holds(invariant, j->release, &record->before[host], &record->delta[host],
			       &least, &most))
		return;
	reason = reason_for(j, "invariant %s on the %s", invariant->name, host_text(host));
	reason.hint[0] = '\0'; /* no era: it is so on every kernel, or dated by itself */
	hf_invariant_sum_text(invariant->least, least_text, sizeof(least_text));
	hf_invariant_sum_text(invariant->most, most_text, sizeof(most_text));
	EXPECTED(reason, "%s is at most %s", least_text, most_text);
	SEEN(reason, "%" PRId64 " and %" PRId64, least, most);
	add_reason(j, &reason);
}

static void check_invariants(struct judging *j)
{
	size_t count;
	const struct hf_invariant *all = hf_invariants(&count);

	for (size_t i = 0; i < count; i++) {
		check_invariant(j, &all[i], SERVER);
		check_invariant(j, &all[i], CLIENT);
	}
}

/* ---- packets ---- */

static void describe_mismatch(struct judging *j, const struct hf_flow *flow,
			      const struct hf_mismatch *mismatch)
{
	struct hf_record_reason reason =
		reason_for(j, "wire, line %zu, client port %u", mismatch->line + 1, flow->sport);

	EXPECTED(reason, "%s", mismatch->expected);
	SEEN(reason, "%s", mismatch->seen);
	reason.packet = mismatch->packet < flow->count
				? (int64_t)flow->index[mismatch->packet]
			: flow->count ? (int64_t)flow->index[flow->count - 1]
				      : -1;
	add_reason(j, &reason);
}

static void asks_for_timer(struct judging *j, int64_t nominal_ns)
{
	if (nominal_ns > 0 && (!j->shortest_ns || nominal_ns < j->shortest_ns))
		j->shortest_ns = nominal_ns;
}

/* True when it matches; what differs is told if `tell`. */
static bool check_flow(struct judging *j, const struct hf_timeline *timeline,
		       const struct hf_flow *flow, bool tell)
{
	struct hf_mismatch mismatch;
	HF_AUTO_FREE bool *from_client = calloc(flow->count + 1, sizeof(*from_client));
	HF_AUTO_FREE struct hf_seg *segs = calloc(flow->count + 1, sizeof(*segs));

	if (!from_client || !segs) {
		j->err = -ENOMEM;
		return false;
	}
	for (size_t i = 0; i < flow->count; i++) {
		segs[i] = j->record->packets[flow->index[i]];
		from_client[i] = hf_record_from_client(j->record, &segs[i]);
	}
	if (!hf_timeline_match(timeline, segs, from_client, flow->count, &j->slack, &mismatch))
		return true;
	if (tell)
		describe_mismatch(j, flow, &mismatch);
	return false;
}

static void check_flows(struct judging *j, const struct hf_timeline *timeline,
			const struct hf_flows *flows, struct hf_record_reason reason)
{
	size_t differing = 0;

	for (size_t i = 0; i < flows->count; i++)
		differing += !check_flow(j, timeline, &flows->flows[i], differing < TOLD_FLOWS);
	if (flows->count && differing <= TOLD_FLOWS)
		return;
	if (flows->count) {
		EXPECTED(reason, "the same of all %zu flows", flows->count);
		SEEN(reason, "%zu of them differ; the first %d are told", differing, TOLD_FLOWS);
	} else {
		EXPECTED(reason, "at least one flow");
		SEEN(reason, "none");
	}
	add_reason(j, &reason);
}

static void check_wire(struct judging *j, const char *name, const char *text)
{
	struct hf_timeline timeline = {0};
	struct hf_flows flows = {0};
	struct hf_record_reason reason = reason_for(j, "wire of %s", name ? name : "a new flow");
	struct hf_fault fault;

	if (hf_timeline_parse(text, &timeline, &fault) < 0) {
		EXPECTED(reason, "a notation that can be read");
		SEEN(reason, "%.250s", fault.text);
		add_reason(j, &reason);
		return;
	}
	for (size_t i = 0; i < timeline.count; i++)
		asks_for_timer(j, timeline.lines[i].lo_ns);
	if (hf_flows_find(j->record, name, &flows) < 0)
		j->err = -ENOMEM;
	else
		check_flows(j, &timeline, &flows, reason);
	hf_flows_done(&flows);
	hf_timeline_done(&timeline);
}

static void check_wire_count(struct judging *j, const struct hf_wire_count *expect)
{
	struct hf_record_reason reason =
		reason_for(j, "%s with flags %s from the %s", expect->flows ? "flows" : "segments",
			   expect->flags, expect->from == FROM_SERVER ? "server" : "client");
	int flags = hf_pkt_flags_parse(expect->flags, strlen(expect->flags));
	bool from_client = expect->from == FROM_CLIENT;
	int64_t seen = expect->flows
			       ? hf_flows_with(j->record, from_client, (uint8_t)flags)
			       : hf_packets_with(j->record, from_client, (uint8_t)flags);

	if (seen < 0)
		j->err = (int)seen;
	check_number(j, reason, num(j, expect->count), seen);
}

/* Index of the last segment since MEASURE that is of another kind than the tail; -1: none. */
static int64_t before_tail(const struct hf_record *record)
{
	for (size_t i = record->packet_total; i-- > 0;) {
		const struct hf_seg *seg = &record->packets[i];
		char text[HF_FLAGS_TEXT];

		if (seg->t_ns < record->measure_ns)
			return -1;
		hf_pkt_flags_text(seg->flags, text);
		if (hf_record_from_client(record, seg) != record->tail.from_client ||
		    strcmp(text, record->tail.flags) != 0)
			return (int64_t)i;
	}
	return -1;
}

/* The first segment, from the end, that is not of the kind. */
static void tell_tail(const struct hf_record *record, bool kind, struct hf_record_reason *reason)
{
	int64_t at = kind ? before_tail(record) : (int64_t)record->packet_total - 1;
	const struct hf_seg *seg;
	char text[HF_FLAGS_TEXT];

	if (!record->tail.packets || at < 0) {
		SEEN(*reason, "only %" PRId64 " packets since MEASURE", record->tail.packets);
		return;
	}
	seg = &record->packets[at];
	hf_pkt_flags_text(seg->flags, text);
	SEEN(*reason, "%s %s, %" PRId64 " before the end",
	     hf_record_from_client(record, seg) ? "<" : ">", text,
	     kind ? record->tail.packets : INT64_C(0));
	reason->packet = at;
}

static void check_wire_tail(struct judging *j, const struct hf_wire_tail *expect)
{
	struct hf_record_reason reason = reason_for(j, "the last packets of the capture");
	const struct hf_record_count *tail = &j->record->tail;
	int64_t count = num(j, expect->count);
	bool from_client = false;
	uint8_t flags = 0;
	char text[HF_FLAGS_TEXT];
	bool kind;

	hf_kind_parse(expect->kind, &from_client, &flags);
	hf_pkt_flags_text(flags, text);
	kind = tail->from_client == from_client && !strcmp(tail->flags, text);
	if (!count || (kind && tail->packets >= count))
		return;
	EXPECTED(reason, "%" PRId64 " times %s", count, expect->kind);
	tell_tail(j->record, kind, &reason);
	add_reason(j, &reason);
}

/* ---- sockets ---- */

static const struct hf_record_mark *find_mark(struct judging *j, const char *name)
{
	struct hf_record_reason reason = reason_for(j, "the mark \"%s\"", name);

	for (size_t i = 0; i < j->record->mark_count; i++) {
		if (!strcmp(j->record->marks[i].name, name))
			return &j->record->marks[i];
	}
	EXPECTED(reason, "reached");
	SEEN(reason, "not reached");
	add_reason(j, &reason);
	return NULL;
}

static void check_queue(struct judging *j, const struct hf_queue *queue)
{
	static const char *const text[] = {
		[ACCEPTQ_LEN] = "length of the accept queue",
		[ACCEPTQ_LIMIT] = "limit of the accept queue",
		[REQUESTS] = "requests in the SYN queue",
	};
	const struct hf_record_mark *mark = find_mark(j, queue->mark);
	struct hf_record_queue first;

	if (!mark)
		return;
	first = (struct hf_record_queue){.len = mark->acceptq_len, .limit = mark->acceptq_limit};
	for (size_t i = 0; queue->listener && i < mark->queue_count; i++) {
		if (!strcmp(mark->queues[i].listener, queue->listener))
			first = mark->queues[i];
	}
	check_number(j,
		     reason_for(j, "%s%s%s at \"%s\"", text[queue->what],
				queue->listener ? " of " : "",
				queue->listener ? queue->listener : "", queue->mark),
		     num(j, queue->is),
		     queue->what == ACCEPTQ_LEN	    ? first.len
		     : queue->what == ACCEPTQ_LIMIT ? first.limit
						    : mark->requests);
}

static void check_sockets(struct judging *j, const struct hf_sockets *sockets)
{
	const struct hf_record_mark *mark = find_mark(j, sockets->mark);
	int state = hf_tcp_state_number(sockets->state);

	if (!mark)
		return;
	assert(state > 0);
	check_number(j,
		     reason_for(j, "%s sockets on the %s at \"%s\"", sockets->state,
				host_text(sockets->at), sockets->mark),
		     num(j, sockets->count), mark->sockets[sockets->at].by_state[state]);
}

static void check_buffer(struct judging *j, const struct hf_buffer *buffer)
{
	const struct hf_record_mark *mark = find_mark(j, buffer->mark);
	bool unread = buffer->what == UNREAD;

	if (!mark)
		return;
	check_number(j,
		     reason_for(j, "most %s bytes on the %s at \"%s\"",
				unread ? "unread" : "unacknowledged", host_text(buffer->at),
				buffer->mark),
		     num(j, buffer->is),
		     unread ? mark->sockets[buffer->at].unread
			    : mark->sockets[buffer->at].unacked);
}

/* ---- applications ---- */

/* Which of the calls of that kind on that connection this is: 1 is the first. */
static int64_t ordinal(const struct hf_record *record, size_t i)
{
	const struct hf_record_call *call = &record->calls[i];
	int64_t n = 1;

	for (size_t k = 0; k < i; k++) {
		const struct hf_record_call *other = &record->calls[k];

		n += !strcmp(other->who, call->who) && !strcmp(other->call, call->call) &&
		     other->index == call->index;
	}
	return n;
}

static void tell_call(const struct hf_record_call *call, char *text, size_t size)
{
	double seconds = (double)(call->end_ns - call->start_ns) / 1e9;

	if (call->pending)
		snprintf(text, size, "%s[%d] had not returned", call->who, call->index);
	else if (!strcmp(call->call, "exit"))
		snprintf(text, size, "%s ended with status %d after %.3f s", call->who, call->err,
			 seconds);
	else if (call->err)
		snprintf(text, size, "%s[%d]: %s after %.3f s", call->who, call->index,
			 strerror(call->err), seconds);
	else
		snprintf(text, size, "%s[%d]: success after %.3f s, %" PRId64 " bytes", call->who,
			 call->index, seconds, call->bytes);
}

static bool call_fits(const struct judging *j, const struct hf_call_expect *expect,
		      const struct hf_record_call *call)
{
	int64_t bytes = num(j, expect->bytes);
	int64_t lo, hi;

	if (expect->pending || call->pending)
		return expect->pending == call->pending;
	if (call->err != expect->err)
		return false;
	if (bytes && call->bytes != (bytes == NONE ? 0 : bytes))
		return false;
	if (!expect->after)
		return true;
	if (hf_timer_sum_window(expect->after, &j->slack, &lo, &hi) < 0)
		return false;
	return call->end_ns - call->start_ns >= lo && call->end_ns - call->start_ns <= hi;
}

static void tell_expected_call(const struct judging *j, const struct hf_call_expect *expect,
			       struct hf_record_reason *reason)
{
	int64_t bytes = num(j, expect->bytes);
	int64_t lo, hi;
	char after[64] = "", amount[64] = "";
	int err = expect->err;

	if (expect->after && hf_timer_sum_window(expect->after, &j->slack, &lo, &hi) == 0)
		snprintf(after, sizeof(after), " after %.3f to %.3f s", (double)lo / 1e9,
			 (double)hi / 1e9);
	if (bytes == NONE)
		snprintf(amount, sizeof(amount), ", end of stream");
	else if (bytes)
		snprintf(amount, sizeof(amount), ", %" PRId64 " bytes", bytes);
	if (expect->pending)
		EXPECTED(*reason, "it has not returned");
	else if (!strcmp(expect->call, "exit"))
		EXPECTED(*reason, "status %d%s", err, after);
	else
		EXPECTED(*reason, "%s%s%s", err ? strerror(err) : "success", after, amount);
}

/* The calls it is about, and those of them that returned so; the first other one is told. */
static void count_calls(const struct judging *j, const struct hf_call_expect *expect,
			int64_t *ret_all, int64_t *ret_fitting, struct hf_record_reason *reason)
{
	const struct hf_record *record = j->record;
	int64_t nth = num(j, expect->nth);

	*ret_all = *ret_fitting = 0;
	for (size_t i = 0; i < record->call_count; i++) {
		const struct hf_record_call *call = &record->calls[i];

		if (strcmp(call->who, expect->who) != 0 || strcmp(call->call, expect->call) != 0 ||
		    (nth && ordinal(record, i) != nth))
			continue;
		++*ret_all;
		if (call_fits(j, expect, call))
			++*ret_fitting;
		else if (*ret_all == *ret_fitting + 1)
			tell_call(call, reason->seen, sizeof(reason->seen));
	}
}

static void check_call(struct judging *j, const struct hf_call_expect *expect)
{
	struct hf_record_reason reason = reason_for(j, "%s of %s", expect->call, expect->who);
	const struct hf_slack no_slack = {.jiffy_ns = 1};
	int64_t wanted = num(j, expect->calls);
	int64_t lo, hi;
	int64_t fitting, all;
	size_t used;

	if (expect->after && hf_timer_sum_window(expect->after, &no_slack, &lo, &hi) == 0)
		asks_for_timer(j, lo + no_slack.jiffy_ns);
	tell_expected_call(j, expect, &reason);
	SEEN(reason, "no such call");
	count_calls(j, expect, &all, &fitting, &reason);
	if (wanted == NONE) {
		EXPECTED(reason, "no such call");
		SEEN(reason, "%" PRId64 " calls", all);
		if (all)
			add_reason(j, &reason);
	} else if (wanted) {
		used = strlen(reason.expected);
		snprintf(reason.expected + used, sizeof(reason.expected) - used,
			 " of %" PRId64 " calls", wanted);
		SEEN(reason, "of %" PRId64 " of %" PRId64 " calls", fitting, all);
		if (fitting != wanted)
			add_reason(j, &reason);
	} else if (!all || fitting != all) {
		add_reason(j, &reason);
	}
}

static void check_hits(struct judging *j, const struct hf_hits *hits)
{
	struct hf_record_reason reason = reason_for(j, "packets dropped by rule \"%s\"", hits->name);

	for (size_t i = 0; i < j->record->hit_count; i++) {
		if (!strcmp(j->record->hits[i].name, hits->name)) {
			check_number(j, reason, num(j, hits->count), j->record->hits[i].packets);
			return;
		}
	}
	EXPECTED(reason, "%" PRId64, num(j, hits->count));
	SEEN(reason, "the rule was not read");
	add_reason(j, &reason);
}

static void check_output(struct judging *j, const struct hf_output *output)
{
	struct hf_record_reason reason = reason_for(j, "what %s printed", output->who);
	HF_AUTO_FREE char *has = hf_variant_filled(j->variant, output->has);

	if (!has) {
		j->err = -ENOMEM;
		return;
	}
	EXPECTED(reason, "\"%s\"", has);
	SEEN(reason, "nothing");
	for (size_t i = 0; i < j->record->output_count; i++) {
		const struct hf_record_output *seen = &j->record->outputs[i];

		if (strcmp(seen->who, output->who) != 0)
			continue;
		if (strstr(seen->text, has))
			return;
		SEEN(reason, "\"%.240s\"", seen->text);
	}
	add_reason(j, &reason);
}

static void check_setting(struct judging *j, const struct hf_setting_expect *expect)
{
	struct hf_record_reason reason =
		reason_for(j, "%s in a namespace (%s)", expect->key, host_text(expect->at));

	EXPECTED(reason, "%s", expect->scope);
	SEEN(reason, "it was not asked");
	for (size_t i = 0; i < j->record->setting_count; i++) {
		const struct hf_record_setting *setting = &j->record->settings[i];

		if (setting->host != expect->at || strcmp(setting->key, expect->key) != 0)
			continue;
		if (!strcmp(setting->scope, expect->scope))
			return;
		if (!strcmp(setting->scope, HF_SCOPE_NOT_HERE) &&
		    (!strcmp(expect->scope, "absent") || !strcmp(expect->scope, "global-only")))
			return;
		SEEN(reason, "%s", setting->scope);
	}
	add_reason(j, &reason);
}

static void check_value(struct judging *j, const struct hf_value_expect *expect)
{
	struct hf_record_reason reason =
		reason_for(j, "value of %s (%s)", expect->key, host_text(expect->at));
	int64_t lo = num(j, expect->lo), hi = num(j, expect->hi);

	if (lo == hi)
		EXPECTED(reason, "%" PRId64, lo);
	else
		EXPECTED(reason, "%" PRId64 " to %" PRId64, lo, hi);
	SEEN(reason, "it was not read");
	for (size_t i = 0; i < j->record->setting_count; i++) {
		const struct hf_record_setting *setting = &j->record->settings[i];
		char *end;
		int64_t value;

		if (setting->host != expect->at || strcmp(setting->key, expect->key) != 0 ||
		    strcmp(setting->scope, "private") != 0)
			continue;
		value = strtoll(setting->value, &end, 10);
		if (end != setting->value && !*end && value >= lo && value <= hi)
			return;
		SEEN(reason, "%s", setting->value);
	}
	add_reason(j, &reason);
}

/* ---- conservation ---- */

/* Growth of a counter of the server, without which nothing can be said. */
static bool counted(struct judging *j, const char *name, int64_t *ret_value)
{
	struct hf_record_reason reason = reason_for(j, "conservation: %s on the server", name);

	if (hf_mib_get(&j->record->delta[SERVER], name, ret_value) == 0)
		return true;
	EXPECTED(reason, "counted");
	SEEN(reason, "this kernel has no such counter");
	add_reason(j, &reason);
	return false;
}

/* How many SYNs the sender of the train says it sent. */
static bool sent_by(struct judging *j, const char *train, int64_t *ret_sent)
{
	struct hf_record_reason reason = reason_for(j, "conservation: the train %s", train);

	for (size_t i = 0; i < j->record->train_count; i++) {
		if (!strcmp(j->record->trains[i].name, train)) {
			*ret_sent = j->record->trains[i].sent;
			return true;
		}
	}
	EXPECTED(reason, "sent");
	SEEN(reason, "no such train");
	add_reason(j, &reason);
	return false;
}

/*
 * Every SYN of the train was admitted, refused or answered with a cookie. The sender, the capture,
 * the counters and the socket table each know some of these numbers; they must leave nothing over.
 */
static void check_conserved(struct judging *j, const struct hf_conserved *conserved)
{
	const struct hf_record_mark *mark = find_mark(j, conserved->mark);
	int64_t sent, arrived, answered, cookies, refused;

	if (!mark || !sent_by(j, conserved->train, &sent) ||
	    !counted(j, "TcpExt.SyncookiesSent", &cookies) ||
	    !counted(j, "TcpExt.ListenDrops", &refused))
		return;
	if (hf_flows_of_train(j->record, conserved->train, &arrived, &answered) < 0)
		j->err = -ENOMEM;
	if (!hf_release_has(j->release, COOKIE_IS_NO_DROP))
		refused -= cookies; /* each cookie counted there as well */
	check_number(j, reason_for(j, "conservation: SYNs at the server = SYNs sent"), sent,
		     arrived);
	check_number(j, reason_for(j, "conservation: SYNs answered = requests + cookies"),
		     mark->requests + cookies, answered);
	check_number(j, reason_for(j, "conservation: SYNs unanswered = refused by the counters"),
		     refused, arrived - answered);
}

/* ---- all of it ---- */

static void check_one(struct judging *j, const struct hf_expect *expect)
{
	switch (expect->rule) {
	case HF_RULE_DELTA:
		check_delta(j, &expect->delta);
		break;
	case HF_RULE_WIRE:
		check_wire(j, expect->wire.name, hf_variant_wire(j->variant, expect->wire.text));
		break;
	case HF_RULE_WIRE_COUNT:
		check_wire_count(j, &expect->wire_count);
		break;
	case HF_RULE_WIRE_TAIL:
		check_wire_tail(j, &expect->wire_tail);
		break;
	case HF_RULE_QUEUE:
		check_queue(j, &expect->queue);
		break;
	case HF_RULE_SOCKETS:
		check_sockets(j, &expect->sockets);
		break;
	case HF_RULE_BUFFER:
		check_buffer(j, &expect->buffer);
		break;
	case HF_RULE_CALL:
		check_call(j, &expect->call);
		break;
	case HF_RULE_HITS:
		check_hits(j, &expect->hits);
		break;
	case HF_RULE_OUTPUT:
		check_output(j, &expect->output);
		break;
	case HF_RULE_CONSERVED:
		check_conserved(j, &expect->conserved);
		break;
	case HF_RULE_SETTING:
		check_setting(j, &expect->setting);
		break;
	case HF_RULE_VALUE:
		check_value(j, &expect->value);
		break;
	case HF_RULE_UNSET:
		break;
	}
}

static void check_all(struct judging *j, const struct hf_expect *expect)
{
	for (; expect && expect->rule; expect++)
		check_one(j, expect);
}

static int set_text(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int broken(struct hf_record *record, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static int broken(struct hf_record *record, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	record->verdict = BROKEN;
	return set_text(&record->why, text);
}

/*
 * Frames that one end sent and the other never saw, where the kernel counted them. ARP frames are
 * among them, which captures leave out; that the wire lost no others was seen to before.
 */
static int64_t dropped_by_backlog(const struct hf_record *record)
{
	int64_t dropped = 0;

	hf_mib_get(&record->delta[SERVER], HF_DROPPED_BY_BACKLOG, &dropped);
	return dropped;
}

/* What makes the experiment none, whatever was seen. */
static int refuse(const struct judging *j)
{
	struct hf_record *record = j->record;

	if (record->capture_lost)
		return broken(record, "the capture lost %" PRId64 " frames", record->capture_lost);
	if (llabs(record->capture_server - record->capture_client) > dropped_by_backlog(record))
		return broken(record,
			      HF_FRAMES_LOST " frames: %" PRId64 " at the server's end, %" PRId64
			      " at the client's",
			      record->capture_server, record->capture_client);
	if (!j->era)
		return broken(record, NO_ERA "%s holds for this kernel, or more than one does",
			      j->variant->c->name);
	return 0;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* True when the record says itself that there was no experiment. */
static bool is_final(const struct hf_record *record)
{
	const char *why = record->why ? record->why : "";

	if (begins(why, NO_ERA) || begins(why, DIFFERS_BUSY) || begins(why, FITS_BUSY))
		return false;
	return why[0] || record->verdict == BROKEN || record->verdict == SKIPPED;
}

static void forget_verdict(struct hf_record *record)
{
	free(record->reasons);
	record->reasons = NULL;
	record->reason_count = 0;
	record->verdict = HF_VERDICT_UNSET;
	record->claim_is = HF_CLAIM_UNSET;
}

static int copy_claims(const struct hf_case *c, struct hf_record *record)
{
	size_t used = 0;

	record->claims[0] = '\0';
	for (size_t i = 0; c->claims && c->claims[i] && used < sizeof(record->claims); i++)
		used += (size_t)snprintf(record->claims + used, sizeof(record->claims) - used,
					 "%s%s", i ? " " : "", c->claims[i]);
	return set_text(&record->claim, c->claim ? c->claim : "");
}

int hf_judge(const struct hf_variant *variant, const struct hf_release *release,
	     struct hf_record *record)
{
	return hf_judge_in_era(variant, release, hf_era_for(variant->c->eras, release), record);
}

/*
 * Held up longer than the shortest timer of TCP, a run may differ by a retransmission that has no
 * part in it. And where the latency is more than half of a timer that fits, its window is so wide
 * that its half or its double would fit as well.
 */
static bool too_busy(const struct judging *j, bool differs)
{
	int64_t latency_ns = j->record->latency_ns;

	return latency_ns > SHORTEST_TIMER_NS &&
	       (differs || (j->shortest_ns && latency_ns > j->shortest_ns / 2));
}

static int pronounce(const struct judging *j)
{
	struct hf_record *record = j->record;
	bool differs = record->reason_count > 0;

	if (too_busy(j, differs))
		return broken(record, "%sa wake-up was %" PRId64 " ms late",
			      differs ? DIFFERS_BUSY : FITS_BUSY, record->latency_ns / HF_MS);
	record->verdict = differs ? DIFFERS : AS_EXPECTED;
	if (differs)
		return 0;
	record->claim_is = j->era->claim_is;
	return set_text(&record->because, j->era->because ? j->era->because : "");
}

int hf_judge_in_era(const struct hf_variant *variant, const struct hf_release *release,
		    const struct hf_era *era, struct hf_record *record)
{
	struct judging j = {
		.variant = variant,
		.release = release,
		.era = era,
		.record = record,
		.slack = {.jiffy_ns = record->kernel.jiffy_ns, .latency_ns = record->latency_ns},
	};

	if (copy_claims(variant->c, record) < 0)
		return -ENOMEM;
	if (is_final(record))
		return 0;
	forget_verdict(record);
	if (set_text(&record->why, "") < 0 || set_text(&record->because, "") < 0)
		return -ENOMEM;
	if (refuse(&j) < 0)
		return -ENOMEM;
	if (record->verdict == BROKEN)
		return 0;
	assert(record->packets || !record->packet_total);
	check_all(&j, variant->c->expect);
	check_all(&j, j.era->expect);
	if (j.era->wire)
		check_wire(&j, NULL, hf_variant_wire(variant, j.era->wire));
	check_closed_world(&j, SERVER);
	check_closed_world(&j, CLIENT);
	check_invariants(&j);
	if (j.err)
		return j.err;
	return pronounce(&j);
}
