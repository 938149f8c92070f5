/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "registry.h"

const struct hf_claim *hf_claim_find(const char *id)
{
	for (const struct hf_claim *claim = hf_claims; claim->id; claim++) {
		if (!strcmp(claim->id, id))
			return claim;
	}
	return NULL;
}

static size_t document_part(const char *id)
{
	size_t length = strcspn(id, ".");

	/* "X12" has no point. */
	return id[length] ? length : strcspn(id, "0123456789");
}

const struct hf_document *hf_claim_document(const struct hf_claim *claim)
{
	size_t length = document_part(claim->id);

	for (const struct hf_document *document = hf_documents; document->id; document++) {
		if (strlen(document->id) == length && !strncmp(document->id, claim->id, length))
			return document;
	}
	return NULL;
}

int hf_claim_order(const char *a, const char *b)
{
	size_t in_a = document_part(a), in_b = document_part(b);
	int order = strncmp(a, b, in_a > in_b ? in_a : in_b);
	char *letter_a, *letter_b;
	long number_a, number_b;

	if (order)
		return order;
	number_a = strtol(a + in_a + (a[in_a] == '.'), &letter_a, 10);
	number_b = strtol(b + in_b + (b[in_b] == '.'), &letter_b, 10);
	if (number_a != number_b)
		return number_a < number_b ? -1 : 1;
	return strcmp(letter_a, letter_b);
}

const char *hf_claim_kind_text(enum hf_claim_kind kind)
{
	static const char *const text[] = {
		[HF_CLAIM_KIND_UNSET] = "",
		[HF_EXPERIMENT] = "experiment",
		[HF_STATEMENT] = "statement",
		[HF_REFERENCE] = "reference",
	};

	return text[kind];
}

bool hf_claim_has_case(const struct hf_claim *claim)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++) {
		if (hf_case_has_claim(cases[i], claim->id))
			return true;
	}
	return false;
}
