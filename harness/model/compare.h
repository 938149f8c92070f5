/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of the same cases on several kernels: what differs, and the change that explains it.
 * Pure.
 *
 * Inputs are in the order in which they are to be told, an older kernel before a newer one. Each
 * variant is compared from one input to the next that has a usable record of it.
 */
#ifndef HF_COMPARE_H
#define HF_COMPARE_H

#include "difference.h"

enum hf_compare_class {
	HF_COMPARE_UNSET,
	HF_COMPARE_SAME,        /* nothing differs */
	HF_COMPARE_EXPLAINED,   /* either is as expected, and the eras of the case lie between */
	HF_COMPARE_UNEXPLAINED, /* no change says why */
	HF_COMPARE_NEW,         /* not in every input */
	HF_COMPARE_BROKEN,      /* the experiment could not be made in one */
	HF_COMPARE_SKIPPED,     /* skipped in one, made in another */
	HF_COMPARE_OTHER,       /* records of different experiments */
	HF_COMPARE_CLASSES,
};

/* Records of one kernel; borrowed. Of several runs of a variant one that differs stands for all. */
struct hf_compare_input {
	const char *label; /* "6.18.44" */
	struct hf_record *const *records;
	size_t count;
};

struct hf_compared {
	char id[200];
	const char *case_name; /* of a record */
	enum hf_compare_class class;
	size_t from, to; /* inputs; of NEW, BROKEN and SKIPPED .to is the one meant */
	/* 1 << enum hf_change for each. Of EXPLAINED: those at the boundaries of eras that lie
	 * between; of UNEXPLAINED: all that lie between the two kernels, whether named or not. */
	uint64_t changes;
	char why[320];   /* of NEW, BROKEN, SKIPPED and OTHER: one sentence */
	bool unexpected; /* of SAME: the same on both, but as expected on neither */
	struct hf_difference *differences;
	size_t difference_count;
};

struct hf_comparison {
	struct hf_compared *results; /* sorted by id, then by input */
	size_t count;
	size_t totals[HF_COMPARE_CLASSES];
};

/* Judges nothing: verdicts are taken as they stand in the records. -ENOMEM. Free with _done. */
int hf_compare(const struct hf_compare_input *inputs, size_t count, struct hf_comparison *ret);
void hf_comparison_done(struct hf_comparison *comparison);

/*
 * True when nothing is left to look into: all is the same, explained, new, or skipped somewhere for a
 * reason that its record states (a guest lacks a program, a host does not wait for hours): that says
 * what was not asked, and nothing about the kernels.
 */
bool hf_comparison_is_clear(const struct hf_comparison *comparison);

/* "explained" */
const char *hf_compare_class_text(enum hf_compare_class class);

#endif
