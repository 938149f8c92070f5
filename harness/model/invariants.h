/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's counters owe each other, whatever the experiment: where one is counted, the
 * source counts another in the same breath. Held against the counters of both hosts in every
 * record, from the making of the namespace to the end of the run. Pure.
 */
#ifndef HF_INVARIANTS_H
#define HF_INVARIANTS_H

#include "era.h"
#include "mib.h"

enum { HF_INVARIANT_TERMS = 3 };

/* The sum of `least` is not greater than the sum of `most`. */
struct hf_invariant {
	const char *name;                      /* "cookies-were-wanted" */
	const char *least[HF_INVARIANT_TERMS]; /* counters; unused ones are NULL */
	const char *most[HF_INVARIANT_TERMS];
	int64_t up_to;               /* asked only where `least` is at most this; 0: always */
	enum hf_change since, until; /* as of an era */
};

/* All of them (static), and how many. */
const struct hf_invariant *hf_invariants(size_t *ret_count);

/*
 * Whether it holds for counters that were `before` at MEASURE and grew by `delta`. *ret_least and
 * *ret_most are the two sums. A counter that the kernel does not have counts nothing. True where
 * the invariant is not one of this release.
 */
bool hf_invariant_holds(const struct hf_invariant *invariant, const struct hf_release *release,
			const struct hf_mib *before, const struct hf_mib *delta, int64_t *ret_least,
			int64_t *ret_most);

/* "TcpExt.ListenOverflows + TcpExt.TCPReqQFullDrop". */
void hf_invariant_sum_text(const char *const terms[HF_INVARIANT_TERMS], char *text, size_t size);

#endif
