/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What two records of one variant saw differently. Pure.
 *
 * Only what a kernel decides is compared, not what a busy machine does to it: counters that tell
 * how segments were batched are left out, gaps between packets that the experimenter made are left
 * out, times are compared within the windows of timer.h.
 */
#ifndef HF_DIFFERENCE_H
#define HF_DIFFERENCE_H

#include "record.h"
#include "registry.h"

/* In the order of telling: the wire shows the mechanism, counters follow from it. */
enum hf_aspect {
	HF_ASPECT_UNSET,
	HF_ASPECT_VERDICT,
	HF_ASPECT_WIRE,
	HF_ASPECT_SOCKETS,
	HF_ASPECT_CALLS,
	HF_ASPECT_HITS,
	HF_ASPECT_COUNTERS,
};

struct hf_difference {
	enum hf_aspect about;
	char what[112];    /* "requests at \"flooded\"" */
	char seen[2][256]; /* by either record */
};

struct hf_pair {
	const struct hf_variant *variant; /* NULL: this program has no such case */
	const struct hf_record *records[2];
	const struct hf_era *eras[2]; /* NULL where none holds; the same pointer: one era */
};

/*
 * Appends the differences to the array, sorted by aspect. -ENOMEM.
 */
int hf_differences(const struct hf_pair *pair, struct hf_difference **array, size_t *count);

/* "wire" */
const char *hf_aspect_text(enum hf_aspect aspect);

#endif
