/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where libnl's error codes become errno values and sentences.
 *
 * Private to lib/kernel. libnl returns negative NLE_ codes, which are not errno values.
 */
#ifndef HF_NLCODE_H
#define HF_NLCODE_H

#include <errno.h>
#include <netlink/errno.h>
#include <stdlib.h>

#include "fault.h"

/* The errno value for a libnl code; several of the kernel's are folded into one code by libnl. */
static inline int hf_nlcode_errno(int code)
{
	switch (abs(code)) {
	case NLE_INTR:
		return -EINTR;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_EXIST:
		return -EEXIST;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_RANGE:
		return -ERANGE;
	case NLE_INVAL:
		return -EINVAL;
	case NLE_OPNOTSUPP:
		return -EOPNOTSUPP;
	case NLE_AF_NOSUPPORT:
		return -EAFNOSUPPORT;
	case NLE_PROTO_MISMATCH:
		return -EPROTONOSUPPORT;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_NODEV:
		return -ENODEV;
	case NLE_BUSY:
		return -EBUSY;
	case NLE_NOACCESS:
		return -EACCES;
	case NLE_PERM:
		return -EPERM;
	default:
		return -EIO;
	}
}

/* Fills the fault with the sentence and libnl's text for the code; the errno value is its result. */
#define HF_NLCODE_FAULT(fault, code, fmt, ...)                                                     \
	hf_fault_plain(fault, hf_nlcode_errno(code), HF_HERE, fmt ": %s", ##__VA_ARGS__,           \
		       nl_geterror(code))

#endif
