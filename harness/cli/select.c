/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "own.h"
#include "record.h"

int hf_selection_add(const char ***list, size_t *count, const char *word)
{
	return hf_record_append(list, count, sizeof(word), &word);
}

void hf_selection_done(struct hf_selection *selection)
{
	free(selection->patterns);
	free(selection->claims);
	*selection = (struct hf_selection){0};
}

static bool fits_pattern(const struct hf_variant *variant, const char *pattern)
{
	char id[160];

	hf_variant_id(variant, id, sizeof(id));
	return !fnmatch(pattern, variant->c->name, 0) || !fnmatch(pattern, id, 0);
}

static bool selected(const struct hf_selection *selection, const struct hf_variant *variant)
{
	bool by_pattern = !selection->pattern_count;
	bool by_claim = !selection->claim_count;

	for (size_t i = 0; i < selection->pattern_count; i++)
		by_pattern |= fits_pattern(variant, selection->patterns[i]);
	for (size_t i = 0; i < selection->claim_count; i++)
		by_claim |= hf_case_has_claim(variant->c, selection->claims[i]);
	return by_pattern && by_claim;
}

static int all_variants(struct hf_variant **ret, size_t *ret_count)
{
	size_t case_count;
	const struct hf_case *const *cases = hf_registry_all(&case_count);
	int err = 0;

	for (size_t c = 0; c < case_count && !err; c++) {
		size_t count;
		HF_AUTO_FREE struct hf_variant *variants = hf_registry_variants(cases[c], &count);

		if (!variants)
			return -ENOMEM;
		for (size_t i = 0; i < count && !err; i++)
			err = hf_record_append(ret, ret_count, sizeof(**ret), &variants[i]);
	}
	return err;
}

/* A word that selects nothing is a mistake of its own, even where others select something. */
static int complain(const struct hf_selection *selection, const struct hf_variant *all, size_t n)
{
	int status = 0;

	for (size_t i = 0; i < selection->pattern_count; i++) {
		bool found = false;

		for (size_t v = 0; v < n && !found; v++)
			found = fits_pattern(&all[v], selection->patterns[i]);
		if (found)
			continue;
		fprintf(stderr, "halfopen: no case is called %s; `halfopen list` shows all\n",
			selection->patterns[i]);
		status = HF_EXIT_USAGE;
	}
	for (size_t i = 0; i < selection->claim_count; i++) {
		bool found = false;

		for (size_t v = 0; v < n && !found; v++)
			found = hf_case_has_claim(all[v].c, selection->claims[i]);
		if (found)
			continue;
		fprintf(stderr, "halfopen: no case tests the claim %s; `halfopen list` shows all\n",
			selection->claims[i]);
		status = HF_EXIT_USAGE;
	}
	return status;
}

int hf_selection_variants(const struct hf_selection *selection, struct hf_variant **ret_variants,
			  size_t *ret_count)
{
	struct hf_variant *all = NULL;
	size_t all_count = 0, kept = 0;
	int status;

	if (all_variants(&all, &all_count) < 0) {
		fprintf(stderr, "halfopen: out of memory\n");
		free(all);
		return HF_EXIT_BROKEN;
	}
	status = complain(selection, all, all_count);
	for (size_t i = 0; i < all_count; i++) {
		if (selected(selection, &all[i]))
			all[kept++] = all[i];
	}
	if (!status && !kept) {
		fprintf(stderr, "halfopen: no case fits both the names and the claims\n");
		status = HF_EXIT_USAGE;
	}
	if (status) {
		free(all);
		return status;
	}
	*ret_variants = all;
	*ret_count = kept;
	return 0;
}
