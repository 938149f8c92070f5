/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The init of a guest (the program halfopen-init): loads modules, runs the jobs, says what came of
 * them, ends. Also what host and guest agree about.
 */
#ifndef HF_INIT_H
#define HF_INIT_H

#include <stdbool.h>

/* True when this process is the first of a machine that was booted for it. */
bool hf_init_is_wanted(void);

/* Does not return: the machine stops. */
void hf_init_main(void) __attribute__((noreturn));

#define HF_INIT_JOBS	"/jobs" /* "clock virtual", "parallel N", then "job REPEAT ID" lines */
#define HF_INIT_MODULES "/modules/order" /* names of the module files, one a line */
#define HF_INIT_CHANNEL "/dev/ttyS1"

#endif
