/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of which a kernel has only one for the whole machine, and which variants may therefore not
 * run side by side. Pure; which settings those are on a kernel is for others to find out.
 */
#ifndef HF_GLOBALS_H
#define HF_GLOBALS_H

#include "registry.h"

struct hf_globals {
	char **keys; /* each once; owned */
	size_t count;
};

/* Adds a key once. -ENOMEM. */
int hf_globals_add(struct hf_globals *globals, const char *key);

bool hf_globals_has(const struct hf_globals *globals, const char *key);

/*
 * Adds every key that the variant sets on either host or in flight, whatever its scope: the candidates.
 * -ENOMEM.
 */
int hf_globals_add_all_of(struct hf_globals *globals, const struct hf_variant *variant);

/* True when the variant sets the key, on either host or in flight. */
bool hf_globals_names(const struct hf_variant *variant, const char *key);

/*
 * True when two variants may not run at once: one sets a global key in flight, or they want different
 * values of one, or one reads a counter of the whole machine, which others move. Who does not name a
 * key wants its default, whatever value another names.
 */
bool hf_globals_clash(const struct hf_globals *globals, const struct hf_variant *a,
		      const struct hf_variant *b);

void hf_globals_done(struct hf_globals *globals);

#endif
