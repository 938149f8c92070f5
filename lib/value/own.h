/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ownership: cleanup attributes for locals, and an explicit take when ownership moves.
 *
 * An unset fd is -EBADF, never 0. Destructors accept unset objects.
 */
#ifndef HF_OWN_H
#define HF_OWN_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Closes *fd if it is set and marks it unset; errno is preserved. */
static inline void hf_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -EBADF;
	errno = saved;
}

static inline void hf_free_p(void *p)
{
	free(*(void **)p);
}

/* Moves the fd out of *fd: the caller owns the result, *fd is unset. */
static inline int hf_take_fd(int *fd)
{
	int taken = *fd;

	*fd = -EBADF;
	return taken;
}

/* Moves the pointer out of a local so that its cleanup does nothing. */
#define hf_take_ptr(p)                                                                             \
	({                                                                                         \
		__typeof__(p) *hf_take_from = &(p);                                                \
		__typeof__(p) hf_taken = *hf_take_from;                                            \
		*hf_take_from = NULL;                                                              \
		hf_taken;                                                                          \
	})

#define HF_AUTO_FD   __attribute__((cleanup(hf_close)))
#define HF_AUTO_FREE __attribute__((cleanup(hf_free_p)))

#define HF_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
