/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_parts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "defaults.h"
#include "opts.h"
#include "own.h"
#include "record.h"
#include "timeline.h"

static const char *const verb_names[HF_VERBS] = {
	[HF_LISTEN] = "LISTEN",   [HF_RELISTEN] = "RELISTEN", [HF_ACCEPT] = "ACCEPT",
	[HF_CONNECT] = "CONNECT", [HF_SYN] = "SYN",           [HF_ACK] = "ACK",
	[HF_SEND] = "SEND",       [HF_RECV] = "RECV",         [HF_SHUTDOWN] = "SHUTDOWN",
	[HF_CLOSE] = "CLOSE",     [HF_DROP] = "DROP",         [HF_UNDROP] = "UNDROP",
	[HF_PACE] = "PACE",       [HF_UNPACE] = "UNPACE",     [HF_SET] = "SET",
	[HF_KILL] = "KILL",       [HF_RUN] = "RUN",           [HF_UNTIL] = "UNTIL",
	[HF_QUIET] = "QUIET",     [HF_MEASURE] = "MEASURE",   [HF_DISCONNECT] = "DISCONNECT",
	[HF_ERROR] = "ERROR",     [HF_DUP] = "DUP",           [HF_FILES] = "FILES",
	[HF_SEGMENT] = "SEGMENT",
};

static const char *listener_name(const char *name)
{
	return name ? name : HF_DEFAULT_LISTENER;
}

/* The name by which others refer to what the step makes; NULL when it has none. */
static const char *name_of(const struct hf_step *step)
{
	switch (step->verb) {
	case HF_LISTEN:
		return listener_name(step->listen.name);
	case HF_CONNECT:
		return step->connect.name;
	case HF_SYN:
		return step->syn.name;
	case HF_DROP:
		return step->drop.name;
	case HF_RUN:
		return step->run.name;
	default:
		return NULL;
	}
}

static const char *mark_of(const struct hf_step *step)
{
	switch (step->verb) {
	case HF_UNTIL:
		return step->until.mark;
	case HF_QUIET:
		return step->quiet.mark;
	case HF_MEASURE:
		return step->measure.mark ? step->measure.mark : HF_DEFAULT_MEASURE;
	default:
		return NULL;
	}
}

/* A step of one of these verbs and that name, before the step `before` (NULL: anywhere). */
static bool knows(const struct hf_linter *l, const char *name, unsigned verbs,
		  const struct hf_step *before)
{
	for (const struct hf_step *s = l->c->steps; s && s != before && s->verb != HF_VERB_UNSET;
	     s++) {
		const char *own = name_of(s);

		if (own && (verbs & HF_VERB_BIT(s->verb)) && strcmp(own, name) == 0)
			return true;
	}
	return false;
}

void hf_lint_refers(struct hf_linter *l, const char *name, unsigned verbs,
		    const struct hf_step *before, const char *what)
{
	if (!name || !*name)
		hf_lint_say(l, "it does not say which %s", what);
	else if (!knows(l, name, verbs, before))
		hf_lint_say(l, "there is no %s \"%s\"%s", what, name, before ? " before it" : "");
}

int hf_lint_listeners(const struct hf_linter *l)
{
	int n = 0;

	for (const struct hf_step *s = l->c->steps; s && s->verb != HF_VERB_UNSET; s++)
		n += s->verb == HF_LISTEN;
	return n;
}

bool hf_lint_listens_at(const struct hf_linter *l, const char *name, enum hf_host at,
			const struct hf_step *before)
{
	for (const struct hf_step *s = l->c->steps; s && s != before && s->verb != HF_VERB_UNSET;
	     s++)
		if (s->verb == HF_LISTEN && (s->listen.at == CLIENT) == (at == CLIENT) &&
		    strcmp(listener_name(s->listen.name), name) == 0)
			return true;
	return false;
}

bool hf_lint_marks(const struct hf_linter *l, const char *mark)
{
	if (strcmp(mark, HF_END_MARK) == 0)
		return true;
	for (const struct hf_step *s = l->c->steps; s && s->verb != HF_VERB_UNSET; s++)
		if (mark_of(s) && strcmp(mark_of(s), mark) == 0)
			return true;
	return false;
}

/* ---- verbs that make something ------------------------------------------------------------ */

static void lint_listen(struct hf_linter *l, const struct hf_step *s)
{
	if (s->listen.accept != NEVER && s->listen.accept != AT_ONCE)
		hf_lint_say(l, "it is not said when it accepts: .accept is NEVER or AT_ONCE");
	hf_lint_number(l, s->listen.backlog, ".backlog");
	if (s->listen.fastopen < 0)
		hf_lint_say(l, ".fastopen is a number of requests, not %d", s->listen.fastopen);
	if (s->listen.at == CLIENT && !s->listen.port)
		hf_lint_say(l, "a listener at the client has a .port of its own");
	if (hf_lint_listeners(l) > HF_RECORD_QUEUES)
		hf_lint_say(l, "a record tells of %d listeners at most", HF_RECORD_QUEUES);
}

static void lint_connect(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_text(l, s->connect.name, ".name");
	hf_lint_number(l, s->connect.count, ".count");
	hf_lint_number(l, s->connect.request, ".request");
	if (s->connect.fastopen && s->connect.request <= 0)
		hf_lint_say(l, "nothing could go with the SYN: .fastopen needs a .request");
}

/* A frame of Ethernet holds so many for certain, whatever the options. */
#define LONGEST_DATA 1400

static void lint_segment_parts(struct hf_linter *l, const char *options, int64_t bytes, int64_t win)
{
	struct hf_opts opts;

	hf_lint_number(l, bytes, ".bytes");
	hf_lint_number(l, win, ".win");
	if (bytes < HF_COL_BASE && (bytes < 0 || bytes > LONGEST_DATA))
		hf_lint_say(l, ".bytes are 0 to %d", LONGEST_DATA);
	if (win < HF_COL_BASE && (win < NONE || win > UINT16_MAX))
		hf_lint_say(l, ".win is at most %d, or NONE", UINT16_MAX);
	if (!options)
		return;
	if (hf_opts_parse(options, strlen(options), &opts) < 0 || opts.has & HF_OPT_OTHER)
		hf_lint_say(l, "\"%s\" are no options such as \"mss 1460,sackOK,TS,wscale 7\"",
			    options);
	else if ((opts.has & HF_OPT_MSS && !opts.mss_said) ||
		 (opts.has & HF_OPT_WSCALE && !opts.wscale_said))
		hf_lint_say(l, "\"%s\" lacks a value", options);
}

static void lint_syn(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_text(l, s->syn.name, ".name");
	hf_lint_number(l, s->syn.count, ".count");
	hf_lint_number(l, s->syn.every_us, ".every_us");
	hf_lint_number(l, s->syn.ports, ".ports");
	lint_segment_parts(l, s->syn.options, s->syn.bytes, s->syn.win);
}

static void lint_drop(struct hf_linter *l, const struct hf_step *s)
{
	static const char *const known[] = {"server", "client", NULL};

	hf_lint_host(l, s->drop.at);
	if (hf_lint_text(l, s->drop.rule, ".rule"))
		hf_lint_placeholders(l, s->drop.rule, known);
}

static void lint_run(struct hf_linter *l, const struct hf_step *s)
{
	static const char *const known[] = {
		"server", "client", "server_host", "client_host", "run", "fixtures", "conf", NULL};
	static const char *const without_conf[] = {
		"server", "client", "server_host", "client_host", "run", "fixtures", NULL};

	hf_lint_text(l, s->run.name, ".name");
	hf_lint_host(l, s->run.at);
	hf_lint_text(l, s->run.argv ? s->run.argv[0] : NULL, ".argv");
	hf_lint_text(l, s->run.package, ".package");
	for (const char *const *arg = s->run.argv; arg && *arg; arg++)
		hf_lint_placeholders(l, *arg, s->run.conf ? known : without_conf);
}

/* ---- verbs that need something ------------------------------------------------------------ */

static void lint_relisten(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, listener_name(s->relisten.name), HF_VERB_BIT(HF_LISTEN), s, "listener");
	hf_lint_number(l, s->relisten.backlog, ".backlog");
}

static void lint_accept(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, listener_name(s->accept.name), HF_VERB_BIT(HF_LISTEN), s, "listener");
	hf_lint_number(l, s->accept.count, ".count");
}

static void lint_ack(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->ack.name, HF_VERB_BIT(HF_SYN), s, "train");
	hf_lint_number(l, s->ack.first, ".first");
	hf_lint_number(l, s->ack.count, ".count");
	hf_lint_number(l, s->ack.bytes, ".bytes");
}

static void lint_segment(struct hf_linter *l, const struct hf_step *s)
{
	const struct hf_segment *g = &s->segment;
	int flags = g->flags ? hf_pkt_flags_parse(g->flags, strlen(g->flags)) : -1;

	hf_lint_refers(l, g->name, HF_VERB_BIT(HF_SYN) | HF_VERB_BIT(HF_CONNECT), s,
		       "train or connection");
	hf_lint_number(l, g->nth, ".nth");
	hf_lint_number(l, g->seq, ".seq");
	hf_lint_number(l, g->ack, ".ack");
	lint_segment_parts(l, g->options, g->bytes, g->win);
	if (flags < 0)
		hf_lint_say(l, "\"%s\" are no flags such as \"P.\"", g->flags ? g->flags : "");
	else if (g->ack && !(flags & HF_TCP_ACK))
		hf_lint_say(l, ".ack is not sent without the flag '.'");
}

static void lint_send(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->send.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
	hf_lint_number(l, s->send.bytes, ".bytes");
	if (s->send.bytes == 0)
		hf_lint_say(l, "it sends nothing: .bytes is 0");
}

static void lint_recv(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->recv.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
}

static void lint_accepted(struct hf_linter *l, const struct hf_step *s, const char *name,
			  bool accepted)
{
	if (accepted && name && !knows(l, name, HF_VERB_BIT(HF_LISTEN), s))
		hf_lint_say(l, "\"%s\" is no listener that could have .accepted", name);
}

static void lint_shutdown(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->shutdown.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
	lint_accepted(l, s, s->shutdown.name, s->shutdown.accepted);
}

static void lint_disconnect(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->disconnect.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
	lint_accepted(l, s, s->disconnect.name, s->disconnect.accepted);
}

static void lint_error(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->ask_error.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
}

static void lint_dup(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->dup.name, HF_VERB_BIT(HF_CONNECT), s, "connection");
	for (const struct hf_step *p = l->c->steps; p != s; p++)
		if (p->verb == HF_DUP && p->dup.name && s->dup.name &&
		    strcmp(p->dup.name, s->dup.name) == 0 && p->dup.at == s->dup.at)
			hf_lint_say(l, "\"%s\" has two descriptors already", s->dup.name);
}

static void lint_files(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_host(l, s->files.at);
	hf_lint_number(l, s->files.more, ".more");
}

static void lint_close(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->closing.name, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_LISTEN), s,
		       "connection or listener");
	lint_accepted(l, s, s->closing.name, s->closing.accepted);
}

static void lint_undrop(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->undrop.name, HF_VERB_BIT(HF_DROP), s, "rule");
}

static void lint_pace(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_host(l, s->pace.at);
	hf_lint_number(l, s->pace.bytes, ".bytes");
	hf_lint_number(l, s->pace.gap_ms, ".gap_ms");
	if (s->pace.bytes <= 0 || s->pace.gap_ms <= 0)
		hf_lint_say(l, ".bytes and .gap_ms are more than 0");
}

static void lint_unpace(struct hf_linter *l, const struct hf_step *s)
{
	bool paced = false;

	hf_lint_host(l, s->unpace.at);
	for (const struct hf_step *p = l->c->steps; p != s; p++)
		paced |= p->verb == HF_PACE && p->pace.at == s->unpace.at;
	if (!paced)
		hf_lint_say(l, "no PACE of that host comes before it");
}

static void lint_set(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_host(l, s->set.at);
	hf_lint_key(l, s->set.key);
	hf_lint_value(l, s->set.value, s->set.text, ".value");
}

static void lint_kill(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_refers(l, s->kill.name,
		       HF_VERB_BIT(HF_LISTEN) | HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_RUN), s,
		       "listener, connection or program");
	if (s->kill.signal < 0 || s->kill.signal > SIGRTMAX)
		hf_lint_say(l, "there is no signal %d", s->kill.signal);
}

/* ---- waiting ------------------------------------------------------------------------------ */

static void lint_until_counter(struct hf_linter *l, const struct hf_until *u)
{
	hf_lint_host(l, u->at);
	hf_lint_counter(l, u->counter);
	if (u->reaches == 0)
		hf_lint_say(l, "%s has always grown by 0: .reaches is missing", u->counter);
}

static void lint_until_state(struct hf_linter *l, const struct hf_until *u)
{
	hf_lint_host(l, u->at);
	hf_lint_state(l, u->state);
	if (u->sockets == 0)
		hf_lint_say(l, ".sockets is missing: so many, or NONE");
}

static void lint_until_segment(struct hf_linter *l, const struct hf_until *u)
{
	bool from_client;
	uint8_t flags;

	if (hf_kind_parse(u->segment, &from_client, &flags) < 0)
		hf_lint_say(l, "\"%s\" is no kind of segment such as \"> S.\"", u->segment);
	if (u->times == 0)
		hf_lint_say(l, "\"%s\" was always seen 0 times: .times is missing", u->segment);
}

static void lint_until(struct hf_linter *l, const struct hf_step *s)
{
	const struct hf_until *u = &s->until;

	if (!u->acceptq_len && !u->requests && !u->returned && !u->counter && !u->state &&
	    !u->listening && !u->segment && !u->no_later_ms)
		hf_lint_say(l, "it waits for nothing");
	hf_lint_number(l, u->acceptq_len, ".acceptq_len");
	hf_lint_number(l, u->requests, ".requests");
	hf_lint_number(l, u->reaches, ".reaches");
	hf_lint_number(l, u->sockets, ".sockets");
	hf_lint_number(l, u->times, ".times");
	hf_lint_number(l, u->no_later_ms, ".no_later_ms");
	hf_lint_number(l, u->within_ms, ".within_ms");
	if (u->returned)
		hf_lint_refers(l, u->returned, HF_VERB_BIT(HF_CONNECT) | HF_VERB_BIT(HF_RUN), s,
			       "connection or program");
	if (u->counter)
		lint_until_counter(l, u);
	if (u->state)
		lint_until_state(l, u);
	if (u->segment)
		lint_until_segment(l, u);
}

static void lint_quiet(struct hf_linter *l, const struct hf_step *s)
{
	hf_lint_number(l, s->quiet.ms, ".ms");
	if (s->quiet.ms <= 0)
		hf_lint_say(l, "a silence takes more than 0 ms");
}

static void lint_measure(struct hf_linter *l, const struct hf_step *s)
{
	for (const struct hf_step *before = l->c->steps; before != s; before++)
		if (before->verb == HF_MEASURE)
			hf_lint_say(l, "counters are counted from one MEASURE, not from several");
}

/* ---- all ---------------------------------------------------------------------------------- */

/* The record would cut it, and it would be looked for in vain. */
static void lint_length(struct hf_linter *l, const char *name, size_t size)
{
	if (name && strlen(name) >= size)
		hf_lint_say(l, "\"%s\" is longer than the %zu bytes that a record keeps", name,
			    size - 1);
}

/* Results are filed by name and mark: two of a name would be mistaken for each other. */
static void lint_unique(struct hf_linter *l, const struct hf_step *s)
{
	const char *name = name_of(s), *mark = mark_of(s);

	if (name && knows(l, name, ~0u, s))
		hf_lint_say(l, "the name \"%s\" is taken", name);
	if (mark && strcmp(mark, HF_END_MARK) == 0)
		hf_lint_say(l, "the mark \"%s\" is set at the end of every run", mark);
	if (mark && strcmp(mark, HF_START_MARK) == 0)
		hf_lint_say(l, "the mark \"%s\" is set at the start of every run", mark);
	lint_length(l, name, sizeof(((struct hf_record_call *)0)->who));
	lint_length(l, mark, sizeof(((struct hf_record_mark *)0)->name));
	for (const struct hf_step *before = l->c->steps; mark && before != s; before++)
		if (mark_of(before) && strcmp(mark_of(before), mark) == 0)
			hf_lint_say(l, "the mark \"%s\" is set twice", mark);
}

void hf_lint_steps(struct hf_linter *l)
{
	static void (*const linters[HF_VERBS])(struct hf_linter *, const struct hf_step *) = {
		[HF_LISTEN] = lint_listen,     [HF_RELISTEN] = lint_relisten,
		[HF_ACCEPT] = lint_accept,     [HF_CONNECT] = lint_connect,
		[HF_SYN] = lint_syn,           [HF_ACK] = lint_ack,
		[HF_SEND] = lint_send,         [HF_RECV] = lint_recv,
		[HF_SHUTDOWN] = lint_shutdown, [HF_CLOSE] = lint_close,
		[HF_DROP] = lint_drop,         [HF_UNDROP] = lint_undrop,
		[HF_PACE] = lint_pace,         [HF_UNPACE] = lint_unpace,
		[HF_SET] = lint_set,           [HF_KILL] = lint_kill,
		[HF_RUN] = lint_run,           [HF_UNTIL] = lint_until,
		[HF_QUIET] = lint_quiet,       [HF_MEASURE] = lint_measure,
		[HF_DISCONNECT] = lint_disconnect, [HF_ERROR] = lint_error,
		[HF_DUP] = lint_dup,           [HF_FILES] = lint_files,
		[HF_SEGMENT] = lint_segment,
	};
	const struct hf_step *s = l->c->steps;

	if (!s || s->verb == HF_VERB_UNSET)
		hf_lint_say(l, "it has no steps");
	for (int i = 1; s && s->verb != HF_VERB_UNSET; s++, i++) {
		snprintf(l->place, sizeof(l->place), "step %d, %s", i, verb_names[s->verb]);
		linters[s->verb](l, s);
		lint_unique(l, s);
	}
	l->place[0] = '\0';
}
