/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files without a name that are gone with their last descriptor: in memory, where the kernel can.
 *
 * memfd_create() came with Linux 3.17 and O_TMPFILE with 3.11. Before, a file is made in /dev/shm, /tmp
 * or /run and loses its name at once: only a SIGKILL in between leaves it, empty.
 */
#ifndef HF_MEMFILE_H
#define HF_MEMFILE_H

#include "fault.h"

/* Makes one, close-on-exec, for reading and writing. `what` is for the fault: "a record". */
int hf_memfile_make(const char *what, int *ret_fd, struct hf_fault *fault);

#endif
