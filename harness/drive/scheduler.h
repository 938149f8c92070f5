/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs many variants side by side and hands back judged records.
 */
#ifndef HF_SCHEDULER_H
#define HF_SCHEDULER_H

#include "record.h"
#include "registry.h"

struct hf_job {
	struct hf_variant variant;
	int repeat; /* 1 for the first run of the variant */
};

struct hf_scheduler {
	const struct hf_job *jobs;
	size_t job_count;
	size_t parallel; /* at most so many at once, at least 1 */
	int dir;      /* records are kept in this folder; -EBADF: nowhere */
	/* Called in this process when a job has ended; the record is the sched's. */
	void (*done)(const struct hf_job *job, const struct hf_record *record, void *arg);
	/* Called when a job begins or nothing has happened for a while; may be NULL. */
	void (*progress)(size_t running, size_t ended, void *arg);
	void *arg;
};

/*
 * Runs the jobs, those with the longest budgets first. A job over its budget is ended and BROKEN. A
 * fault means that the scheduler itself could not go on (a full disk, no memory): records already
 * named stay whole.
 */
int hf_scheduler_run(const struct hf_scheduler *sched, struct hf_fault *fault);

/* "synq-overflow.backlog=10.inet6", ".run2" for a second run: the record's file without ".json". */
void hf_scheduler_file_name(const struct hf_job *job, char *name, size_t size);

#endif
