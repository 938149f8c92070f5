/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generated pages, in Markdown: docs/claims.md, claim by claim, and docs/matrix.md, case by
 * kernel. What they say comes from the catalogue, the cases and the accepted records. Pure; whoever
 * uses it links the cases.
 */
#ifndef HF_PAGE_H
#define HF_PAGE_H

#include <stdio.h>

#include "results.h"

/* Writes the whole page; -ENOMEM. */
int hf_page_claims(FILE *to, const struct hf_results *results);
int hf_page_matrix(FILE *to, const struct hf_results *results);

#endif
