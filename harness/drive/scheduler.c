/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scheduler.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "experiment.h"
#include "memfile.h"
#include "own.h"
#include "record_json.h"
#include "store.h"
#include "tick.h"

/* Besides the budget: making and leaving a world on a busy machine. */
#define SETUP_ALLOWANCE_NS (10 * HF_SEC)

#define PROGRESS_MS        500

struct run {
	const struct hf_job *job;
	struct hf_proc proc;
	int record_fd, capture_fd;
	int64_t deadline_ns;
};

struct running {
	const struct hf_scheduler *sched;
	struct run *runs; /* sched->parallel of them; job == NULL: free */
	size_t planned, started, ended;
	const struct hf_job **order; /* planned of them; room for every attempt */
	int *attempts;               /* by job: runs that have begun */
};

static int longest_first(const void *a, const void *b)
{
	const struct hf_job *one = *(const struct hf_job *const *)a;
	const struct hf_job *other = *(const struct hf_job *const *)b;

	if (one->variant.c->budget_s != other->variant.c->budget_s)
		return other->variant.c->budget_s - one->variant.c->budget_s;
	return one < other ? -1 : one > other;
}

/* ---- one run ---- */

static int start_run(struct running *running, struct run *run, const struct hf_job *job,
		     struct hf_fault *fault)
{
	struct hf_experiment experiment = {
		.variant = &job->variant,
		.cpu = (unsigned)running->started,
	};
	int err;

	if (running->sched->machine)
		hf_machine_rest(running->sched->machine, &job->variant);
	*run = (struct run){.proc = HF_PROC_NULL, .record_fd = -EBADF, .capture_fd = -EBADF};
	err = hf_memfile_make("a record", &run->record_fd, fault);
	if (!err)
		err = hf_store_begin(running->sched->dir, &run->capture_fd, fault);
	if (!err) {
		experiment.record_fd = run->record_fd;
		experiment.capture_fd = run->capture_fd;
		err = hf_experiment_start(&experiment, &run->proc, fault);
	}
	if (err) {
		hf_close(&run->record_fd);
		hf_close(&run->capture_fd);
		return err;
	}
	run->job = job;
	run->deadline_ns =
		hf_tick_now_ns() + job->variant.c->budget_s * HF_SEC + SETUP_ALLOWANCE_NS;
	running->started++;
	if (running->sched->started)
		running->sched->started(job, running->sched->arg);
	return 0;
}

static struct hf_record *blank(const struct run *run, const char *fmt, int number)
{
	char why[256];

	snprintf(why, sizeof(why), fmt, number);
	return hf_experiment_blank(&run->job->variant, BROKEN, why);
}

/* What the experiment wrote, if it ended in good order; else NULL. The caller's to unmap. */
static void *map_record(const struct run *run, int status, size_t *ret_size)
{
	struct stat about;
	void *text;

	if (WIFSIGNALED(status) || fstat(run->record_fd, &about) < 0 || !about.st_size)
		return NULL;
	*ret_size = (size_t)about.st_size;
	text = mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, run->record_fd, 0);
	return text == MAP_FAILED ? NULL : text;
}

/* The record as the experiment wrote it, or a blank one that says why there is none. */
static struct hf_record *read_record(const struct run *run, int status, const void *text,
				     size_t size)
{
	struct hf_record *record = NULL;
	struct hf_fault fault;

	if (WIFSIGNALED(status))
		return blank(run, "the experiment's process was ended by signal %d",
			     WTERMSIG(status));
	if (!text)
		return blank(run, "the experiment's process ended with status %d and no record",
			     WEXITSTATUS(status));
	if (hf_record_from_json(text, size, "the experiment's record", &record, &fault) < 0)
		record = hf_experiment_blank(&run->job->variant, BROKEN, fault.text);
	return record;
}

/* `err` is what was said of the run: a fault, 0, or HF_SCHEDULER_AGAIN. */
static int leave_run(struct running *running, struct run *run, int err)
{
	int attempts = running->attempts[run->job - running->sched->jobs];

	hf_close(&run->record_fd);
	hf_close(&run->capture_fd);
	if (err == HF_SCHEDULER_AGAIN && attempts < HF_SCHEDULER_ATTEMPTS)
		running->order[running->planned++] = run->job;
	run->job = NULL;
	running->ended++;
	return err < 0 ? err : 0;
}

static int end_run(struct running *running, struct run *run, struct hf_record *record,
		   struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;
	int err;

	if (!record)
		return HF_FAULT(fault, -ENOMEM, "read the record of %s", run->job->variant.c->name);
	record->attempt = ++running->attempts[run->job - sched->jobs];
	err = sched->ended(run->job, record, run->capture_fd, sched->arg, fault);
	hf_record_free(record);
	return leave_run(running, run, err);
}

/* A run whose process has ended by itself. */
static int end_exited(struct running *running, struct run *run, int status, struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;
	size_t size = 0;
	void *text = map_record(run, status, &size);
	int err;

	if (text && sched->written)
		err = leave_run(running, run,
				sched->written(run->job, text, size, run->capture_fd, sched->arg,
					       fault));
	else
		err = end_run(running, run, read_record(run, status, text, size), fault);
	if (text)
		munmap(text, size);
	return err;
}

/* ---- all of them ---- */

/* The variants that are running; room for sched->parallel of them. */
static size_t list_running(const struct running *running, const struct hf_variant **list)
{
	size_t count = 0;

	for (size_t i = 0; i < running->sched->parallel; i++) {
		if (running->runs[i].job)
			list[count++] = &running->runs[i].job->variant;
	}
	return count;
}

/*
 * The next job in order that may begin beside those that run is moved to the front of those that have
 * not begun. False when it has to wait for one to end.
 */
static bool pick_next(struct running *running)
{
	const struct hf_scheduler *sched = running->sched;
	HF_AUTO_FREE const struct hf_variant **list = calloc(sched->parallel, sizeof(*list));
	size_t at = running->started, count;
	const struct hf_job *job;

	if (!sched->machine)
		return true;
	count = list ? list_running(running, list) : 0;
	while (list && at < running->planned &&
	       !hf_machine_admits(sched->machine, &running->order[at]->variant, list, count))
		at++;
	if (!list || at == running->planned)
		return false;
	job = running->order[at];
	memmove(&running->order[running->started + 1], &running->order[running->started],
		(at - running->started) * sizeof(*running->order));
	running->order[running->started] = job;
	return true;
}

static int settle(const struct running *running, struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;
	HF_AUTO_FREE const struct hf_variant **list = NULL;

	if (!sched->machine)
		return 0;
	list = calloc(sched->parallel, sizeof(*list));
	if (!list)
		return HF_FAULT(fault, -ENOMEM, "list what is running");
	return hf_machine_settle(sched->machine, list, list_running(running, list), fault);
}

static int start_some(struct running *running, struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;

	for (size_t i = 0; i < sched->parallel && running->started < running->planned; i++) {
		int err;

		if (running->runs[i].job)
			continue;
		if (!pick_next(running))
			return 0;
		err = start_run(running, &running->runs[i], running->order[running->started],
				fault);
		if (err)
			return err;
	}
	return 0;
}

static int end_some(struct running *running, struct hf_fault *fault)
{
	for (size_t i = 0; i < running->sched->parallel; i++) {
		struct run *run = &running->runs[i];
		int status;
		int err;

		if (!run->job)
			continue;
		err = hf_proc_wait(&run->proc, 0, &status, fault);
		if (err == -ETIMEDOUT && hf_tick_now_ns() < run->deadline_ns)
			continue;
		if (err == -ETIMEDOUT) {
			hf_proc_kill(&run->proc);
			err = end_run(running, run,
				      blank(run,
					    "it was ended: it took longer than its budget of %d s",
					    run->job->variant.c->budget_s),
				      fault);
		} else if (!err) {
			err = end_exited(running, run, status, fault);
		}
		if (!err)
			err = settle(running, fault);
		if (err)
			return err;
	}
	return 0;
}

static void wait_for_some(struct running *running)
{
	size_t parallel = running->sched->parallel;
	HF_AUTO_FREE struct pollfd *fds = calloc(parallel, sizeof(*fds));
	/* Where nobody asks for progress only an end is waited for: a clock may jump to it. */
	int timeout_ms = running->sched->progress ? PROGRESS_MS : INT_MAX;

	for (size_t i = 0; fds && i < parallel; i++) {
		const struct run *run = &running->runs[i];

		fds[i] = (struct pollfd){.fd = run->job ? run->proc.pidfd : -1, .events = POLLIN};
		/* Without pidfds (before 5.3) children are looked at often. */
		if (run->job && run->proc.pidfd < 0)
			timeout_ms = 10;
		if (run->job && hf_tick_left_ms(run->deadline_ns) < timeout_ms)
			timeout_ms = hf_tick_left_ms(run->deadline_ns);
	}
	if (fds)
		poll(fds, parallel, timeout_ms);
}

static void kill_all(struct running *running)
{
	for (size_t i = 0; i < running->sched->parallel; i++) {
		struct run *run = &running->runs[i];

		if (!run->job)
			continue;
		hf_proc_kill(&run->proc);
		hf_close(&run->record_fd);
		hf_close(&run->capture_fd);
	}
}

static int run_all(struct running *running, struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;

	while (running->ended < running->planned) {
		int err = start_some(running, fault);

		if (err)
			return err;
		if (sched->progress)
			sched->progress(running->started - running->ended, running->ended,
					sched->arg);
		wait_for_some(running);
		err = end_some(running, fault);
		if (err)
			return err;
	}
	return 0;
}

/* Ends a job that is not to be run here. */
static int skip(const struct hf_scheduler *sched, const struct hf_job *job, const char *why,
		struct hf_fault *fault)
{
	struct hf_record *record = hf_experiment_blank(&job->variant, SKIPPED, why);
	int err;

	if (!record)
		return HF_FAULT(fault, -ENOMEM, "skip %s", job->variant.c->name);
	record->attempt = 1;
	err = sched->ended(job, record, -EBADF, sched->arg, fault);
	hf_record_free(record);
	return err < 0 ? err : 0;
}

/* Puts the jobs in order; those that are refused end here. */
static int plan(struct running *running, struct hf_fault *fault)
{
	const struct hf_scheduler *sched = running->sched;
	int err = 0;

	for (size_t i = 0; i < sched->job_count && !err; i++) {
		const struct hf_job *job = &sched->jobs[i];
		const char *why = sched->refuse ? sched->refuse(job, sched->arg) : NULL;

		if (why)
			err = skip(sched, job, why, fault);
		else
			running->order[running->planned++] = job;
	}
	qsort(running->order, running->planned, sizeof(*running->order), longest_first);
	return err;
}

int hf_scheduler_run(const struct hf_scheduler *sched, struct hf_fault *fault)
{
	struct running running = {
		.sched = sched,
		.runs = calloc(sched->parallel, sizeof(*running.runs)),
		.order = calloc(sched->job_count * HF_SCHEDULER_ATTEMPTS + 1,
				sizeof(*running.order)),
		.attempts = calloc(sched->job_count + 1, sizeof(*running.attempts)),
	};
	int err = -ENOMEM;

	if (running.runs && running.order && running.attempts) {
		err = plan(&running, fault);
		if (!err)
			err = run_all(&running, fault);
		if (err)
			kill_all(&running);
	} else {
		HF_FAULT(fault, err, "schedule %zu runs", sched->job_count);
	}
	free(running.runs);
	free(running.order);
	free(running.attempts);
	return err;
}
