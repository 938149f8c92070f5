/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What predict says of any record: of its settings, as they were read back, and of the steps of its
 * case, without knowing the case by name. For tests.
 */
#ifndef HF_UNIVERSAL_H
#define HF_UNIVERSAL_H

#include "era.h"
#include "record.h"
#include "registry.h"

/* A sentence that says what is foretold and what was seen. */
typedef void hf_universal_complaint(const char *sentence, void *arg);

/* How many values were held against the theory; each that does not fit is told. */
int hf_universal_hold(const struct hf_variant *variant, const struct hf_release *release,
		      const struct hf_record *record, hf_universal_complaint *complain, void *arg);

#endif
