/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network sysctls of the calling thread's network namespace: write, read back, compare, classify.
 *
 * Keys are dotted ("net.ipv4.tcp_syncookies"). Only keys below net. are accepted. A caller that
 * must not touch the host's own values writes in a namespace of its own, where global keys are
 * absent or read-only.
 */
#ifndef HF_SYSCTL_H
#define HF_SYSCTL_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

enum hf_sysctl_scope {
	HF_SYSCTL_UNSET,
	HF_SYSCTL_PRIVATE,     /* exists here and can be written here */
	HF_SYSCTL_GLOBAL_ONLY, /* exists on this kernel, but only in the initial namespace */
	HF_SYSCTL_READ_ONLY,   /* exists here, but writing is refused by its mode */
	HF_SYSCTL_ABSENT,      /* no such key on this kernel */
};

/*
 * Whether the calling thread's namespace has the key, readable or not. Asked in the initial
 * namespace before a new one is entered: a lookup below /proc/sys follows the asking thread, even
 * from an fd opened earlier (sysctl_follow_link()), so that it cannot be asked from inside.
 */
bool hf_sysctl_exists(const char *key);

/*
 * Scope of a key as seen from the calling thread's namespace, which must not be the initial one.
 * `exists_outside` is what hf_sysctl_exists() said in the initial one; false where that is not
 * known: GLOBAL_ONLY and ABSENT cannot be told apart then, and ABSENT is said.
 */
enum hf_sysctl_scope hf_sysctl_scope(const char *key, bool exists_outside);

/* Word for a scope: "private", "global-only", "read-only", "absent". */
const char *hf_sysctl_scope_text(enum hf_sysctl_scope scope);

/*
 * Reads a value; runs of tabs and spaces become single spaces, the newline goes. -ENOENT when
 * absent, -ENAMETOOLONG when `size` is too small, -EINVAL for a key that is not below net.
 */
int hf_sysctl_read(const char *key, char *ret_value, size_t size, struct hf_fault *fault);

/*
 * Writes a value and reads it back. -EINVAL where the kernel refuses the value, -ENOENT, -EACCES, or
 * -ESTALE when it reads back as something else. The fault says `write net.ipv4.tcp_syncookies=3`.
 */
int hf_sysctl_write(const char *key, const char *value, struct hf_fault *fault);

#endif
