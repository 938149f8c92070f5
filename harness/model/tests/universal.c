/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "universal.h"

#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "knobs.h"
#include "own.h"
#include "predict_queue.h"
#include "predict_timers.h"
#include "tick.h"
#include "timer.h"

struct scene {
	const struct hf_variant *variant;
	const struct hf_release *release;
	const struct hf_record *record;
	struct hf_slack slack;
	struct hf_knobs knobs[3]; /* by host */
	hf_universal_complaint *complain;
	void *arg;
	int held;
};

static void say(struct scene *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct scene *s, const char *fmt, ...)
{
	char sentence[300];
	va_list args;

	va_start(args, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	s->complain(sentence, s->arg);
}

/* ---- what the steps allow to say ---------------------------------------------------------- */

static int steps_of(const struct scene *s, enum hf_verb verb)
{
	int n = 0;

	for (const struct hf_step *step = s->variant->c->steps; step->verb; step++)
		n += step->verb == verb;
	return n;
}

static const struct hf_step *only_step(const struct scene *s, enum hf_verb verb)
{
	const struct hf_step *only = NULL;

	for (const struct hf_step *step = s->variant->c->steps; step->verb; step++) {
		if (step->verb != verb)
			continue;
		if (only)
			return NULL;
		only = step;
	}
	return only;
}

/* Settings stay what they were read as, and nobody listens but who the case says, once. */
static bool is_steady(const struct scene *s)
{
	const struct hf_step *listen = only_step(s, HF_LISTEN);

	return listen && listen->listen.at != CLIENT && !steps_of(s, HF_SET) &&
	       !steps_of(s, HF_RELISTEN) && !steps_of(s, HF_RUN);
}

/* ---- knobs of a record -------------------------------------------------------------------- */

static void set(struct hf_knobs *knobs, const char *key, const char *value)
{
	struct hf_knobs before = *knobs;
	char setting[160];

	snprintf(setting, sizeof(setting), "%s=%s", key, value);
	/* What predict knows nothing of has no part in it. */
	if (hf_knobs_set(knobs, setting, NULL) < 0)
		*knobs = before;
}

static bool set_knobs(struct scene *s, enum hf_host host)
{
	const struct hf_step *listen = only_step(s, HF_LISTEN);
	struct hf_knobs *knobs = &s->knobs[host];
	char number[32];

	for (size_t i = 0; i < s->record->setting_count; i++) {
		const struct hf_record_setting *setting = &s->record->settings[i];

		if (setting->host == host && !strcmp(setting->scope, "private"))
			set(knobs, setting->key, setting->value);
	}
	snprintf(number, sizeof(number), "%" PRId64,
		 (HF_SEC + s->record->kernel.jiffy_ns / 2) / s->record->kernel.jiffy_ns);
	set(knobs, "hz", number);
	if (listen && host == SERVER) {
		snprintf(number, sizeof(number), "%" PRId64,
			 hf_variant_number(s->variant, listen->listen.backlog));
		set(knobs, "backlog", number);
	}
	return hf_knobs_complete(knobs, s->release, NULL) == 0;
}

/* ---- queues ------------------------------------------------------------------------------- */

/*
 * A SYN that takes the place of a connection in TIME-WAIT brings a sequence number along, and is
 * admitted however full the SYN queue is (tcp_conn_request(): isn).
 */
static bool has_time_wait(const struct scene *s)
{
	const int state = hf_tcp_state_number("TIME-WAIT");

	for (size_t i = 0; i < s->record->mark_count; i++) {
		if (s->record->marks[i].sockets[SERVER].by_state[state])
			return true;
	}
	return false;
}

static void hold_mark(struct scene *s, const struct hf_queue_limits *limits,
		      const struct hf_record_mark *mark)
{
	int64_t requests = s->knobs[SERVER].v[HF_SYNCOOKIES] == 2 ? 0 : limits->synq_capacity;

	s->held++;
	if (mark->acceptq_limit >= 0 && mark->acceptq_limit != limits->acceptq_limit)
		say(s, "limit of the accept queue at \"%s\": foretold %" PRId64 ", seen %" PRId64,
		    mark->name, limits->acceptq_limit, mark->acceptq_limit);
	if (mark->acceptq_len > limits->acceptq_capacity)
		say(s, "the accept queue holds %" PRId64 ", seen at \"%s\": %" PRId64,
		    limits->acceptq_capacity, mark->name, mark->acceptq_len);
	if (mark->requests > requests && !has_time_wait(s))
		say(s, "the SYN queue holds %" PRId64 ", seen at \"%s\": %" PRId64, requests,
		    mark->name, mark->requests);
}

static void hold_queues(struct scene *s)
{
	struct hf_queue_limits limits;

	if (!is_steady(s))
		return;
	hf_predict_limits(s->release, &s->knobs[SERVER], &limits);
	for (size_t i = 0; i < s->record->mark_count; i++)
		hold_mark(s, &limits, &s->record->marks[i]);
}

/* ---- schedules ---------------------------------------------------------------------------- */

static const struct hf_seg *seg_of(const struct scene *s, const struct hf_flow *flow, size_t i)
{
	return &s->record->packets[flow->index[i]];
}

static bool from_client(const struct scene *s, const struct hf_flow *flow, size_t i)
{
	return hf_record_from_client(s->record, seg_of(s, flow, i));
}

static bool is_kind(const struct scene *s, const struct hf_flow *flow, size_t i, bool client,
		    uint8_t flags)
{
	return seg_of(s, flow, i)->flags == flags && from_client(s, flow, i) == client;
}

static size_t count_of(const struct scene *s, const struct hf_flow *flow, bool client,
		       uint8_t flags)
{
	size_t n = 0;

	for (size_t i = 0; i < flow->count; i++)
		n += is_kind(s, flow, i, client, flags);
	return n;
}

/* Segments of one kind come no oftener and at no other times than the schedule says. */
static void hold_schedule(struct scene *s, const struct hf_flow *flow, bool client, uint8_t flags,
			  const struct hf_schedule *schedule, const char *what)
{
	int64_t last_ns = 0, lo, hi, gap;
	size_t n = 0;

	s->held++;
	for (size_t i = 0; i < flow->count; i++) {
		const struct hf_seg *seg = seg_of(s, flow, i);

		if (!is_kind(s, flow, i, client, flags))
			continue;
		if (n >= schedule->count) {
			say(s, "%s from port %u: foretold %zu, seen more", what, flow->sport,
			    schedule->count);
			return;
		}
		gap = n ? schedule->at_ns[n] - schedule->at_ns[n - 1] : 0;
		hf_timer_window(&s->slack, gap, gap, &lo, &hi);
		if (n && (seg->t_ns - last_ns < lo || seg->t_ns - last_ns > hi))
			say(s, "%s %zu of port %u: foretold %.3f s after the last, seen %.3f s",
			    what, n + 1, flow->sport, (double)gap / HF_SEC,
			    (double)(seg->t_ns - last_ns) / HF_SEC);
		last_ns = seg->t_ns;
		n++;
	}
}

/* The client's kernel calls, and nobody answers. */
static void hold_syns(struct scene *s, const struct hf_flow *flow)
{
	struct hf_schedule schedule;

	if (!flow->count || count_of(s, flow, true, HF_TCP_SYN) != flow->count)
		return;
	hf_predict_syn_times(s->release, &s->knobs[CLIENT], &schedule);
	hold_schedule(s, flow, true, HF_TCP_SYN, &schedule, "SYN");
}

/* One SYN; a second would draw a SYN-ACK of its own. */
static void hold_synacks(struct scene *s, const struct hf_flow *flow)
{
	const uint8_t synack = HF_TCP_SYN | HF_TCP_ACK;
	struct hf_schedule schedule;

	if (!count_of(s, flow, false, synack) || !is_kind(s, flow, 0, true, HF_TCP_SYN) ||
	    count_of(s, flow, true, HF_TCP_SYN) != 1)
		return;
	hf_predict_synack_times(s->release, &s->knobs[SERVER], &schedule);
	hold_schedule(s, flow, false, synack, &schedule, "SYN-ACK");
}

/* A listener may have a number of retries of its own. */
static bool has_own_retries(const struct scene *s)
{
	for (const struct hf_step *step = s->variant->c->steps; step->verb; step++) {
		if (step->verb == HF_LISTEN &&
		    (step->listen.syncnt || step->listen.defer_accept_s || step->listen.fastopen))
			return true;
	}
	return false;
}

static bool is_of_connect(const struct scene *s, const char *name)
{
	for (const struct hf_step *step = s->variant->c->steps; step->verb; step++) {
		if (step->verb == HF_CONNECT && !strcmp(step->connect.name, name))
			return true;
	}
	return false;
}

static void hold_flows(struct scene *s, const char *name)
{
	struct hf_flows flows = {0};

	ck_assert_int_eq(hf_flows_find(s->record, name, &flows), 0);
	for (size_t i = 0; i < flows.count; i++) {
		if (is_of_connect(s, name))
			hold_syns(s, &flows.flows[i]);
		if (!has_own_retries(s))
			hold_synacks(s, &flows.flows[i]);
	}
	hf_flows_done(&flows);
}

static void hold_schedules(struct scene *s)
{
	/* What a slow line or a rule keeps from the wire cannot be timed there. */
	if (steps_of(s, HF_SET) || steps_of(s, HF_PACE))
		return;
	for (size_t i = 0; i < s->record->flow_count; i++)
		hold_flows(s, s->record->flows[i].name);
}

/* ---- floods ------------------------------------------------------------------------------- */

static int64_t train_length(const struct scene *s, const struct hf_syn *train)
{
	int64_t count = hf_variant_number(s->variant, train->count);

	return count ? count : 1;
}

/* One train of plain SYNs within a second, from strangers, to a listener that does nothing else. */
static const struct hf_syn *lone_train(const struct scene *s)
{
	static const enum hf_verb others[] = {HF_CONNECT, HF_ACK, HF_SEGMENT, HF_KILL, HF_CLOSE,
					      HF_SHUTDOWN};
	const struct hf_step *step = only_step(s, HF_SYN);
	int64_t count = step ? train_length(s, &step->syn) : 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(others); i++) {
		if (steps_of(s, others[i]))
			return NULL;
	}
	if (!step || !is_steady(s) || has_own_retries(s) || step->syn.options ||
	    step->syn.from != STRANGERS || count * step->syn.every_us >= 1000000)
		return NULL;
	return &step->syn;
}

static void hold_delta(struct scene *s, const char *counter, int64_t foretold)
{
	int64_t seen;

	/* A counter that this kernel does not have is not 0. */
	if (hf_mib_get(&s->record->delta[SERVER], counter, &seen) < 0)
		return;
	s->held++;
	if (seen != foretold)
		say(s, "%s: foretold %" PRId64 ", seen %" PRId64, counter, foretold, seen);
}

static void hold_flood(struct scene *s)
{
	const struct hf_syn *train = lone_train(s);
	int64_t arrived, answered;
	struct hf_synq synq = {0};
	struct hf_syns syns;

	if (!train)
		return;
	hf_predict_syns(s->release, &s->knobs[SERVER], false,
			train_length(s, train), &synq, &syns);
	ck_assert_int_eq(hf_flows_of_train(s->record, train->name, &arrived, &answered), 0);
	s->held++;
	if (answered != syns.admitted + syns.cookies)
		say(s, "SYNs answered: foretold %" PRId64 ", seen %" PRId64,
		    syns.admitted + syns.cookies, answered);
	hold_delta(s, "TcpExt.ListenDrops", syns.listen_drops);
	hold_delta(s, "TcpExt.ListenOverflows", syns.listen_overflows);
	hold_delta(s, "TcpExt.TCPReqQFullDrop", syns.full_drop);
	hold_delta(s, "TcpExt.TCPReqQFullDoCookies", syns.full_do_cookies);
	hold_delta(s, "TcpExt.SyncookiesSent", syns.cookies_sent);
}

/* ---- what connect() is told --------------------------------------------------------------- */

/* ETIMEDOUT comes when the schedule is at its end; the application hears of it when it has a CPU. */
static void hold_connects(struct scene *s)
{
	struct hf_schedule schedule;

	hf_predict_syn_times(s->release, &s->knobs[CLIENT], &schedule);
	for (size_t i = 0; i < s->record->call_count; i++) {
		const struct hf_record_call *call = &s->record->calls[i];
		int64_t took_ns = call->end_ns - call->start_ns;
		int64_t late_ns = schedule.end_ns / 7 + 500 * HF_MS + s->record->latency_ns;

		if (strcmp(call->call, "connect") != 0 || call->pending || call->host != CLIENT ||
		    call->err != ETIMEDOUT || steps_of(s, HF_SET))
			continue;
		s->held++;
		if (took_ns < schedule.end_ns - 20 * HF_MS || took_ns > schedule.end_ns + late_ns)
			say(s, "connect() of %s: foretold ETIMEDOUT after %.3f s, seen %.3f s",
			    call->who, (double)schedule.end_ns / HF_SEC,
			    (double)took_ns / HF_SEC);
	}
}

int hf_universal_hold(const struct hf_variant *variant, const struct hf_release *release,
		      const struct hf_record *record, hf_universal_complaint *complain, void *arg)
{
	struct scene s = {
		.variant = variant,
		.release = release,
		.record = record,
		.slack = {record->kernel.jiffy_ns, record->latency_ns},
		.complain = complain,
		.arg = arg,
	};

	if (!set_knobs(&s, SERVER) || !set_knobs(&s, CLIENT))
		return 0;
	hold_queues(&s);
	hold_schedules(&s);
	hold_flood(&s);
	hold_connects(&s);
	return s.held;
}
