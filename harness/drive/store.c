/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memfile.h"
#include "own.h"

/* What temporary names begin with, so that nobody else's file is taken for one. */
#define TEMPORARY ".halfopen-"

/* Who writes a file holds its lock; one that nobody holds was left by a process that was killed. */
static void sweep(int dir)
{
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		const char *name = entry->d_name;

		if (strncmp(name, TEMPORARY, strlen(TEMPORARY)) != 0)
			continue;
		HF_AUTO_FD int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			unlinkat(dir, name, 0);
	}
	if (list)
		closedir(list);
}

int hf_store_open(const char *path, int *ret_dir, struct hf_fault *fault)
{
	HF_AUTO_FD int dir = -EBADF;
	HF_AUTO_FD int trial = -EBADF;

	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return HF_FAULT(fault, -errno, "make the folder %s for records", path);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return HF_FAULT(fault, -errno, "open the folder %s for records", path);
	if (faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return HF_FAULT(fault, -errno, "write records into %s", path);
	trial = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	if (trial < 0 && errno != EOPNOTSUPP && errno != EISDIR)
		return HF_FAULT(fault, -errno, "write records into %s", path);
	sweep(dir);
	*ret_dir = hf_take_fd(&dir);
	return 0;
}

int hf_store_begin(int dir, int *ret_fd, struct hf_fault *fault)
{
	int fd = dir < 0 ? -1 : openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);

	/* No folder, or one that cannot hold nameless files: in memory until it is complete. */
	if (fd < 0 && (dir < 0 || errno == EOPNOTSUPP || errno == EISDIR))
		return hf_memfile_make("a record", ret_fd, fault);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "make a file for a record");
	*ret_fd = fd;
	return 0;
}

int hf_store_write(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -ENOSPC;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Makes a file under a temporary name and locks it, again if it was swept away in between. */
static int make_locked(int dir, const char *temporary, int *ret_fd)
{
	struct stat about;

	for (;;) {
		HF_AUTO_FD int fd = openat(dir, temporary,
					   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX) < 0 || fstat(fd, &about) < 0)
			return -errno;
		if (!about.st_nlink)
			continue;
		*ret_fd = hf_take_fd(&fd);
		return 0;
	}
}

/* Copies a file that lies in memory to a temporary name of the folder; *ret_fd holds its lock. */
static int copy_to(int dir, int fd, const char *temporary, int *ret_fd)
{
	char data[65536];
	off_t at = 0;
	ssize_t n;
	int err = make_locked(dir, temporary, ret_fd);

	while (!err && (n = pread(fd, data, sizeof(data), at)) != 0) {
		err = n < 0 ? -errno : hf_store_write(*ret_fd, data, (size_t)n);
		at += n;
	}
	return err;
}

static int link_fd(int dir, int fd, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, path, dir, name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

int hf_store_name(int dir, int fd, const char *name, struct hf_fault *fault)
{
	HF_AUTO_FD int copy = -EBADF;
	char temporary[300];
	int err = link_fd(dir, fd, name);

	if (!err)
		return 0;
	snprintf(temporary, sizeof(temporary), TEMPORARY "%s.%d", name, (int)getpid());
	if (err == -EEXIST)
		err = flock(fd, LOCK_EX) < 0 ? -errno : link_fd(dir, fd, temporary);
	if (err == -EXDEV || err == -ENOENT)
		err = copy_to(dir, fd, temporary, &copy);
	if (!err && renameat(dir, temporary, dir, name) < 0)
		err = -errno;
	if (!err)
		return 0;
	unlinkat(dir, temporary, 0);
	return HF_FAULT(fault, err, "write %s", name);
}
