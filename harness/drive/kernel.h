/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel this is, and what can be run on this machine. Capabilities are probed; behaviour never.
 */
#ifndef HF_KERNEL_H
#define HF_KERNEL_H

#include "era.h"
#include "record.h"

/* From now on records say that this kernel runs in a guest, and by which clock. */
void hf_kernel_in_guest(bool virtual_clock);

/* True when all of the machine is ours. */
bool hf_kernel_is_guest(void);

/* Fills record->kernel from uname() and the clock. */
void hf_kernel_identify(struct hf_record *record);

/* Release of a record's kernel; -EINVAL (with a fault) when its version cannot be read. */
int hf_kernel_release(const struct hf_record *record, struct hf_release *ret_release,
		      struct hf_fault *fault);

struct hf_probe {
	const char *what; /* "network namespaces" */
	bool works;
	bool needed; /* without it no case can run */
	char why[512]; /* of a no: the reason and the remedy */
};

enum { HF_PROBES_MAX = 32 };

/*
 * Tries each thing that cases need, in a world of its own. Enters a user namespace first when the
 * process is not privileged, and stays there. Returns the number of probes.
 */
size_t hf_kernel_probe(struct hf_probe probes[HF_PROBES_MAX]);

#endif
