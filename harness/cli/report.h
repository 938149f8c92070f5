/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts for a person: a line as each run ends, the failures again at the end, the exit status.
 */
#ifndef HF_REPORT_H
#define HF_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

/* Runs that failed for one reason: a guest that dies takes many with it. */
struct hf_report_failure {
	char *heads; /* "VERDICT id" of each, a line */
	char *why;   /* the lines below them. Either is NULL when there was no memory */
};

struct hf_report_sum {
	size_t verdicts[SKIPPED + 1];
	struct hf_report_failure *failures; /* to print again */
	size_t failure_count;
	bool terminal; /* stdout is one: a progress line is kept below */
};

/* Prints the line of one run, and counts it. Of a reason that was just told it says so. */
void hf_report_run(struct hf_report_sum *sum, const char *id, const struct hf_record *record);

/* Redraws the progress line, on a terminal. */
void hf_report_progress(struct hf_report_sum *sum, size_t running, size_t ended, size_t all);

/* Prints the failures again and the totals; returns the exit status. Frees what sum owns. */
int hf_report_end(struct hf_report_sum *sum);

#endif
