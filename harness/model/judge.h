/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdict: case + era + record -> AS_EXPECTED or DIFFERS, with reasons. Pure.
 */
#ifndef HF_JUDGE_H
#define HF_JUDGE_H

#include "era.h"
#include "record.h"
#include "registry.h"

/*
 * Judges the record of a variant as what the release should have done, and replaces the record's
 * verdict, why, reasons and claim verdict, which there is for AS_EXPECTED only. A record that is
 * BROKEN or SKIPPED stays so. BROKEN is also the verdict when the capture lost frames, when the two
 * ends saw different numbers of frames, when not exactly one era holds for the release, or when it
 * differs and the machine was held up for longer than a timer of TCP takes; the last two are forgotten
 * when the record is judged again. The world is closed: a watched counter that moved without being
 * mentioned makes it DIFFERS. -ENOMEM is the only failure; the record has no verdict then.
 */
int hf_judge(const struct hf_variant *variant, const struct hf_release *release,
	     struct hf_record *record);

/* The same, judged as the case's era `era` demands, whichever era the release lies in. */
int hf_judge_in_era(const struct hf_variant *variant, const struct hf_release *release,
		    const struct hf_era *era, struct hf_record *record);

#endif
