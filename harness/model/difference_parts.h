/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the files of difference.h: bags of observations, compared without regard to their
 * order.
 */
#ifndef HF_DIFFERENCE_PARTS_H
#define HF_DIFFERENCE_PARTS_H

#include "difference.h"

/* Flows and calls of one name are compared one by one up to so many; more are a flood, and counted.
 */
#define HF_FLOOD 64

struct hf_comparing {
	const struct hf_pair *pair;
	struct hf_difference **array;
	size_t *count;
	int err; /* -ENOMEM */
};

/* One thing seen: what it was, and how long the kernel's timers took in it. */
struct hf_item {
	char *text;
	int64_t *times_ns;
	size_t time_count;
	size_t order;
};

struct hf_bag {
	struct hf_item *items;
	size_t count;
};

/* Takes what the item points to. */
void hf_bag_add(struct hf_comparing *c, struct hf_bag *bag, struct hf_item *item);
void hf_bag_done(struct hf_bag *bag);

/* Adds a difference if the bags do not hold the same; with `timed`, if the times do not agree. */
void hf_bags_compare(struct hf_comparing *c, enum hf_aspect about, const char *what,
		     struct hf_bag bags[2], bool timed);

/* Adds a difference if the numbers are not the same. */
void hf_numbers_compare(struct hf_comparing *c, enum hf_aspect about, int64_t was, int64_t is,
			const char *what, ...) __attribute__((format(printf, 5, 6)));

void hf_difference_add(struct hf_comparing *c, const struct hf_difference *difference);

/*
 * True when real programs run in the case: when they send, and how much at once, is theirs. Of the
 * wire, of hits and of counters only what a rule states is compared then, and counters that are watched.
 */
bool hf_pair_is_of_programs(const struct hf_pair *pair);

/* True when both records are as the same era expects: whatever it states holds in both. */
bool hf_pair_is_one_era(const struct hf_pair *pair);

/*
 * True when a rule of that kind fits (calling `fits` with `arg`) among those of the case and of the
 * eras of both records.
 */
bool hf_pair_states(const struct hf_pair *pair,
		    bool (*fits)(const struct hf_expect *expect, const void *arg), const void *arg);

void hf_compare_wire(struct hf_comparing *c);
void hf_compare_calls(struct hf_comparing *c);
void hf_compare_marks(struct hf_comparing *c);
void hf_compare_counters(struct hf_comparing *c, enum hf_host host);

#endif
