/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of one variant, in a process of its own: lay the bench, drive, hand back a record.
 */
#ifndef HF_EXPERIMENT_H
#define HF_EXPERIMENT_H

#include "proc.h"
#include "record.h"
#include "registry.h"

struct hf_experiment {
	const struct hf_variant *variant;
	unsigned cpu;	/* the n-th of the process's CPUs: everything of the case runs on it */
	int record_fd;	/* the record is written here as JSON, when the run has ended */
	int capture_fd; /* the packets of both ends, as pcapng */
};

/*
 * Starts the experiment in a world of its own. When the process has ended, record_fd holds a record,
 * unjudged, or nothing if it crashed or was killed.
 */
int hf_experiment_start(const struct hf_experiment *experiment, struct hf_proc *ret_proc,
			struct hf_fault *fault);

/* A record of a run that has nothing to show: which variant on which kernel, verdict and why. */
struct hf_record *hf_experiment_blank(const struct hf_variant *variant, enum hf_verdict verdict,
				      const char *why);

#endif
