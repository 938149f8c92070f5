/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd.h"
#include "delivery.h"
#include "guest.h"
#include "netns.h"
#include "own.h"
#include "report.h"
#include "scheduler.h"
#include "store.h"

/* Cases wait for timers most of their time: many fit on one CPU. */
#define JOBS_PER_CPU 8

static const struct argp_option options[] = {
	{"jobs", 'j', "N", 0, "run so many cases side by side (default: 8 for each CPU)", 0},
	{"output", 'o', "DIR", 0, "keep records and captures in this folder", 0},
	{"claim", 'c', "ID", 0, "only cases that test this claim, such as D0.11", 0},
	{"repeat", 'r', "N", 0, "run each case so many times", 0},
	{"kernel", 'k', "IMAGE", 0,
	 "run on this kernel, in a guest: a vmlinuz or vmlinux, or a release fetched by ci/kernels; "
	 "may be given again",
	 0},
	{"modules", 'm', "DIR", 0,
	 "lib/modules/RELEASE of the --kernel before it, where they do not lie beside it", 0},
	{"clock", 'C', "real|virtual", 0,
	 "of guests: virtual (the default) jumps over idle time, real does not", 0},
	{0},
};

/* Where ci/kernels puts what it fetches, unless HALFOPEN_KERNELS says otherwise. */
#define KERNEL_CACHE ".cache/halfopen/kernels"

struct asked {
	struct hf_selection selection;
	const char *output;
	int jobs, repeat;
	const char **kernels, **modules; /* modules[i] belongs to kernels[i], or is NULL */
	size_t kernel_count, module_count;
	bool real_clock;
};

static int positive(struct argp_state *state, const char *option, const char *arg)
{
	char *end;
	long value = strtol(arg, &end, 10);

	if (*end || end == arg || value < 1 || value > 100000)
		argp_error(state, "%s wants a number from 1 to 100000, not \"%s\"", option, arg);
	return (int)value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 'j':
		asked->jobs = positive(state, "--jobs", arg);
		return 0;
	case 'r':
		asked->repeat = positive(state, "--repeat", arg);
		return 0;
	case 'k':
		return hf_selection_add(&asked->modules, &asked->module_count, NULL) ||
		       hf_selection_add(&asked->kernels, &asked->kernel_count, arg);
	case 'm':
		if (!asked->kernel_count)
			argp_error(state, "--modules comes after the --kernel it belongs to");
		asked->modules[asked->module_count - 1] = arg;
		return 0;
	case 'C':
		if (strcmp(arg, "real") != 0 && strcmp(arg, "virtual") != 0)
			argp_error(state, "--clock is real or virtual, not \"%s\"", arg);
		asked->real_clock = !strcmp(arg, "real");
		return 0;
	case 'o':
		asked->output = arg;
		return 0;
	case 'c':
		return hf_selection_add(&asked->selection.claims, &asked->selection.claim_count,
					arg);
	case ARGP_KEY_ARG:
		return hf_selection_add(&asked->selection.patterns,
					&asked->selection.pattern_count, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"[PATTERN...]",
	"Run the cases whose names fit the shell patterns (all, without one) in private network "
	"namespaces of this kernel, or of others in guests; judge what was seen, and say what "
	"differs.",
	NULL,
	NULL,
	NULL,
};

struct session {
	struct hf_report_sum sum;
	struct hf_delivery delivery;
	size_t job_count;
};

static void on_done(const struct hf_job *job, const struct hf_record *record, void *arg)
{
	struct session *session = arg;
	char id[200];

	hf_variant_id(&job->variant, id, sizeof(id));
	hf_report_run(&session->sum, id, record);
}

static int on_ended(const struct hf_job *job, struct hf_record *record, int capture_fd, void *arg,
		    struct hf_fault *fault)
{
	const struct session *session = arg;

	return hf_delivery_take(&session->delivery, job, record, capture_fd, fault);
}

static void on_progress(size_t running, size_t ended, void *arg)
{
	struct session *session = arg;

	hf_report_progress(&session->sum, running, ended, session->job_count);
}

static struct hf_job *make_jobs(const struct hf_variant *variants, size_t count, int repeat)
{
	struct hf_job *jobs = calloc(count * (size_t)repeat, sizeof(*jobs));

	for (size_t i = 0; jobs && i < count * (size_t)repeat; i++) {
		jobs[i].variant = variants[i % count];
		jobs[i].repeat = (int)(i / count) + 1;
	}
	return jobs;
}

/* Every run holds a few descriptors here; the default limit of 1024 is soon reached. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int fail(const struct hf_fault *fault, int status)
{
	fprintf(stderr, "halfopen: %s\n", fault->text);
	return status;
}

/* On this kernel, in namespaces. */
static int run_here(const struct asked *asked, struct session *session, const struct hf_job *jobs,
		    int dir, struct hf_fault *fault)
{
	struct hf_scheduler sched = {
		.jobs = jobs,
		.job_count = session->job_count,
		.parallel = (size_t)asked->jobs,
		.dir = dir,
		.ended = on_ended,
		.progress = on_progress,
		.arg = session,
	};

	session->delivery = (struct hf_delivery){.dir = dir, .done = on_done, .arg = session};
	return hf_scheduler_run(&sched, fault);
}

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
static int find_guest(const struct asked *asked, size_t i, int dir, struct hf_guest *ret_guest,
		      struct hf_fault *fault)
{
	HF_AUTO_FREE char *cache = kernel_cache();
	HF_AUTO_FREE char *path = NULL;
	int err = hf_guest_find(asked->kernels[i], asked->modules[i], cache, ret_guest, fault);

	if (err)
		return err;
	ret_guest->virtual_clock = !asked->real_clock;
	ret_guest->delivery.dir = -EBADF;
	if (dir < 0)
		return 0;
	if (asprintf(&path, "%s/%s", asked->output, ret_guest->image.release) < 0)
		return HF_FAULT(fault, -ENOMEM, "name a folder");
	return hf_store_open(path, &ret_guest->delivery.dir, fault);
}

/* On other kernels, in guests. */
static int run_guests(const struct asked *asked, struct session *session,
		      const struct hf_job *jobs, size_t job_count, int dir, struct hf_fault *fault)
{
	HF_AUTO_FREE struct hf_guest *guests = calloc(asked->kernel_count, sizeof(*guests));
	size_t found = 0;
	int err = guests ? 0 : HF_FAULT(fault, -ENOMEM, "run guests");

	while (found < asked->kernel_count && !err) {
		struct hf_guest *guest = &guests[found];

		err = find_guest(asked, found, dir, guest, fault);
		guest->jobs = jobs;
		guest->job_count = job_count;
		/* Idle time costs nothing there, and alone a case is the same every time. */
		guest->parallel = asked->real_clock ? 16 : 1;
		guest->delivery.done = on_done;
		guest->delivery.arg = session;
		found++;
	}
	if (!err)
		err = hf_guest_run(guests, found, (size_t)asked->jobs, fault);
	for (size_t i = 0; i < found; i++) {
		hf_close(&guests[i].delivery.dir);
		hf_guest_done(&guests[i]);
	}
	return err;
}

static int run_jobs(const struct asked *asked, const struct hf_variant *variants, size_t count)
{
	HF_AUTO_FREE struct hf_job *jobs = make_jobs(variants, count, asked->repeat);
	HF_AUTO_FD int dir = -EBADF;
	struct hf_fault fault = {0};
	struct session session = {
		.sum.terminal = isatty(STDOUT_FILENO),
		.job_count = count * (size_t)asked->repeat,
	};
	int status, err;

	if (!jobs)
		return fail(&(struct hf_fault){.text = "out of memory"}, HF_EXIT_BROKEN);
	if (asked->output && hf_store_open(asked->output, &dir, &fault) < 0)
		return fail(&fault, HF_EXIT_USAGE);
	raise_file_limit();
	if (asked->kernel_count) {
		err = run_guests(asked, &session, jobs, session.job_count, dir, &fault);
	} else {
		if (!hf_netns_is_privileged() && hf_netns_become_root(&fault) < 0)
			return fail(&fault, HF_EXIT_SKIPPED);
		err = run_here(asked, &session, jobs, dir, &fault);
	}
	status = hf_report_end(&session.sum);
	if (!err)
		return status;
	fail(&fault, HF_EXIT_BROKEN);
	return status == HF_EXIT_DIFFERS ? status : HF_EXIT_BROKEN;
}

int hf_cmd_run(int argc, char **argv)
{
	struct asked asked = {
		.jobs = JOBS_PER_CPU * (int)sysconf(_SC_NPROCESSORS_ONLN),
		.repeat = 1,
	};
	HF_AUTO_FREE struct hf_variant *variants = NULL;
	size_t count;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	status = hf_selection_variants(&asked.selection, &variants, &count);
	hf_selection_done(&asked.selection);
	if (!status)
		status = run_jobs(&asked, variants, count);
	free(asked.kernels);
	free(asked.modules);
	return status;
}
