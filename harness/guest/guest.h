/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs jobs on another kernel: boots its image, takes records as they come, and tells a guest that
 * fails from an experiment that does.
 */
#ifndef HF_GUEST_H
#define HF_GUEST_H

#include "delivery.h"
#include "image.h"
#include "scheduler.h"

struct hf_guest {
	struct hf_image image; /* owned */
	char *modules;         /* lib/modules/RELEASE of that kernel; NULL: it needs none. Owned */
	bool virtual_clock;
	size_t parallel;     /* cases side by side inside */
	size_t shares;       /* boots among which the jobs are dealt out, at least 1 */
	int64_t patience_ns; /* wall time in which a boot must say something */
	const struct hf_job *jobs;
	size_t job_count;
	struct hf_delivery delivery;
};

/*
 * Finds an image: a path, or a release name looked for among the kernels in `cache` (a folder with
 * RELEASE/vmlinuz and RELEASE/modules, or NULL). `modules` may be NULL: then lib/modules/RELEASE is
 * looked for beside the image and on this machine. -ENOENT and a fault with the remedy when nothing
 * fits.
 */
int hf_guest_find(const char *name, const char *modules, const char *cache,
		  struct hf_guest *ret_guest, struct hf_fault *fault);

/* Called when something may have changed: cases that run now, and records that were delivered. */
typedef void (*hf_guest_progress)(size_t running, size_t ended, void *arg);

/*
 * Runs the guests, at most `at_once` boots at a time. Every job of every guest is delivered once:
 * with its record, or BROKEN with the guest's last words. A fault (a full disk, no emulator) ends
 * it all. `progress` may be NULL.
 */
int hf_guest_run(struct hf_guest *guests, size_t count, size_t at_once, hf_guest_progress progress,
		 void *arg, struct hf_fault *fault);

void hf_guest_done(struct hf_guest *guest);

#endif
