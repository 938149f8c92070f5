/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qemu with software emulation: one virtual CPU whose clock counts instructions and, when the guest
 * is idle, jumps to the next timer.
 */
#ifndef HF_EMULATOR_H
#define HF_EMULATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "image.h"
#include "proc.h"

struct hf_emulator {
	struct hf_proc proc;
	int console;     /* a memfd: all the guest's kernel printed */
	int channel;     /* read end of the guest's serial line for messages */
	uint8_t *window; /* of the guest's memory, HF_WINDOW_BYTES, mapped */
	int said;        /* a memfd: what the emulator itself printed */
};

#define HF_EMULATOR_NULL                                                                           \
	((struct hf_emulator){                                                                     \
		.proc = HF_PROC_NULL, .console = -EBADF, .channel = -EBADF, .said = -EBADF})

/*
 * Boots the image with the initramfs. With virtual_clock the clock jumps (-icount ...,sleep=off);
 * else it is the host's. It keeps to the cpu-th CPU. -ENOENT when there is no qemu-system-x86_64 here.
 */
int hf_emulator_start(const struct hf_image *image, int initramfs_fd, bool virtual_clock,
		      unsigned cpu, struct hf_emulator *ret_emulator, struct hf_fault *fault);

/* The last lines of the console (or, if it is empty, of the emulator's own words) in one line. */
void hf_emulator_last_words(const struct hf_emulator *emulator, char *text, size_t size);

/* What the guest's kernel said when it panicked; "" when it did not. */
void hf_emulator_panic(const struct hf_emulator *emulator, char *text, size_t size);

void hf_emulator_done(struct hf_emulator *emulator);

#endif
