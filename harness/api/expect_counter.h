/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: what the kernel has counted.
 */
#ifndef HF_EXPECT_COUNTER_H
#define HF_EXPECT_COUNTER_H

#include <stdint.h>

#include "number.h"

/* The counter grew by `lo` to `hi` between MEASURE and the end. */
struct hf_delta {
	enum hf_host at;
	const char *counter;
	int64_t lo, hi;
};

/* So many packets matched the rule of a DROP step. */
struct hf_hits {
	const char *name;
	int64_t count;
};

/*
 * Nothing is unaccounted for: SYNs of the train = requests at the mark + refused + answered with a
 * cookie, from capture, counters and socket table alike.
 */
struct hf_conserved {
	const char *train;
	const char *mark;
};

#define DELTA(host, name, n)                                                                       \
	{.rule = HF_RULE_DELTA, .delta = {.at = (host), .counter = (name), .lo = (n), .hi = (n)}}
#define DELTA_BETWEEN(host, name, a, b)                                                            \
	{.rule = HF_RULE_DELTA, .delta = {.at = (host), .counter = (name), .lo = (a), .hi = (b)}}
#define HITS(drop_name, n)                                                                         \
	{.rule = HF_RULE_HITS, .hits = {.name = (drop_name), .count = (n)}}
#define CONSERVED(train_name, at_mark)                                                             \
	{.rule = HF_RULE_CONSERVED, .conserved = {.train = (train_name), .mark = (at_mark)}}

#endif
