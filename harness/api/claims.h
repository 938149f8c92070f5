/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The catalogue of claims: what the documents say that can be checked, row by row. Cases name rows by
 * their ids. The tables are in fixtures/claims.c; constants only.
 */
#ifndef HF_CLAIMS_H
#define HF_CLAIMS_H

#include <stddef.h>

enum hf_claim_kind {
	HF_CLAIM_KIND_UNSET,
	HF_EXPERIMENT, /* it was done, and what was seen is told */
	HF_STATEMENT,  /* it is said */
	HF_REFERENCE,  /* a formula, a default, the meaning of a column */
};

struct hf_document {
	const char *id;	      /* "D0" */
	const char *title;    /* in English */
	const char *original; /* as it stands above the document; may be NULL */
	const char *author;   /* may be NULL */
	const char *about;    /* one sentence */
	const char *kernel;   /* that it is about; NULL: not named */
};

struct hf_claim {
	const char *id; /* "D0.11", "D4.11a": document, number, letter */
	enum hf_claim_kind kind;
	const char *section; /* of the document; NULL: as the claim before */
	const char *says;    /* the sentence, in English */
	const char *quote;   /* some of the document's own words; NULL beyond the documents */
	const char *no_case; /* why no case can show it, one sentence; else NULL */
};

/* In order of their ids, ended by one without. */
extern const struct hf_document hf_documents[];
extern const struct hf_claim hf_claims[];

#endif
