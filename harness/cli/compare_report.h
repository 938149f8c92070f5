/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison told to a person, or as JSON (docs/compare.md).
 */
#ifndef HF_COMPARE_REPORT_H
#define HF_COMPARE_REPORT_H

#include "compare.h"

/* Where the records of an input come from. */
struct hf_compare_source {
	char *folder;
	char label[128];
	struct hf_record **records; /* at least one */
	size_t count;
	size_t unreadable;
};

void hf_compare_print_text(const struct hf_compare_source *sources, size_t count,
			   const struct hf_comparison *comparison);
void hf_compare_print_json(const struct hf_compare_source *sources, size_t count,
			   const struct hf_comparison *comparison);

#endif
