/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a case: written into its hosts and read back. One that the kernel has only once, for
 * the whole machine, is written there in a guest, and makes the case SKIPPED anywhere else.
 */
#ifndef HF_SETTINGS_H
#define HF_SETTINGS_H

#include "bench.h"

struct hf_knob;

/* What is to be written at each host. */
struct hf_settings {
	struct {
		struct hf_knob *knobs;
		size_t count;
	} host[3]; /* index: enum hf_host */
};

/*
 * All settings of a variant and of the baseline. Asked before any namespace is made, so that it is
 * known which of them the kernel has at all. Free with _done.
 */
int hf_settings_collect(const struct hf_variant *variant, struct hf_settings *ret_settings,
			struct hf_fault *fault);

/* Writes those of both hosts, which exist by now; as read back they go into the record. */
int hf_settings_write(const struct hf_settings *settings, const struct hf_bench *bench,
		      struct hf_record *record, struct hf_fault *fault);

/* Writes one in flight. */
int hf_settings_set(const struct hf_bench *bench, enum hf_host host, const char *key,
		    const char *value, struct hf_fault *fault);

void hf_settings_done(struct hf_settings *settings);

#endif
