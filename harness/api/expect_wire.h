/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: what was seen on the wire.
 */
#ifndef HF_EXPECT_WIRE_H
#define HF_EXPECT_WIRE_H

#include <stdbool.h>
#include <stdint.h>

enum hf_direction {
	HF_DIRECTION_UNSET,
	FROM_CLIENT,
	FROM_SERVER,
};

/* Every packet of the flow `name`, in order, no others (notation: docs/wire.md). */
struct hf_wire {
	const char *name; /* NULL: each flow that began after MEASURE */
	const char *text; /* ROW_WIRE: the row's */
};

/* So many segments with exactly these flags since MEASURE. */
struct hf_wire_count {
	enum hf_direction from;
	const char *flags;
	int64_t count;
	bool flows; /* so many flows with at least one such segment, instead */
};

/* The last `count` packets since MEASURE are all of this kind: "< S". */
struct hf_wire_tail {
	int64_t count;
	const char *kind;
};

#define WIRE(flow, notation)                                                                       \
	{.rule = HF_RULE_WIRE, .wire = {.name = (flow), .text = (notation)}}
#define ROW_WIRE ((const char *)1)
#define WIRE_COUNT(who, letters, n)                                                                \
	{.rule = HF_RULE_WIRE_COUNT,                                                               \
	 .wire_count = {.from = (who), .flags = (letters), .count = (n)}}
#define WIRE_FLOWS(who, letters, n)                                                                \
	{.rule = HF_RULE_WIRE_COUNT,                                                               \
	 .wire_count = {.from = (who), .flags = (letters), .count = (n), .flows = true}}
#define WIRE_TAIL(n, what)                                                                         \
	{.rule = HF_RULE_WIRE_TAIL, .wire_tail = {.count = (n), .kind = (what)}}

#endif
