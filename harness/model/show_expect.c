/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show_parts.h"

#include <inttypes.h>
#include <string.h>

#include "era.h"
#include "own.h"

struct teller {
	FILE *out;
	const struct hf_variant *variant;
};

static int64_t number(const struct teller *t, int64_t value)
{
	return hf_variant_number(t->variant, value);
}

static const char *side(enum hf_direction from)
{
	return from == FROM_SERVER ? "server" : "client";
}

/* The notation as the case has it, one packet line a line, indented. */
static void tell_notation(const struct teller *t, const char *text)
{
	text = hf_variant_wire(t->variant, text);
	while (text && *text) {
		size_t len = strcspn(text, "\n;");
		size_t end = len, begin = strspn(text, " \t");

		while (end > begin && strchr(" \t", text[end - 1]))
			end--;
		if (begin < end)
			fprintf(t->out, "\t\t%.*s\n", (int)(end - begin), text + begin);
		text += len + (text[len] != '\0');
	}
}

static void tell_delta(const struct teller *t, const struct hf_expect *e)
{
	int64_t lo = number(t, e->delta.lo), hi = number(t, e->delta.hi);

	fprintf(t->out, "The %s's %s ", hf_show_host(e->delta.at), e->delta.counter);
	if (lo != hi)
		fprintf(t->out, "grows by %" PRId64 " to %" PRId64 ".\n", lo, hi);
	else if (lo != 0)
		fprintf(t->out, "grows by %" PRId64 ".\n", lo);
	else
		fprintf(t->out, "does not move.\n");
}

static void tell_wire(const struct teller *t, const struct hf_expect *e)
{
	if (e->wire.name)
		fprintf(t->out, "Every packet of \"%s\", in order:\n", e->wire.name);
	else
		fprintf(t->out, "Every packet of each flow that begins after MEASURE, in order:\n");
	tell_notation(t, e->wire.text);
}

static void tell_wire_count(const struct teller *t, const struct hf_expect *e)
{
	const struct hf_wire_count *w = &e->wire_count;
	int64_t count = number(t, w->count);

	if (count == 0)
		fprintf(t->out, "The %s sends no segment \"%s\".\n", side(w->from), w->flags);
	else if (w->flows)
		fprintf(t->out, "In %" PRId64 " flows the %s sends a segment \"%s\".\n", count,
			side(w->from), w->flags);
	else
		fprintf(t->out, "The %s sends %" PRId64 " segments \"%s\".\n", side(w->from), count,
			w->flags);
}

static void tell_wire_tail(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out, "The last %" PRId64 " packets are all \"%s\".\n",
		number(t, e->wire_tail.count), e->wire_tail.kind);
}

static void tell_queue(const struct teller *t, const struct hf_expect *e)
{
	static const char *const what[] = {
		[ACCEPTQ_LEN] = "the length of the accept queue",
		[ACCEPTQ_LIMIT] = "the limit of the accept queue",
		[REQUESTS] = "the number of half-open requests",
	};

	fprintf(t->out, "At \"%s\" %s", e->queue.mark, what[e->queue.what]);
	if (e->queue.listener)
		fprintf(t->out, " of \"%s\"", e->queue.listener);
	fprintf(t->out, " is %" PRId64 ".\n", number(t, e->queue.is));
}

static void tell_sockets(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out, "At \"%s\" %" PRId64 " sockets of the %s are %s.\n", e->sockets.mark,
		number(t, e->sockets.count), hf_show_host(e->sockets.at), e->sockets.state);
}

static void tell_buffer(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out, "At \"%s\" the longest %s of the %s's ESTABLISHED sockets is %" PRId64
			" bytes.\n",
		e->buffer.mark, e->buffer.what == UNREAD ? "Recv-Q" : "Send-Q",
		hf_show_host(e->buffer.at), number(t, e->buffer.is));
}

/* What a call was told: "fails with ETIMEDOUT", "returns 100 bytes", ... */
static void tell_outcome(const struct teller *t, const struct hf_call_expect *c)
{
	const char *name = strerrorname_np(c->err);
	int64_t bytes = number(t, c->bytes);

	if (c->pending)
		fprintf(t->out, "has not returned at the end");
	else if (strcmp(c->call, "exit") == 0)
		fprintf(t->out, "has the status %d", c->err);
	else if (c->err && name)
		fprintf(t->out, "fails with %s", name);
	else if (c->err)
		fprintf(t->out, "fails with errno %d", c->err);
	else if (bytes == NONE)
		fprintf(t->out, "returns the end of the stream");
	else if (bytes)
		fprintf(t->out, "returns %" PRId64 " bytes", bytes);
	else
		fprintf(t->out, "succeeds");
	if (c->after)
		fprintf(t->out, " after %s s", c->after);
}

static void tell_call(const struct teller *t, const struct hf_expect *e)
{
	const struct hf_call_expect *c = &e->call;
	int64_t nth = number(t, c->nth), calls = number(t, c->calls);

	if (calls == NONE)
		fprintf(t->out, "No %s", c->call);
	else if (nth)
		fprintf(t->out, "Number %" PRId64 " of the %s calls", nth, c->call);
	else if (calls)
		fprintf(t->out, "%" PRId64 " times %s", calls, c->call);
	else
		fprintf(t->out, "Each %s", c->call);
	fprintf(t->out, " of \"%s\" ", c->who);
	tell_outcome(t, c);
	fprintf(t->out, ".\n");
}

static void tell_hits(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out, "The rule \"%s\" matches %" PRId64 " packets.\n", e->hits.name,
		number(t, e->hits.count));
}

static void tell_output(const struct teller *t, const struct hf_expect *e)
{
	HF_AUTO_FREE char *has = hf_variant_filled(t->variant, e->output.has);

	fprintf(t->out, "\"%s\" prints \"%s\".\n", e->output.who, has ? has : e->output.has);
}

static void tell_conserved(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out,
		"At \"%s\" every SYN of \"%s\" is a request, was refused, or was answered with a "
		"cookie: capture, counters and socket table agree.\n",
		e->conserved.mark, e->conserved.train);
}

static void tell_setting(const struct teller *t, const struct hf_expect *e)
{
	fprintf(t->out, "In a namespace, %s of the %s is %s.\n", e->setting.key,
		e->setting.at == SERVER ? "server" : "client", e->setting.scope);
}

static void tell_value(const struct teller *t, const struct hf_expect *e)
{
	int64_t lo = hf_variant_number(t->variant, e->value.lo);
	int64_t hi = hf_variant_number(t->variant, e->value.hi);

	fprintf(t->out, "%s of the %s reads %" PRId64, e->value.key,
		e->value.at == SERVER ? "server" : "client", lo);
	if (hi != lo)
		fprintf(t->out, " to %" PRId64, hi);
	fprintf(t->out, ".\n");
}

static void tell_rules(const struct teller *t, const struct hf_expect *rules)
{
	static void (*const tellers[])(const struct teller *, const struct hf_expect *) = {
		[HF_RULE_DELTA] = tell_delta,
		[HF_RULE_WIRE] = tell_wire,
		[HF_RULE_WIRE_COUNT] = tell_wire_count,
		[HF_RULE_WIRE_TAIL] = tell_wire_tail,
		[HF_RULE_QUEUE] = tell_queue,
		[HF_RULE_SOCKETS] = tell_sockets,
		[HF_RULE_BUFFER] = tell_buffer,
		[HF_RULE_CALL] = tell_call,
		[HF_RULE_HITS] = tell_hits,
		[HF_RULE_OUTPUT] = tell_output,
		[HF_RULE_CONSERVED] = tell_conserved,
		[HF_RULE_SETTING] = tell_setting,
		[HF_RULE_VALUE] = tell_value,
	};

	for (; rules && rules->rule != HF_RULE_UNSET; rules++) {
		fprintf(t->out, "\t");
		tellers[rules->rule](t, rules);
	}
}

/* "SYN_LINEAR_TIMEOUTS (Linux 6.5; commit ccce324dabfe, "tcp: ...")", backports included. */
static void tell_change(const struct teller *t, enum hf_change change)
{
	const struct hf_change_info *info = hf_change_info(change);

	fprintf(t->out, "%s (Linux %d.%d", info->name, info->major, info->minor);
	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++) {
		const struct hf_backport *b = &info->backports[i];
		const struct hf_release r = {b->major, b->minor, b->patch, b->el7};
		char text[32];

		hf_release_text(&r, text, sizeof(text));
		fprintf(t->out, "%s %s", i > 0 ? "," : "; also", text);
	}
	if (info->commit)
		fprintf(t->out, "; commit %s", info->commit);
	fprintf(t->out, "; \"%s\")", info->subject);
}

static void tell_span(const struct teller *t, const struct hf_era *era)
{
	fprintf(t->out, "\nOn ");
	if (!era->since && !era->until)
		fprintf(t->out, "every kernel");
	else
		fprintf(t->out, "kernels ");
	if (era->since) {
		fprintf(t->out, "with ");
		tell_change(t, era->since);
	}
	if (era->until) {
		fprintf(t->out, "%swithout ", era->since ? " but " : "");
		tell_change(t, era->until);
	}
	fprintf(t->out, ":\n");
}

static void tell_era(const struct teller *t, const struct hf_era *era)
{
	static const char *const verdicts[] = {
		[TRUE_AS_TOLD] = "is true as told",
		[TRUE_FOR_ANOTHER_REASON] = "is true for another reason",
		[NO_LONGER_TRUE] = "is no longer true",
		[NEVER_TRUE] = "was never true",
	};

	tell_span(t, era);
	fprintf(t->out, "\tThe claim %s", verdicts[era->claim_is]);
	if (era->because)
		fprintf(t->out, ": %s", era->because);
	fprintf(t->out, ".\n");
	if (era->wire) {
		const struct hf_expect wire = WIRE(NULL, era->wire);

		fprintf(t->out, "\t");
		tell_wire(t, &wire);
	}
	tell_rules(t, era->expect);
}

void hf_show_expectation(FILE *out, const struct hf_variant *variant)
{
	const struct hf_case *c = variant->c;
	const struct teller t = {out, variant};

	if (c->expect && c->expect->rule != HF_RULE_UNSET) {
		fprintf(out, "\nExpected everywhere:\n");
		tell_rules(&t, c->expect);
	}
	for (const struct hf_era *era = c->eras; era->claim_is != HF_CLAIM_UNSET; era++)
		tell_era(&t, era);
}
