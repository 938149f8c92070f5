/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "own.h"

/* /proc/thread-self came with Linux 3.17; /proc/self would name the namespace of the main thread.
 */
static int open_own(void)
{
	char path[64];
	int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/task/%ld/ns/net", (long)syscall(SYS_gettid));
	return open(path, O_RDONLY | O_CLOEXEC);
}

int hf_netns_open(int *ret_fd, struct hf_fault *fault)
{
	int fd = open_own();

	if (fd < 0)
		return HF_FAULT(fault, -errno, "open the network namespace of this thread");
	*ret_fd = fd;
	return 0;
}

static int raise_loopback(struct hf_fault *fault)
{
	struct ifreq request = {.ifr_name = "lo"};
	HF_AUTO_FD int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return HF_FAULT(fault, -errno, "open a socket to bring lo up");
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return HF_FAULT(fault, -errno, "read the flags of lo");
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return HF_FAULT(fault, -errno, "bring lo up");
	return 0;
}

int hf_netns_make(int *ret_fd, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	int err;

	if (unshare(CLONE_NEWNET) < 0)
		return HF_FAULT(fault, -errno, "make a network namespace");
	err = hf_netns_open(&fd, fault);
	if (!err)
		err = raise_loopback(fault);
	if (err < 0)
		return err;
	*ret_fd = hf_take_fd(&fd);
	return 0;
}

int hf_netns_enter(int fd, struct hf_fault *fault)
{
	if (setns(fd, CLONE_NEWNET) < 0)
		return HF_FAULT(fault, -errno, "enter the network namespace of fd %d", fd);
	return 0;
}

/* The number in a file of one number, or -1 when it cannot be read. */
static long read_number(const char *path)
{
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[32];
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	return strtol(text, NULL, 10);
}

/* Settings that refuse user namespaces, with the way out of each. */
static const struct refusal {
	const char *path;
	long refusing;
	const char *setting, *remedy;
} refusals[] = {
	{"/proc/sys/user/max_user_namespaces", 0, "user.max_user_namespaces is 0",
	 "as root: sysctl user.max_user_namespaces=10000"},
	{"/proc/sys/kernel/unprivileged_userns_clone", 0, "kernel.unprivileged_userns_clone is 0",
	 "as root: sysctl kernel.unprivileged_userns_clone=1"},
	{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1,
	 "AppArmor's kernel.apparmor_restrict_unprivileged_userns is 1",
	 "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or give this program an "
	 "AppArmor profile that allows userns"},
};

/* The fault of a step that failed with `err`: the setting that refuses it, else the step itself. */
static int explain_refusal(int err, const char *step, struct hf_fault *fault)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(refusals); i++) {
		const struct refusal *r = &refusals[i];

		if (read_number(r->path) == r->refusing)
			return HF_FAULT_PLAIN(fault, err, "user namespaces are refused: %s (%s)",
					      r->setting, r->remedy);
	}
	if (access("/proc/self/ns/user", F_OK) < 0)
		return HF_FAULT_PLAIN(fault, err,
				      "this kernel has no user namespaces (CONFIG_USER_NS); "
				      "run as root");
	return HF_FAULT(fault, err, "%s (is it forbidden by a container? run as root)", step);
}

/* One write(2): the kernel takes an id map as a whole or not at all. */
static int write_file(const char *path, const char *text)
{
	HF_AUTO_FD int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return -errno;
	return 0;
}

static int write_maps(uid_t uid, gid_t gid, struct hf_fault *fault)
{
	char map[32];
	int err;

	/* Since Linux 3.19 gid_map is refused to the unprivileged as long as setgroups() works. */
	err = write_file("/proc/self/setgroups", "deny");
	if (err < 0 && err != -ENOENT)
		return explain_refusal(err, "write /proc/self/setgroups", fault);
	/*
	 * AppArmor lets unshare() pass and denies the capabilities afterwards: that shows here,
	 * since map_write() asks for CAP_SYS_ADMIN in the new namespace.
	 */
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = write_file("/proc/self/uid_map", map);
	if (err < 0)
		return explain_refusal(err, "write /proc/self/uid_map", fault);
	snprintf(map, sizeof(map), "0 %u 1", gid);
	err = write_file("/proc/self/gid_map", map);
	if (err < 0)
		return explain_refusal(err, "write /proc/self/gid_map", fault);
	return 0;
}

int hf_netns_become_root(struct hf_fault *fault)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int err;

	if (unshare(CLONE_NEWUSER) < 0)
		return explain_refusal(-errno, "make a user namespace", fault);
	err = write_maps(uid, gid, fault);
	if (err < 0)
		return err;
	if (!hf_netns_is_privileged())
		return explain_refusal(-EPERM, "get CAP_SYS_ADMIN in a user namespace", fault);
	return 0;
}

bool hf_netns_is_privileged(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	return data[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective & CAP_TO_MASK(CAP_SYS_ADMIN);
}
