/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel will do to handshakes under a set of knobs, in words: each value with the rule it
 * follows from and the kernel function that holds the rule. Pure. It never looks at a case: theory
 * and expectation are held against each other by tests.
 */
#ifndef HF_PREDICT_H
#define HF_PREDICT_H

#include <stddef.h>
#include <stdint.h>

#include "era.h"
#include "knobs.h"
#include "predict_timers.h"

enum hf_fact_kind {
	HF_FACT_UNSET,
	HF_FACT_NUMBER, /* numbers[0] */
	HF_FACT_COUNTS, /* numbers[i] is called names[i] */
	HF_FACT_TIMES,  /* ns, in order */
	HF_FACT_TEXT,   /* text alone */
};

enum { HF_FACT_NAMES = 10 };

struct hf_fact {
	const char *what;
	enum hf_fact_kind kind;
	size_t count;
	const char *names[HF_FACT_NAMES];
	int64_t numbers[HF_SCHEDULE_MAX];
	char text[256];
	char rule[512];
	const char *function;
};

struct hf_facts {
	struct hf_fact *facts; /* owned; freed by hf_facts_done() */
	size_t count;
	bool incomplete; /* no memory for all of them */
};

/* All that can be said. Knobs must be complete. */
void hf_predict(const struct hf_release *release, const struct hf_knobs *knobs,
		struct hf_facts *ret_facts);

void hf_facts_done(struct hf_facts *facts);

/* The value as text: "17", "0, 1, 3 s", "ListenDrops +43, ListenOverflows 0". */
void hf_fact_value(const struct hf_fact *fact, char *text, size_t size);

#endif
