/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cases of a claim say of it, from kernel to kernel. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "page_parts.h"
#include "record.h"
#include "registry.h"

/* ---- releases ---- */

/* Releases of the main line as numbers that can be compared: 4.10 is 4010. */
enum { OLDEST = 3010, NEWEST = 1000000 };

static int release_of(enum hf_change change, int otherwise)
{
	const struct hf_change_info *info = hf_change_info(change);

	return info ? info->major * 1000 + info->minor : otherwise;
}

/* The last release before: 4.9 for 4.10, 4.20 for 5.0. */
static void put_before(FILE *to, int release)
{
	static const int last[] = {[3] = 19, [4] = 20, [5] = 19, [6] = 19};
	int major = release / 1000, minor = release % 1000;

	if (minor)
		fprintf(to, "%d.%d", major, minor - 1);
	else
		fprintf(to, "%d.%d", major - 1, last[major - 1]);
}

static void put_span(FILE *to, int since, int until)
{
	if (since == OLDEST && until == NEWEST) {
		fprintf(to, "all");
		return;
	}
	if (until == NEWEST) {
		fprintf(to, "since %d.%d", since / 1000, since % 1000);
		return;
	}
	if (until - since > 1)
		fprintf(to, "%d.%d to ", since / 1000, since % 1000);
	put_before(to, until);
}

void hf_page_span(FILE *to, enum hf_change since, enum hf_change until)
{
	put_span(to, release_of(since, OLDEST), release_of(until, NEWEST));
}

/* ---- rows ---- */

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool is_within(const struct hf_page_row *row, const struct hf_era *era)
{
	return era && era->claim_is == row->claim_is && same_text(era->because, row->because) &&
	       release_of(era->since, OLDEST) >= release_of(row->since, OLDEST) &&
	       release_of(era->until, NEWEST) <= release_of(row->until, NEWEST);
}

static bool is_seen(const struct hf_page_row *row, const struct hf_case *c,
		    const struct hf_results *results, size_t k)
{
	return k < results->kernel_count && hf_results_shown(results, c, k) &&
	       is_within(row, hf_era_for(c->eras, &results->kernels[k].release));
}

/* Kernels on which the case was seen to be so: neighbours as a span. */
static char *seen_text(const struct hf_page_row *row, const struct hf_case *c,
		       const struct hf_results *results)
{
	char *text = NULL;
	size_t size, last;
	FILE *to = open_memstream(&text, &size);

	for (size_t k = 0; to && k < results->kernel_count; k = last + 1) {
		last = k;
		if (!is_seen(row, c, results, k))
			continue;
		while (is_seen(row, c, results, last + 1))
			last++;
		fprintf(to, "%s%s", ftell(to) ? ", " : "", results->kernels[k].text);
		if (last > k)
			fprintf(to, " to %s", results->kernels[last].text);
	}
	if (!to || fclose(to) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static bool same_row(const struct hf_page_row *a, const struct hf_page_row *b)
{
	return a->since == b->since && a->until == b->until && a->claim_is == b->claim_is &&
	       same_text(a->because, b->because) && !strcmp(a->seen, b->seen);
}

/* Takes row->seen. */
static int add_row(struct hf_page_rows *rows, struct hf_page_row *row, const struct hf_case *c)
{
	struct hf_page_row *at = NULL;

	for (size_t i = 0; i < rows->count && !at; i++) {
		if (same_row(&rows->rows[i], row))
			at = &rows->rows[i];
	}
	if (at) {
		free(row->seen);
	} else {
		if (hf_record_append(&rows->rows, &rows->count, sizeof(*row), row) < 0) {
			free(row->seen);
			return -ENOMEM;
		}
		at = &rows->rows[rows->count - 1];
	}
	return hf_record_append(&at->cases, &at->case_count, sizeof(c), &c);
}

static int by_since(const void *a, const void *b)
{
	const struct hf_era *const *one = a, *const *other = b;

	return release_of((*one)->since, OLDEST) - release_of((*other)->since, OLDEST);
}

static int add_case(struct hf_page_rows *rows, const struct hf_case *c,
		    const struct hf_results *results)
{
	HF_AUTO_FREE const struct hf_era **eras = NULL;
	size_t count = 0;
	int err = 0;

	for (const struct hf_era *era = c->eras; era->claim_is && !err; era++)
		err = hf_record_append(&eras, &count, sizeof(era), &era);
	if (err)
		return err;
	if (count)
		qsort(eras, count, sizeof(*eras), by_since);
	for (size_t i = 0, end; i < count && !err; i = end) {
		struct hf_page_row row = {
			.since = eras[i]->since,
			.until = eras[i]->until,
			.claim_is = eras[i]->claim_is,
			.because = eras[i]->because,
		};

		/* Eras that say the same of the claim are one. */
		for (end = i + 1; end < count && eras[end]->since == row.until &&
				  eras[end]->claim_is == row.claim_is &&
				  same_text(eras[end]->because, row.because);
		     end++)
			row.until = eras[end]->until;
		row.seen = seen_text(&row, c, results);
		err = row.seen ? add_row(rows, &row, c) : -ENOMEM;
	}
	return err;
}

static int by_span(const void *a, const void *b)
{
	const struct hf_page_row *one = a, *other = b;
	int order = release_of(one->since, OLDEST) - release_of(other->since, OLDEST);

	if (!order)
		order = release_of(one->until, NEWEST) - release_of(other->until, NEWEST);
	if (!order)
		order = (int)one->claim_is - (int)other->claim_is;
	return order ? order : strcmp(one->cases[0]->name, other->cases[0]->name);
}

int hf_page_rows_of(const char *claim, const struct hf_results *results, struct hf_page_rows *ret)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);
	int err = 0;

	*ret = (struct hf_page_rows){0};
	for (size_t i = 0; i < count && !err; i++) {
		if (hf_case_has_claim(cases[i], claim))
			err = add_case(ret, cases[i], results);
	}
	if (err)
		hf_page_rows_done(ret);
	else if (ret->count)
		qsort(ret->rows, ret->count, sizeof(*ret->rows), by_span);
	return err;
}

void hf_page_rows_done(struct hf_page_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		free(rows->rows[i].cases);
		free(rows->rows[i].seen);
	}
	free(rows->rows);
	*rows = (struct hf_page_rows){0};
}

/* ---- the answer ---- */

/* What the cases say of it on that release of the main line. */
static unsigned verdicts_on(const char *claim, int release)
{
	const struct hf_release on = {.major = release / 1000, .minor = release % 1000};
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);
	unsigned set = 0;

	for (size_t i = 0; i < count; i++) {
		const struct hf_era *era = hf_era_for(cases[i]->eras, &on);

		if (era && hf_case_has_claim(cases[i], claim))
			set |= 1u << era->claim_is;
	}
	return set;
}

/* The first release of a change that is later than `release`; NEWEST when there is none. */
static int next_release(int release)
{
	int next = NEWEST;

	for (int c = 1; c < HF_CHANGES; c++) {
		int of = release_of(c, NEWEST);

		if (of > release && of < next)
			next = of;
	}
	return next;
}

unsigned hf_page_today(const char *claim)
{
	int release = OLDEST;

	while (next_release(release) != NEWEST)
		release = next_release(release);
	return verdicts_on(claim, release);
}

/* "true as told", or "true as told or never true, depending on the case". */
static void put_verdicts(FILE *to, unsigned set)
{
	const char *before = "";

	for (int v = TRUE_AS_TOLD; v <= NEVER_TRUE; v++) {
		if (!(set & 1u << v))
			continue;
		fprintf(to, "%s%s", before, hf_page_verdict(v));
		before = " or ";
	}
	if (set & (set - 1))
		fprintf(to, ", depending on the case");
}

static void put_everywhere(FILE *to, unsigned set)
{
	if (set == 1u << TRUE_AS_TOLD) {
		fprintf(to, "True as told, on every kernel.");
	} else if (set == 1u << TRUE_FOR_ANOTHER_REASON) {
		fprintf(to, "True on every kernel, but for another reason.");
	} else if (set == 1u << NO_LONGER_TRUE) {
		fprintf(to, "No longer true, of any kernel since 3.10.");
	} else if (set == 1u << NEVER_TRUE) {
		fprintf(to, "Not true, of any kernel since 3.10.");
	} else {
		fprintf(to, "On every kernel ");
		put_verdicts(to, set);
		fprintf(to, ".");
	}
}

void hf_page_answer(FILE *to, const char *claim)
{
	bool first = true;
	int end;

	for (int since = OLDEST; since != NEWEST; since = end) {
		unsigned set = verdicts_on(claim, since);

		end = since;
		do
			end = next_release(end);
		while (end != NEWEST && verdicts_on(claim, end) == set);
		if (first && end == NEWEST) {
			put_everywhere(to, set);
			return;
		}
		if (first)
			fprintf(to, "Up to ");
		else
			fprintf(to, end == NEWEST ? "; since " : "; from ");
		if (!first)
			fprintf(to, "%d.%d", since / 1000, since % 1000);
		if (!first && end != NEWEST)
			fprintf(to, " to ");
		if (end != NEWEST)
			put_before(to, end);
		fprintf(to, " ");
		put_verdicts(to, set);
		first = false;
	}
	fprintf(to, ".");
}
