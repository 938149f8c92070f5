/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root file system of a guest, a newc cpio archive in memory: halfopen-init as /init, iptables and
 * what both link to, the kernel's modules in the order of loading, and the list of jobs.
 */
#ifndef HF_INITRAMFS_H
#define HF_INITRAMFS_H

#include <stddef.h>

#include "fault.h"

struct hf_initramfs;

int hf_initramfs_begin(struct hf_initramfs **ret, struct hf_fault *fault);

/* Adds a regular file with these bytes; the folders above it are made. */
int hf_initramfs_add(struct hf_initramfs *fs, const char *name, unsigned mode, const void *data,
		     size_t size, struct hf_fault *fault);

/* Adds a file of this machine under its own path. */
int hf_initramfs_copy(struct hf_initramfs *fs, const char *path, const char *as,
		      struct hf_fault *fault);

/*
 * Adds a program as `as` with everything its loader would map, libraries under their own paths: the
 * loader itself is asked (ld.so --list).
 */
int hf_initramfs_program(struct hf_initramfs *fs, const char *path, const char *as,
			 struct hf_fault *fault);

int hf_initramfs_link(struct hf_initramfs *fs, const char *name, const char *target,
		      struct hf_fault *fault);

/*
 * Adds the modules of those names (without ".ko"; ones the kernel does not have are left out, it may
 * have them built in) from `folder` (lib/modules/RELEASE) with all they depend on by modules.dep, and
 * a list of them in the order of loading. -ENOENT when the folder has no modules.dep.
 */
int hf_initramfs_modules(struct hf_initramfs *fs, const char *folder, const char *const names[],
			 struct hf_fault *fault);

/* Ends the archive: *ret_fd is a memfd with it. */
int hf_initramfs_end(struct hf_initramfs *fs, int *ret_fd, struct hf_fault *fault);

void hf_initramfs_free(struct hf_initramfs *fs);

#endif
