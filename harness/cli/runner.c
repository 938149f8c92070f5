/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "runner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd.h"
#include "duration.h"
#include "guest.h"
#include "netns.h"
#include "own.h"
#include "store.h"
#include "tick.h"

/* Cases wait for timers most of their time: many fit on one CPU. */
#define JOBS_PER_CPU 8

/* A boot costs as much as some 20 cases. */
#define JOBS_PER_BOOT 128

/* A boot, or the longest case on a busy machine. */
#define PATIENCE_S 120

/* Where ci/kernels puts what it fetches, unless HALFOPEN_KERNELS says otherwise. */
#define KERNEL_CACHE ".cache/halfopen/kernels"

enum { OPTION_AS = 0x100, OPTION_WITH, OPTION_WITHOUT, OPTION_MODULES, OPTION_CLOCK, OPTION_LONG, OPTION_PATIENCE };

static const struct argp_option options[] = {
	{"jobs", 'j', "N", 0, "run so many cases (default: 8 for each CPU) or guests (1 for each CPU) side by side", 0},
	{"output", 'o', "DIR", 0, "keep records and captures in this folder", 0},
	{"kernel", 'k', "IMAGE", 0,
	 "run on this kernel, in a guest: a vmlinuz or vmlinux, or a release fetched by ci/kernels; "
	 "may be given again",
	 0},
	{"modules", OPTION_MODULES, "DIR", 0,
	 "lib/modules/RELEASE of the --kernel before it, where they do not lie beside it", 0},
	{"clock", OPTION_CLOCK, "real|virtual", 0,
	 "of guests: virtual (the default) jumps over idle time, real does not", 0},
	{"long", OPTION_LONG, NULL, 0,
	 "also run, on this kernel, what waits for more than 30 s; guests always do", 0},
	{"patience", OPTION_PATIENCE, "SECONDS", 0,
	 "of guests: one that says nothing for so long is ended (default: 120)", 0},
	{"as", OPTION_AS, "RELEASE", 0,
	 "judge as this release should behave, whatever the kernel says it is", 0},
	{"with", OPTION_WITH, "CHANGE", 0, "judge as a kernel that has this change", 0},
	{"without", OPTION_WITHOUT, "CHANGE", 0, "judge as a kernel that lacks this change", 0},
	{0},
};

int hf_runner_positive(struct argp_state *state, const char *option, const char *arg)
{
	char *end;
	long value = strtol(arg, &end, 10);

	if (*end || end == arg || value < 1 || value > 100000)
		argp_error(state, "%s wants a number from 1 to 100000, not \"%s\"", option, arg);
	return (int)value;
}

static uint64_t change_bit(struct argp_state *state, const char *name)
{
	enum hf_change change = hf_change_by_name(name);

	if (!change)
		argp_error(state, "there is no change called %s; `halfopen identify` lists them",
			   name);
	return UINT64_C(1) << change;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct hf_runner *runner = state->input;

	switch (key) {
	case 'j':
		runner->jobs = hf_runner_positive(state, "--jobs", arg);
		return 0;
	case 'o':
		runner->output = arg;
		return 0;
	case 'k':
		return hf_selection_add(&runner->modules, &runner->module_count, NULL) ||
		       hf_selection_add(&runner->kernels, &runner->kernel_count, arg);
	case OPTION_MODULES:
		if (!runner->kernel_count)
			argp_error(state, "--modules comes after the --kernel it belongs to");
		runner->modules[runner->module_count - 1] = arg;
		return 0;
	case OPTION_CLOCK:
		if (strcmp(arg, "real") != 0 && strcmp(arg, "virtual") != 0)
			argp_error(state, "--clock is real or virtual, not \"%s\"", arg);
		runner->real_clock = !strcmp(arg, "real");
		return 0;
	case OPTION_LONG:
		runner->long_too = true;
		return 0;
	case OPTION_PATIENCE:
		runner->patience_s = hf_runner_positive(state, "--patience", arg);
		return 0;
	case OPTION_AS:
		if (hf_release_parse(arg, NULL, &runner->as) < 0)
			argp_error(state, "--as wants a release such as 5.10.223, not \"%s\"", arg);
		runner->judge_as = true;
		return 0;
	case OPTION_WITH:
		runner->with |= change_bit(state, arg);
		return 0;
	case OPTION_WITHOUT:
		runner->without |= change_bit(state, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp hf_runner_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

/* Every run holds a few descriptors here; the default limit of 1024 is soon reached. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static size_t jobs_at_once(const struct hf_runner *runner, int per_cpu)
{
	if (runner->jobs)
		return (size_t)runner->jobs;
	return (size_t)per_cpu * (size_t)sysconf(_SC_NPROCESSORS_ONLN);
}

static struct hf_delivery delivery_of(const struct hf_runner *runner, int dir)
{
	return (struct hf_delivery){
		.dir = dir,
		.as = runner->judge_as ? &runner->as : NULL,
		.with = runner->with,
		.without = runner->without,
		.done = runner->done,
		.arg = runner->arg,
	};
}

/* ---- on this kernel ---- */

struct here {
	const struct hf_runner *runner;
	struct hf_delivery delivery;
	char why[160];
};

static const char *refuse(const struct hf_job *job, void *arg)
{
	struct here *here = arg;

	if (here->runner->long_too || !hf_duration_is_long(&job->variant))
		return NULL;
	snprintf(here->why, sizeof(here->why),
		 "it waits for up to %lld s: here only with --long, in a guest (-k) always",
		 (long long)(hf_duration_waiting_ms(&job->variant) + 999) / 1000);
	return here->why;
}

static int on_ended(const struct hf_job *job, struct hf_record *record, int capture_fd, void *arg,
		    struct hf_fault *fault)
{
	const struct here *here = arg;

	return hf_delivery_take(&here->delivery, job, record, capture_fd, fault);
}

static void on_progress(size_t running, size_t ended, void *arg)
{
	const struct here *here = arg;

	if (here->runner->progress)
		here->runner->progress(running, ended, here->runner->arg);
}

static int run_here(const struct hf_runner *runner, const struct hf_job *jobs, size_t count,
		    int dir, struct hf_fault *fault)
{
	struct here here = {.runner = runner, .delivery = delivery_of(runner, dir)};
	struct hf_scheduler sched = {
		.jobs = jobs,
		.job_count = count,
		.parallel = jobs_at_once(runner, JOBS_PER_CPU),
		.dir = dir,
		.refuse = refuse,
		.ended = on_ended,
		.progress = on_progress,
		.arg = &here,
	};

	here.delivery.may_repeat = true;
	return hf_scheduler_run(&sched, fault);
}

/* ---- on other kernels ---- */

static char *kernel_cache(void)
{
	const char *set = getenv("HALFOPEN_KERNELS");
	const char *home = getenv("HOME");
	char *path = NULL;

	if (set)
		return strdup(set);
	if (asprintf(&path, "%s/" KERNEL_CACHE, home ? home : "") < 0)
		return NULL;
	return path;
}

/* A guest's records lie in a folder of its release. */
static int find_guest(const struct hf_runner *runner, size_t i, int dir,
		      struct hf_guest *ret_guest, struct hf_fault *fault)
{
	HF_AUTO_FREE char *cache = kernel_cache();
	HF_AUTO_FREE char *path = NULL;
	int err = hf_guest_find(runner->kernels[i], runner->modules[i], cache, ret_guest, fault);

	if (err)
		return err;
	ret_guest->virtual_clock = !runner->real_clock;
	ret_guest->delivery = delivery_of(runner, -EBADF);
	if (dir < 0)
		return 0;
	if (asprintf(&path, "%s/%s", runner->output, ret_guest->image.release) < 0)
		return HF_FAULT(fault, -ENOMEM, "name a folder");
	return hf_store_open(path, &ret_guest->delivery.dir, fault);
}

static void done_guests(struct hf_guest *guests, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		hf_close(&guests[i].delivery.dir);
		hf_guest_done(&guests[i]);
	}
	free(guests);
}

static size_t shares_of(size_t jobs)
{
	size_t shares = (jobs + JOBS_PER_BOOT - 1) / JOBS_PER_BOOT;

	/* As many on each CPU, where there is an even number of them. */
	return shares > 1 ? (shares + 1) / 2 * 2 : 1;
}

/* By a real clock a guest has nothing to say while its cases wait; by a virtual one that is a moment. */
static int64_t patience_with(const struct hf_runner *runner, const struct hf_guest *guest)
{
	int64_t patience_ms = (runner->patience_s ? runner->patience_s : PATIENCE_S) * 1000;
	int64_t waiting_ms = 0;

	for (size_t i = 0; runner->real_clock && i < guest->job_count; i++) {
		int64_t ms = hf_duration_waiting_ms(&guest->jobs[i].variant);

		if (ms > waiting_ms)
			waiting_ms = ms;
	}
	return (patience_ms + waiting_ms) * HF_MS;
}

/*
 * Where idle time costs nothing a case runs alone, so that it is the same every time. Many cases are
 * dealt out to several boots, however many of them run at once: what a case meets must not depend on
 * that.
 */
static void share_out(const struct hf_runner *runner, struct hf_guest *guest)
{
	guest->patience_ns = patience_with(runner, guest);
	guest->parallel = runner->real_clock ? 16 : 1;
	guest->shares = 1;
	if (!runner->real_clock)
		guest->shares = shares_of(guest->job_count);
}

/* Opens all images before the first is booted: a bad name is told at once. */
static int find_guests(const struct hf_runner *runner, const struct hf_job *jobs, size_t count,
		       int dir, struct hf_guest **ret_guests, struct hf_fault *fault)
{
	struct hf_guest *guests = calloc(runner->kernel_count, sizeof(*guests));
	int err = 0;

	if (!guests)
		return HF_FAULT(fault, -ENOMEM, "run guests");
	for (size_t i = 0; i < runner->kernel_count && !err; i++) {
		guests[i] = (struct hf_guest){.image = HF_IMAGE_NULL, .delivery.dir = -EBADF};
		err = find_guest(runner, i, dir, &guests[i], fault);
		guests[i].jobs = jobs;
		guests[i].job_count = count;
		share_out(runner, &guests[i]);
		if (err)
			done_guests(guests, i + 1);
	}
	if (!err)
		*ret_guests = guests;
	return err;
}

/* ---- either ---- */

static int give_up(const struct hf_fault *fault, int status)
{
	fprintf(stderr, "halfopen: %s\n", fault->text);
	return status;
}

size_t hf_runner_total(const struct hf_runner *runner, size_t count)
{
	return count * (runner->kernel_count ? runner->kernel_count : 1);
}

int hf_runner_run(const struct hf_runner *runner, const struct hf_job *jobs, size_t count)
{
	struct hf_guest *guests = NULL;
	HF_AUTO_FD int dir = -EBADF;
	struct hf_fault fault = {0};
	int err;

	if (runner->output && hf_store_open(runner->output, &dir, &fault) < 0)
		return give_up(&fault, HF_EXIT_USAGE);
	raise_file_limit();
	if (!runner->kernel_count) {
		if (!hf_netns_is_privileged() && hf_netns_become_root(&fault) < 0)
			return give_up(&fault, HF_EXIT_SKIPPED);
		err = run_here(runner, jobs, count, dir, &fault);
		return err ? give_up(&fault, -1) : 0;
	}
	if (find_guests(runner, jobs, count, dir, &guests, &fault) < 0 || !guests)
		return give_up(&fault, HF_EXIT_USAGE);
	err = hf_guest_run(guests, runner->kernel_count, jobs_at_once(runner, 1), runner->progress,
			   runner->arg, &fault);
	done_guests(guests, runner->kernel_count);
	return err ? give_up(&fault, -1) : 0;
}

void hf_runner_done(struct hf_runner *runner)
{
	free(runner->kernels);
	free(runner->modules);
}
