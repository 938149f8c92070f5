/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/matrix.md: cases by kernels. */
#include <errno.h>
#include <stdlib.h>

#include "own.h"
#include "page_parts.h"
#include "registry.h"

static char letter(enum hf_claim_verdict verdict)
{
	static const char letters[] = {[TRUE_AS_TOLD] = 'T',
				       [TRUE_FOR_ANOTHER_REASON] = 'R',
				       [NO_LONGER_TRUE] = 'L',
				       [NEVER_TRUE] = 'N'};

	return letters[verdict];
}

static size_t variants_of(const struct hf_case *c)
{
	size_t count = 0;

	free(hf_registry_variants(c, &count));
	return count;
}

static void put_cell(FILE *to, const struct hf_results *results, const struct hf_case *c, size_t k)
{
	size_t shown = hf_results_shown(results, c, k);
	const struct hf_era *era = hf_era_for(c->eras, &results->kernels[k].release);

	if (shown && era)
		fprintf(to, " %c %zu/%zu |", letter(era->claim_is), shown, variants_of(c));
	else
		fprintf(to, " – |");
}

static void put_head(FILE *to, const struct hf_results *results)
{
	fprintf(to, "# Cases and kernels\n\n"
		    "Written by `halfopen claims` from the cases and the accepted records "
		    "(results/). Not to be edited.\nWhat the claims say: [claims.md](claims.md).\n\n");
	hf_page_kernels(to, results);
	fprintf(to,
		"\nA cell: what the case says of its claim on that kernel, and how many of its "
		"variants (rows, IPv4 and IPv6)\nwere as expected there, of how many.\n\n");
	for (int v = TRUE_AS_TOLD; v <= NEVER_TRUE; v++)
		fprintf(to, "* %c: %s\n", letter(v), hf_page_verdict(v));
	fprintf(to, "* –: no accepted record: the case does not apply there, or was not run\n\n");
}

static void put_sums(FILE *to, const struct hf_results *results)
{
	size_t count, all = 0;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++)
		all += variants_of(cases[i]);
	fprintf(to, "| all %zu cases | |", count);
	for (size_t k = 0; k < results->kernel_count; k++) {
		size_t shown = 0;

		for (size_t i = 0; i < count; i++)
			shown += hf_results_shown(results, cases[i], k);
		fprintf(to, " %zu/%zu |", shown, all);
	}
	fprintf(to, "\n");
}

int hf_page_matrix(FILE *to, const struct hf_results *results)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	put_head(to, results);
	fprintf(to, "| case | claims |");
	for (size_t k = 0; k < results->kernel_count; k++)
		fprintf(to, " %s |", results->kernels[k].text);
	fprintf(to, "\n|---|---|");
	for (size_t k = 0; k < results->kernel_count; k++)
		fprintf(to, "---|");
	fprintf(to, "\n");
	put_sums(to, results);
	for (size_t i = 0; i < count; i++) {
		fprintf(to, "| ");
		hf_page_case(to, cases[i]);
		fprintf(to, " |");
		for (const char *const *id = cases[i]->claims; id && *id; id++)
			fprintf(to, " %s", *id);
		fprintf(to, " |");
		for (size_t k = 0; k < results->kernel_count; k++)
			put_cell(to, results, cases[i], k);
		fprintf(to, "\n");
	}
	return 0;
}
