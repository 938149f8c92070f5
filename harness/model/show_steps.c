/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hash of a case is taken over these sentences: every field of a step that changes the
 * experiment must be told, and a sentence that is reworded makes all stored records strangers.
 */
#include "show_parts.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "defaults.h"
#include "own.h"

struct teller {
	FILE *out;
	const struct hf_variant *variant;
};

static void say(const struct teller *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(const struct teller *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(t->out, fmt, args);
	va_end(args);
}

static int64_t number(const struct teller *t, int64_t value)
{
	return hf_variant_number(t->variant, value);
}

static int64_t number_or(const struct teller *t, int64_t value, int64_t otherwise)
{
	value = number(t, value);
	return value ? value : otherwise;
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

/* Seconds without idle zeros: 8000 is "8", 250 is "0.25". */
static void say_seconds(const struct teller *t, int64_t ms)
{
	char text[32];
	size_t len;

	snprintf(text, sizeof(text), "%" PRId64 ".%03d", ms / 1000, (int)(ms % 1000));
	len = strlen(text);
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	say(t, "%.*s s", (int)len, text);
}

static void say_mark(const struct teller *t, const char *mark)
{
	if (mark)
		say(t, " This moment is the mark \"%s\".", mark);
}

/* The LISTEN step of that name; NULL: there is none. */
static const struct hf_listen *listen_of(const struct teller *t, const char *name)
{
	for (const struct hf_step *s = t->variant->c->steps; s->verb != HF_VERB_UNSET; s++)
		if (s->verb == HF_LISTEN && name &&
		    strcmp(text_or(s->listen.name, HF_DEFAULT_LISTENER), name) == 0)
			return &s->listen;
	return NULL;
}

static bool is_listener(const struct teller *t, const char *name)
{
	return listen_of(t, name);
}

/* The host at which that listener is. */
static const char *holder(const struct teller *t, const char *name)
{
	const struct hf_listen *l = listen_of(t, name);

	return hf_show_host(l && l->at == CLIENT ? CLIENT : SERVER);
}

/* ---- the server's socket ------------------------------------------------------------------ */

static void say_service(const struct teller *t, const struct hf_listen *l)
{
	static const char *const sentences[] = {
		[HOLD] = " From accepted connections nothing is read and to them nothing is sent.",
		[READ] = " From accepted connections everything is read and thrown away; at the "
			 "end of the stream they are closed.",
		[ANSWER] = " Each request on an accepted connection is read and answered with 100 "
			   "bytes.",
		[ANSWER_AND_CLOSE] = " The first request on an accepted connection is read and "
				     "answered with 100 bytes, then the connection is closed.",
	};

	say(t, "%s", sentences[l->serve]);
}

static void say_listen(const struct teller *t, const struct hf_step *step)
{
	const struct hf_listen *l = &step->listen;

	say(t, "The %s listens on port %u with backlog %" PRId64 " and %s.",
	    hf_show_host(l->at == CLIENT ? CLIENT : SERVER), l->port ? l->port : HF_DEFAULT_PORT, number(t, l->backlog),
	    l->accept == AT_ONCE ? "accepts every connection at once" : "never calls accept()");
	if (l->name && strcmp(l->name, HF_DEFAULT_LISTENER) != 0)
		say(t, " This is the listener \"%s\".", l->name);
	if (l->defer_accept_s)
		say(t, " TCP_DEFER_ACCEPT is %d s.", l->defer_accept_s);
	if (l->syncnt)
		say(t, " TCP_SYNCNT is %d.", l->syncnt);
	if (l->dual_stack)
		say(t, " It is an IPv6 socket that IPv4 clients reach too.");
	if (l->reuseport)
		say(t, " SO_REUSEPORT is set.");
	if (l->fastopen)
		say(t, " TCP_FASTOPEN is %d.", l->fastopen);
	if (l->accept == AT_ONCE || l->serve != HOLD)
		say_service(t, l);
}

static void say_relisten(const struct teller *t, const struct hf_step *step)
{
	say(t, "The %s calls listen() again on \"%s\", with backlog %" PRId64 ".",
	    holder(t, text_or(step->relisten.name, HF_DEFAULT_LISTENER)),
	    text_or(step->relisten.name, HF_DEFAULT_LISTENER), number(t, step->relisten.backlog));
}

static void say_accept(const struct teller *t, const struct hf_step *step)
{
	int64_t count = number_or(t, step->accept.count, HF_DEFAULT_COUNT);

	say(t, "The %s accepts %" PRId64 " connection%s of \"%s\".",
	    holder(t, text_or(step->accept.name, HF_DEFAULT_LISTENER)), count,
	    count == 1 ? "" : "s", text_or(step->accept.name, HF_DEFAULT_LISTENER));
}

/* ---- the client's connections and its hand-made peer -------------------------------------- */

static void say_connect(const struct teller *t, const struct hf_step *step)
{
	const struct hf_connect *c = &step->connect;
	int64_t count = number_or(t, c->count, HF_DEFAULT_COUNT);
	int64_t request = number(t, c->request);

	say(t, "The client connects %" PRId64 " socket%s to port %u (\"%s\")", count,
	    count == 1 ? "" : "s", c->port ? c->port : HF_DEFAULT_PORT, text_or(c->name, ""));
	if (c->wait)
		say(t, " and waits until all are established%s",
		    number(t, c->request) ? " and answered" : "");
	say(t, ".");
	if (request > 0)
		say(t, " Once connected it sends %" PRId64 " bytes and waits for an answer.",
		    request);
	if (c->fastopen)
		say(t, " The bytes go with the SYN (MSG_FASTOPEN), if the client may do so.");
	if (c->keepalive)
		say(t, " SO_KEEPALIVE is set.");
}

/* What the segments of SYN and SEGMENT carry besides their numbers. */
static void say_parts(const struct teller *t, const char *options, int64_t bytes, int64_t win,
		      bool bad_checksum)
{
	bytes = number(t, bytes);
	win = number(t, win);
	if (bytes > 0)
		say(t, ", with %" PRId64 " bytes of data", bytes);
	if (win)
		say(t, ", window %" PRId64, win == NONE ? 0 : win);
	if (options)
		say(t, ", options <%s>", options);
	if (bad_checksum)
		say(t, ", with a wrong checksum");
}

static void say_syn(const struct teller *t, const struct hf_step *step)
{
	const struct hf_syn *s = &step->syn;
	int64_t count = number_or(t, s->count, HF_DEFAULT_COUNT);
	int64_t every_us = number(t, s->every_us);

	say(t, "The client sends %" PRId64 " hand-made SYN%s (\"%s\") to port %u", count,
	    count == 1 ? "" : "s", text_or(s->name, ""), s->port ? s->port : HF_DEFAULT_PORT);
	if (every_us > 0)
		say(t, ", one every %" PRId64 " us", every_us);
	say(t, ", from %s",
	    s->from == CLIENT_ITSELF ? "its own address" : "addresses that nobody owns");
	say(t, ", %" PRId64 " source ports an address",
	    number_or(t, s->ports, HF_DEFAULT_TRAIN_PORTS));
	if (s->sport)
		say(t, ", from port %u on", s->sport);
	say_parts(t, s->options, s->bytes, s->win, s->bad_checksum);
	say(t, ".");
}

static void say_ack(const struct teller *t, const struct hf_step *step)
{
	const struct hf_ack *a = &step->ack;
	int64_t count = number(t, a->count), bytes = number(t, a->bytes);

	say(t, "The hand-made peer sends an ACK for ");
	if (count)
		say(t, "%" PRId64 " of", count);
	else
		say(t, "all of");
	say(t, " \"%s\", from number %" PRId64 " on", text_or(a->name, ""), number(t, a->first));
	if (a->wrong)
		say(t, ", acknowledging a number the server never sent");
	if (bytes > 0)
		say(t, ", with %" PRId64 " bytes of data", bytes);
	say(t, "%s.", a->again ? "; each later SYN-ACK is answered as well" : "");
}

static void say_segment(const struct teller *t, const struct hf_step *step)
{
	const struct hf_segment *g = &step->segment;

	say(t, "A hand-made segment is sent in the name of \"%s\", number %" PRId64
	       ": flags %s, seq %" PRId64,
	    text_or(g->name, ""), number(t, g->nth), text_or(g->flags, ""), number(t, g->seq));
	if (g->flags && strchr(g->flags, '.'))
		say(t, ", ack %" PRId64, number(t, g->ack));
	say_parts(t, g->options, g->bytes, g->win, g->bad_checksum);
	say(t, ".");
}

/* ---- applications ------------------------------------------------------------------------- */

/* SEND, RECV, SHUTDOWN and CLOSE are the client's unless the case says otherwise. */
static const char *acting(enum hf_host at)
{
	return hf_show_host(at == SERVER ? SERVER : CLIENT);
}

static void say_send(const struct teller *t, const struct hf_step *step)
{
	if (is_listener(t, step->send.name))
		say(t, "On each connection that \"%s\" has accepted %" PRId64 " bytes are sent.",
		    step->send.name, number(t, step->send.bytes));
	else
		say(t, "The %s sends %" PRId64 " bytes on \"%s\".", acting(step->send.at),
	    number(t, step->send.bytes), text_or(step->send.name, ""));
}

static void say_recv(const struct teller *t, const struct hf_step *step)
{
	if (is_listener(t, step->recv.name))
		say(t, "Each connection that \"%s\" has accepted is read from.", step->recv.name);
	else
		say(t, "The %s reads from \"%s\"%s.", acting(step->recv.at), text_or(step->recv.name, ""),
	    step->recv.wait ? " and waits until the call has returned" : "");
}

static void say_shutdown(const struct teller *t, const struct hf_step *step)
{
	if (step->shutdown.accepted)
		say(t, "On each connection that \"%s\" has accepted shutdown(SHUT_WR) is called.",
		    text_or(step->shutdown.name, ""));
	else if (is_listener(t, step->shutdown.name))
		say(t, "The %s calls shutdown(SHUT_RDWR) on the listener \"%s\".",
		    holder(t, step->shutdown.name), step->shutdown.name);
	else
		say(t, "The %s calls shutdown(SHUT_WR) on \"%s\".", acting(step->shutdown.at),
		    text_or(step->shutdown.name, ""));
}

static void say_disconnect(const struct teller *t, const struct hf_step *step)
{
	const struct hf_disconnect *d = &step->disconnect;

	if (d->accepted)
		say(t,
		    "On each connection that \"%s\" has accepted connect() to AF_UNSPEC is called.",
		    text_or(d->name, ""));
	else if (is_listener(t, d->name))
		say(t, "The %s calls connect() to AF_UNSPEC on the listener \"%s\".",
		    holder(t, d->name), d->name);
	else
		say(t, "The %s calls connect() to AF_UNSPEC on \"%s\".", acting(d->at),
		    text_or(d->name, ""));
}

static void say_error(const struct teller *t, const struct hf_step *step)
{
	if (is_listener(t, step->ask_error.name))
		say(t, "Each connection that \"%s\" has accepted is asked for SO_ERROR.",
		    step->ask_error.name);
	else
		say(t, "The %s asks for SO_ERROR of \"%s\".", acting(step->ask_error.at),
	    text_or(step->ask_error.name, ""));
}

static void say_dup(const struct teller *t, const struct hf_step *step)
{
	say(t, "The %s calls dup() on \"%s\".", acting(step->dup.at),
	    text_or(step->dup.name, ""));
}

static void say_files(const struct teller *t, const struct hf_step *step)
{
	int64_t more = number(t, step->files.more);

	if (!more)
		say(t, "The %s's application may open files without limit.",
		    hf_show_host(step->files.at));
	else
		say(t, "The %s's application may open %" PRId64 " more files.",
		    hf_show_host(step->files.at), more == NONE ? 0 : more);
}

static void say_close(const struct teller *t, const struct hf_step *step)
{
	const struct hf_closing *c = &step->closing;

	if (c->accepted)
		say(t, "Each connection that \"%s\" has accepted is closed%s.",
		    text_or(c->name, ""), c->abort ? " with SO_LINGER at 0 s" : "");
	else if (is_listener(t, c->name))
		say(t, "The %s closes the listener \"%s\".", holder(t, c->name), c->name);
	else
		say(t, "The %s closes \"%s\"%s.", acting(c->at), text_or(c->name, ""),
		    c->abort ? " with SO_LINGER at 0 s" : "");
}

static void say_kill(const struct teller *t, const struct hf_step *step)
{
	int signal = step->kill.signal ? step->kill.signal : SIGKILL;

	if (signal == SIGKILL)
		say(t, "The process that holds \"%s\" is killed.", text_or(step->kill.name, ""));
	else
		say(t, "The process that holds \"%s\" gets the signal SIG%s.",
		    text_or(step->kill.name, ""), text_or(sigabbrev_np(signal), "?"));
}

static void say_run(const struct teller *t, const struct hf_step *step)
{
	const struct hf_run *r = &step->run;

	say(t, "The %s runs (\"%s\"):", hf_show_host(r->at), text_or(r->name, ""));
	for (const char *const *arg = r->argv; arg && *arg; arg++) {
		HF_AUTO_FREE char *filled = hf_show_filled(t->variant, *arg);

		say(t, " %s", text_or(filled, *arg));
	}
	if (r->wait)
		say(t, " It is waited for.");
	if (r->conf) {
		HF_AUTO_FREE char *filled = hf_show_filled(t->variant, r->conf);

		say(t, " Its file {conf} is:\n%s", text_or(filled, r->conf));
	}
}

/* ---- the wire and the knobs --------------------------------------------------------------- */

static void say_drop(const struct teller *t, const struct hf_step *step)
{
	const struct hf_drop *d = &step->drop;
	HF_AUTO_FREE char *rule = hf_show_filled(t->variant, text_or(d->rule, ""));

	say(t, "The %s's iptables, table %s, gets the rule \"%s\"", hf_show_host(d->at),
	    text_or(d->table, HF_DEFAULT_TABLE), text_or(rule, ""));
	if (d->name)
		say(t, ", called \"%s\"", d->name);
	say(t, ".");
}

static void say_undrop(const struct teller *t, const struct hf_step *step)
{
	say(t, "The rule \"%s\" is taken away.", text_or(step->undrop.name, ""));
}

static void say_pace(const struct teller *t, const struct hf_step *step)
{
	say(t,
	    "The %s's sending is slowed: the first packet of %" PRId64 " bytes leaves at once, "
	    "each further one ",
	    hf_show_host(step->pace.at), number(t, step->pace.bytes));
	say_seconds(t, number(t, step->pace.gap_ms));
	say(t, " later.");
}

static void say_unpace(const struct teller *t, const struct hf_step *step)
{
	say(t, "The %s's sending is no longer slowed.", hf_show_host(step->unpace.at));
}

static void say_set(const struct teller *t, const struct hf_step *step)
{
	char value[HF_VALUE_SIZE];

	hf_variant_value(t->variant, step->set.value, step->set.text, value, sizeof(value));
	say(t, "On the %s %s is set to %s.", hf_show_host(step->set.at),
	    text_or(step->set.key, ""), value);
}

/* ---- waiting ------------------------------------------------------------------------------ */

/* One condition of UNTIL, with the word that joins it to those before. */
static void say_condition(const struct teller *t, int *said)
{
	say(t, "%s ", (*said)++ ? " and" : "");
}

static void say_amount(const struct teller *t, int *said, int64_t value, const char *things)
{
	value = number(t, value);
	if (!value)
		return;
	say_condition(t, said);
	say(t, "%s is %" PRId64, things, value == NONE ? 0 : value);
}

static void say_haste(const struct teller *t, const struct hf_until *u, bool waited)
{
	if (!u->no_later_ms)
		return;
	say(t, "%s within ", waited ? " If this was not" : "If this is not");
	say_seconds(t, number(t, u->no_later_ms));
	say(t, " of the first packet, the experiment has failed.");
}

static void say_until(const struct teller *t, const struct hf_step *step)
{
	const struct hf_until *u = &step->until;
	bool waits = u->acceptq_len || u->requests || u->returned || u->counter || u->state ||
		     u->listening || u->segment || !u->no_later_ms;
	int said = 0;

	if (waits)
		say(t, "Wait until");
	say_amount(t, &said, u->acceptq_len, "the length of the accept queue");
	say_amount(t, &said, u->requests, "the number of half-open requests");
	if (u->returned) {
		say_condition(t, &said);
		say(t, "every call of \"%s\" has returned", u->returned);
	}
	if (u->counter) {
		say_condition(t, &said);
		say(t, "%s of the %s has grown by %" PRId64, u->counter, hf_show_host(u->at),
		    number(t, u->reaches));
	}
	if (u->state) {
		int64_t sockets = number(t, u->sockets);

		say_condition(t, &said);
		say(t, "%" PRId64 " sockets of the %s are %s", sockets == NONE ? 0 : sockets,
		    hf_show_host(u->at), u->state);
	}
	if (u->listening) {
		say_condition(t, &said);
		say(t, "somebody listens on port %u of the server", u->listening);
	}
	if (u->segment) {
		say_condition(t, &said);
		say(t, "\"%s\" was seen %" PRId64 " times", u->segment, number(t, u->times));
	}
	if (waits) {
		say(t, ", at most ");
		say_seconds(t, number_or(t, u->within_ms, HF_DEFAULT_WITHIN_MS));
		say(t, ".");
	}
	say_haste(t, u, waits);
	say_mark(t, u->mark);
}

static void say_quiet(const struct teller *t, const struct hf_step *step)
{
	say(t, "For ");
	say_seconds(t, number(t, step->quiet.ms));
	say(t, " nothing is done.");
	say_mark(t, step->quiet.mark);
}

static void say_measure(const struct teller *t, const struct hf_step *step)
{
	say(t, "Counters and packets count from here.");
	if (step->measure.mark && strcmp(step->measure.mark, HF_DEFAULT_MEASURE) != 0)
		say_mark(t, step->measure.mark);
}

static void (*const sayings[HF_VERBS])(const struct teller *, const struct hf_step *) = {
	[HF_LISTEN] = say_listen,   [HF_RELISTEN] = say_relisten, [HF_ACCEPT] = say_accept,
	[HF_CONNECT] = say_connect, [HF_SYN] = say_syn,           [HF_ACK] = say_ack,
	[HF_SEND] = say_send,       [HF_RECV] = say_recv,         [HF_SHUTDOWN] = say_shutdown,
	[HF_CLOSE] = say_close,     [HF_DROP] = say_drop,         [HF_UNDROP] = say_undrop,
	[HF_PACE] = say_pace,       [HF_UNPACE] = say_unpace,     [HF_SET] = say_set,
	[HF_KILL] = say_kill,       [HF_RUN] = say_run,           [HF_UNTIL] = say_until,
	[HF_QUIET] = say_quiet,     [HF_MEASURE] = say_measure,   [HF_DISCONNECT] = say_disconnect,
	[HF_ERROR] = say_error,     [HF_DUP] = say_dup,           [HF_FILES] = say_files,
	[HF_SEGMENT] = say_segment,
};

char *hf_show_step(const struct hf_variant *variant, const struct hf_step *step)
{
	char *sentence = NULL;
	size_t size;
	const struct teller t = {open_memstream(&sentence, &size), variant};

	if (!t.out)
		return NULL;
	sayings[step->verb](&t, step);
	if (fclose(t.out) == 0)
		return sentence;
	free(sentence);
	return NULL;
}

void hf_show_steps(FILE *out, const struct hf_variant *variant)
{
	const struct teller t = {out, variant};
	int i = 1;

	for (const struct hf_step *s = variant->c->steps; s->verb != HF_VERB_UNSET; s++) {
		say(&t, "%d. ", i++);
		sayings[s->verb](&t, s);
		say(&t, "\n");
	}
}
