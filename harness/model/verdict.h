/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said of a record: on the kernel a verdict with its reasons, on the sentence a claim's. Pure.
 */
#ifndef HF_VERDICT_H
#define HF_VERDICT_H

#include <stdint.h>

#include "case.h"

enum hf_verdict {
	HF_VERDICT_UNSET,
	AS_EXPECTED,
	DIFFERS,
	BROKEN,
	SKIPPED,
};

struct hf_record_reason {
	char rule[96];
	char expected[256];
	char seen[256];
	char hint[256];	 /* where to look next; may be empty */
	int64_t packet;	 /* index of the packet at which it shows; -1: none */
};

const char *hf_verdict_text(enum hf_verdict verdict);
const char *hf_claim_verdict_text(enum hf_claim_verdict verdict);

#endif
