/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "experiment.h"
#include "init.h"
#include "initramfs.h"
#include "own.h"
#include "pack.h"
#include "record_json.h"
#include "store.h"
#include "tick.h"

/* A guest that died of one job is booted again for those that had not begun, so often at most. */
#define BOOTS_MAX 10

/* An emulator whose lines have ended is on its way out. */
#define EXIT_NS (5 * HF_SEC)

int hf_boot_prepare(struct hf_guest *guest, size_t share, struct hf_boot *ret_boot)
{
	*ret_boot = (struct hf_boot){
		.guest = guest,
		.share = share,
		.emulator = HF_EMULATOR_NULL,
		.jobs = calloc(guest->job_count + 1, sizeof(*ret_boot->jobs)),
		.sent = calloc(guest->job_count + 1, sizeof(struct hf_boot_job *)),
	};
	if (!ret_boot->jobs || !ret_boot->sent)
		return -ENOMEM;
	for (size_t i = share; i < guest->job_count; i += guest->shares)
		ret_boot->jobs[ret_boot->job_count++] =
			(struct hf_boot_job){.job = &guest->jobs[i], .capture = -EBADF};
	ret_boot->over = !ret_boot->job_count;
	return 0;
}

void hf_boot_dismantle(struct hf_boot *boot)
{
	hf_emulator_done(&boot->emulator);
	hf_channel_done(&boot->channel);
	for (size_t i = 0; i < boot->job_count; i++)
		hf_close(&boot->jobs[i].capture);
	free(boot->jobs);
	free(boot->sent);
}

/* ---- the initramfs ---- */

/* halfopen-init beside this program, or where it is installed. */
static char *find_init(struct hf_fault *fault)
{
	static const char *const places[] = {"%.*s/halfopen-init",
					     "%.*s/../libexec/halfopen/halfopen-init"};
	HF_AUTO_FREE char *self = realpath("/proc/self/exe", NULL);
	const char *slash = self ? strrchr(self, '/') : NULL;

	for (size_t i = 0; slash && i < HF_ARRAY_LEN(places); i++) {
		char *path;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (asprintf(&path, places[i], (int)(slash - self), self) < 0)
			break;
#pragma GCC diagnostic pop
		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	HF_FAULT_PLAIN(fault, -ENOENT,
		       "there is no halfopen-init beside this program or in ../libexec/halfopen: "
		       "guests cannot be booted without it; build or install all of halfopen");
	return NULL;
}

/* What the jobs that wait need, from this machine and from the kernel's modules. */
static int add_luggage(struct hf_initramfs *fs, const struct hf_boot *boot, struct hf_fault *fault)
{
	struct hf_luggage luggage = {0};
	int err = 0;

	for (size_t i = 0; i < boot->job_count && !err; i++) {
		if (boot->jobs[i].state == HF_JOB_WAITING &&
		    hf_luggage_note(&luggage, boot->jobs[i].job->variant.c) < 0)
			err = HF_FAULT(fault, -ENOMEM, "list what the cases of a guest need");
	}
	if (!err)
		err = hf_pack(fs, &luggage, boot->guest->modules, fault);
	hf_luggage_done(&luggage);
	return err;
}

static int add_plan(struct hf_initramfs *fs, struct hf_boot *boot, struct hf_fault *fault)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return HF_FAULT(fault, -ENOMEM, "write the plan of a guest");
	fprintf(out, "clock %s\nparallel %zu\n", boot->guest->virtual_clock ? "virtual" : "real",
		boot->guest->parallel);
	boot->sent_count = 0;
	for (size_t i = 0; i < boot->job_count; i++) {
		struct hf_boot_job *job = &boot->jobs[i];
		char id[200];

		if (job->state != HF_JOB_WAITING)
			continue;
		hf_variant_id(&job->job->variant, id, sizeof(id));
		fprintf(out, "job %d %s\n", job->job->repeat, id);
		boot->sent[boot->sent_count++] = job;
	}
	fclose(out);
	err = hf_initramfs_add(fs, HF_INIT_JOBS, S_IFREG | 0644, text, size, fault);
	free(text);
	return err;
}

static int make_initramfs(struct hf_boot *boot, int *ret_fd, struct hf_fault *fault)
{
	struct hf_initramfs *fs = NULL;
	HF_AUTO_FREE char *init = find_init(fault);
	int err = init ? hf_initramfs_begin(&fs, fault) : -ENOENT;

	if (!err)
		err = hf_initramfs_program(fs, init, "/init", fault);
	if (!err)
		err = add_luggage(fs, boot, fault);
	if (!err)
		err = add_plan(fs, boot, fault);
	if (!err)
		err = hf_initramfs_end(fs, ret_fd, fault);
	hf_initramfs_free(fs);
	return err;
}

/* ---- delivering ---- */

static int deliver(struct hf_boot *boot, struct hf_boot_job *job, struct hf_record *record,
		   struct hf_fault *fault)
{
	int err = record ? hf_delivery_take(&boot->guest->delivery, job->job, record, job->capture,
					    fault)
			 : HF_FAULT(fault, -ENOMEM, "make a record");

	hf_record_free(record);
	hf_close(&job->capture);
	job->state = HF_JOB_DELIVERED;
	return err;
}

/* The kernel of a record that no guest wrote: what the image says. */
static struct hf_record *blank(const struct hf_boot *boot, const struct hf_boot_job *job,
			       const char *why)
{
	struct hf_record *record = hf_experiment_blank(&job->job->variant, BROKEN, why);

	if (!record)
		return NULL;
	snprintf(record->kernel.release, sizeof(record->kernel.release), "%.95s",
		 boot->guest->image.release);
	record->kernel.version[0] = '\0';
	record->kernel.guest = true;
	record->kernel.virtual_clock = boot->guest->virtual_clock;
	return record;
}

/* The guest is gone: what it had begun is broken, and if it never began anything, all of it is. */
static int deliver_broken(struct hf_boot *boot, const char *what, struct hf_fault *fault)
{
	char words[600], why[1400];
	int err = 0;

	hf_emulator_last_words(&boot->emulator, words, sizeof(words));
	snprintf(why, sizeof(why), "the guest %.700s; its last words: %s", what,
		 words[0] ? words : "(none)");
	for (size_t i = 0; i < boot->job_count && !err; i++) {
		struct hf_boot_job *job = &boot->jobs[i];
		bool lost =
			job->state == HF_JOB_BEGUN || (job->state == HF_JOB_WAITING &&
						       (!boot->begun || boot->boots == BOOTS_MAX));

		if (lost)
			err = deliver(boot, job, blank(boot, job, why), fault);
	}
	return err;
}

static int take_capture(struct hf_boot *boot, struct hf_boot_job *job,
			const struct hf_message *message, struct hf_fault *fault)
{
	int err;

	hf_close(&job->capture);
	err = hf_store_begin(boot->guest->delivery.dir, &job->capture, fault);
	if (err)
		return err;
	err = hf_store_write(job->capture, message->body, message->size);
	return err ? HF_FAULT(fault, err, "keep a capture of a guest") : 0;
}

static int take_record(struct hf_boot *boot, struct hf_boot_job *job,
		       const struct hf_message *message, struct hf_fault *fault)
{
	struct hf_record *record = NULL;
	struct hf_fault bad;
	char hash[17];

	if (hf_record_from_json((const char *)message->body, message->size, "a guest's record",
				&record, &bad) < 0)
		return deliver(boot, job, blank(boot, job, bad.text), fault);
	hf_variant_hash(&job->job->variant, hash);
	if (strcmp(hash, record->case_hash) != 0) {
		hf_record_free(record);
		record = blank(boot, job,
			       "the guest made another experiment: halfopen-init is of another "
			       "build than this program; build or install both again");
	}
	return deliver(boot, job, record, fault);
}

/* ---- one boot ---- */

int hf_boot_start(struct hf_boot *boot, unsigned cpu, struct hf_fault *fault)
{
	HF_AUTO_FD int initramfs = -EBADF;
	int err = make_initramfs(boot, &initramfs, fault);

	hf_image_settle(&boot->guest->image);
	if (!err)
		err = hf_emulator_start(&boot->guest->image, initramfs, boot->guest->virtual_clock,
					cpu, &boot->emulator, fault);
	if (err)
		return err;
	boot->channel.window = boot->emulator.window;
	boot->cpu = cpu;
	boot->running = true;
	boot->begun = boot->ended = false;
	boot->boots++;
	boot->deadline_ns = hf_tick_now_ns() + boot->guest->patience_ns;
	return 0;
}

static bool jobs_wait(const struct hf_boot *boot)
{
	for (size_t i = 0; i < boot->job_count; i++) {
		if (boot->jobs[i].state == HF_JOB_WAITING)
			return true;
	}
	return false;
}

/* "console.log"; of the third share "console.3.log", of its second boot "console.3.boot2.log". */
static void name_console(const struct hf_boot *boot, char *name, size_t size)
{
	size_t used = (size_t)snprintf(name, size, "console");

	if (boot->share)
		used += (size_t)snprintf(name + used, size - used, ".%zu", boot->share + 1);
	if (boot->boots > 1)
		used += (size_t)snprintf(name + used, size - used, ".boot%d", boot->boots);
	snprintf(name + used, size - used, ".log");
}

static int end_boot(struct hf_boot *boot, const char *what, struct hf_fault *fault)
{
	int dir = boot->guest->delivery.dir;
	int err = boot->ended ? 0 : deliver_broken(boot, what, fault);
	char name[64];

	name_console(boot, name, sizeof(name));
	if (dir >= 0 && !err)
		err = hf_store_name(dir, boot->emulator.console, name, fault);
	hf_emulator_done(&boot->emulator);
	hf_channel_done(&boot->channel);
	boot->running = false;
	boot->over = !jobs_wait(boot);
	return err;
}

/* A kernel that panics before it has read `panic=` stays where it is. */
static int end_silent(struct hf_boot *boot, struct hf_fault *fault)
{
	char what[400], panic[300];

	hf_emulator_panic(&boot->emulator, panic, sizeof(panic));
	if (panic[0])
		snprintf(what, sizeof(what), "panicked: %s", panic);
	else
		snprintf(what, sizeof(what), "said nothing for %lld s and was ended",
			 (long long)(boot->guest->patience_ns / HF_SEC));
	return end_boot(boot, what, fault);
}

/* Its lines have closed before it said END: why, as far as can be told. */
static int end_closed(struct hf_boot *boot, struct hf_fault *fault)
{
	bool cut = boot->channel.count != 0;
	char what[500], panic[300];
	int status = 0;

	if (boot->ended)
		return end_boot(boot, "", fault);
	hf_emulator_panic(&boot->emulator, panic, sizeof(panic));
	if (hf_proc_wait(&boot->emulator.proc, hf_tick_now_ns() + EXIT_NS, &status, NULL) < 0)
		status = 0;
	if (WIFSIGNALED(status))
		snprintf(what, sizeof(what), "lost its emulator, which was ended by signal %d",
			 WTERMSIG(status));
	else if (WEXITSTATUS(status))
		snprintf(what, sizeof(what), "lost its emulator, which ended with status %d",
			 WEXITSTATUS(status));
	else if (panic[0])
		snprintf(what, sizeof(what), "panicked: %s", panic);
	else
		snprintf(what, sizeof(what), "stopped before its jobs had ended");
	if (cut)
		strncat(what, ", in the middle of a message", sizeof(what) - strlen(what) - 1);
	return end_boot(boot, what, fault);
}

static int take_message(struct hf_boot *boot, const struct hf_message *message,
			struct hf_fault *fault)
{
	struct hf_boot_job *job;
	char gave_up[640];

	/* END, READY and FAULT are about no job and say 0. */
	if (message->job >= boot->sent_count)
		return end_boot(boot, "spoke of a job that it was not given", fault);
	job = boot->sent[message->job];
	if (job->state == HF_JOB_DELIVERED &&
	    (message->kind == HF_MESSAGE_CAPTURE || message->kind == HF_MESSAGE_RECORD))
		return end_boot(boot, "sent a job's record twice", fault);
	boot->deadline_ns = hf_tick_now_ns() + boot->guest->patience_ns;
	switch (message->kind) {
	case HF_MESSAGE_STARTED:
		job->state = HF_JOB_BEGUN;
		boot->begun = true;
		return 0;
	case HF_MESSAGE_CAPTURE:
		return take_capture(boot, job, message, fault);
	case HF_MESSAGE_RECORD:
		return take_record(boot, job, message, fault);
	case HF_MESSAGE_FAULT:
		snprintf(gave_up, sizeof(gave_up), "gave up: %.600s", (const char *)message->body);
		return deliver_broken(boot, gave_up, fault);
	case HF_MESSAGE_END:
		boot->ended = true;
		return 0;
	default:
		return 0;
	}
}

int hf_boot_attend(struct hf_boot *boot, short events, struct hf_fault *fault)
{
	uint8_t data[65536];
	struct hf_message message;
	struct hf_fault broken_line;
	ssize_t n = 0;
	int got, err;

	if (events)
		n = read(boot->emulator.channel, data, sizeof(data));
	if (n > 0 && hf_channel_feed(&boot->channel, data, (size_t)n) < 0)
		return HF_FAULT(fault, -ENOMEM, "listen to a guest");
	while ((got = hf_channel_take(&boot->channel, &message, &broken_line)) > 0) {
		err = take_message(boot, &message, fault);
		if (err || !boot->running)
			return err;
	}
	if (got < 0)
		return end_boot(boot, broken_line.text, fault);
	if (events && n <= 0)
		return end_closed(boot, fault);
	if (hf_tick_now_ns() > boot->deadline_ns)
		return end_silent(boot, fault);
	return 0;
}
