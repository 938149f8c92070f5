/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * old-calls PROGRAM [ARGUMENT...]: runs a program, and all that comes of it, as on Linux 3.10: every
 * system call that came later does not exist. With these the test of a machine of today tests what
 * serves on old ones: no pidfds, no clone3(), no memfd_create(), no statx().
 *
 * The numbers of both tables, that of x86-64 and the generic one, are given out in order of time, so
 * that one comparison tells. Of flags that came later O_TMPFILE (3.11) is looked at: the folder is then
 * one that is to be written to, EISDIR. What a path leads to cannot be seen here (/proc/thread-self).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

/* Came with 3.14, the first after 3.10 in either table. */
#define FIRST_LATER SYS_sched_setattr

#ifdef NATIVE
static int forget_later_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_LATER, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 2, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EISDIR),
	};
	const struct sock_fprog program = {sizeof(code) / sizeof(*code), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? -errno : 0;
}
#else
static int forget_later_calls(void)
{
	return -EOPNOTSUPP;
}
#endif

/* The first call after 3.10 is not there, nor pidfd_open(), nor the flag. */
static int is_old(void)
{
	if (syscall(FIRST_LATER, 0, NULL, 0) >= 0 || errno != ENOSYS)
		return 0;
	if (syscall(434, getpid(), 0) >= 0 || errno != ENOSYS)
		return 0;
	return open("/", O_TMPFILE | O_RDWR, 0600) < 0 && errno == EISDIR;
}

int main(int argc, char **argv)
{
	int err;

	if (argc < 2)
		return 2;
	err = forget_later_calls();
	if (err == -EOPNOTSUPP || err == -EINVAL) {
		printf("skipped: no filter of system calls here: %s\n", strerror(-err));
		return 4;
	}
	if (err || !is_old()) {
		printf("later system calls are still there: %s\n", strerror(-err));
		return 1;
	}
	execv(argv[1], argv + 1);
	perror(argv[1]);
	return 1;
}
