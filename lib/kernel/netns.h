/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network namespaces held by fd: make, enter. Nothing is named; a namespace dies with its last fd,
 * process and link. All act on the calling thread.
 */
#ifndef HF_NETNS_H
#define HF_NETNS_H

#include <stdbool.h>
#include <sys/types.h>

#include "fault.h"

/*
 * Makes a network namespace, brings its loopback up and leaves the calling thread in it. *ret_fd
 * holds it (close-on-exec). Needs CAP_SYS_ADMIN in the thread's user namespace.
 */
int hf_netns_make(int *ret_fd, struct hf_fault *fault);

/* Opens the calling thread's own namespace (close-on-exec), to come back to it. */
int hf_netns_open(int *ret_fd, struct hf_fault *fault);

/* Moves the calling thread into the namespace. */
int hf_netns_enter(int fd, struct hf_fault *fault);

/*
 * Enters a new user namespace in which the caller is root, mapped to its present uid and gid. The
 * process must be single-threaded. The fault names the setting that refuses it, where one does
 * (user.max_user_namespaces, kernel.unprivileged_userns_clone, AppArmor's
 * kernel.apparmor_restrict_unprivileged_userns).
 */
int hf_netns_become_root(struct hf_fault *fault);

/*
 * Whether the process may make namespaces as it is (CAP_SYS_ADMIN is effective). When false,
 * hf_netns_become_root() comes first.
 */
bool hf_netns_is_privileged(void);

#endif
