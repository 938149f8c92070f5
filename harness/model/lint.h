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

/* True when some kernel from 3.10 on has a counter of this "Group.Name". */
bool hf_counter_known(const char *name);

/*
 * True for counters that belong to the whole machine: Softnet.Dropped, Sockstat.*, Files.Allocated. A
 * case that names one on the SERVER has them read, in guests only.
 */
bool hf_counter_of_machine(const char *name);

/* The first counter of the whole machine that the case names; NULL: none. */
const char *hf_lint_machine_counter(const struct hf_case *c);

/* All counters known but those of the machine, sorted. */
const char *const *hf_counters_known(size_t *ret_count);

/* True for the counters that may not move without being mentioned in a case: ListenDrops,
 * ListenOverflows, TCPReqQFull*, Syncookies*, EmbryonicRsts, OutRsts, TCPSynRetrans, TCPTimeouts,
 * PAWS*. */
bool hf_counter_watched(const char *name);

#endif
