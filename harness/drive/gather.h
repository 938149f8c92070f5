/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a run: counters, packets and losses into the record, the capture into its file.
 */
#ifndef HF_GATHER_H
#define HF_GATHER_H

#include "stage.h"

/*
 * The last look, and all that was seen. Programs and captures end. `capture_fd` receives the pcapng. A
 * fault is also what makes the record worthless: frames lost on the wire, a clock that was set.
 */
int hf_gather(struct hf_stage *stage, int capture_fd, struct hf_fault *fault);

#endif
