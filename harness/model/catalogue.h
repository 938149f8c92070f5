/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking things up in the catalogue of claims. Pure; whoever uses it links the cases.
 */
#ifndef HF_CATALOGUE_H
#define HF_CATALOGUE_H

#include <stdbool.h>

#include "case.h"
#include "claims.h"

/* NULL when there is none of that id. */
const struct hf_claim *hf_claim_find(const char *id);

/* The document of a claim; NULL when there is none. */
const struct hf_document *hf_claim_document(const struct hf_claim *claim);

/* Order of ids: "D0.2" is before "D0.11", "D4.11a" before "D4.11b". Negative, 0 or positive. */
int hf_claim_order(const char *a, const char *b);

/* "experiment" */
const char *hf_claim_kind_text(enum hf_claim_kind kind);

/* True when at least one case names the id. */
bool hf_claim_has_case(const struct hf_claim *claim);

#endif
