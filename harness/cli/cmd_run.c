/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd.h"
#include "delivery.h"
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
	{0},
};

struct asked {
	struct hf_selection selection;
	const char *output;
	int jobs, repeat;
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
	"namespaces, judge what was seen, and say what differs.",
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

static int run_jobs(const struct asked *asked, const struct hf_variant *variants, size_t count)
{
	HF_AUTO_FREE struct hf_job *jobs = make_jobs(variants, count, asked->repeat);
	HF_AUTO_FD int dir = -EBADF;
	struct hf_fault fault = {0};
	struct session session = {.sum.terminal = isatty(STDOUT_FILENO)};
	struct hf_scheduler sched = {
		.jobs = jobs,
		.job_count = session.job_count = count * (size_t)asked->repeat,
		.parallel = (size_t)asked->jobs,
		.ended = on_ended,
		.progress = on_progress,
		.arg = &session,
	};
	int status;

	if (!jobs)
		return fail(&(struct hf_fault){.text = "out of memory"}, HF_EXIT_BROKEN);
	if (asked->output && hf_store_open(asked->output, &dir, &fault) < 0)
		return fail(&fault, HF_EXIT_USAGE);
	if (!hf_netns_is_privileged() && hf_netns_become_root(&fault) < 0)
		return fail(&fault, HF_EXIT_SKIPPED);
	raise_file_limit();
	sched.dir = dir;
	session.delivery = (struct hf_delivery){.dir = dir, .done = on_done, .arg = &session};
	if (hf_scheduler_run(&sched, &fault) == 0)
		return hf_report_end(&session.sum);
	status = hf_report_end(&session.sum);
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
	return status ? status : run_jobs(&asked, variants, count);
}
