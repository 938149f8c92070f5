/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of the record of a run, wherever it was made: judged, kept in a folder, handed on.
 */
#ifndef HF_DELIVERY_H
#define HF_DELIVERY_H

#include "era.h"
#include "record.h"
#include "scheduler.h"

struct hf_delivery {
	int dir;			/* records are kept in this folder; -EBADF: nowhere */
	const struct hf_release *as; /* judged as this release; NULL: as what the kernel says it is */
	uint64_t with, without;	     /* changes it has or lacks against its version: bits */
	bool may_repeat;	     /* what was disturbed is made again (hf_broken_attempts()) */
	void (*done)(const struct hf_job *job, const struct hf_record *record, void *arg);
	void *arg;
};

/*
 * Judges the record, keeps it and its capture under the job's name, and calls done. The record stays
 * the caller's. HF_SCHEDULER_AGAIN, and nothing is kept, when the run is BROKEN
 * and may be made once more: it says nothing of the kernel, and no verdict is ever improved by that. A
 * fault (a full disk, no memory) leaves records that were kept before whole.
 */
int hf_delivery_take(const struct hf_delivery *delivery, const struct hf_job *job,
		     struct hf_record *record, int capture_fd, struct hf_fault *fault);

#endif
