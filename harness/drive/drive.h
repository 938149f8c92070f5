/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Performs the steps of a case on its bench, and fills the record.
 */
#ifndef HF_DRIVE_H
#define HF_DRIVE_H

#include "bench.h"

/*
 * Performs all steps. The capture of both ends is written to capture_fd as pcapng. On a fault the
 * record holds what was seen so far; -EOPNOTSUPP as in bench.h.
 */
int hf_drive(struct hf_bench *bench, struct hf_record *record, int capture_fd,
	     struct hf_fault *fault);

#endif
