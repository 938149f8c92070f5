/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accepted records: judged again each is what it says it is; and theory is held against what was
 * seen. Of a case that predict knows by name, every record shows the counters, queues, packets and
 * calls that predict says for its kernel; of every case, what its settings and steps allow to say.
 *
 * An argument names another folder of folders of records than results/.
 */
#include <check.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "flow.h"
#include "judge.h"
#include "own.h"
#include "record.h"
#include "record_json.h"
#include "registry.h"
#include "suite.h"
#include "theory.h"
#include "tick.h"
#include "timer.h"
#include "universal.h"

static const char *results = HF_RESULTS;

struct place {
	const char *path;
	const struct hf_record *record;
	bool paced; /* a slow line holds segments up before they are seen */
	int wrong, met;
};

static void complain(struct place *place, const struct hf_foretold *told, const char *seen)
{
	char text[200];

	hf_foretold_text(told, text, sizeof(text));
	printf("%s: theory says %s, seen %s\n", place->path, text, seen);
	place->wrong++;
}

static void hold_number(struct place *place, const struct hf_foretold *told, int64_t seen)
{
	char text[32];

	place->met++;
	if (seen >= told->lo && seen <= told->hi)
		return;
	snprintf(text, sizeof(text), "%" PRId64, seen);
	complain(place, told, text);
}

/* ---- one thing that was foretold ---------------------------------------------------------- */

/* A counter that this kernel does not have is not 0: nothing can be held against it. */
static void hold_delta(struct place *place, const struct hf_foretold *told)
{
	int64_t seen;

	if (hf_mib_get(&place->record->delta[told->at], told->name, &seen) == 0)
		hold_number(place, told, seen);
}

static void hold_queue(struct place *place, const struct hf_foretold *told)
{
	for (size_t i = 0; i < place->record->mark_count; i++) {
		const struct hf_record_mark *mark = &place->record->marks[i];

		if (strcmp(mark->name, told->name) != 0)
			continue;
		hold_number(place, told,
			    told->queue == ACCEPTQ_LEN     ? mark->acceptq_len
			    : told->queue == ACCEPTQ_LIMIT ? mark->acceptq_limit
							   : mark->requests);
	}
}

static void hold_packets(struct place *place, const struct hf_foretold *told)
{
	int flags = hf_pkt_flags_parse(told->name, strlen(told->name));
	bool from_client = told->from == FROM_CLIENT;

	hold_number(place, told,
		    told->flows ? hf_flows_with(place->record, from_client, (uint8_t)flags)
				: hf_packets_with(place->record, from_client, (uint8_t)flags));
}

/*
 * By how much a gap between copies of data may be longer than foretold: its timeout is 200 ms and the
 * round trip that was measured, in jiffies rounded up (tcp_set_rto()), two jiffies more at most; and
 * it doubles.
 */
static int64_t stretch(const struct hf_record *record, const struct hf_foretold *told, int64_t gap)
{
	return strchr(told->flags, 'P') ? gap / (200 * HF_MS) * 2 * record->kernel.jiffy_ns : 0;
}

/* All segments of that kind of each flow of the name, each so long after the one before. */
static void hold_wire(struct place *place, const struct hf_foretold *told)
{
	const struct hf_record *record = place->record;
	const struct hf_slack slack = {record->kernel.jiffy_ns, record->latency_ns};
	int flags = hf_pkt_flags_parse(told->flags, strlen(told->flags));
	struct hf_flows flows = {0};
	char seen[64];

	ck_assert_int_eq(hf_flows_find(record, told->name, &flows), 0);
	for (size_t f = 0; f < flows.count; f++) {
		int64_t last_ns = 0, lo, hi, gap;
		size_t n = 0;

		place->met++;
		for (size_t i = 0; i < flows.flows[f].count; i++) {
			const struct hf_seg *seg = &record->packets[flows.flows[f].index[i]];

			if (seg->flags != flags ||
			    hf_record_from_client(record, seg) != (told->from == FROM_CLIENT))
				continue;
			gap = n && n < told->times ? told->at_ns[n] - told->at_ns[n - 1] : 0;
			hf_timer_window(&slack, gap, gap + stretch(record, told, gap), &lo, &hi);
			if (n == 1 && place->paced)
				lo = 0;
			if (n && n < told->times &&
			    (seg->t_ns - last_ns < lo || seg->t_ns - last_ns > hi)) {
				snprintf(seen, sizeof(seen), "number %zu %.3f s after the last",
					 n + 1, (double)(seg->t_ns - last_ns) / HF_SEC);
				complain(place, told, seen);
			}
			last_ns = seg->t_ns;
			n++;
		}
		if (n == told->times)
			continue;
		snprintf(seen, sizeof(seen), "%zu", n);
		complain(place, told, seen);
	}
	hf_flows_done(&flows);
}

static void hold_hits(struct place *place, const struct hf_foretold *told)
{
	for (size_t i = 0; i < place->record->hit_count; i++)
		if (!strcmp(place->record->hits[i].name, told->name))
			hold_number(place, told, place->record->hits[i].packets);
}

/* Timers are never early, and late by an eighth at most: the wheel's granularity. */
static void hold_time(struct place *place, const struct hf_foretold *told, int64_t seen_ns)
{
	int64_t want_ns = told->at_ns[0];
	int64_t most_ns = want_ns + want_ns / 7 + 500 * HF_MS + place->record->latency_ns;
	char text[48];

	if (seen_ns >= want_ns - 20 * HF_MS && seen_ns <= most_ns)
		return;
	snprintf(text, sizeof(text), "after %.3f s", (double)seen_ns / HF_SEC);
	complain(place, told, text);
}

static void hold_call(struct place *place, const struct hf_foretold *told)
{
	for (size_t i = 0; i < place->record->call_count; i++) {
		const struct hf_record_call *call = &place->record->calls[i];

		if (strcmp(call->who, told->name) != 0 || strcmp(call->call, told->call) != 0)
			continue;
		place->met++;
		if (call->pending != told->pending || (!call->pending && call->err != told->err))
			complain(place, told, call->pending ? "pending" : strerror(call->err));
		else if (!call->pending && told->times)
			hold_time(place, told, call->end_ns - call->start_ns);
	}
}

static void hold(struct place *place, const struct hf_foretold *told)
{
	switch (told->rule) {
	case HF_RULE_DELTA:
		hold_delta(place, told);
		break;
	case HF_RULE_QUEUE:
		hold_queue(place, told);
		break;
	case HF_RULE_WIRE_COUNT:
		hold_packets(place, told);
		break;
	case HF_RULE_HITS:
		hold_hits(place, told);
		break;
	case HF_RULE_CALL:
		hold_call(place, told);
		break;
	case HF_RULE_WIRE:
		hold_wire(place, told);
		break;
	default:
		break;
	}
}

/* ---- one record --------------------------------------------------------------------------- */

static struct hf_record *read_record(const char *path)
{
	FILE *file = fopen(path, "re");
	HF_AUTO_FREE char *text = NULL;
	struct hf_record *record = NULL;
	struct hf_fault fault;
	struct stat about;
	size_t size;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	ck_assert_int_eq(fstat(fileno(file), &about), 0);
	text = malloc((size_t)about.st_size + 1);
	ck_assert_ptr_nonnull(text);
	size = fread(text, 1, (size_t)about.st_size, file);
	fclose(file);
	ck_assert_msg(hf_record_from_json(text, size, path, &record, &fault) == 0, "%s",
		      fault.text);
	return record;
}

/* The variant of which this is a record; false where it is another experiment by now. */
static bool variant_of(struct place *place, struct hf_variant *ret_variant)
{
	char id[200], hash[17] = "";

	hf_record_id(place->record, id, sizeof(id));
	if (hf_registry_variant(id, ret_variant) == 0)
		hf_variant_hash(ret_variant, hash);
	if (!strcmp(hash, place->record->case_hash))
		return true;
	printf("%s: %s is another experiment by now; run it again, or ci/matrix\n", place->path, id);
	place->wrong++;
	return false;
}

/* The record says what the case, as it stands, says of what was seen. */
static void judge_again(struct place *place, const struct hf_variant *variant,
			const struct hf_release *release)
{
	struct hf_record *again = read_record(place->path);
	const struct hf_record *record = place->record;

	ck_assert_int_eq(hf_judge(variant, release, again), 0);
	if (again->verdict != record->verdict || again->claim_is != record->claim_is) {
		printf("%s: it says %s %s, judged again it is %s %s\n", place->path,
		       hf_verdict_text(record->verdict), hf_claim_verdict_text(record->claim_is),
		       hf_verdict_text(again->verdict), hf_claim_verdict_text(again->claim_is));
		place->wrong++;
	}
	hf_record_free(again);
}

static void told_of_it(const char *sentence, void *arg)
{
	struct place *place = arg;

	printf("%s: %s\n", place->path, sentence);
	place->wrong++;
}

/* True when predict knows the record's case by name. */
static bool hold_record(const char *path, struct place *sum)
{
	struct hf_record *record = read_record(path);
	struct place place = {.path = path, .record = record};
	struct hf_release release;
	struct hf_variant variant;
	struct hf_theory theory = {0};
	bool known = false;

	ck_assert_msg(hf_release_parse(record->kernel.release, record->kernel.version, &release) ==
			      0,
		      "%s: no version in %s", path, record->kernel.release);
	if (variant_of(&place, &variant)) {
		for (const struct hf_step *step = variant.c->steps; step->verb; step++)
			place.paced |= step->verb == HF_PACE;
		judge_again(&place, &variant, &release);
		known = record->verdict == AS_EXPECTED &&
			hf_theory_of(&variant, &release,
				     (HF_SEC + record->kernel.jiffy_ns / 2) /
					     record->kernel.jiffy_ns,
				     &theory);
		if (record->verdict == AS_EXPECTED)
			sum->met += hf_universal_hold(&variant, &release, record, told_of_it,
						      &place);
	}
	for (size_t i = 0; known && i < theory.count; i++)
		hold(&place, &theory.told[i]);
	if (known && !place.met) {
		printf("%s: nothing in it that theory speaks of\n", path);
		place.wrong++;
	}
	sum->wrong += place.wrong;
	sum->met += place.met;
	hf_record_free(record);
	return known;
}

/* ---- folders ------------------------------------------------------------------------------ */

static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && !strcmp(dot, ".json");
}

/* One kernel's records. */
static void hold_folder(const char *path, struct place *sum)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_json, alphasort);
	int known = 0, before = sum->met;

	ck_assert_msg(n >= 0, "cannot read the folder %s", path);
	for (int i = 0; i < n; i++) {
		HF_AUTO_FREE char *file = NULL;

		ck_assert_int_gt(asprintf(&file, "%s/%s", path, entries[i]->d_name), 0);
		known += hold_record(file, sum);
		free(entries[i]);
	}
	free(entries);
	printf("%s: %d records, %d of them known by name, %d values\n", path, n, known,
	       sum->met - before);
	/* A folder of which nothing is compared would pass for ever. */
	if (!known) {
		printf("%s holds no record of a case that predict knows\n", path);
		sum->wrong++;
	}
}

static int is_folder(const struct dirent *entry)
{
	HF_AUTO_FREE char *path = NULL;
	struct stat about;

	if (entry->d_name[0] == '.' || asprintf(&path, "%s/%s", results, entry->d_name) < 0)
		return 0;
	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

START_TEST(records_are_as_foretold)
{
	struct dirent **entries;
	int n = scandir(results, &entries, is_folder, alphasort);
	struct place sum = {0};

	ck_assert_msg(n >= 0, "cannot read the folder %s", results);
	if (!n)
		printf("no results yet\n");
	for (int i = 0; i < n; i++) {
		HF_AUTO_FREE char *path = NULL;

		ck_assert_int_gt(asprintf(&path, "%s/%s", results, entries[i]->d_name), 0);
		hold_folder(path, &sum);
		free(entries[i]);
	}
	free(entries);
	fflush(stdout);
	ck_assert_int_eq(sum.wrong, 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("records");
	TCase *tests = tcase_create("records");

	if (argc > 1)
		results = argv[1];
	tcase_set_timeout(tests, 170);
	tcase_add_test(tests, records_are_as_foretold);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
