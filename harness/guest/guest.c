/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot.h"
#include "own.h"

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
		"%s/modules",
		"%s/modules/%s",
		"%s/../lib/modules/%s",
		"%s/../usr/lib/modules/%s",
		"%s",
		"%s/../../../../lib/modules/%s",
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
	if (asprintf(&path, "/lib/modules/%s", image->release) < 0)
		return NULL;
	if (is_folder(path))
		return path;
	free(path);
	return NULL;
}

/* A kernel without a folder of modules may have all built in; one named must be one. */
static int check_modules(const struct hf_guest *guest, const char *named, struct hf_fault *fault)
{
	HF_AUTO_FREE char *dep = NULL;

	if (named && !is_folder(named))
		return HF_FAULT_PLAIN(fault, -ENOENT, "no folder %s with the modules of %s", named,
				      guest->image.path);
	if (!guest->modules)
		return 0;
	if (asprintf(&dep, "%s/modules.dep", guest->modules) < 0) {
		dep = NULL;
		return HF_FAULT(fault, -ENOMEM, "look for modules");
	}
	if (access(dep, R_OK) < 0)
		return HF_FAULT_PLAIN(fault, -ENOENT,
				      "the modules of %s have no readable list %s: make it with "
				      "depmod -b, or name lib/modules/%s with --modules",
				      guest->image.path, dep, guest->image.release);
	return 0;
}

int hf_guest_find(const char *name, const char *modules, const char *cache,
		  struct hf_guest *ret_guest, struct hf_fault *fault)
{
	HF_AUTO_FREE char *cached = NULL;
	const char *path = name;
	int err;

	*ret_guest = (struct hf_guest){.image = HF_IMAGE_NULL, .virtual_clock = true, .shares = 1};
	if (!strchr(name, '/') && (access(name, R_OK) < 0 || is_folder(name))) {
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
	err = check_modules(ret_guest, modules, fault);
	if (err)
		hf_guest_done(ret_guest);
	return err;
}

void hf_guest_done(struct hf_guest *guest)
{
	hf_image_done(&guest->image);
	free(guest->modules);
	guest->modules = NULL;
}

/* ---- running ---- */

/* The CPU on which the fewest guests run, of `at_once` that take turns, from the first on. */
static unsigned free_cpu(const struct hf_boot *boots, size_t count, unsigned first, size_t at_once)
{
	unsigned best = first;
	size_t least = count + 1;

	for (unsigned cpu = first; cpu < first + at_once; cpu++) {
		size_t here = 0;

		for (size_t i = 0; i < count; i++)
			here += boots[i].running && boots[i].cpu == cpu;
		if (here < least) {
			least = here;
			best = cpu;
		}
	}
	return best;
}

static int start_some(struct hf_boot *boots, size_t count, unsigned first_cpu, size_t at_once,
		      struct hf_fault *fault)
{
	size_t running = 0;
	int err = 0;

	for (size_t i = 0; i < count; i++)
		running += boots[i].running;
	for (size_t i = 0; i < count && running < at_once && !err; i++) {
		if (boots[i].running || boots[i].over)
			continue;
		err = hf_boot_start(&boots[i], free_cpu(boots, count, first_cpu, at_once), fault);
		running++;
	}
	return err;
}

static int attend_all(struct hf_boot *boots, size_t count, struct hf_fault *fault)
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
			err = hf_boot_attend(&boots[i], fds[i].revents, fault);
	}
	return err;
}

static bool all_over(const struct hf_boot *boots, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!boots[i].over)
			return false;
	}
	return true;
}

static void tell_progress(const struct hf_boot *boots, size_t count, hf_guest_progress progress,
			  void *arg)
{
	size_t running = 0, ended = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < boots[i].job_count; k++) {
			running += boots[i].jobs[k].state == HF_JOB_BEGUN;
			ended += boots[i].jobs[k].state == HF_JOB_DELIVERED;
		}
	}
	progress(running, ended, arg);
}

static int run_boots(struct hf_boot *boots, size_t count, size_t at_once,
		     hf_guest_progress progress, void *arg, struct hf_fault *fault)
{
	/* Not the same for each program that runs guests. */
	unsigned first_cpu = (unsigned)getpid();
	int err = 0;

	while (!err && !all_over(boots, count)) {
		err = start_some(boots, count, first_cpu, at_once, fault);
		if (!err && progress)
			tell_progress(boots, count, progress, arg);
		if (!err)
			err = attend_all(boots, count, fault);
	}
	return err;
}

int hf_guest_run(struct hf_guest *guests, size_t count, size_t at_once, hf_guest_progress progress,
		 void *arg, struct hf_fault *fault)
{
	struct hf_boot *boots;
	size_t all = 0, prepared = 0;
	int err = 0;

	for (size_t i = 0; i < count; i++)
		all += guests[i].shares;
	boots = calloc(all + 1, sizeof(*boots));
	if (!boots)
		return HF_FAULT(fault, -ENOMEM, "run guests");
	for (size_t i = 0; i < count; i++) {
		for (size_t share = 0; share < guests[i].shares && !err; share++)
			err = hf_boot_prepare(&guests[i], share, &boots[prepared++]);
	}
	err = err ? HF_FAULT(fault, err, "run guests")
		  : run_boots(boots, all, at_once, progress, arg, fault);
	for (size_t i = 0; i < prepared; i++)
		hf_boot_dismantle(&boots[i]);
	free(boots);
	return err;
}
