/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "delivery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broken.h"
#include "judge.h"
#include "kernel.h"
#include "own.h"
#include "record_json.h"
#include "store.h"

/* "synq-overflow.backlog=10.inet6", ".run2" for a second run: the record's file without ".json". */
static void name_file(const struct hf_job *job, char *name, size_t size)
{
	size_t used;

	hf_variant_id(&job->variant, name, size);
	for (char *c = name; *c; c++) {
		if (*c == '/')
			*c = '.';
	}
	used = strlen(name);
	if (job->repeat > 1)
		snprintf(name + used, size - used, ".run%d", job->repeat);
}

/* "5.10.223 with A without B": what the record is judged as, where that is not what the kernel
 * says. */
static void tell_as(const struct hf_delivery *delivery, const struct hf_release *release,
		    struct hf_record *record)
{
	char *text = record->judged_as;
	size_t size = sizeof(record->judged_as), used;

	text[0] = '\0';
	if (!delivery->as && !delivery->with && !delivery->without)
		return;
	hf_release_text(release, text, size);
	used = strlen(text);
	for (int c = 1; c < HF_CHANGES && used < size; c++) {
		bool with = delivery->with >> c & 1;

		if (with || delivery->without >> c & 1)
			used += (size_t)snprintf(text + used, size - used, " %s %s",
						 with ? "with" : "without",
						 hf_change_info(c)->name);
	}
}

static int judge_record(const struct hf_delivery *delivery, const struct hf_job *job,
			struct hf_record *record, struct hf_fault *fault)
{
	struct hf_release release;
	int err = 0;

	if (delivery->as)
		release = *delivery->as;
	else
		err = hf_kernel_release(record, &release, fault);
	if (err)
		return err;
	tell_as(delivery, &release, record);
	release.with |= delivery->with;
	release.without |= delivery->without;
	err = hf_judge(&job->variant, &release, record);
	return err ? HF_FAULT(fault, err, "judge %s", record->case_name) : 0;
}

static int keep_record(const struct hf_delivery *delivery, const struct hf_job *job,
		       struct hf_record *record, int capture_fd, struct hf_fault *fault)
{
	HF_AUTO_FREE char *text = NULL;
	HF_AUTO_FD int fd = -EBADF;
	char base[240], name[256];
	int err = 0;

	name_file(job, base, sizeof(base));
	if (record->capture_server) {
		snprintf(name, sizeof(name), "%s.pcapng", base);
		err = hf_store_name(delivery->dir, capture_fd, name, fault);
		free(record->capture_file);
		record->capture_file = strdup(name);
	}
	if (!err)
		err = hf_store_begin(delivery->dir, &fd, fault);
	if (err)
		return err;
	text = hf_record_to_json(record);
	snprintf(name, sizeof(name), "%s.json", base);
	if (!text)
		return HF_FAULT(fault, -ENOMEM, "write %s", name);
	err = hf_store_write(fd, text, strlen(text));
	if (err)
		return HF_FAULT(fault, err, "write %s", name);
	return hf_store_name(delivery->dir, fd, name, fault);
}

int hf_delivery_take(const struct hf_delivery *delivery, const struct hf_job *job,
		     struct hf_record *record, int capture_fd, struct hf_fault *fault)
{
	int err = judge_record(delivery, job, record, fault);

	if (!err && delivery->may_repeat && record->attempt < hf_broken_attempts(record))
		return HF_SCHEDULER_AGAIN;
	if (!err && delivery->dir >= 0)
		err = keep_record(delivery, job, record, capture_fd, fault);
	if (!err)
		delivery->done(job, record, delivery->arg);
	return err;
}
