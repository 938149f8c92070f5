/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "identify.h"
#include "kernel.h"
#include "own.h"
#include "runner.h"

static const struct argp_child children[] = {{&hf_runner_argp, 0, NULL, 0}, {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = state->input;
	return 0;
}

static const struct argp argp = {
	NULL,
	parse,
	NULL,
	"Measure from the outside which named changes a kernel contains, one probe for each, and set "
	"it beside what its version promises: a backport nobody dated, a missing fix or a regression "
	"stands out.",
	children,
	NULL,
	NULL,
};

enum { PROBES_MAX = HF_CHANGES * HF_PROBES_OF_ONE };

/* What each probe told on one kernel. */
struct kernel {
	char release[96];
	struct hf_release parsed;
	enum hf_presence told[PROBES_MAX]; /* by job */
	char why[PROBES_MAX][256];	   /* nothing came of it; empty where something did */
};

struct identifying {
	struct hf_job jobs[PROBES_MAX];
	enum hf_change changes[PROBES_MAX]; /* which change each job probes */
	size_t job_count;
	struct kernel *kernels;
	size_t kernel_count;
};

static struct kernel *kernel_of(struct identifying *all, const struct hf_record *record)
{
	struct kernel fresh = {0};

	for (size_t i = 0; i < all->kernel_count; i++) {
		if (!strcmp(all->kernels[i].release, record->kernel.release))
			return &all->kernels[i];
	}
	snprintf(fresh.release, sizeof(fresh.release), "%s", record->kernel.release);
	if (hf_kernel_release(record, &fresh.parsed, NULL) < 0)
		return NULL;
	if (hf_record_append(&all->kernels, &all->kernel_count, sizeof(fresh), &fresh) < 0)
		return NULL;
	return &all->kernels[all->kernel_count - 1];
}

static void on_done(const struct hf_job *job, const struct hf_record *record, void *arg)
{
	struct identifying *all = arg;
	struct kernel *kernel = kernel_of(all, record);
	size_t i = (size_t)(job - all->jobs);

	/* The record is at its end: judging it once more spoils it for nobody. */
	if (!kernel)
		return;
	snprintf(kernel->why[i], sizeof(kernel->why[i]), "%s", record->why);
	kernel->told[i] = hf_identify(all->changes[i], &job->variant, &kernel->parsed,
				      (struct hf_record *)record);
}

static void plan(struct identifying *all)
{
	for (int c = 1; c < HF_CHANGES; c++) {
		struct hf_variant variants[HF_PROBES_OF_ONE];
		size_t count = hf_identify_probes(c, variants);

		for (size_t i = 0; i < count; i++) {
			all->changes[all->job_count] = c;
			all->jobs[all->job_count++] =
				(struct hf_job){.variant = variants[i], .repeat = 1};
		}
	}
}

/* The first probe of the change that tells; else the last that was tried. *ret_job: which. */
static enum hf_presence measured(const struct identifying *all, const struct kernel *kernel,
				 enum hf_change change, size_t *ret_job)
{
	enum hf_presence presence = HF_PRESENCE_UNSET;

	*ret_job = all->job_count;
	for (size_t i = 0; i < all->job_count; i++) {
		if (all->changes[i] != change || presence == HF_PRESENT || presence == HF_ABSENT)
			continue;
		presence = kernel->told[i];
		*ret_job = i;
	}
	return presence;
}

/* False when what was measured contradicts what is promised. */
static bool print_change(const struct identifying *all, const struct kernel *kernel,
			 enum hf_change change)
{
	static const char *const words[] = {"-", "yes", "no", "unclear"};
	const struct hf_change_info *info = hf_change_info(change);
	bool promised = hf_release_has(&kernel->parsed, change);
	char id[200], untold[160] = "";
	size_t job;
	enum hf_presence presence = measured(all, kernel, change, &job);
	/* Only a clear answer can contradict: "unclear" is a busy machine or an unknown behaviour. */
	bool agrees = presence != (promised ? HF_ABSENT : HF_PRESENT);

	snprintf(id, sizeof(id), "no case tells");
	if (job < all->job_count)
		hf_variant_id(&all->jobs[job].variant, id, sizeof(id));
	if (info->untold && presence != HF_PRESENT && presence != HF_ABSENT)
		snprintf(untold, sizeof(untold), ": %s", info->untold);
	printf("%-34s %-9s %-9s %s  %s%s\n", info->name, promised ? "yes" : "no", words[presence],
	       agrees ? "  " : "<-", id, untold);
	if (presence == HF_PRESENCE_UNSET && job < all->job_count)
		printf("    %s\n", kernel->why[job]);
	if (!agrees)
		printf("    commit %s, %d.%d: %s\n", info->commit ? info->commit : "unknown",
		       info->major, info->minor, info->subject);
	return agrees;
}

static int print_kernel(const struct identifying *all, const struct kernel *kernel)
{
	char version[64];
	int status = 0;

	hf_release_text(&kernel->parsed, version, sizeof(version));
	printf("kernel %s (%s)\n%-34s %-9s %-9s     %s\n", kernel->release, version, "change",
	       "promised", "measured", "probe");
	for (int c = 1; c < HF_CHANGES; c++) {
		if (!print_change(all, kernel, c))
			status = HF_EXIT_DIFFERS;
	}
	return status;
}

int hf_cmd_identify(int argc, char **argv)
{
	struct identifying all = {0};
	struct hf_runner runner = {.done = on_done, .arg = &all};
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &runner);
	plan(&all);
	status = hf_runner_run(&runner, all.jobs, all.job_count);
	if (status < 0)
		status = HF_EXIT_BROKEN;
	for (size_t i = 0; i < all.kernel_count; i++) {
		int differs = print_kernel(&all, &all.kernels[i]);

		if (!status)
			status = differs;
	}
	free(all.kernels);
	hf_runner_done(&runner);
	return status;
}
