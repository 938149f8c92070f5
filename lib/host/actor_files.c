/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actor_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A limit that leaves `more` descriptors free: those below it that are open count as they are. */
static rlim_t limit_that_leaves(int64_t more)
{
	rlim_t limit = 0;

	for (;; limit++) {
		bool is_free = fcntl((int)limit, F_GETFD) < 0;

		if (is_free && more-- <= 0)
			return limit;
	}
}

static int highest_open(const struct hf_actor *actor)
{
	int highest = actor->control;

	for (size_t i = 0; i < actor->listener_count; i++) {
		if (actor->listeners[i].fd > highest)
			highest = actor->listeners[i].fd;
	}
	for (size_t i = 0; i < actor->conn_count; i++) {
		if (actor->conns[i].fd > highest)
			highest = actor->conns[i].fd;
	}
	return highest;
}

/* poll() takes no more descriptors than the limit: none may be open above a limit that is a gap. */
static void fill_gaps(const struct hf_actor *actor)
{
	int highest = highest_open(actor);
	int fd = 0;

	while (fd >= 0 && fd < highest)
		fd = fcntl(actor->control, F_DUPFD_CLOEXEC, 0);
	if (fd > highest)
		close(fd);
}

int hf_actor_limit_files(struct hf_actor *actor, int64_t more, struct hf_fault *fault)
{
	struct rlimit limit;
	rlim_t wanted;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return HF_FAULT(fault, -errno, "read the limit of open files");
	limit.rlim_cur = limit.rlim_max;
	if (more >= 0) {
		fill_gaps(actor);
		wanted = limit_that_leaves(more);
		if (wanted < limit.rlim_max)
			limit.rlim_cur = wanted;
	}
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return HF_FAULT(fault, -errno, "limit open files to %llu",
				(unsigned long long)limit.rlim_cur);
	for (size_t i = 0; i < actor->listener_count; i++)
		actor->listeners[i].starved = false;
	return 0;
}
