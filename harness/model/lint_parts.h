/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of lint.h that it does not offer to others: what the files of the linter share. Pure.
 */
#ifndef HF_LINT_PARTS_H
#define HF_LINT_PARTS_H

#include <stdint.h>

#include "case.h"

struct hf_linter {
	const struct hf_case *c;
	void (*complain)(const char *sentence, void *arg);
	void *arg;
	int count;
	char place[96]; /* "step 3, CONNECT", put before each sentence; empty: the case itself */
};

/* One complaint: the place and the sentence. */
void hf_lint_say(struct hf_linter *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A number of the case: if it is COL(i), the rows must have the column. */
void hf_lint_number(struct hf_linter *l, int64_t number, const char *what);

/* A required text; false (and a complaint) when it is NULL or empty. */
bool hf_lint_text(struct hf_linter *l, const char *text, const char *what);

/* A sysctl key: below net. */
void hf_lint_key(struct hf_linter *l, const char *key);

/* What is written to it: a number (`what` names it), or a text. */
void hf_lint_value(struct hf_linter *l, int64_t number, const char *text, const char *what);

void hf_lint_host(struct hf_linter *l, enum hf_host at);
void hf_lint_counter(struct hf_linter *l, const char *name);
void hf_lint_state(struct hf_linter *l, const char *state);

/* Wire notation, or ROW_WIRE: then of every row. */
void hf_lint_wire(struct hf_linter *l, const char *text);

/* A text with placeholders: braces around a word, of `known` (ended by NULL) or a column. */
void hf_lint_placeholders(struct hf_linter *l, const char *text, const char *const *known);

#define HF_VERB_BIT(verb) (1u << (verb))

/*
 * Complains unless a step of one of these verbs and that name is before the step `before` (NULL:
 * anywhere); `what` says in words what was looked for.
 */
void hf_lint_refers(struct hf_linter *l, const char *name, unsigned verbs,
		    const struct hf_step *before, const char *what);

/* How many LISTEN steps there are. */
int hf_lint_listeners(const struct hf_linter *l);

/* A LISTEN of that name at that host, before the step `before` (NULL: anywhere). */
bool hf_lint_listens_at(const struct hf_linter *l, const char *name, enum hf_host at,
			const struct hf_step *before);

/* True when some step sets the mark, or it is the end. */
bool hf_lint_marks(const struct hf_linter *l, const char *mark);

/* All steps of the case. */
void hf_lint_steps(struct hf_linter *l);

/* One list of expectations (NULL: none). `whose` is "" or "era 2, ". */
void hf_lint_rules(struct hf_linter *l, const struct hf_expect *rules, const char *whose);

#endif
