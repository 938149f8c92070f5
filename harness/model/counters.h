/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which counters there are, by their names "Group.Name". Pure.
 */
#ifndef HF_COUNTERS_H
#define HF_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>

/* The counter of frames that the wire lost because a CPU's backlog was full; in guests only. */
#define HF_DROPPED_BY_BACKLOG "Softnet.Dropped"

/* True when some kernel from 3.10 on has a counter of this name. */
bool hf_counter_known(const char *name);

/*
 * True for counters that belong to the whole machine: Softnet.Dropped, Sockstat.*, Files.Allocated. A
 * case that names one on the SERVER has them read, in guests only.
 */
bool hf_counter_of_machine(const char *name);

/* All counters known but those of the machine, sorted. */
const char *const *hf_counters_known(size_t *ret_count);

/* True for the counters that may not move without being mentioned in a case: ListenDrops,
 * ListenOverflows, TCPReqQFull*, Syncookies*, EmbryonicRsts, OutRsts, TCPSynRetrans, TCPTimeouts,
 * PAWS*. */
bool hf_counter_watched(const char *name);

#endif
