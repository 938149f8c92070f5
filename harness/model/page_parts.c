/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page_parts.h"

#include <string.h>

void hf_page_text(FILE *to, const char *text)
{
	for (; *text; text++) {
		if (strchr("|*<`", *text))
			fputc('\\', to);
		fputc(*text == '\n' ? ' ' : *text, to);
	}
}

const char *hf_page_verdict(enum hf_claim_verdict verdict)
{
	static const char *const text[] = {
		[HF_CLAIM_UNSET] = "",
		[TRUE_AS_TOLD] = "true as told",
		[TRUE_FOR_ANOTHER_REASON] = "true for another reason",
		[NO_LONGER_TRUE] = "no longer true",
		[NEVER_TRUE] = "never true",
	};

	return text[verdict];
}

void hf_page_case(FILE *to, const struct hf_case *c)
{
	fprintf(to, "[%s](../cases/%s.c)", c->name, c->name);
}

void hf_page_kernels(FILE *to, const struct hf_results *results)
{
	if (!results->kernel_count) {
		fprintf(to, "There are no accepted records yet.\n");
		return;
	}
	fprintf(to, "There are accepted records of %zu kernel%s:\n\n", results->kernel_count,
		results->kernel_count > 1 ? "s" : "");
	for (size_t k = 0; k < results->kernel_count; k++)
		fprintf(to, "%zu. %s (`%s`)\n", k + 1, results->kernels[k].text,
			results->kernels[k].uname);
}
