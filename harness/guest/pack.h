/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts luggage into an initramfs: from this machine, what is found of it, with the libraries and the
 * files that go with it; from the kernel's folder, its modules.
 */
#ifndef HF_PACK_H
#define HF_PACK_H

#include "initramfs.h"
#include "luggage.h"

/*
 * Packs what every guest has and the luggage. What this machine does not have is left
 * out: the case that wants it is skipped inside, and names the package. `modules_folder` is
 * lib/modules/RELEASE, or NULL for a kernel that needs none.
 */
int hf_pack(struct hf_initramfs *fs, const struct hf_luggage *luggage, const char *modules_folder,
	    struct hf_fault *fault);

#endif
