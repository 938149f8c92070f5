/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which changes a kernel really contains, told from the outside by what cases show. Pure.
 *
 * A case tells of a change when some of its eras hold only on kernels that have it and others only on
 * kernels that lack it: the record fits the one kind or the other. No expectation of a case ever comes
 * from here.
 */
#ifndef HF_IDENTIFY_H
#define HF_IDENTIFY_H

#include "era.h"
#include "record.h"
#include "registry.h"

enum hf_presence {
	HF_PRESENCE_UNSET, /* the experiment could not be made */
	HF_PRESENT,
	HF_ABSENT,
	HF_UNCLEAR, /* what was seen fits both sides, or neither */
};

/* Behaviour can come back: where one case cannot tell, the next may. */
enum { HF_PROBES_OF_ONE = 3 };

/*
 * Variants whose records tell of the change, the quickest first; they run programs only where no other
 * case tells. Returns how many.
 */
size_t hf_identify_probes(enum hf_change change, struct hf_variant ret_variants[HF_PROBES_OF_ONE]);

/*
 * What the record of that variant tells of the change. Where eras with it and eras without it fit, a
 * kernel like `promised` with it is held against one without it. The record is judged along the way: its
 * verdict and reasons are not to be used afterwards.
 */
enum hf_presence hf_identify(enum hf_change change, const struct hf_variant *variant,
			     const struct hf_release *promised, struct hf_record *record);

#endif
