/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Theory against what was seen: every accepted record of a case that predict knows shows the
 * counters, queues, packets and calls that predict says for its kernel.
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

#include "own.h"
#include "record.h"
#include "registry.h"
#include "theory.h"
#include "tick.h"

static const char *results = HF_RESULTS;

struct place {
	const char *path;
	const struct hf_record *record;
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

/* Counts by flow need the packets themselves. */
static void hold_packets(struct place *place, const struct hf_foretold *told)
{
	int64_t seen = 0;

	for (size_t i = 0; i < place->record->count_count; i++) {
		const struct hf_record_count *count = &place->record->counts[i];

		if (count->from_client == (told->from == FROM_CLIENT) &&
		    !strcmp(count->flags, told->name))
			seen = count->packets;
	}
	if (!told->flows)
		hold_number(place, told, seen);
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
	default: /* WIRE needs the packets; judge has looked at them */
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
static bool variant_of(const char *path, const struct hf_record *record,
		       struct hf_variant *ret_variant)
{
	const struct hf_case *c = hf_registry_find(record->case_name);
	size_t count = 0;
	HF_AUTO_FREE struct hf_variant *variants = c ? hf_registry_variants(c, &count) : NULL;
	char id[200], other[200], hash[17];

	hf_record_id(record, id, sizeof(id));
	for (size_t i = 0; i < count; i++) {
		hf_variant_id(&variants[i], other, sizeof(other));
		hf_variant_hash(&variants[i], hash);
		if (strcmp(id, other) != 0 || strcmp(hash, record->case_hash) != 0)
			continue;
		*ret_variant = variants[i];
		return true;
	}
	printf("%s: %s is another experiment by now\n", path, id);
	return false;
}

/* True when predict knows the record's case. */
static bool hold_record(const char *path, int *ret_wrong, int *ret_met)
{
	struct hf_record *record = read_record(path);
	struct place place = {.path = path, .record = record};
	struct hf_release release;
	struct hf_variant variant;
	struct hf_theory theory = {0};
	bool known;

	ck_assert_msg(hf_release_parse(record->kernel.release, record->kernel.version, &release) ==
			      0,
		      "%s: no version in %s", path, record->kernel.release);
	known = record->verdict != BROKEN && record->verdict != SKIPPED &&
		variant_of(path, record, &variant) &&
		hf_theory_of(&variant, &release,
			     (HF_SEC + record->kernel.jiffy_ns / 2) / record->kernel.jiffy_ns,
			     &theory);
	for (size_t i = 0; known && i < theory.count; i++)
		hold(&place, &theory.told[i]);
	if (known && !place.met) {
		printf("%s: nothing in it that theory speaks of\n", path);
		place.wrong++;
	}
	*ret_wrong += place.wrong;
	*ret_met += place.met;
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
static void hold_folder(const char *path, int *ret_wrong)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_json, alphasort);
	int known = 0, met = 0;

	ck_assert_msg(n >= 0, "cannot read the folder %s", path);
	for (int i = 0; i < n; i++) {
		HF_AUTO_FREE char *file = NULL;

		ck_assert_int_gt(asprintf(&file, "%s/%s", path, entries[i]->d_name), 0);
		known += hold_record(file, ret_wrong, &met);
		free(entries[i]);
	}
	free(entries);
	printf("%s: %d of %d records known, %d values\n", path, known, n, met);
	/* A folder of which nothing is compared would pass for ever. */
	if (!known) {
		printf("%s holds no record of a case that predict knows\n", path);
		++*ret_wrong;
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
	int wrong = 0;

	ck_assert_msg(n >= 0, "cannot read the folder %s", results);
	if (!n)
		printf("no results yet\n");
	for (int i = 0; i < n; i++) {
		HF_AUTO_FREE char *path = NULL;

		ck_assert_int_gt(asprintf(&path, "%s/%s", results, entries[i]->d_name), 0);
		hold_folder(path, &wrong);
		free(entries[i]);
	}
	free(entries);
	fflush(stdout);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("records");
	TCase *tests = tcase_create("records");
	SRunner *runner;
	int failed;

	if (argc > 1)
		results = argv[1];
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, records_are_as_foretold);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
