/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of timeline.h that it does not offer to others. Pure.
 */
#ifndef HF_TIMELINE_PARTS_H
#define HF_TIMELINE_PARTS_H

#include "timeline.h"

/* Index of the line that line i repeats: the latest one before it of its kind; i when none is. */
size_t hf_timeline_before(const struct hf_line *lines, size_t i);

#endif
