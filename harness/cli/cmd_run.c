/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "own.h"
#include "report.h"
#include "runner.h"

static const struct argp_option options[] = {
	{"claim", 'c', "ID", 0, "only cases that test this claim, such as D0.11", 0},
	{"repeat", 'r', "N", 0, "run each case so many times", 0},
	{0},
};

struct asked {
	struct hf_selection selection;
	struct hf_runner runner;
	int repeat;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &asked->runner;
		return 0;
	case 'r':
		asked->repeat = hf_runner_positive(state, "--repeat", arg);
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

static const struct argp_child children[] = {{&hf_runner_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	options,
	parse,
	"[PATTERN...]",
	"Run the cases whose names fit the shell patterns (all, without one) in private network "
	"namespaces of this kernel, or of others in guests; judge what was seen, and say what "
	"differs.",
	children,
	NULL,
	NULL,
};

struct session {
	struct hf_report_sum sum;
	size_t total;
	size_t kernels;
};

static void on_done(const struct hf_job *job, const struct hf_record *record, void *arg)
{
	struct session *session = arg;
	char id[200], line[320];

	hf_variant_id(&job->variant, id, sizeof(id));
	/* Where several kernels are at work, a line says which of them it is about. */
	if (session->kernels > 1) {
		snprintf(line, sizeof(line), "%s %s", id, record->kernel.release);
		hf_report_run(&session->sum, line, record);
		return;
	}
	hf_report_run(&session->sum, id, record);
}

static void on_progress(size_t running, size_t ended, void *arg)
{
	struct session *session = arg;

	hf_report_progress(&session->sum, running, ended, session->total);
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

static int run_jobs(struct asked *asked, const struct hf_variant *variants, size_t count)
{
	size_t job_count = count * (size_t)asked->repeat;
	HF_AUTO_FREE struct hf_job *jobs = make_jobs(variants, count, asked->repeat);
	struct session session = {
		.sum.terminal = isatty(STDOUT_FILENO),
		.total = hf_runner_total(&asked->runner, job_count),
		.kernels = asked->runner.kernel_count,
	};
	int refused, status;

	if (!jobs) {
		fprintf(stderr, "halfopen: out of memory\n");
		return HF_EXIT_BROKEN;
	}
	asked->runner.done = on_done;
	asked->runner.progress = on_progress;
	asked->runner.arg = &session;
	refused = hf_runner_run(&asked->runner, jobs, job_count);
	if (refused > 0)
		return refused;
	status = hf_report_end(&session.sum);
	return refused && status != HF_EXIT_DIFFERS ? HF_EXIT_BROKEN : status;
}

int hf_cmd_run(int argc, char **argv)
{
	struct asked asked = {.repeat = 1};
	HF_AUTO_FREE struct hf_variant *variants = NULL;
	size_t count;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	status = hf_selection_variants(&asked.selection, &variants, &count);
	hf_selection_done(&asked.selection);
	if (!status)
		status = run_jobs(&asked, variants, count);
	hf_runner_done(&asked.runner);
	return status;
}
