/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel image: what it is, which release, and how an emulator boots it.
 *
 * An image is a bzImage (vmlinuz) or an ELF vmlinux for x86-64. The ELF inside a bzImage is taken out
 * where it can be booted directly (it carries a PVH note): that saves firmware and decompression.
 */
#ifndef HF_IMAGE_H
#define HF_IMAGE_H

#include <stdbool.h>

#include "fault.h"
#include "proc.h"

struct hf_image {
	char *path;	   /* as the user named it */
	char release[128]; /* as uname -r will say; from the bzImage's header or the ELF's banner */
	int kernel_fd;	   /* what the emulator is given: a memfd or the file itself */
	bool pvh;	   /* kernel_fd is an ELF with a PVH entry: no firmware is needed */
	struct hf_proc inflater; /* takes the ELF out of a bzImage, into elf_fd */
	int elf_fd;
};

#define HF_IMAGE_NULL                                                                              \
	((struct hf_image){.kernel_fd = -EBADF, .inflater = HF_PROC_NULL, .elf_fd = -EBADF})

/*
 * Opens an image. -ENOENT when there is no such file, -ENOEXEC for a file that is no kernel,
 * -EOPNOTSUPP for a kernel of another machine. Its ELF is still being taken out, in a process of its
 * own, while the caller packs what the guest needs.
 */
int hf_image_open(const char *path, struct hf_image *ret_image, struct hf_fault *fault);

/* Waits for that: only now kernel_fd and pvh are what they stay. May be called again. */
void hf_image_settle(struct hf_image *image);

void hf_image_done(struct hf_image *image);

#endif
