/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Child processes: start, wait with a deadline, kill, reap.
 *
 * A child never outlives its parent: it is killed when the parent dies (PR_SET_PDEATHSIG; "parent"
 * is the thread that started it). For the moment before that takes effect the child looks at a
 * pidfd of the parent and at the pipe through which it reports, since getppid() is 0 inside a new
 * pid namespace; where pidfd_open() is missing (before Linux 5.3) the pipe and getppid() serve.
 */
#ifndef HF_PROC_H
#define HF_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"

struct hf_proc {
	pid_t pid; /* 0 when unset */
	int pidfd; /* -EBADF when unset or where the kernel has none */
};

#define HF_PROC_NULL ((struct hf_proc){.pid = 0, .pidfd = -EBADF})

/* Runs in the child; its return value is the exit status. Only the calling thread exists there. */
typedef int (*hf_proc_main)(void *arg);

/*
 * Starts `main` in a child. With `world` the child is pid 1 of a pid namespace of its own, with
 * private mount and IPC namespaces, mounts made private and a tmpfs on /run: when it ends, the
 * kernel ends all its descendants; the caller must then be the only thread of its process, and
 * privileged (hf_netns_is_privileged()). Signals are back at their defaults in the child. Returns
 * when the child is about to enter `main`: a set-up that fails there is a fault here.
 */
int hf_proc_start(hf_proc_main main, void *arg, bool world, struct hf_proc *ret_proc,
		  struct hf_fault *fault);

/*
 * Waits until the deadline (ns of CLOCK_MONOTONIC) for the child to end. 0 with the wait status of
 * waitpid() in *ret_status, the child reaped and *proc unset; -ETIMEDOUT when it is still there.
 */
int hf_proc_wait(struct hf_proc *proc, int64_t deadline_ns, int *ret_status,
		 struct hf_fault *fault);

/* Sends a signal to the child; -ESRCH when there is none. It is not waited for and not reaped. */
int hf_proc_signal(const struct hf_proc *proc, int signal, struct hf_fault *fault);

/* Ends the child with SIGKILL, if there is one, and reaps it. */
void hf_proc_kill(struct hf_proc *proc);

struct hf_proc_output {
	char *text;    /* what it wrote to stdout and stderr together, NUL at the end; owned */
	size_t size;   /* bytes, without the NUL; what exceeds 1 MiB is dropped */
	int status;    /* wait status */
};

/*
 * Runs a program to its end: argv (NULL-terminated, found by PATH and the sbin folders), `input` (may
 * be NULL) on its stdin, output collected. -ENOENT when the program does not exist, -ETIMEDOUT after
 * the deadline (the program is killed). A non-zero exit is not a fault. ret_output->text is freed by
 * the caller.
 */
int hf_proc_run(const char *const argv[], const char *input, int64_t deadline_ns,
		struct hf_proc_output *ret_output, struct hf_fault *fault);

/* Full path of a program on PATH or in /usr/sbin or /sbin; NULL when absent. Caller frees. */
char *hf_proc_find(const char *program);

/* Binds the calling process and its future children to one CPU of its present set, the n-th modulo
 * their number: exact counts need one CPU for senders, softirq and timers. */
int hf_proc_pin(unsigned n, struct hf_fault *fault);

/* How long, in all, the calling process was ready to run while its CPU ran others, ns
 * (/proc/self/schedstat); 0 where the kernel does not tell (CONFIG_SCHED_INFO). */
int64_t hf_proc_waited_ns(void);

#endif
