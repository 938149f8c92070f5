/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a variant may take, and how long it is meant to wait, told from its steps. Pure; ms.
 */
#ifndef HF_DURATION_H
#define HF_DURATION_H

#include "registry.h"

/* A variant that is meant to wait longer than this is long. */
enum { HF_DURATION_LONG_MS = 30000 };

/* Longest time that the steps can take: every bounded wait, silence and train. */
int64_t hf_duration_longest_ms(const struct hf_variant *variant);

/*
 * What the case itself declares to be waiting: all QUIET, and each UNTIL whose .within_ms is above the
 * default. The default bounds what comes at once; a case that asks for more waits for a timer.
 */
int64_t hf_duration_waiting_ms(const struct hf_variant *variant);

/* More than HF_DURATION_LONG_MS: by a real clock it is run only when that is asked for. */
bool hf_duration_is_long(const struct hf_variant *variant);

#endif
