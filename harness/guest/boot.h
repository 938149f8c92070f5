/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A share of a guest's jobs, and the boots it takes to run them: one, and one more after each that
 * died.
 */
#ifndef HF_BOOT_H
#define HF_BOOT_H

#include "channel.h"
#include "emulator.h"
#include "guest.h"

enum hf_job_state { HF_JOB_WAITING, HF_JOB_BEGUN, HF_JOB_DELIVERED };

struct hf_boot_job {
	const struct hf_job *job;
	enum hf_job_state state;
	int capture; /* a memfd or file with its pcapng */
};

struct hf_boot {
	struct hf_guest *guest;
	size_t share; /* from 0; of guest->shares */
	struct hf_boot_job *jobs;
	size_t job_count;
	struct hf_boot_job **sent; /* as the guest numbers them */
	size_t sent_count;
	struct hf_emulator emulator;
	struct hf_channel channel;
	int boots;
	int64_t deadline_ns;
	unsigned cpu; /* as hf_boot_start() was told */
	bool begun; /* this boot has begun a job */
	bool ended; /* the guest said so */
	bool running, over;
};

/* Takes every shares-th job of the guest from `share` on. -ENOMEM. */
int hf_boot_prepare(struct hf_guest *guest, size_t share, struct hf_boot *ret_boot);

/*
 * Boots a guest with the jobs that wait, on the cpu-th CPU. A fault (no emulator, no memory) is not the
 * guest's.
 */
int hf_boot_start(struct hf_boot *boot, unsigned cpu, struct hf_fault *fault);

/*
 * Takes what has come on boot->emulator.channel (`events` as poll() told), delivers it, and notices
 * an end or a long silence.
 */
int hf_boot_attend(struct hf_boot *boot, short events, struct hf_fault *fault);

void hf_boot_dismantle(struct hf_boot *boot);

#endif
