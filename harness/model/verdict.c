/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

const char *hf_verdict_text(enum hf_verdict verdict)
{
	static const char *const text[] = {
		[HF_VERDICT_UNSET] = "UNJUDGED", [AS_EXPECTED] = "AS_EXPECTED",
		[DIFFERS] = "DIFFERS",           [BROKEN] = "BROKEN",
		[SKIPPED] = "SKIPPED",
	};

	return text[verdict];
}

const char *hf_claim_verdict_text(enum hf_claim_verdict verdict)
{
	static const char *const text[] = {
		[HF_CLAIM_UNSET] = "UNJUDGED",
		[TRUE_AS_TOLD] = "TRUE_AS_TOLD",
		[TRUE_FOR_ANOTHER_REASON] = "TRUE_FOR_ANOTHER_REASON",
		[NO_LONGER_TRUE] = "NO_LONGER_TRUE",
		[NEVER_TRUE] = "NEVER_TRUE",
	};

	return text[verdict];
}
