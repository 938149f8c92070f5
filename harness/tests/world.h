/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the self tests share: what the machine looks like from outside, to be the same afterwards, and
 * an environment in which namespaces can be made.
 */
#ifndef HF_TEST_WORLD_H
#define HF_TEST_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Becomes root of a user namespace when it is not root already; exits with status 4 and the reason
 * where that is refused.
 */
void hf_world_enter(void);

/*
 * Everything of the host that a run could have changed, as text: its network links, mounts, all
 * settings below /proc/sys/net, its iptables rules, and the watched counters. The caller frees it.
 */
char *hf_world_text(void);

/*
 * The first line in which two such texts differ, as a sentence that is overwritten by the next call;
 * NULL when they are equal. The texts themselves are too long for a test's message.
 */
const char *hf_world_change(const char *before, const char *after);

/* From now on orphans of dead children become children of this process. */
void hf_world_adopt_orphans(void);

/*
 * Waits until this process has no child left, reaping. NULL, or those that are left after 10 s: number,
 * name, state, and the kernel function it waits in. Static storage.
 */
const char *hf_world_children(void);

#endif
