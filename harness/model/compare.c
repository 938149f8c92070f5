/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "era.h"
#include "own.h"

static_assert(HF_CHANGES <= 64, "a set of changes is 64 bits");

/* A record and where it comes from. */
struct entry {
	char id[200];
	size_t input, order;
	const struct hf_record *record;
};

/* One variant: its record in each input, NULL where there is none. */
struct row {
	const char *id;
	const struct hf_record **records;
	const struct hf_compare_input *inputs;
	size_t count;
	struct hf_comparison *comparison;
};

const char *hf_compare_class_text(enum hf_compare_class class)
{
	static const char *const text[] = {
		[HF_COMPARE_UNSET] = "",
		[HF_COMPARE_SAME] = "same",
		[HF_COMPARE_EXPLAINED] = "explained",
		[HF_COMPARE_UNEXPLAINED] = "unexplained",
		[HF_COMPARE_NEW] = "new",
		[HF_COMPARE_BROKEN] = "broken",
		[HF_COMPARE_SKIPPED] = "skipped",
		[HF_COMPARE_OTHER] = "other_experiment",
	};

	return text[class];
}

bool hf_comparison_is_clear(const struct hf_comparison *comparison)
{
	const size_t *totals = comparison->totals;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct hf_compared *result = &comparison->results[i];

		if (result->class == HF_COMPARE_SKIPPED && !result->why[0])
			return false;
	}
	return !totals[HF_COMPARE_UNEXPLAINED] && !totals[HF_COMPARE_BROKEN] &&
	       !totals[HF_COMPARE_OTHER];
}

void hf_comparison_done(struct hf_comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++)
		free(comparison->results[i].differences);
	free(comparison->results);
	*comparison = (struct hf_comparison){0};
}

static struct hf_compared result_of(const struct row *row, enum hf_compare_class class, size_t from,
				    size_t to)
{
	struct hf_compared result = {
		.case_name = row->records[to]->case_name,
		.class = class,
		.from = from,
		.to = to,
	};

	snprintf(result.id, sizeof(result.id), "%s", row->id);
	return result;
}

static int add_result(struct row *row, struct hf_compared *result)
{
	struct hf_comparison *to = row->comparison;

	if (hf_record_append(&to->results, &to->count, sizeof(*result), result) < 0) {
		free(result->differences);
		return -ENOMEM;
	}
	to->totals[result->class]++;
	return 0;
}

static int add_sentence(struct row *row, enum hf_compare_class class, size_t from, size_t to,
			const char *fmt, ...) __attribute__((format(printf, 5, 6)));
static int add_sentence(struct row *row, enum hf_compare_class class, size_t from, size_t to,
			const char *fmt, ...)
{
	struct hf_compared result = result_of(row, class, from, to);
	va_list args;

	va_start(args, fmt);
	vsnprintf(result.why, sizeof(result.why), fmt, args);
	va_end(args);
	return add_result(row, &result);
}

/* ---- two records ---- */

/* The changes that one release has and the other has not. */
static uint64_t changes_between(const struct hf_release releases[2])
{
	uint64_t changes = 0;

	for (int change = HF_CHANGE_UNSET + 1; change < HF_CHANGES; change++) {
		if (hf_release_has(&releases[0], change) != hf_release_has(&releases[1], change))
			changes |= UINT64_C(1) << change;
	}
	return changes;
}

static uint64_t changes_of(const struct hf_era *eras)
{
	uint64_t changes = 0;

	for (; eras->claim_is != HF_CLAIM_UNSET; eras++)
		changes |= UINT64_C(1) << eras->since | UINT64_C(1) << eras->until;
	return changes;
}

/*
 * Finds the eras of both records. *ret_between is all that changed between the kernels; returned is
 * what of it explains a difference: nothing where the records share an era or are not as expected.
 */
static uint64_t date_pair(struct hf_pair *pair, uint64_t *ret_between)
{
	struct hf_release releases[2];
	bool expected = true;

	*ret_between = 0;
	for (size_t i = 0; i < 2; i++) {
		const struct hf_record *record = pair->records[i];

		if (hf_release_parse(record->kernel.release, record->kernel.version, &releases[i]) <
		    0)
			return 0;
		if (pair->variant)
			pair->eras[i] = hf_era_for(pair->variant->c->eras, &releases[i]);
		expected &= record->verdict == AS_EXPECTED;
	}
	*ret_between = changes_between(releases);
	if (!expected || !pair->eras[0] || !pair->eras[1] || pair->eras[0] == pair->eras[1])
		return 0;
	return *ret_between & changes_of(pair->variant->c->eras);
}

/* The change of `between` since when the counter of this difference is counted otherwise. */
static uint64_t change_of_counter(const struct hf_difference *difference, uint64_t between)
{
	if (difference->about != HF_ASPECT_COUNTERS)
		return 0;
	for (int change = HF_CHANGE_UNSET + 1; change < HF_CHANGES; change++) {
		const char *counter = hf_change_info((enum hf_change)change)->counter;
		size_t length = counter ? strlen(counter) : 0;

		if (length && between >> change & 1 &&
		    !strncmp(difference->what, counter, length) && difference->what[length] == ' ')
			return UINT64_C(1) << change;
	}
	return 0;
}

/* The changes that explain all differences by the counting alone; 0 where one is left over. */
static uint64_t counted_otherwise(const struct hf_compared *result, uint64_t between)
{
	uint64_t changes = 0;

	for (size_t i = 0; i < result->difference_count; i++) {
		uint64_t change = change_of_counter(&result->differences[i], between);

		if (!change)
			return 0;
		changes |= change;
	}
	return changes;
}

static int compare_two(struct row *row, size_t from, size_t to)
{
	const struct hf_record *was = row->records[from], *is = row->records[to];
	struct hf_variant variant;
	struct hf_pair pair = {.records = {was, is}};
	struct hf_compared result = result_of(row, HF_COMPARE_SAME, from, to);
	uint64_t explaining, between;

	if (strcmp(was->case_hash, is->case_hash) != 0)
		return add_sentence(row, HF_COMPARE_OTHER, from, to,
				    "the experiment of %s is not that of %s (hash %s, %s): "
				    "run both again",
				    row->inputs[from].label, row->inputs[to].label, was->case_hash,
				    is->case_hash);
	if (hf_registry_variant(row->id, &variant) == 0)
		pair.variant = &variant;
	explaining = date_pair(&pair, &between);
	if (hf_differences(&pair, &result.differences, &result.difference_count) < 0) {
		free(result.differences);
		return -ENOMEM;
	}
	if (result.difference_count && !explaining)
		explaining = counted_otherwise(&result, between);
	if (result.difference_count) {
		result.class = explaining ? HF_COMPARE_EXPLAINED : HF_COMPARE_UNEXPLAINED;
		result.changes = explaining ? explaining : between;
	}
	result.unexpected = !result.difference_count && was->verdict == DIFFERS;
	return add_result(row, &result);
}

/* ---- one variant ---- */

static bool was_made(const struct hf_record *record)
{
	return record && (record->verdict == AS_EXPECTED || record->verdict == DIFFERS);
}

static size_t count_if(const struct row *row, bool (*fits)(const struct hf_record *record))
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		n += fits(row->records[i]);
	return n;
}

static bool is_there(const struct hf_record *record)
{
	return record;
}

static int tell_missing(struct row *row)
{
	size_t there = count_if(row, is_there);
	int err = 0;

	if (there == row->count)
		return 0;
	for (size_t i = 0; i < row->count && !err; i++) {
		if (there == 1 && row->records[i])
			err = add_sentence(row, HF_COMPARE_NEW, i, i, "only in %s",
					   row->inputs[i].label);
	}
	for (size_t i = 0; i < row->count && !err && there > 1; i++) {
		size_t any = row->records[0] ? 0 : 1;

		while (!row->records[any])
			any++;
		if (!row->records[i])
			err = add_sentence(row, HF_COMPARE_NEW, any, any, "not in %s",
					   row->inputs[i].label);
	}
	return err;
}

static int compare_row(struct row *row)
{
	size_t none = row->count, last = none;
	bool made = count_if(row, was_made);
	int err = tell_missing(row);

	for (size_t i = 0; i < row->count && !err; i++) {
		const struct hf_record *record = row->records[i];

		if (!record)
			continue;
		if (record->verdict == BROKEN) {
			err = add_sentence(row, HF_COMPARE_BROKEN, i, i, "%s", record->why);
			continue;
		}
		if (record->verdict == SKIPPED && made) {
			err = add_sentence(row, HF_COMPARE_SKIPPED, i, i, "%s", record->why);
			continue;
		}
		if (last != none)
			err = compare_two(row, last, i);
		last = i;
	}
	return err;
}

/* ---- all variants ---- */

static int by_id(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	int order = strcmp(one->id, other->id);

	if (!order)
		order = (one->input > other->input) - (one->input < other->input);
	return order ? order : (one->order > other->order) - (one->order < other->order);
}

/* Of several runs of a variant the one that differs is told; a run that was made stands for others.
 */
static bool is_worth_more(const struct hf_record *record, const struct hf_record *than)
{
	static const int worth[] = {
		[DIFFERS] = 4, [AS_EXPECTED] = 3,      [BROKEN] = 2,
		[SKIPPED] = 1, [HF_VERDICT_UNSET] = 0,
	};

	return !than || worth[record->verdict] > worth[than->verdict];
}

static int compare_entries(const struct entry *entries, size_t entry_count, struct row *row)
{
	size_t end;
	int err = 0;

	for (size_t start = 0; start < entry_count && !err; start = end) {
		for (size_t i = 0; i < row->count; i++)
			row->records[i] = NULL;
		row->id = entries[start].id;
		for (end = start; end < entry_count && !strcmp(entries[end].id, row->id); end++) {
			const struct hf_record **best = &row->records[entries[end].input];

			if (is_worth_more(entries[end].record, *best))
				*best = entries[end].record;
		}
		err = compare_row(row);
	}
	return err;
}

int hf_compare(const struct hf_compare_input *inputs, size_t count, struct hf_comparison *ret)
{
	HF_AUTO_FREE const struct hf_record **records = calloc(count + 1, sizeof(*records));
	HF_AUTO_FREE struct entry *entries = NULL;
	struct row row = {.records = records, .inputs = inputs, .count = count, .comparison = ret};
	size_t entry_count = 0;
	int err = records ? 0 : -ENOMEM;

	*ret = (struct hf_comparison){0};
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < inputs[i].count && !err; k++) {
			struct entry entry = {.input = i, .order = k};

			entry.record = inputs[i].records[k];
			hf_record_id(entry.record, entry.id, sizeof(entry.id));
			err = hf_record_append(&entries, &entry_count, sizeof(entry), &entry);
		}
	}
	if (entry_count)
		qsort(entries, entry_count, sizeof(*entries), by_id);
	if (!err)
		err = compare_entries(entries, entry_count, &row);
	if (err)
		hf_comparison_done(ret);
	return err;
}
