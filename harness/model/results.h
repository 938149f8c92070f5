/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What accepted records show: how many variants of each case were as expected on which kernel. Pure.
 */
#ifndef HF_RESULTS_H
#define HF_RESULTS_H

#include <stddef.h>

#include "case.h"
#include "era.h"

/* One record that is as expected. */
struct hf_result {
	const struct hf_case *c;
	struct hf_release release;
	char uname[96]; /* `uname -r` */
};

struct hf_result_kernel {
	struct hf_release release;
	char text[32]; /* "6.18.44" */
	char uname[96];
};

struct hf_results {
	struct hf_result_kernel *kernels; /* oldest first */
	size_t kernel_count;
	size_t *shown; /* of case i of the registry on kernel k: [i * kernel_count + k] */
};

/* -ENOMEM. Free with _done. */
int hf_results_make(const struct hf_result *seen, size_t count, struct hf_results *ret);
void hf_results_done(struct hf_results *results);

/* Variants of the case that were as expected on kernel k. */
size_t hf_results_shown(const struct hf_results *results, const struct hf_case *c, size_t k);

#endif
