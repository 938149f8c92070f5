/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs many variants side by side on this kernel and hands back what they recorded.
 */
#ifndef HF_SCHEDULER_H
#define HF_SCHEDULER_H

#include "machine.h"
#include "record.h"
#include "registry.h"

struct hf_job {
	struct hf_variant variant;
	int repeat; /* 1 for the first run of the variant */
};

enum { HF_SCHEDULER_AGAIN = 1 };

/* A job is run so often at most, whatever ended() says. */
enum { HF_SCHEDULER_ATTEMPTS = 4 };

struct hf_scheduler {
	const struct hf_job *jobs;
	size_t job_count;
	size_t parallel; /* at most so many at once, at least 1 */
	/* In a guest: what all runs share; they are kept apart where they would want it otherwise. */
	const struct hf_machine *machine; /* NULL: nothing is shared */
	int dir;      /* captures are begun in this folder; -EBADF: in memory */
	/*
	 * Says why a job is not to be run here, NULL to have it run; may be NULL. Such a job ends at once
	 * with a SKIPPED record and no capture (-EBADF).
	 */
	const char *(*refuse)(const struct hf_job *job, void *arg);
	/* Called in this process when a job begins; may be NULL. */
	void (*started)(const struct hf_job *job, void *arg);
	/*
	 * Called in this process when a job has ended, with its unjudged record (record->attempt tells
	 * which run of the job it was) and its capture; both are the scheduler's. 0, or
	 * HF_SCHEDULER_AGAIN to have the job run once more; a fault ends the scheduling.
	 */
	int (*ended)(const struct hf_job *job, struct hf_record *record, int capture_fd, void *arg,
		     struct hf_fault *fault);
	/*
	 * Called in place of ended() for a run that wrote its record, with the text of it, unread: in a
	 * guest, which only passes it on, reading and writing it again would be a sixth of a run. NULL:
	 * ended() is told of every run.
	 */
	int (*written)(const struct hf_job *job, const char *text, size_t size, int capture_fd,
		       void *arg, struct hf_fault *fault);
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


#endif
