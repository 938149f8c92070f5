/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An error: a negative errno, one sentence that names the object, and the place that saw it.
 *
 * Functions that can fail return 0 or a negative errno and take a `struct hf_fault *` as their last
 * parameter; it is written only on failure and may be NULL. Nothing here prints.
 */
#ifndef HF_FAULT_H
#define HF_FAULT_H

#include <errno.h>

struct hf_fault {
	int err;	   /* negative errno */
	const char *where; /* "file.c:line", static storage */
	char text[512];	   /* one sentence, no newline */
};

/*
 * Fills *fault (if not NULL) with the formatted sentence followed by ": " and the text of errno
 * value -err. Returns err, so that a caller writes `return HF_FAULT(fault, -errno, "open %s", p)`.
 */
int hf_fault_errno(struct hf_fault *fault, int err, const char *where, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* As hf_fault_errno(), but the sentence stands alone (it already says why). */
int hf_fault_plain(struct hf_fault *fault, int err, const char *where, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Puts "prefix: " before the sentence of a fault that is being passed upwards; returns its err. */
int hf_fault_prefix(struct hf_fault *fault, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define HF_STR2(x) #x
#define HF_STR(x)  HF_STR2(x)
#define HF_HERE	   (__FILE_NAME__ ":" HF_STR(__LINE__))

/* What both macros are worth: the error, and never success, so that a fault cannot get lost. */
#define HF_FAULT_BY(function, fault, err, ...)                                                     \
	({                                                                                         \
		int hf_fault_err = (err);                                                          \
		function(fault, hf_fault_err, HF_HERE, __VA_ARGS__);                               \
		hf_fault_err < 0 ? hf_fault_err : -EIO;                                            \
	})

#define HF_FAULT(fault, err, ...)	HF_FAULT_BY(hf_fault_errno, fault, err, __VA_ARGS__)
#define HF_FAULT_PLAIN(fault, err, ...) HF_FAULT_BY(hf_fault_plain, fault, err, __VA_ARGS__)

#endif
