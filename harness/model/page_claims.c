/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/claims.md: each claim of the documents, and what kernels say of it. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "catalogue.h"
#include "own.h"
#include "page_parts.h"
#include "registry.h"

/* ---- one claim ---- */

static void put_row(FILE *to, const struct hf_page_row *row)
{
	fprintf(to, "| ");
	hf_page_span(to, row->since, row->until);
	fprintf(to, " | %s", hf_page_verdict(row->claim_is));
	if (row->because && *row->because) {
		fprintf(to, ": ");
		hf_page_text(to, row->because);
	}
	fprintf(to, " | ");
	for (size_t i = 0; i < row->case_count; i++) {
		fprintf(to, "%s", i ? ", " : "");
		hf_page_case(to, row->cases[i]);
	}
	fprintf(to, " | %s |\n", *row->seen ? row->seen : "not run");
}

/* Older series that got it later on. */
static void put_backports(FILE *to, const struct hf_change_info *info)
{
	const char *before = "; also since ";

	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++) {
		const struct hf_backport *b = &info->backports[i];

		if (b->el7)
			fprintf(to, "%s%d.%d.0-%d.el7", before, b->major, b->minor, b->el7);
		else
			fprintf(to, "%s%d.%d.%d", before, b->major, b->minor, b->patch);
		before = ", ";
	}
}

static void put_change(FILE *to, enum hf_change change)
{
	const struct hf_change_info *info = hf_change_info(change);

	fprintf(to, "* %d.%d, `%s`: ", info->major, info->minor, info->name);
	if (info->commit)
		fprintf(to, "commit [%s](https://git.kernel.org/linus/%s), ", info->commit,
			info->commit);
	hf_page_text(to, info->subject);
	put_backports(to, info);
	fprintf(to, "\n");
}

/* The changes between the rows, oldest first as they are numbered. */
static void put_changes(FILE *to, const struct hf_page_rows *rows)
{
	uint64_t changes = 0;

	for (size_t i = 0; i < rows->count; i++)
		changes |= UINT64_C(1) << rows->rows[i].since | UINT64_C(1) << rows->rows[i].until;
	for (int c = 1; c < HF_CHANGES; c++) {
		if (changes >> c & 1)
			put_change(to, c);
	}
	if (changes >> 1)
		fprintf(to, "\n");
}

/* A case may test a part of the claim, or what it comes to: its verdict is on its own sentence. */
static void put_cases(FILE *to, const struct hf_claim *claim)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++) {
		if (!hf_case_has_claim(cases[i], claim->id))
			continue;
		fprintf(to, "* ");
		hf_page_case(to, cases[i]);
		fprintf(to, ": ");
		hf_page_text(to, cases[i]->claim);
		fprintf(to, "\n");
	}
	fprintf(to, "\n");
}

static bool is_of_document(const struct hf_claim *claim)
{
	return hf_claim_document(claim)->original;
}

static int put_answer(FILE *to, const struct hf_claim *claim, const struct hf_results *results)
{
	struct hf_page_rows rows;
	int err = hf_page_rows_of(claim->id, results, &rows);

	if (err)
		return err;
	if (is_of_document(claim)) {
		fprintf(to, "**");
		hf_page_answer(to, claim->id);
		fprintf(to, "** What the cases test:\n\n");
	} else {
		fprintf(to, "It is seen in the cases that test these sentences:\n\n");
	}
	put_cases(to, claim);
	fprintf(to, "| kernels | that is | by | run on |\n|---|---|---|---|\n");
	for (size_t i = 0; i < rows.count; i++)
		put_row(to, &rows.rows[i]);
	fprintf(to, "\n");
	put_changes(to, &rows);
	hf_page_rows_done(&rows);
	return 0;
}

static int put_claim(FILE *to, const struct hf_claim *claim, const struct hf_results *results)
{
	fprintf(to, "#### %s\n\n", claim->id);
	if (claim->quote) {
		fprintf(to, "> ");
		hf_page_text(to, claim->quote);
		fprintf(to, "\n\n");
	}
	hf_page_text(to, claim->says);
	if (is_of_document(claim))
		fprintf(to, " *(%s)*", hf_claim_kind_text(claim->kind));
	fprintf(to, "\n\n");
	if (hf_claim_has_case(claim))
		return put_answer(to, claim, results);
	fprintf(to, "**Not tested.** ");
	hf_page_text(to, claim->no_case ? claim->no_case : "There is no case yet.");
	fprintf(to, "\n\n");
	return 0;
}

/* ---- the documents ---- */

static void put_document(FILE *to, const struct hf_document *document)
{
	fprintf(to, "## %s: %s\n\n", document->id, document->title);
	if (document->original) {
		hf_page_text(to, document->original);
		if (document->author) {
			fprintf(to, ", by ");
			hf_page_text(to, document->author);
		}
		fprintf(to, ". ");
	}
	fprintf(to, "%s", document->about);
	if (document->original)
		fprintf(to, " Its kernel: %s.", document->kernel ? document->kernel : "not named");
	fprintf(to, "\n\n");
}

/* What of a document's claims is held today; the last is for those without a case. */
enum { DEPENDS = NEVER_TRUE + 1, UNTESTED, COLUMNS };

static int column_of(const struct hf_claim *claim)
{
	unsigned today = hf_page_today(claim->id);

	if (!today)
		return UNTESTED;
	for (int v = TRUE_AS_TOLD; v <= NEVER_TRUE; v++) {
		if (today == 1u << v)
			return v;
	}
	return DEPENDS;
}

static void put_sums(FILE *to)
{
	fprintf(to, "| today | true as told | for another reason | no longer true | never true | "
		    "it depends | not tested | all |\n|---|---|---|---|---|---|---|---|\n");
	for (const struct hf_document *document = hf_documents; document->id; document++) {
		int sums[COLUMNS] = {0}, all = 0;

		/* What is beyond them is no claim of theirs. */
		if (!document->original)
			continue;
		for (const struct hf_claim *claim = hf_claims; claim->id; claim++) {
			if (hf_claim_document(claim) != document)
				continue;
			sums[column_of(claim)]++;
			all++;
		}
		fprintf(to, "| %s: %s |", document->id, document->title);
		for (int i = TRUE_AS_TOLD; i < COLUMNS; i++)
			fprintf(to, " %d |", sums[i]);
		fprintf(to, " %d |\n", all);
	}
	fprintf(to, "\n");
}

static void put_head(FILE *to, const struct hf_results *results)
{
	fprintf(to, "# What the documents claim, and what kernels do\n\n"
		    "Written by `halfopen claims` from the catalogue of claims (fixtures/claims.c), "
		    "the cases and the accepted\nrecords (results/). Not to be edited.\n\n"
		    "Each claim stands with some of the document's own words, and with the "
		    "sentence in English. The answer is for\nthe kernels of the main line from "
		    "3.10 on. It rests on cases: each tests a sentence, and says what to expect of "
		    "which\nkernels; the last column of its table names those on which it was run "
		    "and came out so. *True for another reason*:\nwhat the sentence says is seen, "
		    "but comes about otherwise. The changes of the kernel that made the difference "
		    "are\nnamed below the table, with older series that got them.\n\n");
	hf_page_kernels(to, results);
	fprintf(to, "\n");
}

int hf_page_claims(FILE *to, const struct hf_results *results)
{
	const struct hf_document *document = NULL;
	int err = 0;

	put_head(to, results);
	put_sums(to);
	for (const struct hf_claim *claim = hf_claims; claim->id && !err; claim++) {
		if (hf_claim_document(claim) != document) {
			document = hf_claim_document(claim);
			assert(document);
			put_document(to, document);
		}
		if (claim->section && is_of_document(claim))
			fprintf(to, "### %s\n\n", claim->section);
		err = put_claim(to, claim, results);
	}
	return err;
}
