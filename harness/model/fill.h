/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Placeholders in the rules, arguments and files of a case: "{server}" becomes an address. Pure.
 */
#ifndef HF_FILL_H
#define HF_FILL_H

#include <stddef.h>

struct hf_fill_pair {
	const char *name; /* without braces */
	const char *value;
};

/*
 * The text with every "{name}" replaced by its value. Braces around anything else stay as they are
 * (a configuration file may be full of them). The caller frees it; NULL: no memory.
 */
char *hf_fill(const char *text, const struct hf_fill_pair *pairs, size_t n);

#endif
