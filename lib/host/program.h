/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A real program in one of the hosts: nginx, curl, ab. Its output is kept, its end is reported.
 */
#ifndef HF_PROGRAM_H
#define HF_PROGRAM_H

#include "fault.h"
#include "proc.h"

struct hf_program {
	struct hf_proc proc;
	int output; /* a nameless file: stdout and stderr; -EBADF when unset */
	int64_t start_ns;
};

#define HF_PROGRAM_NULL ((struct hf_program){.proc = HF_PROC_NULL, .output = -EBADF})

/* Starts argv[0] (a path, or found by hf_proc_find()) in the namespace, with /run as its folder. */
int hf_program_start(int netns_fd, char *const argv[], struct hf_program *ret_program,
		     struct hf_fault *fault);

/*
 * Has it ended by the deadline? 1 with *ret_status its exit status, or 128 + signal; 0 when it runs.
 */
int hf_program_ended(struct hf_program *program, int64_t deadline_ns, int *ret_status);

/* All it has written so far, as text; the caller frees it. NULL when there is no memory. */
char *hf_program_output(const struct hf_program *program);

/* Kills it if it runs, and lets go of its output. */
void hf_program_done(struct hf_program *program);

#endif
