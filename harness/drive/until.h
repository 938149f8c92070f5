/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for a state, bounded: what an UNTIL step asks for.
 */
#ifndef HF_UNTIL_H
#define HF_UNTIL_H

#include "stage.h"

/*
 * Waits as the step says, and records the look if it has a mark. -ETIMEDOUT: it was not reached;
 * -ETIME: later than it may be.
 */
int hf_until_wait(struct hf_stage *stage, const struct hf_until *until, struct hf_fault *fault);

#endif
