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

struct hf_image {
	char *path;	   /* as the user named it */
	char release[128]; /* as uname -r will say; from the bzImage's header or the ELF's banner */
	int kernel_fd;	   /* what the emulator is given: a memfd or the file itself */
	bool pvh;	   /* kernel_fd is an ELF with a PVH entry: no firmware is needed */
};

#define HF_IMAGE_NULL ((struct hf_image){.kernel_fd = -EBADF})

/*
 * Opens an image. -ENOENT when there is no such file, -ENOEXEC for a file that is no kernel,
 * -EOPNOTSUPP for a kernel of another machine.
 */
int hf_image_open(const char *path, struct hf_image *ret_image, struct hf_fault *fault);
void hf_image_done(struct hf_image *image);

#endif
