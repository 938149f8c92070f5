/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a case well formed? Everything that can be known without running it. Pure.
 */
#ifndef HF_LINT_H
#define HF_LINT_H

#include "case.h"

/*
 * Calls `complain` with one sentence for each thing wrong with the case; returns how many there were:
 * name, claims and text present; the eras partition all kernels; wire notation parses; counters are
 * known (harness/model/counters.c); marks, connections, rules and programs that are referred to exist
 * and come first; columns that are used exist in every row; the budget covers every wait; claims that
 * are not simply true say because of what; the wire is stated (some WIRE rule in every era, unless the
 * case has no traffic of its own kernel to show); sysctl keys are below net.
 */
int hf_lint_case(const struct hf_case *c, void (*complain)(const char *sentence, void *arg),
		 void *arg);

/* Longest time the steps can take: all bounded waits and silences, ms. */
int64_t hf_lint_longest_ms(const struct hf_case *c);

/* The first counter of the whole machine that the case names; NULL: none. */
const char *hf_lint_machine_counter(const struct hf_case *c);

#endif
