/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sysctl.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "own.h"

#define ROOT "/proc/sys/"

/* Room for any key, and for any value below net. (tcp_available_congestion_control is long). */
#define PATH_SIZE  256
#define VALUE_SIZE 1024

/* "net.ipv4.ip_forward" to its file; a '/' or an empty part in a key is refused, so none climbs. */
static int key_path(const char *key, char ret_path[PATH_SIZE])
{
	int n;

	if (strncmp(key, "net.", 4) || strpbrk(key, "/ \t\n") || strstr(key, "..") ||
	    key[strlen(key) - 1] == '.')
		return -EINVAL;
	n = snprintf(ret_path, PATH_SIZE, ROOT "%s", key);
	if (n >= PATH_SIZE)
		return -EINVAL;
	for (char *c = ret_path + strlen(ROOT); *c; c++) {
		if (*c == '.')
			*c = '/';
	}
	return 0;
}

bool hf_sysctl_exists(const char *key)
{
	char path[PATH_SIZE];

	return key_path(key, path) == 0 && access(path, F_OK) == 0;
}

/*
 * Opening for writing is the test, not the mode: it also sees a /proc/sys that is mounted read-only
 * (containers), and root has no way around the mode of a sysctl (test_perm()).
 */
enum hf_sysctl_scope hf_sysctl_scope(const char *key, bool exists_outside)
{
	HF_AUTO_FD int fd = -EBADF;
	char path[PATH_SIZE];

	if (key_path(key, path) < 0)
		return HF_SYSCTL_ABSENT;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		return HF_SYSCTL_PRIVATE;
	if (errno != ENOENT && errno != ENOTDIR)
		return HF_SYSCTL_READ_ONLY;
	return exists_outside ? HF_SYSCTL_GLOBAL_ONLY : HF_SYSCTL_ABSENT;
}

const char *hf_sysctl_scope_text(enum hf_sysctl_scope scope)
{
	switch (scope) {
	case HF_SYSCTL_PRIVATE:
		return "private";
	case HF_SYSCTL_GLOBAL_ONLY:
		return "global-only";
	case HF_SYSCTL_READ_ONLY:
		return "read-only";
	case HF_SYSCTL_ABSENT:
		return "absent";
	case HF_SYSCTL_UNSET:
		break;
	}
	return "unset";
}

/* Single spaces between words, none at the ends. In place. */
static void normalise(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		bool space = strchr(" \t\r\n", *from);

		if (!space)
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}

int hf_sysctl_read(const char *key, char *ret_value, size_t size, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	char path[PATH_SIZE], text[VALUE_SIZE];
	ssize_t n;

	if (key_path(key, path) < 0)
		return HF_FAULT_PLAIN(fault, -EINVAL, "read %s: not a key below net.", key);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "read %s", key);
	n = read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return HF_FAULT(fault, -errno, "read %s", key);
	text[n] = '\0';
	normalise(text);
	if ((size_t)n == sizeof(text) - 1 || strlen(text) >= size)
		return HF_FAULT(fault, -ENAMETOOLONG, "read %s", key);
	strcpy(ret_value, text);
	return 0;
}

/* Refused values show at write(2) and only there: one unbuffered write, no newline needed. */
static int write_value(const char *key, const char *value, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	char path[PATH_SIZE];
	size_t len = strlen(value);
	ssize_t n;

	if (key_path(key, path) < 0)
		return HF_FAULT_PLAIN(fault, -EINVAL, "write %s=%s: not a key below net.", key,
				      value);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "write %s=%s", key, value);
	n = write(fd, value, len);
	if (n < 0)
		return HF_FAULT(fault, -errno, "write %s=%s", key, value);
	if ((size_t)n != len)
		return HF_FAULT_PLAIN(fault, -EINVAL, "write %s=%s: only %zd bytes were taken", key,
				      value, n);
	return 0;
}

int hf_sysctl_write(const char *key, const char *value, struct hf_fault *fault)
{
	char wanted[VALUE_SIZE], found[VALUE_SIZE];
	int err;

	if (snprintf(wanted, sizeof(wanted), "%s", value) >= (int)sizeof(wanted))
		return HF_FAULT(fault, -EINVAL, "write %s=%.40s...", key, value);
	normalise(wanted);
	err = write_value(key, wanted, fault);
	if (err < 0)
		return err;
	err = hf_sysctl_read(key, found, sizeof(found), fault);
	if (err < 0)
		return err;
	if (strcmp(wanted, found))
		return HF_FAULT_PLAIN(fault, -ESTALE, "write %s=%s: it reads back as %s", key,
				      wanted, found);
	return 0;
}
