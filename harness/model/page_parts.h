/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the generated pages share. */
#ifndef HF_PAGE_PARTS_H
#define HF_PAGE_PARTS_H

#include "page.h"

/* Text of which Markdown must not make anything, not even a column of a table. */
void hf_page_text(FILE *to, const char *text);

/* "true as told" */
const char *hf_page_verdict(enum hf_claim_verdict verdict);

/* A link to the file of the case. */
void hf_page_case(FILE *to, const struct hf_case *c);

/* The kernels that there are records of, with their full names. */
void hf_page_kernels(FILE *to, const struct hf_results *results);

/*
 * A span of kernels in which the cases of a claim say one thing, and which of them do. The first
 * release of a span is that of its change; 3.10 is the first of all.
 */
struct hf_page_row {
	enum hf_change since, until;
	enum hf_claim_verdict claim_is;
	const char *because;
	const struct hf_case **cases; /* owned */
	size_t case_count;
	char *seen; /* owned: "5.10.223 to 7.3.4" */
};

struct hf_page_rows {
	struct hf_page_row *rows; /* oldest first */
	size_t count;
};

/* All spans of all cases that name the id. -ENOMEM. Free with _done. */
int hf_page_rows_of(const char *claim, const struct hf_results *results, struct hf_page_rows *ret);
void hf_page_rows_done(struct hf_page_rows *rows);

/* "3.10 to 4.9", "since 4.10", "all" */
void hf_page_span(FILE *to, enum hf_change since, enum hf_change until);

/* What cases say of the claim today: a set of 1 << enum hf_claim_verdict; 0 when there is none. */
unsigned hf_page_today(const char *claim);

/* One sentence: what is to be held of the claim, and of which kernels. */
void hf_page_answer(FILE *to, const char *claim);

#endif
