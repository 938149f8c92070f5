/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The pair whose name stands in braces at p, or NULL. */
static const struct hf_fill_pair *pair_at(const char *p, const struct hf_fill_pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(pairs[i].name);

		if (*p == '{' && strncmp(p + 1, pairs[i].name, len) == 0 && p[1 + len] == '}')
			return &pairs[i];
	}
	return NULL;
}

char *hf_fill(const char *text, const struct hf_fill_pair *pairs, size_t n)
{
	char *filled = NULL;
	size_t size;
	FILE *out = open_memstream(&filled, &size);

	if (!out)
		return NULL;
	while (*text) {
		const struct hf_fill_pair *pair = pair_at(text, pairs, n);

		if (pair) {
			fputs(pair->value, out);
			text += strlen(pair->name) + 2;
		} else {
			fputc(*text++, out);
		}
	}
	if (fclose(out) != 0) {
		free(filled);
		return NULL;
	}
	return filled;
}
