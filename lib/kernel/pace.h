/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A slow sender: a token bucket (tbf) of one packet on the calling thread's end of the wire.
 */
#ifndef HF_PACE_H
#define HF_PACE_H

#include <stdint.h>

#include "fault.h"

/*
 * From now on packets of `bytes` (with the Ethernet header) leave one every gap_ms, the first at once;
 * others wait in a queue. The bucket holds `bytes` + 16; longer packets would be dropped. Called
 * again, it changes the pace, also for what waits.
 * -ERANGE for a gap of more than about 4 s, -EOPNOTSUPP where the kernel has no tbf.
 */
int hf_pace_set(int64_t bytes, int64_t gap_ms, struct hf_fault *fault);

/* Back to sending at once; what still waits is dropped. */
int hf_pace_clear(struct hf_fault *fault);

#endif
