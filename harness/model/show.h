/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case told in sentences, and as the shell commands one would type by hand. Pure.
 */
#ifndef HF_SHOW_H
#define HF_SHOW_H

#include "registry.h"

/*
 * The set-up and the steps of the variant in sentences, one a line; the canonical text that the hash
 * is taken over. With `expectation`, also what is expected, era by era. The caller frees it.
 */
char *hf_show_prose(const struct hf_variant *variant, bool expectation);

/* The same as a shell script: ip, sysctl, iptables, hping3, ss, nstat. The caller frees it. */
char *hf_show_shell(const struct hf_variant *variant);

#endif
