/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of show.h that it does not offer to others: the sentences for the steps, and for the
 * expectation. They write to a memory stream whose errors fclose() reports. Pure.
 */
#ifndef HF_SHOW_PARTS_H
#define HF_SHOW_PARTS_H

#include <stdint.h>
#include <stdio.h>

#include "registry.h"

/* The steps, numbered from 1, one sentence or two a line. */
void hf_show_steps(FILE *out, const struct hf_variant *variant);

/* The sentences of one step, freed by the caller; NULL: no memory. */
char *hf_show_step(const struct hf_variant *variant, const struct hf_step *step);

/* What is expected on every kernel, then era by era. */
void hf_show_expectation(FILE *out, const struct hf_variant *variant);

/* "server" or "client". */
const char *hf_show_host(enum hf_host host);

/* The address of the host in the variant's family. */
const char *hf_show_address(const struct hf_variant *variant, enum hf_host host);

/* The text with {server}, {client}, {server_host}, ... and the columns filled in; freed by the caller, NULL: no memory. */
char *hf_show_filled(const struct hf_variant *variant, const char *text);

#endif
