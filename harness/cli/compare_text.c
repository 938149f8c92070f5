/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "compare_report.h"
#include "era.h"
#include "own.h"

enum {
	LINES_OF_ASPECT = 5, /* differences told of one variant; --json has all */
	WHAT_WIDTH = 44,
	LINE_WIDTH = 110,
	NAMES_TOLD = 6,
};

struct telling {
	const struct hf_compare_source *sources;
	size_t source_count;
	const struct hf_comparison *comparison;
};

static void print_sources(const struct telling *t)
{
	for (size_t i = 0; i < t->source_count; i++) {
		const struct hf_compare_source *source = &t->sources[i];
		const struct hf_record *record = source->records[0];

		printf("%-12s %zu records of %s%s, in %s\n", source->label, source->count,
		       record->kernel.release,
		       !record->kernel.guest          ? ""
		       : record->kernel.virtual_clock ? " in a guest with a virtual clock"
						      : " in a guest",
		       source->folder);
	}
}

/* ---- one variant ---- */

static void print_difference(const struct hf_difference *one)
{
	size_t width = strlen(one->seen[0]) + strlen(one->seen[1]) + strlen(" -> ");

	if (4 + WHAT_WIDTH + 1 + width <= LINE_WIDTH)
		printf("    %-*s %s -> %s\n", WHAT_WIDTH, one->what, one->seen[0], one->seen[1]);
	else
		printf("    %s\n        %s\n     -> %s\n", one->what, one->seen[0], one->seen[1]);
}

static void print_one(const struct telling *t, const struct hf_compared *result)
{
	size_t of_aspect = 0, left_out = 0;

	printf("  %s, %s -> %s:\n", result->id, t->sources[result->from].label,
	       t->sources[result->to].label);
	for (size_t i = 0; i < result->difference_count; i++) {
		const struct hf_difference *one = &result->differences[i];

		of_aspect = i && one->about == one[-1].about ? of_aspect + 1 : 1;
		if (of_aspect <= LINES_OF_ASPECT)
			print_difference(one);
		else
			left_out++;
	}
	if (left_out)
		printf("    and %zu more, which --json tells\n", left_out);
}

/* ---- groups ---- */

typedef bool alike_fn(const struct hf_compared *a, const struct hf_compared *b);

/* Results that are told together: of the class, and alike. */
static size_t first_alike(const struct telling *t, enum hf_compare_class class, size_t i,
			  alike_fn *alike)
{
	const struct hf_compared *results = t->comparison->results;

	for (size_t k = 0; k < i; k++) {
		if (results[k].class == class && alike(&results[k], &results[i]))
			return k;
	}
	return i;
}

/* "synq-overflow (16), synq-capacity (8)" of all results from `i` on that are like it. */
static void print_cases(const struct telling *t, size_t i, alike_fn *alike)
{
	const struct hf_compared *results = t->comparison->results;
	const char *sep = "";

	for (size_t k = i, n; k < t->comparison->count; k += n) {
		size_t hits = 0;

		for (n = 0; k + n < t->comparison->count &&
			    !strcmp(results[k].case_name, results[k + n].case_name);
		     n++)
			hits += results[k + n].class == results[i].class &&
				alike(&results[i], &results[k + n]);
		if (!hits)
			continue;
		printf("%s%s (%zu)", sep, results[k].case_name, hits);
		sep = ", ";
	}
	printf("\n");
}

/* ---- unexplained ---- */

static bool is_unexplained_alike(const struct hf_compared *a, const struct hf_compared *b)
{
	if (strcmp(a->case_name, b->case_name) != 0 || a->from != b->from || a->to != b->to ||
	    a->difference_count != b->difference_count)
		return false;
	for (size_t i = 0; i < a->difference_count; i++) {
		if (strcmp(a->differences[i].what, b->differences[i].what) != 0)
			return false;
	}
	return true;
}

static void print_others(const struct telling *t, size_t i, alike_fn *alike)
{
	const struct hf_compared *results = t->comparison->results;
	size_t n = 0;

	for (size_t k = i + 1; k < t->comparison->count; k++) {
		if (results[k].class != results[i].class || !alike(&results[i], &results[k]))
			continue;
		if (n < NAMES_TOLD)
			printf("%s %s", n ? "," : "    also", results[k].id);
		n++;
	}
	if (n > NAMES_TOLD)
		printf(", and %zu more", n - NAMES_TOLD);
	if (n)
		printf("\n");
}

/* What may have been forgotten in a case's eras. */
static void print_candidates(uint64_t changes)
{
	size_t n = 0;

	for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++) {
		if (!(changes >> i & 1))
			continue;
		printf("%s%s", n++ ? ", " : "    known changes between these kernels: ",
		       hf_change_info(i)->name);
	}
	if (n)
		printf("\n");
}

static void print_unexplained(const struct telling *t)
{
	const struct hf_compared *results = t->comparison->results;
	uint64_t told = 0;

	if (!t->comparison->totals[HF_COMPARE_UNEXPLAINED])
		return;
	printf("\nUNEXPLAINED: no change that these cases name says why\n");
	for (size_t i = 0; i < t->comparison->count; i++) {
		if (results[i].class != HF_COMPARE_UNEXPLAINED ||
		    first_alike(t, HF_COMPARE_UNEXPLAINED, i, is_unexplained_alike) != i)
			continue;
		print_one(t, &results[i]);
		print_others(t, i, is_unexplained_alike);
		if (results[i].changes != told)
			print_candidates(results[i].changes);
		told = results[i].changes;
	}
}

/* ---- explained ---- */

static bool is_explained_alike(const struct hf_compared *a, const struct hf_compared *b)
{
	return a->changes == b->changes;
}

static void print_change(const struct hf_change_info *info)
{
	printf("%s\n  ", info->name);
	if (info->commit)
		printf("commit %s (\"%s\")", info->commit, info->subject);
	else
		printf("%s", info->subject);
	printf(", Linux %d.%d", info->major, info->minor);
	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++) {
		const struct hf_backport *b = &info->backports[i];
		const struct hf_release release = {b->major, b->minor, b->patch, b->el7};
		char text[64];

		hf_release_text(&release, text, sizeof(text));
		printf(", %s", text);
	}
	printf("\n");
}

/* The variant that shows it best: with the wire, else the first. */
static size_t representative(const struct telling *t, size_t i)
{
	const struct hf_compared *results = t->comparison->results;

	for (size_t k = i; k < t->comparison->count; k++) {
		if (results[k].class == HF_COMPARE_EXPLAINED &&
		    is_explained_alike(&results[i], &results[k]) &&
		    results[k].differences[0].about == HF_ASPECT_WIRE)
			return k;
	}
	return i;
}

static void print_explained(const struct telling *t)
{
	const struct hf_compared *results = t->comparison->results;

	for (size_t i = 0; i < t->comparison->count; i++) {
		if (results[i].class != HF_COMPARE_EXPLAINED ||
		    first_alike(t, HF_COMPARE_EXPLAINED, i, is_explained_alike) != i)
			continue;
		printf("\n");
		for (int change = HF_CHANGE_UNSET + 1; change < HF_CHANGES; change++) {
			if (results[i].changes >> change & 1)
				print_change(hf_change_info(change));
		}
		printf("  shows in ");
		print_cases(t, i, is_explained_alike);
		print_one(t, &results[representative(t, i)]);
	}
}

/* ---- the rest ---- */

static bool is_same_sentence(const struct hf_compared *a, const struct hf_compared *b)
{
	return a->to == b->to && !strcmp(a->why, b->why);
}

static void print_sentences(const struct telling *t, enum hf_compare_class class, const char *title)
{
	const struct hf_compared *results = t->comparison->results;

	if (!t->comparison->totals[class])
		return;
	printf("\n%s\n", title);
	for (size_t i = 0; i < t->comparison->count; i++) {
		if (results[i].class != class || first_alike(t, class, i, is_same_sentence) != i)
			continue;
		printf("  %s", results[i].id);
		if (class == HF_COMPARE_BROKEN || class == HF_COMPARE_SKIPPED)
			printf(" in %s", t->sources[results[i].to].label);
		printf(": %s\n", results[i].why);
		print_others(t, i, is_same_sentence);
	}
}

static void print_totals(const struct telling *t)
{
	const size_t *n = t->comparison->totals;
	size_t unexpected = 0;

	for (size_t i = 0; i < t->comparison->count; i++)
		unexpected += t->comparison->results[i].unexpected;
	printf("\n%zu the same, %zu explained by a change, %zu UNEXPLAINED, %zu broken, %zu "
	       "skipped, %zu of different experiments, %zu not everywhere\n",
	       n[HF_COMPARE_SAME], n[HF_COMPARE_EXPLAINED], n[HF_COMPARE_UNEXPLAINED],
	       n[HF_COMPARE_BROKEN], n[HF_COMPARE_SKIPPED], n[HF_COMPARE_OTHER], n[HF_COMPARE_NEW]);
	if (unexpected)
		printf("%zu of the same are as expected on neither kernel; `halfopen judge` says "
		       "why\n",
		       unexpected);
}

void hf_compare_print_text(const struct hf_compare_source *sources, size_t count,
			   const struct hf_comparison *comparison)
{
	const struct telling t = {sources, count, comparison};

	print_sources(&t);
	print_unexplained(&t);
	print_sentences(&t, HF_COMPARE_BROKEN, "BROKEN: the experiment could not be made");
	print_sentences(&t, HF_COMPARE_SKIPPED, "SKIPPED here, made elsewhere");
	print_sentences(&t, HF_COMPARE_OTHER, "NOT COMPARED");
	print_explained(&t);
	print_sentences(&t, HF_COMPARE_NEW, "Not everywhere");
	print_totals(&t);
}
