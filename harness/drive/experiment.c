/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "experiment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "defaults.h"
#include "drive.h"
#include "kernel.h"
#include "own.h"
#include "record_json.h"
#include "store.h"
#include "tick.h"

struct hf_record *hf_experiment_blank(const struct hf_variant *variant, enum hf_verdict verdict,
				      const char *why)
{
	struct hf_record *record = calloc(1, sizeof(*record));

	if (!record)
		return NULL;
	record->case_name = strdup(variant->c->name);
	record->why = strdup(why);
	record->because = strdup("");
	record->capture_file = strdup("");
	if (!record->case_name || !record->why || !record->because || !record->capture_file) {
		hf_record_free(record);
		return NULL;
	}
	record->verdict = verdict;
	record->attempt = 1;
	record->inet6 = variant->inet6;
	hf_variant_label(variant, record->variant, sizeof(record->variant));
	hf_variant_hash(variant, record->case_hash);
	hf_addr_parse("0.0.0.0", &record->server);
	hf_addr_parse("0.0.0.0", &record->client);
	hf_kernel_identify(record);
	return record;
}

static int write_record(int fd, const struct hf_record *record)
{
	HF_AUTO_FREE char *text = hf_record_to_json(record);

	return text ? hf_store_write(fd, text, strlen(text)) : -ENOMEM;
}

static void say_why(struct hf_record *record, const struct hf_fault *fault)
{
	free(record->why);
	record->why = strdup(fault->text);
	record->verdict = fault->err == -EOPNOTSUPP ? SKIPPED : BROKEN;
}

/* The first minutes of a kernel come once: init waits for them, nobody else does. */
static int check_uptime(const struct hf_case *c, struct hf_fault *fault)
{
	struct timespec now;

	if (!c->uptime_s)
		return 0;
	clock_gettime(CLOCK_BOOTTIME, &now);
	if (now.tv_sec >= c->uptime_s && now.tv_sec < c->uptime_s + HF_UPTIME_WITHIN_S)
		return 0;
	return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
			      "it needs a kernel that began %d s ago, this one is up for %lld s: run "
			      "it in a guest (-k)",
			      c->uptime_s, (long long)now.tv_sec);
}

static int experiment_main(void *arg)
{
	const struct hf_experiment *experiment = arg;
	struct hf_record *record = hf_experiment_blank(experiment->variant, HF_VERDICT_UNSET, "");
	struct hf_fault fault = {0};
	struct hf_bench bench = {0};
	int64_t began_ns = hf_tick_now_ns();
	int err;

	if (!record)
		return 1;
	err = check_uptime(experiment->variant->c, &fault);
	if (!err)
		err = hf_proc_pin(experiment->cpu, &fault);
	if (!err)
		err = hf_bench_lay(experiment->variant, &bench, record, &fault);
	if (!err)
		err = hf_drive(&bench, record, experiment->capture_fd, &fault);
	hf_bench_clear(&bench);
	if (err)
		say_why(record, &fault);
	record->wall_ns = hf_tick_now_ns() - began_ns;
	err = write_record(experiment->record_fd, record);
	hf_record_free(record);
	return err ? 1 : 0;
}

int hf_experiment_start(const struct hf_experiment *experiment, struct hf_proc *ret_proc,
			struct hf_fault *fault)
{
	return hf_proc_start(experiment_main, (void *)experiment, true, ret_proc, fault);
}
