/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where cases run: on this kernel or in guests of others. Options and doing, for every command that runs
 * some.
 */
#ifndef HF_RUNNER_H
#define HF_RUNNER_H

#include <argp.h>

#include "delivery.h"
#include "scheduler.h"

struct hf_runner {
	const char *output; /* folder for records; NULL: none are kept */
	int jobs;	    /* side by side; 0: the default */
	const char **kernels, **modules; /* modules[i] belongs to kernels[i], or is NULL */
	size_t kernel_count, module_count;
	bool real_clock; /* of guests */
	int patience_s;	 /* of guests; 0: the default */
	bool long_too;	 /* here, too, run what waits long (duration.h); guests always do */
	bool judge_as;	 /* ... this release, whatever the kernel says it is */
	struct hf_release as;
	uint64_t with, without; /* changes by which the kernel differs from its version: bits */

	/* Called for each record, judged. */
	void (*done)(const struct hf_job *job, const struct hf_record *record, void *arg);
	/* Called now and then; may be NULL. */
	void (*progress)(size_t running, size_t ended, void *arg);
	void *arg;
};

/* --jobs, --output, --kernel, --modules, --clock, --long, --as, --with, --without; input: struct
 * hf_runner. */
extern const struct argp hf_runner_argp;

/*
 * Runs the jobs; with kernels, all of them on each. HF_EXIT_* of a refusal (bad folder, no such image,
 * no namespaces), said on stderr; 0 when all were run. -1 when it ended early: said as well.
 */
int hf_runner_run(const struct hf_runner *runner, const struct hf_job *jobs, size_t count);

/* Number of runs that `count` jobs make. */
size_t hf_runner_total(const struct hf_runner *runner, size_t count);

void hf_runner_done(struct hf_runner *runner);

/* The number that an option was given, 1 to 100000; else argp's usage error. */
int hf_runner_positive(struct argp_state *state, const char *option, const char *arg);

#endif
