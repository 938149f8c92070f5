/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts and numbers of a case: a number is a literal, or COL(i): column i of the row of .rows that is
 * being run.
 */
#ifndef HF_NUMBER_H
#define HF_NUMBER_H

#include <stdint.h>

enum hf_host {
	HF_HOST_UNSET,
	SERVER,
	CLIENT,
};

/* A number given by the row: column i. */
#define HF_COL_BASE INT64_C(0x4000000000000000)
#define COL(i)	    (HF_COL_BASE + (i))

/* In fields where 0 means "not asked": exactly zero. */
#define NONE (-1)

enum { HF_ROW_COLUMNS = 12 };

/* One row of a sweep. */
struct hf_row {
	int64_t v[HF_ROW_COLUMNS];
	const char *wire; /* what ROW_WIRE stands for in this row */
};

#endif
