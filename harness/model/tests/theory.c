/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "theory.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "baseline.h"
#include "knobs.h"
#include "own.h"
#include "predict_fate.h"
#include "predict_queue.h"
#include "predict_timers.h"

struct scene {
	const struct hf_variant *variant;
	const struct hf_release *release;
	struct hf_knobs knobs;
	struct hf_queue_limits limits;
	struct hf_theory *theory;
};

/* ---- set-up and steps of a case ----------------------------------------------------------- */

static const struct hf_step *step_of(const struct scene *s, enum hf_verb verb, const char *name)
{
	const struct hf_step *step = s->variant->c->steps;

	for (; step->verb; step++)
		if (step->verb == verb && (!name || !strcmp(step->syn.name, name)))
			return step;
	ck_abort_msg("%s has no such step", s->variant->c->name);
	return NULL;
}

static int64_t number(const struct scene *s, int64_t n)
{
	return hf_variant_number(s->variant, n);
}

/* Settings that predict knows nothing of have no part in it. */
static void set(struct hf_knobs *knobs, const char *key, int64_t value)
{
	struct hf_knobs before = *knobs;
	char setting[128];

	for (int knob = 1; knob < HF_KNOBS; knob++)
		if (!strcmp(hf_knob_name(knob), key))
			knobs->given[knob] = false;
	snprintf(setting, sizeof(setting), "%s=%" PRId64, key, value);
	if (hf_knobs_set(knobs, setting, NULL) < 0)
		*knobs = before;
}

static void apply(struct scene *s, const struct hf_setting *setting)
{
	enum hf_change since[] = {SYN_LINEAR_TIMEOUTS, RTO_MAX_SYSCTL};
	const char *late[] = {"net.ipv4.tcp_syn_linear_timeouts", "net.ipv4.tcp_rto_max_ms"};

	for (; setting && setting->key; setting++) {
		bool absent = false;

		for (size_t i = 0; i < HF_ARRAY_LEN(late); i++)
			absent |= !strcmp(setting->key, late[i]) &&
				  !hf_release_has(s->release, since[i]);
		if (!absent && !setting->text)
			set(&s->knobs, setting->key, number(s, setting->value));
	}
}

static void with_backlog(struct scene *s, int64_t backlog)
{
	set(&s->knobs, "backlog", number(s, backlog));
	hf_predict_limits(s->release, &s->knobs, &s->limits);
}

static void set_up(struct scene *s, int64_t hz)
{
	struct hf_fault fault;

	for (size_t i = 0; i < HF_ARRAY_LEN(hf_baseline); i++) {
		char setting[128];

		snprintf(setting, sizeof(setting), "%s=%s", hf_baseline[i].key,
			 hf_baseline[i].value);
		hf_knobs_set(&s->knobs, setting, NULL);
	}
	apply(s, s->variant->c->server.sysctl);
	apply(s, s->variant->c->client.sysctl);
	set(&s->knobs, "hz", hz);
	set(&s->knobs, "backlog", number(s, step_of(s, HF_LISTEN, NULL)->listen.backlog));
	ck_assert_msg(hf_knobs_complete(&s->knobs, s->release, &fault) == 0, "%s: %s",
		      s->variant->c->name, fault.text);
	hf_predict_limits(s->release, &s->knobs, &s->limits);
}

/* ---- telling ------------------------------------------------------------------------------ */

static struct hf_foretold *tell(struct scene *s, enum hf_rule rule, const char *name, int64_t n)
{
	struct hf_foretold *told = &s->theory->told[s->theory->count++];

	ck_assert_uint_le(s->theory->count, HF_FORETOLD_MAX);
	*told = (struct hf_foretold){.rule = rule, .name = name, .lo = n, .hi = n};
	return told;
}

static struct hf_foretold *delta(struct scene *s, const char *counter, int64_t n)
{
	struct hf_foretold *told = tell(s, HF_RULE_DELTA, counter, n);

	told->at = SERVER;
	return told;
}

static void queue(struct scene *s, const char *mark, enum hf_queue_value what, int64_t n)
{
	tell(s, HF_RULE_QUEUE, mark, n)->queue = what;
}

static void packets(struct scene *s, enum hf_direction from, const char *flags, int64_t n)
{
	tell(s, HF_RULE_WIRE_COUNT, flags, n)->from = from;
}

static void packet_times(struct scene *s, const char *flow, enum hf_direction from,
			 const char *flags, const int64_t *at_ns, size_t count)
{
	struct hf_foretold *told = tell(s, HF_RULE_WIRE, flow, 0);

	ck_assert_uint_le(count, HF_FORETOLD_TIMES);
	told->from = from;
	told->flags = flags;
	told->times = count;
	memcpy(told->at_ns, at_ns, count * sizeof(*at_ns));
}

static struct hf_foretold *call(struct scene *s, const char *who, const char *what, int err,
				int64_t after_ns)
{
	struct hf_foretold *told = tell(s, HF_RULE_CALL, who, 0);

	told->call = what;
	told->err = err;
	told->at_ns[0] = after_ns;
	told->times = after_ns > 0;
	return told;
}

static void counters_of_syns(struct scene *s, const struct hf_syns *syns)
{
	delta(s, "TcpExt.ListenDrops", syns->listen_drops);
	delta(s, "TcpExt.ListenOverflows", syns->listen_overflows);
	delta(s, "TcpExt.TCPReqQFullDrop", syns->full_drop);
	delta(s, "TcpExt.TCPReqQFullDoCookies", syns->full_do_cookies);
	delta(s, "TcpExt.SyncookiesSent", syns->cookies_sent);
}

static void sum_up(struct hf_syns *sum, const struct hf_syns *more)
{
	sum->admitted += more->admitted;
	sum->refused += more->refused;
	sum->cookies += more->cookies;
	sum->listen_drops += more->listen_drops;
	sum->listen_overflows += more->listen_overflows;
	sum->full_drop += more->full_drop;
	sum->full_do_cookies += more->full_do_cookies;
	sum->cookies_sent += more->cookies_sent;
}

static struct hf_syns syns_of(const struct scene *s, bool full, int64_t n, struct hf_synq *synq)
{
	struct hf_syns syns;

	hf_predict_syns(s->release, &s->knobs, full, n, synq, &syns);
	return syns;
}

/* ---- floods ------------------------------------------------------------------------------- */

/* Nobody answers the SYN-ACKs, nobody is told anything. */
static struct hf_syns tell_flood(struct scene *s)
{
	struct hf_synq synq = {0};
	int64_t n = number(s, step_of(s, HF_SYN, "flood")->syn.count);
	struct hf_syns syns = syns_of(s, false, n, &synq);

	counters_of_syns(s, &syns);
	delta(s, "Tcp.OutRsts", 0);
	queue(s, "flooded", REQUESTS, syns.admitted);
	queue(s, "flooded", ACCEPTQ_LEN, 0);
	queue(s, "flooded", ACCEPTQ_LIMIT, s->limits.acceptq_limit);
	packets(s, FROM_CLIENT, "S", n);
	tell(s, HF_RULE_HITS, "mute", syns.admitted + syns.cookies);
	return syns;
}

static void flood(struct scene *s)
{
	struct hf_syns syns = tell_flood(s);

	packets(s, FROM_SERVER, "S.", syns.admitted + syns.cookies);
}

/* It may take so long that SYN-ACKs are repeated. */
static void long_flood(struct scene *s)
{
	struct hf_syns syns = tell_flood(s);

	packets(s, FROM_SERVER, "S.", syns.admitted + syns.cookies);
	s->theory->told[s->theory->count - 1].flows = true;
}

/* Everybody is sent two SYN-ACKs more; those that outlive the third timer get the next. */
static void thinning(struct scene *s)
{
	struct hf_syns syns = tell_flood(s);
	struct hf_thinning thin;
	struct hf_foretold *told;
	int64_t twice = 2 * syns.admitted;

	hf_predict_thinning(s->release, &s->knobs, syns.admitted, &thin);
	delta(s, "TcpExt.TCPTimeouts", 3 * syns.admitted);
	told = delta(s, "Tcp.RetransSegs", twice + thin.left_least);
	told->hi = twice + thin.left_most;
	if (thin.left_least != thin.left_most)
		return;
	delta(s, "TcpExt.TCPSynRetrans", twice + thin.left_most);
	queue(s, "thinned", REQUESTS, thin.left_most);
	packets(s, FROM_SERVER, "S.", syns.admitted + twice + thin.left_most);
}

static void last_quarter_proven(struct scene *s)
{
	struct hf_synq synq = {0};
	struct hf_syns first = syns_of(s, false, step_of(s, HF_SYN, "strangers")->syn.count, &synq);
	struct hf_syns then;

	queue(s, "strangers", REQUESTS, synq.qlen);
	s->knobs.v[HF_PROVEN] = 1;
	then = syns_of(s, false, step_of(s, HF_SYN, "proven")->syn.count, &synq);
	tell(s, HF_RULE_HITS, "mute", then.admitted + then.cookies);
	sum_up(&first, &then);
	counters_of_syns(s, &first);
	queue(s, "proven", REQUESTS, synq.qlen);
	packets(s, FROM_SERVER, "S.", first.admitted + first.cookies);
}

static void cookies_normal(struct scene *s)
{
	struct hf_synq synq = {0};
	int64_t more = step_of(s, HF_SYN, "more")->syn.count;
	struct hf_syns syns;

	syns_of(s, false, step_of(s, HF_SYN, "flood")->syn.count, &synq);
	queue(s, "measure", REQUESTS, synq.qlen);
	syns = syns_of(s, false, 1 + more, &synq);
	counters_of_syns(s, &syns);
	queue(s, "end", REQUESTS, synq.qlen);
}

/* ---- the accept queue --------------------------------------------------------------------- */

/* One caller more than fit; its timers are not awaited. */
static void capacity(struct scene *s)
{
	struct hf_synq synq = {0};
	struct hf_third_ack ack;
	struct hf_syns late = syns_of(s, true, 1, &synq);

	hf_predict_third_ack(&s->knobs, late.cookies, &ack);
	if (!late.refused) {
		late.listen_drops += ack.listen_drops;
		late.listen_overflows += ack.listen_overflows;
	}
	counters_of_syns(s, &late);
	queue(s, "empty", ACCEPTQ_LIMIT, s->limits.acceptq_limit);
	queue(s, "full", ACCEPTQ_LIMIT, s->limits.acceptq_limit);
	queue(s, "full", ACCEPTQ_LEN, s->limits.acceptq_capacity);
	queue(s, "refused", ACCEPTQ_LEN, s->limits.acceptq_capacity);
	queue(s, "refused", REQUESTS, late.admitted);
	call(s, "late", "connect", 0, 0)->pending = late.refused;
}

static void backlog_zero(struct scene *s)
{
	struct hf_synq synq = {0};
	struct hf_syns sum = syns_of(s, false, 1, &synq), second;
	bool in = sum.admitted;
	struct hf_third_ack ack;

	/* The first one's request is gone by the time of the second. */
	synq = (struct hf_synq){0};
	second = syns_of(s, in && s->limits.acceptq_capacity == 1, 1, &synq);
	hf_predict_third_ack(&s->knobs, false, &ack);
	if (second.admitted) {
		second.listen_drops += ack.listen_drops;
		second.listen_overflows += ack.listen_overflows;
	}
	sum_up(&sum, &second);
	counters_of_syns(s, &sum);
	queue(s, "measure", ACCEPTQ_LIMIT, s->limits.acceptq_limit);
	queue(s, "one", ACCEPTQ_LEN, in);
	queue(s, "two", ACCEPTQ_LEN, in);
	call(s, "first", "connect", 0, 0)->pending = !in;
	delta(s, "Tcp.PassiveOpens", in);
}

static void both_full(struct scene *s)
{
	struct hf_synq synq = {.qlen = 2, .young = 2};
	struct hf_syns late;

	/* A second listen() moves the SYN queue's limit only where it is the accept queue's. */
	if (hf_release_has(s->release, SYNQ_LIMIT_IS_BACKLOG))
		with_backlog(s, step_of(s, HF_RELISTEN, NULL)->relisten.backlog);
	late = syns_of(s, true, 1, &synq);
	counters_of_syns(s, &late);
	queue(s, "refused", REQUESTS, synq.qlen);
}

static void late_connect(struct scene *s)
{
	struct hf_connect_fate fate;
	struct hf_schedule syns, synacks;

	hf_predict_connect(s->release, &s->knobs, &fate);
	hf_predict_syn_times(s->release, &s->knobs, &syns);
	hf_predict_synack_times(s->release, &s->knobs, &synacks);
	counters_of_syns(s, &fate.server);
	delta(s, "Tcp.OutRsts", fate.out_rsts);
	delta(s, "TcpExt.EmbryonicRsts", fate.embryonic_rsts);
	queue(s, "measure", ACCEPTQ_LEN, s->limits.acceptq_capacity);
	queue(s, "measure", ACCEPTQ_LIMIT, s->limits.acceptq_limit);
	queue(s, "third", REQUESTS, fate.server.admitted);
	delta(s, "TcpExt.TCPTimeouts", fate.connects && !fate.reset ? (int64_t)synacks.count : 0);
	delta(s, "Tcp.RetransSegs", fate.connects && !fate.reset ? fate.acks - 1 : 0);
	if (!fate.connects) {
		call(s, "late", "connect", ETIMEDOUT, fate.after_ns);
		delta(s, "TcpExt.TCPSynRetrans", fate.syns - 1)->at = CLIENT;
		packet_times(s, "late", FROM_CLIENT, "S", syns.at_ns, syns.count);
		return;
	}
	/* On a wire without delay the RST is back before connect() is. */
	call(s, "late", "connect", fate.reset ? ECONNRESET : 0, 0);
	packet_times(s, "late", FROM_SERVER, "S.", synacks.at_ns, fate.reset ? 1 : synacks.count);
}

/* ---- third ACKs --------------------------------------------------------------------------- */

static void third_ack(struct scene *s)
{
	struct hf_third_ack ack;
	struct hf_schedule synacks;
	int64_t acks, timeouts;

	hf_predict_third_ack(&s->knobs, false, &ack);
	hf_predict_synack_times(s->release, &s->knobs, &synacks);
	timeouts = ack.reset ? 0 : (int64_t)synacks.count;
	acks = ack.reset ? 1 : timeouts;
	delta(s, "TcpExt.ListenDrops", acks * ack.listen_drops);
	delta(s, "TcpExt.ListenOverflows", acks * ack.listen_overflows);
	delta(s, "TcpExt.EmbryonicRsts", ack.embryonic_rsts);
	delta(s, "Tcp.OutRsts", ack.out_rsts);
	delta(s, "TcpExt.TCPTimeouts", timeouts);
	if (ack.reset)
		return;
	delta(s, "Tcp.RetransSegs", timeouts - 1);
	packet_times(s, s->variant->c->steps[1].verb == HF_SYN ? "raw" : "late", FROM_SERVER, "S.",
		     synacks.at_ns, synacks.count);
}

/* A hand-made peer's: its flow alone is on the wire from MEASURE on. */
static void raw_third_ack(struct scene *s)
{
	int64_t retries = s->knobs.v[HF_SYNACK_RETRIES];

	third_ack(s);
	if (s->knobs.v[HF_ABORT_ON_OVERFLOW])
		return;
	packets(s, FROM_SERVER, "S.", retries);
	packets(s, FROM_CLIENT, ".", retries + 1);
}

static void ghost_counters(struct scene *s, const struct hf_ghost_fate *fate)
{
	delta(s, "TcpExt.ListenDrops", fate->listen_drops);
	delta(s, "TcpExt.ListenOverflows", fate->listen_drops);
	delta(s, "Tcp.OutRsts", fate->reset);
}

/* A request that is ignored, with what comes after the client has given up. */
static void ghost(struct scene *s)
{
	struct hf_ghost_fate fate;
	struct hf_data_times data;
	struct hf_schedule synacks;

	hf_predict_ghost(s->release, &s->knobs, &fate);
	hf_predict_data_times(s->release, &s->knobs, &data);
	hf_predict_synack_times(s->release, &s->knobs, &synacks);
	ghost_counters(s, &fate);
	delta(s, "TcpExt.TCPTimeouts", fate.synack_timeouts);
	delta(s, "TcpExt.EmbryonicRsts", fate.late_synacks);
	delta(s, "Tcp.AttemptFails", fate.late_synacks);
	delta(s, "TcpExt.TCPSynRetrans", fate.challenges + fate.late_synacks);
	call(s, "victim", "recv", fate.reset ? ECONNRESET : ETIMEDOUT, fate.end_ns);
	packet_times(s, "victim", FROM_SERVER, "S.", synacks.at_ns,
		     (size_t)(1 + fate.challenges + fate.late_synacks));
	packet_times(s, "victim", FROM_CLIENT, "P.", data.schedule.at_ns,
		     (size_t)(1 + fate.copies + fate.reset));
}

/* The case ends with the program. */
static void curl_ghost(struct scene *s)
{
	struct hf_ghost_fate fate;

	hf_predict_ghost(s->release, &s->knobs, &fate);
	ghost_counters(s, &fate);
}

/* ---- which case is which ------------------------------------------------------------------ */

static const struct {
	const char *name;
	void (*tell)(struct scene *s);
} scenes[] = {
	{"acceptq-abort", raw_third_ack},
	{"acceptq-abort-client", third_ack},
	{"acceptq-abort-syn", late_connect},
	{"acceptq-backlog-zero", backlog_zero},
	{"acceptq-both-full", both_full},
	{"acceptq-capacity", capacity},
	{"acceptq-overflow", late_connect},
	{"acceptq-overflow-linear", late_connect},
	{"acceptq-third-ack", raw_third_ack},
	{"acceptq-third-ack-client", third_ack},
	{"cookies-always", flood},
	{"cookies-flood", flood},
	{"cookies-listen-drops", flood},
	{"cookies-normal-connection", cookies_normal},
	{"curl-reset-late", curl_ghost},
	{"curl-timeout", curl_ghost},
	{"http-abort", third_ack},
	{"http-reset-late", ghost},
	{"http-timeout", ghost},
	{"http-timeout-no-sack", ghost},
	{"synq-backlog-with-cookies", flood},
	{"synq-capacity", flood},
	{"synq-flood-100000", long_flood},
	{"synq-last-quarter", flood},
	{"synq-last-quarter-proven", last_quarter_proven},
	{"synq-overflow", flood},
	{"synq-overflow-16", flood},
	{"synq-thinning", thinning},
};

bool hf_theory_of(const struct hf_variant *variant, const struct hf_release *release, int64_t hz,
		  struct hf_theory *ret_theory)
{
	struct scene s = {.variant = variant, .release = release, .theory = ret_theory};

	*ret_theory = (struct hf_theory){0};
	for (size_t i = 0; i < HF_ARRAY_LEN(scenes); i++) {
		if (strcmp(scenes[i].name, variant->c->name) != 0)
			continue;
		set_up(&s, hz);
		scenes[i].tell(&s);
		return true;
	}
	return false;
}

bool hf_theory_is_about(const struct hf_foretold *told, const struct hf_expect *expect)
{
	if (told->rule != expect->rule)
		return false;
	switch (told->rule) {
	case HF_RULE_DELTA:
		return told->at == expect->delta.at && !strcmp(told->name, expect->delta.counter);
	case HF_RULE_QUEUE:
		return told->queue == expect->queue.what && !strcmp(told->name, expect->queue.mark);
	case HF_RULE_WIRE_COUNT:
		return told->from == expect->wire_count.from &&
		       told->flows == expect->wire_count.flows &&
		       !strcmp(told->name, expect->wire_count.flags);
	case HF_RULE_HITS:
		return !strcmp(told->name, expect->hits.name);
	case HF_RULE_CALL:
		return !strcmp(told->name, expect->call.who) &&
		       !strcmp(told->call, expect->call.call);
	case HF_RULE_WIRE:
		return !expect->wire.name || !strcmp(told->name, expect->wire.name);
	default:
		return false;
	}
}

void hf_foretold_text(const struct hf_foretold *told, char *text, size_t size)
{
	static const char *const rules[] = {
		[HF_RULE_DELTA] = "DELTA",
		[HF_RULE_QUEUE] = "QUEUE",
		[HF_RULE_WIRE_COUNT] = "WIRE_COUNT",
		[HF_RULE_HITS] = "HITS",
		[HF_RULE_CALL] = "CALL",
		[HF_RULE_WIRE] = "WIRE",
	};
	static const char *const queues[] = {"", " acceptq_len", " acceptq_limit", " requests"};

	if (told->rule == HF_RULE_CALL)
		snprintf(text, size, "CALL %s %s errno %d%s after %g s", told->name, told->call,
			 told->err, told->pending ? ", pending," : "",
			 (double)told->at_ns[0] / 1e9);
	else if (told->rule == HF_RULE_WIRE)
		snprintf(text, size, "WIRE %s %zu times %s", told->name, told->times, told->flags);
	else
		snprintf(text, size, "%s %s%s%s %" PRId64 "~%" PRId64, rules[told->rule],
			 told->name, queues[told->queue], told->flows ? " flows" : "", told->lo,
			 told->hi);
}
