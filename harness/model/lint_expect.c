/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "own.h"
#include "pkt.h"
#include "timeline.h"

static void lint_mark(struct hf_linter *l, const char *mark)
{
	if (hf_lint_text(l, mark, "the mark") && !hf_lint_marks(l, mark))
		hf_lint_say(l, "no step sets the mark \"%s\"", mark);
}

static void lint_delta(struct hf_linter *l, const struct hf_expect *e)
{
	hf_lint_host(l, e->delta.at);
	hf_lint_counter(l, e->delta.counter);
	hf_lint_number(l, e->delta.lo, "the growth");
	if (e->delta.hi != e->delta.lo)
		hf_lint_number(l, e->delta.hi, "the greatest growth");
	if (e->delta.lo < HF_COL_BASE && e->delta.hi < e->delta.lo)
		hf_lint_say(l, "%s cannot grow by %lld to %lld", e->delta.counter,
			    (long long)e->delta.lo, (long long)e->delta.hi);
}

static void lint_wire(struct hf_linter *l, const struct hf_expect *e)
{
	if (e->wire.name && !hf_lint_listens_at(l, e->wire.name, CLIENT, NULL))
		hf_lint_refers(l, e->wire.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_SYN), NULL,
			       "connection or train");
	hf_lint_wire(l, e->wire.text);
}

static void lint_wire_count(struct hf_linter *l, const struct hf_expect *e)
{
	const struct hf_wire_count *w = &e->wire_count;

	if (w->from != FROM_CLIENT && w->from != FROM_SERVER)
		hf_lint_say(l, "it is not said from whom the segments come");
	if (hf_lint_text(l, w->flags, "the text of the flags") &&
	    hf_pkt_flags_parse(w->flags, strlen(w->flags)) < 0)
		hf_lint_say(l, "\"%s\" are no flags: the letters are FSRP.UEW", w->flags);
	hf_lint_number(l, w->count, "the number of segments");
}

static void lint_wire_tail(struct hf_linter *l, const struct hf_expect *e)
{
	bool from_client;
	uint8_t flags;

	hf_lint_number(l, e->wire_tail.count, "the number of packets");
	if (hf_lint_text(l, e->wire_tail.kind, "the kind of segment") &&
	    hf_kind_parse(e->wire_tail.kind, &from_client, &flags) < 0)
		hf_lint_say(l, "\"%s\" is no kind of segment such as \"< S\"", e->wire_tail.kind);
}

static void lint_queue(struct hf_linter *l, const struct hf_expect *e)
{
	lint_mark(l, e->queue.mark);
	if (e->queue.what < ACCEPTQ_LEN || e->queue.what > REQUESTS)
		hf_lint_say(l, "it is not said which value of the queues");
	hf_lint_number(l, e->queue.is, "the value");
	if (!e->queue.listener)
		return;
	hf_lint_refers(l, e->queue.listener, HF_VERB_BIT(HF_LISTEN), NULL, "listener");
	if (e->queue.what == REQUESTS)
		hf_lint_say(l, "requests are not told apart by listener");
	if (hf_lint_listeners(l) < 2)
		hf_lint_say(l, "the case has one listener: QUEUE is about that");
}

static void lint_sockets(struct hf_linter *l, const struct hf_expect *e)
{
	lint_mark(l, e->sockets.mark);
	hf_lint_host(l, e->sockets.at);
	hf_lint_state(l, e->sockets.state);
	hf_lint_number(l, e->sockets.count, "the number of sockets");
}

static void lint_buffer(struct hf_linter *l, const struct hf_expect *e)
{
	lint_mark(l, e->buffer.mark);
	hf_lint_host(l, e->buffer.at);
	if (e->buffer.what != UNREAD && e->buffer.what != UNACKED)
		hf_lint_say(l, "it is not said whether UNREAD or UNACKED bytes");
	hf_lint_number(l, e->buffer.is, "the number of bytes");
}

static void lint_call_name(struct hf_linter *l, const struct hf_call_expect *c)
{
	static const char *const calls[] = {"connect", "send", "recv",	"accept", "shutdown",
					    "close",   "dup",  "error", "exit",	  "disconnect"};

	if (!hf_lint_text(l, c->call, ".call"))
		return;
	for (size_t i = 0; i < HF_ARRAY_LEN(calls); i++)
		if (strcmp(calls[i], c->call) == 0)
			return;
	hf_lint_say(l, "no call is named \"%s\"", c->call);
}

static void lint_call(struct hf_linter *l, const struct hf_expect *e)
{
	const struct hf_call_expect *c = &e->call;
	const struct hf_slack slack = {.jiffy_ns = 4000000};
	int64_t lo, hi;

	hf_lint_refers(l, c->who,
		       HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN) | HF_VERB_BIT(HF_RUN), NULL,
		       "connection, listener or program");
	lint_call_name(l, c);
	hf_lint_number(l, c->bytes, ".bytes");
	hf_lint_number(l, c->nth, ".nth");
	hf_lint_number(l, c->calls, ".calls");
	if (c->pending && (c->err || c->bytes || c->after))
		hf_lint_say(l, "a call that is pending has no outcome");
	if (c->err && c->bytes)
		hf_lint_say(l, "a call that fails returns no bytes");
	if (c->after && hf_timer_sum_window(c->after, &slack, &lo, &hi) < 0)
		hf_lint_say(l, ".after = \"%s\" is no sum of times such as \"1 + 2 + 4\"",
			    c->after);
}

static void lint_hits(struct hf_linter *l, const struct hf_expect *e)
{
	hf_lint_refers(l, e->hits.name, HF_VERB_BIT(HF_DROP), NULL, "rule");
	hf_lint_number(l, e->hits.count, "the number of packets");
}

static void lint_output(struct hf_linter *l, const struct hf_expect *e)
{
	static const char *const none[] = {NULL};

	hf_lint_refers(l, e->output.who, HF_VERB_BIT(HF_RUN), NULL, "program");
	if (hf_lint_text(l, e->output.has, "the text it prints"))
		hf_lint_placeholders(l, e->output.has, none);
}

static void lint_conserved(struct hf_linter *l, const struct hf_expect *e)
{
	hf_lint_refers(l, e->conserved.train, HF_VERB_BIT(HF_SYN), NULL, "train");
	lint_mark(l, e->conserved.mark);
}

static void lint_scope(struct hf_linter *l, const char *scope)
{
	static const char *const scopes[] = {"private", "global-only", "read-only", "absent"};

	if (!hf_lint_text(l, scope, "the scope"))
		return;
	for (size_t i = 0; i < HF_ARRAY_LEN(scopes); i++)
		if (strcmp(scopes[i], scope) == 0)
			return;
	hf_lint_say(l, "\"%s\" is no scope of a setting", scope);
}

/* The case must name the key: nothing else is asked of the kernel. */
static void lint_key_of(struct hf_linter *l, enum hf_host host, const char *key)
{
	const struct hf_host_setup *setup = host == SERVER ? &l->c->server : &l->c->client;
	const struct hf_setting *s = setup->sysctl;

	hf_lint_host(l, host);
	if (!hf_lint_text(l, key, "the sysctl key"))
		return;
	while (s && s->key && strcmp(s->key, key) != 0)
		s++;
	if (!s || !s->key)
		hf_lint_say(l, "the case does not set %s on that host", key);
}

static void lint_setting(struct hf_linter *l, const struct hf_expect *e)
{
	lint_key_of(l, e->setting.at, e->setting.key);
	lint_scope(l, e->setting.scope);
}

static void lint_value(struct hf_linter *l, const struct hf_expect *e)
{
	lint_key_of(l, e->value.at, e->value.key);
	hf_lint_number(l, e->value.lo, "the value");
	if (e->value.hi != e->value.lo)
		hf_lint_number(l, e->value.hi, "the value");
	if (e->value.lo < HF_COL_BASE && e->value.hi < HF_COL_BASE && e->value.lo > e->value.hi)
		hf_lint_say(l, "no value is from %" PRId64 " to %" PRId64, e->value.lo,
			    e->value.hi);
}

static const struct {
	const char *name;
	void (*lint)(struct hf_linter *, const struct hf_expect *);
} kinds[] = {
	[HF_RULE_DELTA] = {"DELTA", lint_delta},
	[HF_RULE_WIRE] = {"WIRE", lint_wire},
	[HF_RULE_WIRE_COUNT] = {"WIRE_COUNT", lint_wire_count},
	[HF_RULE_WIRE_TAIL] = {"WIRE_TAIL", lint_wire_tail},
	[HF_RULE_QUEUE] = {"QUEUE", lint_queue},
	[HF_RULE_SOCKETS] = {"SOCKETS", lint_sockets},
	[HF_RULE_BUFFER] = {"BUFFER", lint_buffer},
	[HF_RULE_CALL] = {"CALL", lint_call},
	[HF_RULE_HITS] = {"HITS", lint_hits},
	[HF_RULE_OUTPUT] = {"OUTPUT", lint_output},
	[HF_RULE_CONSERVED] = {"CONSERVED", lint_conserved},
	[HF_RULE_SETTING] = {"SETTING", lint_setting},
	[HF_RULE_VALUE] = {"VALUE", lint_value},
};

void hf_lint_rules(struct hf_linter *l, const struct hf_expect *rules, const char *whose)
{
	for (int i = 1; rules && rules->rule != HF_RULE_UNSET; rules++, i++) {
		snprintf(l->place, sizeof(l->place), "%sexpectation %d, %s", whose, i,
			 kinds[rules->rule].name);
		kinds[rules->rule].lint(l, rules);
	}
	l->place[0] = '\0';
}
