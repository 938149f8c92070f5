/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel.h"
#include "emulator.h"
#include "experiment.h"
#include "init.h"
#include "initramfs.h"
#include "own.h"
#include "pack.h"
#include "store.h"
#include "tick.h"

/* Wall time in which a guest must say something: boot, or the longest case on a busy machine. */
#define SILENCE_NS (120 * HF_SEC)

/* A guest that died of one job is booted again for those that had not begun, so often at most. */
#define BOOTS_MAX 10

enum job_state { WAITING, BEGUN, DELIVERED };

struct boot {
	struct hf_guest *guest;
	struct hf_emulator emulator;
	struct hf_channel channel;
	enum job_state *states;
	uint32_t *sent; /* which job of the guest each job of this boot is */
	size_t sent_count;
	int *captures; /* by job: a memfd or file with its pcapng */
	int boots;
	int64_t deadline_ns;
	bool ended; /* the guest said so */
	bool running, over;
};

/* ---- finding ---- */

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
}

/* lib/modules/RELEASE as the image lies in the cache or a package (boot/, usr/lib/modules/R/). */
static char *find_modules(const struct hf_image *image)
{
	HF_AUTO_FREE char *folder = folder_of(image->path);
	const char *const patterns[] = {
		"%s/modules", "%s/modules/%s", "%s/../lib/modules/%s",
		"%s/../usr/lib/modules/%s", "%s", "%s/../../../../lib/modules/%s",
	};
	char *path;

	for (size_t i = 0; i < HF_ARRAY_LEN(patterns); i++) {
		HF_AUTO_FREE char *dep = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (asprintf(&path, patterns[i], folder, image->release) < 0)
			return NULL;
#pragma GCC diagnostic pop
		if (asprintf(&dep, "%s/modules.dep", path) >= 0 && access(dep, R_OK) == 0)
			return path;
		free(path);
	}
	if (asprintf(&path, "/lib/modules/%s", image->release) >= 0 && is_folder(path))
		return path;
	return NULL;
}

int hf_guest_find(const char *name, const char *modules, const char *cache,
		  struct hf_guest *ret_guest, struct hf_fault *fault)
{
	HF_AUTO_FREE char *cached = NULL;
	const char *path = name;
	int err;

	*ret_guest = (struct hf_guest){.image = HF_IMAGE_NULL, .virtual_clock = true};
	if (!strchr(name, '/') && access(name, R_OK) < 0) {
		if (!cache || asprintf(&cached, "%s/%s/vmlinuz", cache, name) < 0) {
			cached = NULL;
			return HF_FAULT_PLAIN(fault, -ENOENT,
					      "no kernel %s: name the path of its image", name);
		}
		if (access(cached, R_OK) < 0)
			return HF_FAULT_PLAIN(fault, -ENOENT,
					      "no kernel %s in %s: name the path of an image, or "
					      "fetch it with ci/kernels",
					      name, cache);
		path = cached;
	}
	err = hf_image_open(path, &ret_guest->image, fault);
	if (err)
		return err;
	ret_guest->modules = modules ? strdup(modules) : find_modules(&ret_guest->image);
	if (modules && !is_folder(modules)) {
		hf_guest_done(ret_guest);
		return HF_FAULT_PLAIN(fault, -ENOENT, "no folder %s with the modules of %s", modules,
				      name);
	}
	return 0;
}

void hf_guest_done(struct hf_guest *guest)
{
	hf_image_done(&guest->image);
	free(guest->modules);
	guest->modules = NULL;
}

/* ---- the initramfs ---- */

/* halfopen-init beside this program, or where it is installed. */
static char *find_init(struct hf_fault *fault)
{
	static const char *const places[] = {"%s/halfopen-init",
					     "%s/../libexec/halfopen/halfopen-init"};
	HF_AUTO_FREE char *self = realpath("/proc/self/exe", NULL);
	HF_AUTO_FREE char *folder = self ? folder_of(self) : NULL;

	for (size_t i = 0; folder && i < HF_ARRAY_LEN(places); i++) {
		char *path;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (asprintf(&path, places[i], folder) < 0)
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
static int add_luggage(struct hf_initramfs *fs, const struct boot *boot, struct hf_fault *fault)
{
	const struct hf_guest *guest = boot->guest;
	struct hf_luggage luggage = {0};
	int err = 0;

	for (size_t i = 0; i < guest->job_count && !err; i++) {
		if (boot->states[i] == WAITING && hf_luggage_note(&luggage, guest->jobs[i].variant.c) < 0)
			err = HF_FAULT(fault, -ENOMEM, "list what the cases of a guest need");
	}
	if (!err)
		err = hf_pack(fs, &luggage, guest->modules, fault);
	hf_luggage_done(&luggage);
	return err;
}

static int add_plan(struct hf_initramfs *fs, struct boot *boot, struct hf_fault *fault)
{
	const struct hf_guest *guest = boot->guest;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return HF_FAULT(fault, -ENOMEM, "write the plan of a guest");
	fprintf(out, "clock %s\nparallel %zu\n", guest->virtual_clock ? "virtual" : "real",
		guest->parallel);
	boot->sent_count = 0;
	for (size_t i = 0; i < guest->job_count; i++) {
		char id[200];

		if (boot->states[i] != WAITING)
			continue;
		hf_variant_id(&guest->jobs[i].variant, id, sizeof(id));
		fprintf(out, "job %d %s\n", guest->jobs[i].repeat, id);
		boot->sent[boot->sent_count++] = (uint32_t)i;
	}
	fclose(out);
	err = hf_initramfs_add(fs, HF_INIT_JOBS, S_IFREG | 0644, text, size, fault);
	free(text);
	return err;
}

static int make_initramfs(struct boot *boot, int *ret_fd, struct hf_fault *fault)
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

static int deliver(struct boot *boot, size_t job, struct hf_record *record, struct hf_fault *fault)
{
	int err = record ? hf_delivery_take(&boot->guest->delivery, &boot->guest->jobs[job], record,
					    boot->captures[job], fault)
			 : HF_FAULT(fault, -ENOMEM, "make a record");

	hf_record_free(record);
	hf_close(&boot->captures[job]);
	boot->states[job] = DELIVERED;
	return err;
}

/* The kernel of a record that no guest wrote: what the image says. */
static struct hf_record *blank(const struct boot *boot, size_t job, const char *why)
{
	struct hf_record *record =
		hf_experiment_blank(&boot->guest->jobs[job].variant, BROKEN, why);

	if (!record)
		return NULL;
	snprintf(record->kernel.release, sizeof(record->kernel.release), "%.95s",
		 boot->guest->image.release);
	record->kernel.version[0] = '\0';
	record->kernel.guest = true;
	record->kernel.virtual_clock = boot->guest->virtual_clock;
	return record;
}

/* The guest is gone: what it had begun is broken, and if it began nothing, all of it is. */
static int deliver_broken(struct boot *boot, const char *what, struct hf_fault *fault)
{
	bool none_begun = true;
	char words[600], why[1200];
	int err = 0;

	hf_emulator_last_words(&boot->emulator, words, sizeof(words));
	snprintf(why, sizeof(why), "the guest %s; its last words: %s", what,
		 words[0] ? words : "(none)");
	for (size_t i = 0; i < boot->guest->job_count; i++)
		none_begun &= boot->states[i] != BEGUN;
	for (size_t i = 0; i < boot->guest->job_count && !err; i++) {
		bool lost = boot->states[i] == BEGUN ||
			    (boot->states[i] == WAITING && (none_begun || boot->boots == BOOTS_MAX));

		if (lost)
			err = deliver(boot, i, blank(boot, i, why), fault);
	}
	return err;
}

static int take_capture(struct boot *boot, size_t job, const struct hf_message *message,
			struct hf_fault *fault)
{
	int err;

	hf_close(&boot->captures[job]);
	err = hf_store_begin(boot->guest->delivery.dir, &boot->captures[job], fault);
	if (err)
		return err;
	err = hf_store_write(boot->captures[job], message->body, message->size);
	return err ? HF_FAULT(fault, err, "keep a capture of a guest") : 0;
}

static int take_record(struct boot *boot, size_t job, const struct hf_message *message,
		       struct hf_fault *fault)
{
	struct hf_record *record = NULL;
	struct hf_fault bad;

	if (hf_record_from_json((const char *)message->body, message->size, "a guest's record",
				&record, &bad) < 0)
		record = blank(boot, job, bad.text);
	return deliver(boot, job, record, fault);
}

static int end_boot(struct boot *boot, const char *what, struct hf_fault *fault);

static int take_message(struct boot *boot, const struct hf_message *message,
			struct hf_fault *fault)
{
	size_t job;

	/* END, READY and FAULT are about no job and say 0. */
	if (message->job >= boot->sent_count)
		return end_boot(boot, "spoke of a job that it was not given", fault);
	job = boot->sent[message->job];
	boot->deadline_ns = hf_tick_now_ns() + SILENCE_NS;
	switch (message->kind) {
	case HF_MESSAGE_STARTED:
		boot->states[job] = BEGUN;
		return 0;
	case HF_MESSAGE_CAPTURE:
		return take_capture(boot, job, message, fault);
	case HF_MESSAGE_RECORD:
		return take_record(boot, job, message, fault);
	case HF_MESSAGE_FAULT:
		return deliver_broken(boot, (const char *)message->body, fault);
	case HF_MESSAGE_END:
		boot->ended = true;
		return 0;
	default:
		return 0;
	}
}

/* ---- one boot ---- */

static int start_boot(struct boot *boot, struct hf_fault *fault)
{
	HF_AUTO_FD int initramfs = -EBADF;
	int err = make_initramfs(boot, &initramfs, fault);

	if (!err)
		err = hf_emulator_start(&boot->guest->image, initramfs, boot->guest->virtual_clock,
					&boot->emulator, fault);
	if (err)
		return err;
	boot->channel.window = boot->emulator.window;
	boot->running = true;
	boot->ended = false;
	boot->boots++;
	boot->deadline_ns = hf_tick_now_ns() + SILENCE_NS;
	return 0;
}

static bool jobs_wait(const struct boot *boot)
{
	for (size_t i = 0; i < boot->guest->job_count; i++) {
		if (boot->states[i] == WAITING)
			return true;
	}
	return false;
}

static int end_boot(struct boot *boot, const char *what, struct hf_fault *fault)
{
	int dir = boot->guest->delivery.dir;
	int err = boot->ended ? 0 : deliver_broken(boot, what, fault);
	char name[32];

	snprintf(name, sizeof(name), boot->boots > 1 ? "console.%d.log" : "console.log",
		 boot->boots);
	if (dir >= 0 && !err)
		err = hf_store_name(dir, boot->emulator.console, name, fault);
	hf_emulator_done(&boot->emulator);
	hf_channel_done(&boot->channel);
	boot->running = false;
	boot->over = !jobs_wait(boot);
	return err;
}

/* Takes what has come; notices an end or a long silence. */
static int attend(struct boot *boot, short events, struct hf_fault *fault)
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
		return end_boot(boot, boot->boots ? "stopped before its jobs had ended" : "", fault);
	if (hf_tick_now_ns() > boot->deadline_ns)
		return end_boot(boot, "said nothing for 120 s and was ended", fault);
	return 0;
}

/* ---- all of them ---- */

static int prepare(struct boot *boot, struct hf_guest *guest)
{
	*boot = (struct boot){
		.guest = guest,
		.emulator = HF_EMULATOR_NULL,
		.states = calloc(guest->job_count + 1, sizeof(*boot->states)),
		.sent = calloc(guest->job_count + 1, sizeof(*boot->sent)),
		.captures = calloc(guest->job_count + 1, sizeof(*boot->captures)),
	};
	if (!boot->states || !boot->sent || !boot->captures)
		return -ENOMEM;
	for (size_t i = 0; i < guest->job_count; i++)
		boot->captures[i] = -EBADF;
	return 0;
}

static void dismantle(struct boot *boot)
{
	hf_emulator_done(&boot->emulator);
	hf_channel_done(&boot->channel);
	for (size_t i = 0; boot->captures && i < boot->guest->job_count; i++)
		hf_close(&boot->captures[i]);
	free(boot->states);
	free(boot->sent);
	free(boot->captures);
}

static int start_some(struct boot *boots, size_t count, size_t at_once, struct hf_fault *fault)
{
	size_t running = 0;
	int err = 0;

	for (size_t i = 0; i < count; i++)
		running += boots[i].running;
	for (size_t i = 0; i < count && running < at_once && !err; i++) {
		if (boots[i].running || boots[i].over)
			continue;
		err = start_boot(&boots[i], fault);
		running++;
	}
	return err;
}

static int attend_all(struct boot *boots, size_t count, struct hf_fault *fault)
{
	HF_AUTO_FREE struct pollfd *fds = calloc(count, sizeof(*fds));
	int err = 0;

	if (!fds)
		return HF_FAULT(fault, -ENOMEM, "watch guests");
	for (size_t i = 0; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = boots[i].running ? boots[i].emulator.channel : -1,
			.events = POLLIN,
		};
	poll(fds, count, 500);
	for (size_t i = 0; i < count && !err; i++) {
		if (boots[i].running)
			err = attend(&boots[i], fds[i].revents, fault);
	}
	return err;
}

static bool all_over(const struct boot *boots, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!boots[i].over)
			return false;
	}
	return true;
}

int hf_guest_run(struct hf_guest *guests, size_t count, size_t at_once, struct hf_fault *fault)
{
	struct boot *boots = calloc(count, sizeof(*boots));
	int err = 0;

	if (!boots)
		return HF_FAULT(fault, -ENOMEM, "run guests");
	for (size_t i = 0; i < count && !err; i++) {
		if (prepare(&boots[i], &guests[i]) < 0)
			err = HF_FAULT(fault, -ENOMEM, "run guests");
		boots[i].over = !err && !guests[i].job_count;
	}
	while (!err && !all_over(boots, count)) {
		err = start_some(boots, count, at_once, fault);
		if (!err)
			err = attend_all(boots, count, fault);
	}
	for (size_t i = 0; i < count; i++) {
		if (boots[i].guest)
			dismantle(&boots[i]);
	}
	free(boots);
	return err;
}
