/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: where this kernel has a setting, and what it is.
 */
#ifndef HF_EXPECT_SETTING_H
#define HF_EXPECT_SETTING_H

#include <stdint.h>

#include "number.h"

/*
 * What a key of .sysctl (with .if_present) is in a namespace of this kernel: "private", "global-only",
 * "read-only" or "absent". A private one has read back as the value that was written.
 */
struct hf_setting_expect {
	enum hf_host at;
	const char *key;
	const char *scope;
};

/* A key of .sysctl reads `lo` to `hi` on this kernel, before the first step. */
struct hf_value_expect {
	enum hf_host at;
	const char *key;
	int64_t lo, hi;
};

#define SETTING(host, name, is)                                                                    \
	{.rule = HF_RULE_SETTING, .setting = {.at = (host), .key = (name), .scope = (is)}}
#define VALUE(host, name, n)                                                                       \
	{.rule = HF_RULE_VALUE, .value = {.at = (host), .key = (name), .lo = (n), .hi = (n)}}
#define VALUE_BETWEEN(host, name, a, b)                                                            \
	{.rule = HF_RULE_VALUE, .value = {.at = (host), .key = (name), .lo = (a), .hi = (b)}}

#endif
