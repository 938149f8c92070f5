/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in a folder of records: whole or not at all.
 *
 * A file has no name while it is written (O_TMPFILE) and gets one when it is complete; what stood under
 * the name is replaced in one step. Where the file system cannot do that, or another file has to be
 * replaced, it passes through a temporary name, ".halfopen-NAME.PID". What a process that was killed
 * in that moment has left there goes when the folder is opened next.
 */
#ifndef HF_STORE_H
#define HF_STORE_H

#include <stddef.h>

#include "fault.h"

/*
 * Opens the folder, made if it is missing (its parent must exist), and removes what processes that were
 * killed have left in it. The fault names it.
 */
int hf_store_open(const char *path, int *ret_dir, struct hf_fault *fault);

/* A nameless file in the folder, or with dir = -EBADF one in memory. */
int hf_store_begin(int dir, int *ret_fd, struct hf_fault *fault);

/* Writes all of it, or says why not (-ENOSPC on a full disk). */
int hf_store_write(int fd, const void *data, size_t size);

/* Gives the file its name. On failure what was there before is untouched. */
int hf_store_name(int dir, int fd, const char *name, struct hf_fault *fault);

#endif
