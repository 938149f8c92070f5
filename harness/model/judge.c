/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broken.h"
#include "counters.h"
#include "judge_parts.h"
#include "tick.h"

/* The shortest timer of TCP, TCP_RTO_MIN. */
#define SHORTEST_TIMER_NS (200 * HF_MS)

/* How sentences begin that are taken back when a record is judged again. */
#define NO_ERA       "no era of "
#define DIFFERS_BUSY "it differs, but " HF_TOO_BUSY " to tell: "
#define FITS_BUSY    "it fits, but " HF_TOO_BUSY " to tell: "

int64_t hf_judge_num(const struct hf_judging *j, int64_t number)
{
	return hf_variant_number(j->variant, number);
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
static void fill_hint(const struct hf_judging *j, struct hf_record_reason *reason)
{
	size_t used = tell_change(reason->hint, sizeof(reason->hint), "expected of a kernel with",
				  j->era->since);

	tell_change(reason->hint + used, sizeof(reason->hint) - used,
		    used ? " and without" : "expected of a kernel without", j->era->until);
}

struct hf_record_reason hf_judge_reason(const struct hf_judging *j, const char *fmt, ...)
{
	struct hf_record_reason reason = {.packet = -1};
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason.rule, sizeof(reason.rule), fmt, args);
	va_end(args);
	fill_hint(j, &reason);
	return reason;
}

void hf_judge_add(struct hf_judging *j, const struct hf_record_reason *reason)
{
	if (HF_RECORD_APPEND(j->record, reasons, reason_count, reason) < 0)
		j->err = -ENOMEM;
}

void hf_judge_equal(struct hf_judging *j, struct hf_record_reason reason, int64_t expected,
		    int64_t seen)
{
	if (expected == seen)
		return;
	HF_EXPECTED(reason, "%" PRId64, expected);
	HF_SEEN(reason, "%" PRId64, seen);
	hf_judge_add(j, &reason);
}

void hf_judge_timer(struct hf_judging *j, int64_t nominal_ns)
{
	if (nominal_ns > 0 && (!j->shortest_ns || nominal_ns < j->shortest_ns))
		j->shortest_ns = nominal_ns;
}

const struct hf_record_mark *hf_judge_mark(struct hf_judging *j, const char *name)
{
	struct hf_record_reason reason = hf_judge_reason(j, "the mark \"%s\"", name);

	for (size_t i = 0; i < j->record->mark_count; i++) {
		if (!strcmp(j->record->marks[i].name, name))
			return &j->record->marks[i];
	}
	HF_EXPECTED(reason, "reached");
	HF_SEEN(reason, "not reached");
	hf_judge_add(j, &reason);
	return NULL;
}

static void check_one(struct hf_judging *j, const struct hf_expect *expect)
{
	switch (expect->rule) {
	case HF_RULE_DELTA:
		hf_judge_delta(j, &expect->delta);
		break;
	case HF_RULE_WIRE:
		hf_judge_wire(j, expect->wire.name, hf_variant_wire(j->variant, expect->wire.text));
		break;
	case HF_RULE_WIRE_COUNT:
		hf_judge_wire_count(j, &expect->wire_count);
		break;
	case HF_RULE_WIRE_TAIL:
		hf_judge_wire_tail(j, &expect->wire_tail);
		break;
	case HF_RULE_QUEUE:
		hf_judge_queue(j, &expect->queue);
		break;
	case HF_RULE_SOCKETS:
		hf_judge_sockets(j, &expect->sockets);
		break;
	case HF_RULE_BUFFER:
		hf_judge_buffer(j, &expect->buffer);
		break;
	case HF_RULE_CALL:
		hf_judge_call(j, &expect->call);
		break;
	case HF_RULE_HITS:
		hf_judge_hits(j, &expect->hits);
		break;
	case HF_RULE_OUTPUT:
		hf_judge_output(j, &expect->output);
		break;
	case HF_RULE_CONSERVED:
		hf_judge_conserved(j, &expect->conserved);
		break;
	case HF_RULE_SETTING:
		hf_judge_setting(j, &expect->setting);
		break;
	case HF_RULE_VALUE:
		hf_judge_value(j, &expect->value);
		break;
	case HF_RULE_UNSET:
		break;
	}
}

static void check_all(struct hf_judging *j, const struct hf_expect *expect)
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
static int refuse(const struct hf_judging *j)
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
static bool too_busy(const struct hf_judging *j, bool differs)
{
	int64_t latency_ns = j->record->latency_ns;

	return latency_ns > SHORTEST_TIMER_NS &&
	       (differs || (j->shortest_ns && latency_ns > j->shortest_ns / 2));
}

static int pronounce(const struct hf_judging *j)
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
	struct hf_judging j = {
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
		hf_judge_wire(&j, NULL, hf_variant_wire(variant, j.era->wire));
	hf_judge_closed_world(&j, SERVER);
	hf_judge_closed_world(&j, CLIENT);
	hf_judge_invariants(&j);
	if (j.err)
		return j.err;
	return pronounce(&j);
}
