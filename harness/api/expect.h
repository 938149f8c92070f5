/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be seen, everywhere or in one era. The rules stand in the files below by what they look at.
 * Counts, order and multiplicity are exact; time is asked for only as the kernel's timers
 * (docs/wire.md).
 */
#ifndef HF_EXPECT_H
#define HF_EXPECT_H

#include "changes.h"
#include "expect_application.h"
#include "expect_counter.h"
#include "expect_setting.h"
#include "expect_socket.h"
#include "expect_wire.h"

enum hf_rule {
	HF_RULE_UNSET,
	HF_RULE_DELTA,
	HF_RULE_WIRE,
	HF_RULE_WIRE_COUNT,
	HF_RULE_WIRE_TAIL,
	HF_RULE_QUEUE,
	HF_RULE_SOCKETS,
	HF_RULE_BUFFER,
	HF_RULE_CALL,
	HF_RULE_HITS,
	HF_RULE_OUTPUT,
	HF_RULE_CONSERVED,
	HF_RULE_SETTING,
	HF_RULE_VALUE,
};

struct hf_expect {
	enum hf_rule rule;
	union {
		struct hf_delta delta;
		struct hf_wire wire;
		struct hf_wire_count wire_count;
		struct hf_wire_tail wire_tail;
		struct hf_queue queue;
		struct hf_sockets sockets;
		struct hf_buffer buffer;
		struct hf_call_expect call;
		struct hf_hits hits;
		struct hf_output output;
		struct hf_conserved conserved;
		struct hf_setting_expect setting;
		struct hf_value_expect value;
	};
};

enum hf_claim_verdict {
	HF_CLAIM_UNSET,
	TRUE_AS_TOLD,
	TRUE_FOR_ANOTHER_REASON,
	NO_LONGER_TRUE,
	NEVER_TRUE,
};

/* The span of kernels that have `since` and do not have `until`; both may be unset. */
struct hf_era {
	enum hf_change since, until;
	enum hf_claim_verdict claim_is;
	const char *because;	       /* one sentence, where the claim is not simply true */
	const char *wire;	       /* as WIRE(NULL, wire) */
	const struct hf_expect *expect; /* besides the case's own; ended by an unset rule */
};

#endif
