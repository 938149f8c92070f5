/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What predict says of a case's experiment: set-up and steps of the case, numbers of the theory.
 * For tests, which hold it against the case's literals and against records.
 */
#ifndef HF_THEORY_H
#define HF_THEORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "era.h"
#include "registry.h"

enum { HF_FORETOLD_MAX = 24, HF_FORETOLD_TIMES = 16 };

/* One thing that can be seen, with the bounds of its number. */
struct hf_foretold {
	enum hf_rule rule; /* DELTA, QUEUE, WIRE_COUNT, HITS, CALL or WIRE */
	const char *name;  /* counter, mark, flags, rule of a DROP, or who calls */
	const char *call;
	enum hf_host at;
	enum hf_queue_value queue;
	enum hf_direction from;
	const char *flags; /* of WIRE: all segments of the flow `name` with these flags */
	bool flows, pending;
	int64_t lo, hi;
	int err;
	int64_t at_ns[HF_FORETOLD_TIMES]; /* CALL: [0] how long it takes; WIRE: since the first */
	size_t times;
};

struct hf_theory {
	struct hf_foretold told[HF_FORETOLD_MAX];
	size_t count;
};

/* False when the theory says nothing of this case. */
bool hf_theory_of(const struct hf_variant *variant, const struct hf_release *release, int64_t hz,
		  struct hf_theory *ret_theory);

/* The case's literal that is about the same thing. */
bool hf_theory_is_about(const struct hf_foretold *told, const struct hf_expect *expect);

/* "DELTA TcpExt.ListenDrops 526", for messages. */
void hf_foretold_text(const struct hf_foretold *told, char *text, size_t size);

#endif
