/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Theory against expectation: what predict says of a case's set-up must be what the case's literals
 * say of it, for every row, on both sides of every change.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "registry.h"
#include "suite.h"
#include "theory.h"
#include "tick.h"
#include "timeline.h"

static const int64_t rates[] = {100, 250, 1000};

struct place {
	const struct hf_variant *variant;
	const struct hf_release *release;
	int64_t hz;
	int wrong, met;
};

static void complain(struct place *place, const struct hf_foretold *told, const char *literal)
{
	char id[200], release[32], text[200];

	hf_variant_id(place->variant, id, sizeof(id));
	hf_release_text(place->release, release, sizeof(release));
	hf_foretold_text(told, text, sizeof(text));
	printf("%s on %s, HZ=%" PRId64 ": theory says %s, the case %s\n", id, release, place->hz,
	       text, literal);
	place->wrong++;
}

/* ---- one literal -------------------------------------------------------------------------- */

static void hold_number(struct place *place, const struct hf_foretold *told, int64_t lo, int64_t hi)
{
	char literal[64];

	lo = hf_variant_number(place->variant, lo);
	hi = hf_variant_number(place->variant, hi);
	place->met++;
	if (lo <= told->lo && told->hi <= hi)
		return;
	snprintf(literal, sizeof(literal), "%" PRId64 "~%" PRId64, lo, hi);
	complain(place, told, literal);
}

static void hold_call(struct place *place, const struct hf_foretold *told,
		      const struct hf_call_expect *call)
{
	struct hf_slack slack = {.jiffy_ns = HF_SEC / place->hz};
	int64_t lo, hi;

	if (call->calls == NONE)
		return;
	place->met++;
	if (call->pending != told->pending || call->err != told->err) {
		complain(place, told, call->pending ? "that it is pending" : strerror(call->err));
		return;
	}
	if (!call->after || !told->times)
		return;
	ck_assert_int_eq(hf_timer_sum_window(call->after, &slack, &lo, &hi), 0);
	if (told->at_ns[0] < lo || told->at_ns[0] > hi)
		complain(place, told, call->after);
}

/* All lines of that kind, each so long after the one before. */
static void hold_wire(struct place *place, const struct hf_foretold *told, const char *text)
{
	struct hf_timeline timeline;
	struct hf_fault fault;
	bool from_client;
	uint8_t flags;
	char kind[16];
	size_t n = 0;

	ck_assert_msg(hf_timeline_parse(text, &timeline, &fault) == 0, "%s", fault.text);
	snprintf(kind, sizeof(kind), "%c %s", told->from == FROM_CLIENT ? '<' : '>', told->flags);
	ck_assert_int_eq(hf_kind_parse(kind, &from_client, &flags), 0);
	for (size_t i = 0; i < timeline.count; i++) {
		const struct hf_line *line = &timeline.lines[i];
		int64_t after = n && n < told->times ? told->at_ns[n] - told->at_ns[n - 1] : 0;

		if (line->from_client != from_client || line->flags != flags)
			continue;
		if (line->again && (after < line->lo_ns || after > line->hi_ns))
			complain(place, told, text);
		n++;
	}
	hf_timeline_done(&timeline);
	place->met++;
	if (n != told->times)
		complain(place, told, text);
}

static void hold(struct place *place, const struct hf_foretold *told,
		 const struct hf_expect *expect)
{
	switch (expect->rule) {
	case HF_RULE_DELTA:
		hold_number(place, told, expect->delta.lo, expect->delta.hi);
		break;
	case HF_RULE_QUEUE:
		hold_number(place, told, expect->queue.is, expect->queue.is);
		break;
	case HF_RULE_WIRE_COUNT:
		hold_number(place, told, expect->wire_count.count, expect->wire_count.count);
		break;
	case HF_RULE_HITS:
		hold_number(place, told, expect->hits.count, expect->hits.count);
		break;
	case HF_RULE_CALL:
		hold_call(place, told, &expect->call);
		break;
	case HF_RULE_WIRE:
		hold_wire(place, told, hf_variant_wire(place->variant, expect->wire.text));
		break;
	default:
		break;
	}
}

/* ---- one variant on one kernel ------------------------------------------------------------ */

/* Counters of which the theory must know all that a case says. */
static bool is_known(const char *counter)
{
	static const char *const families[] = {"TcpExt.Listen", "TcpExt.TCPReqQFull",
					       "TcpExt.SyncookiesSent"};

	for (size_t i = 0; i < HF_ARRAY_LEN(families); i++)
		if (!strncmp(counter, families[i], strlen(families[i])))
			return true;
	return false;
}

static void hold_list(struct place *place, struct hf_theory *theory, const struct hf_expect *expect,
		      bool *ret_met)
{
	for (; expect && expect->rule; expect++) {
		bool about = false;

		for (size_t i = 0; i < theory->count; i++) {
			if (!hf_theory_is_about(&theory->told[i], expect))
				continue;
			about = ret_met[i] = true;
			hold(place, &theory->told[i], expect);
		}
		if (about || expect->rule != HF_RULE_DELTA || expect->delta.at != SERVER ||
		    !is_known(expect->delta.counter))
			continue;
		printf("%s: the theory says nothing of %s\n", place->variant->c->name,
		       expect->delta.counter);
		place->wrong++;
	}
}

static void hold_variant(struct place *place, struct hf_theory *theory)
{
	const struct hf_case *c = place->variant->c;
	const struct hf_era *era = hf_era_for(c->eras, place->release);
	bool met[HF_FORETOLD_MAX] = {false};

	ck_assert_ptr_nonnull(era);
	hold_list(place, theory, c->expect, met);
	hold_list(place, theory, era->expect, met);
	for (size_t i = 0; i < theory->count; i++) {
		struct hf_foretold *told = &theory->told[i];

		if (era->wire && told->rule == HF_RULE_WIRE)
			hold_wire(place, told, hf_variant_wire(place->variant, era->wire));
		/* What moves must be mentioned: the world of a case is closed. */
		if (!met[i] && told->rule == HF_RULE_DELTA && told->lo > 0 && is_known(told->name))
			complain(place, told, "nothing");
	}
}

static int hold_case(const struct hf_case *c, int *ret_met)
{
	size_t count, releases;
	const struct hf_release *release = hf_release_landmarks(&releases);
	HF_AUTO_FREE struct hf_variant *variants = hf_registry_variants(c, &count);
	struct place place = {0};

	for (size_t r = 0; r < releases; r++) {
		for (size_t v = 0; v < count; v++) {
			for (size_t h = 0; h < HF_ARRAY_LEN(rates); h++) {
				struct hf_theory theory;
				int before = place.met;

				place.variant = &variants[v];
				place.release = &release[r];
				place.hz = rates[h];
				if (!hf_theory_of(&variants[v], &release[r], rates[h], &theory))
					return 0;
				hold_variant(&place, &theory);
				ck_assert_msg(place.met > before, "%s: nothing to compare",
					      c->name);
			}
		}
	}
	*ret_met += place.met;
	return place.wrong;
}

START_TEST(theory_is_expectation)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);
	int wrong = 0, met = 0, known = 0;

	for (size_t i = 0; i < count; i++) {
		int before = met;

		wrong += hold_case(cases[i], &met);
		known += met > before;
	}
	printf("%d cases, %d literals\n", known, met);
	fflush(stdout);
	ck_assert_int_eq(wrong, 0);
	/* A case that is renamed must not drop out of the comparison unseen. */
	ck_assert_int_ge(known, 28);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("theory");
	TCase *tests = tcase_create("theory");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, theory_is_expectation);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
