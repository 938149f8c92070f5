/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "own.h"

/* A kernel without O_TMPFILE sees a folder that is to be written to: EISDIR. */
static int make_in(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[64];

	if (fd >= 0 || (errno != EISDIR && errno != EOPNOTSUPP))
		return fd;
	snprintf(path, sizeof(path), "%s/halfopen-XXXXXX", folder);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int hf_memfile_make(const char *what, int *ret_fd, struct hf_fault *fault)
{
	static const char *const folders[] = {"/dev/shm", "/tmp", "/run"};
	int fd = memfd_create("halfopen", MFD_CLOEXEC);

	for (size_t i = 0; i < HF_ARRAY_LEN(folders) && fd < 0; i++)
		fd = make_in(folders[i]);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "make a file for %s", what);
	*ret_fd = fd;
	return 0;
}
