/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that the writer and the reader of records share. Pure.
 */
#ifndef HF_RECORD_WORDS_H
#define HF_RECORD_WORDS_H

#include "case.h"

/* "server" or "client". */
const char *hf_host_name(enum hf_host host);

/* "ETIMEDOUT" for its value, "OK" for 0; NULL for one that no case speaks of. */
const char *hf_errno_name(int value);

/* The reverse; -1 for an unknown name. */
int hf_errno_by_name(const char *name);

#endif
