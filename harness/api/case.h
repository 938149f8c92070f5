/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case: one experiment as a table. This is all that a file in cases/ may include.
 *
 * Two hosts, server and client, are joined by one wire. The steps (step.h) are performed in order; what
 * was seen is recorded; the record is judged against .expect (expect.h) and against the one era that
 * holds for the kernel. A case is data: it is run, listed, linted, hashed and shown from the same
 * table.
 */
#ifndef HF_CASE_H
#define HF_CASE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "changes.h"
#include "expect.h"
#include "nginx.h"
#include "number.h"
#include "step.h"

struct hf_setting {
	const char *key; /* dotted, below net. */
	int64_t value;
	bool if_present; /* a kernel without the key already behaves so */
	const char *text; /* instead of a number: "1 2 3" */
	bool as_found;	 /* not written, no baseline either: read as a new namespace has it */
};

struct hf_host_setup {
	const struct hf_setting *sysctl; /* ended by a NULL key */
};

struct hf_case {
	const char *name;	   /* lower case, digits, '-' */
	const char *const *claims; /* ids such as "D0.11" or "X7", ended by NULL */
	const char *claim;	   /* what is claimed, in one or two sentences */
	const char *quote;	   /* the document's own words, short; may be NULL */
	const char *group;	   /* "synq", "acceptq", "cookies", "reset", ... */
	struct hf_host_setup server, client;
	const char *const *columns; /* names of the columns of .rows, ended by NULL */
	int label_columns;	    /* how many columns name the row; default 1 */
	const struct hf_row *rows;
	size_t row_count;
	bool ipv4_only; /* the mechanism or the program knows no IPv6; say why in a comment */
	bool ipv6_only; /* IPv6 does something else here; another case tells of IPv4 */
	int uptime_s; /* > 0: run so many seconds after the kernel began; in a guest only */
	const struct hf_step *steps;   /* ended by an unset verb */
	const struct hf_expect *expect; /* in every era; ended by an unset rule */
	const struct hf_era *eras;     /* they cover every kernel exactly once; ended by claim_is unset */
	int budget_s;		       /* longest time it may take, seconds */
};

/* ---- construction of tables ---- */

/* Registers the case: a pointer to it goes into the linker section that the registry walks. */
#define HF_CASE(ident)                                                                             \
	static const struct hf_case hf_case_##ident;                                               \
	static const struct hf_case *const hf_case_entry_##ident                                   \
		__attribute__((used, section("hf_cases"))) = &hf_case_##ident;                     \
	static const struct hf_case hf_case_##ident

#define CLAIMS(...)   ((const char *const[]){__VA_ARGS__, NULL})
#define COLUMNS(...)  ((const char *const[]){__VA_ARGS__, NULL})
#define ARGV(...)     ((const char *const[]){__VA_ARGS__, NULL})
#define SYSCTLS(...)  ((const struct hf_setting[]){__VA_ARGS__, {.key = NULL}})
#define STEPS(...)    ((const struct hf_step[]){__VA_ARGS__, {.verb = HF_VERB_UNSET}})
#define EXPECT(...)   ((const struct hf_expect[]){__VA_ARGS__, {.rule = HF_RULE_UNSET}})
#define ERAS(...)     ((const struct hf_era[]){__VA_ARGS__, {.claim_is = HF_CLAIM_UNSET}})
#define ALWAYS(is)    ERAS({.claim_is = (is)})
#define ROW(...)      {.v = {__VA_ARGS__}}
#define ROW_WITH_WIRE(text, ...) {.v = {__VA_ARGS__}, .wire = (text)}
#define ROWS(...)                                                                                  \
	((const struct hf_row[]){__VA_ARGS__}),                                                    \
	.row_count = sizeof((const struct hf_row[]){__VA_ARGS__}) / sizeof(struct hf_row)

#endif
