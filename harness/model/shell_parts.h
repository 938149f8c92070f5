/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two halves of hf_show_shell() share: the frame of the script and its lines for the steps.
 * Pure.
 */
#ifndef HF_SHELL_PARTS_H
#define HF_SHELL_PARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "registry.h"

#define HF_SHELL_DEVICE "eth0"

/* Sequence number of every hand-made SYN of a script. */
#define HF_SHELL_ISN 1000

struct hf_shell {
	FILE *out;
	const struct hf_variant *variant;
};

/* The commands of all steps, each under its sentence. */
void hf_shell_steps(struct hf_shell *sh);

int64_t hf_shell_number(const struct hf_shell *sh, int64_t number, int64_t otherwise);

/* Name of the nstat counter: "TcpExt.ListenDrops" is "TcpExtListenDrops". */
void hf_shell_counter(const struct hf_shell *sh, const char *name);

/* A hand-made segment that is more than a bare SYN. */
bool hf_shell_is_special(const struct hf_step *step);

#endif
