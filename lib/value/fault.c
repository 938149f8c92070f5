/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void write_sentence(struct hf_fault *fault, int err, const char *where, const char *fmt,
			   va_list args)
{
	fault->err = err;
	fault->where = where;
	vsnprintf(fault->text, sizeof(fault->text), fmt, args);
}

int hf_fault_errno(struct hf_fault *fault, int err, const char *where, const char *fmt, ...)
{
	va_list args;
	size_t used;

	if (!fault)
		return err;
	va_start(args, fmt);
	write_sentence(fault, err, where, fmt, args);
	va_end(args);
	used = strlen(fault->text);
	snprintf(fault->text + used, sizeof(fault->text) - used, ": %s", strerror(-err));
	return err;
}

int hf_fault_plain(struct hf_fault *fault, int err, const char *where, const char *fmt, ...)
{
	va_list args;

	if (!fault)
		return err;
	va_start(args, fmt);
	write_sentence(fault, err, where, fmt, args);
	va_end(args);
	return err;
}

int hf_fault_prefix(struct hf_fault *fault, const char *fmt, ...)
{
	char old[sizeof(fault->text)];
	va_list args;
	size_t used;

	if (!fault)
		return -EIO;
	memcpy(old, fault->text, sizeof(old));
	va_start(args, fmt);
	vsnprintf(fault->text, sizeof(fault->text), fmt, args);
	va_end(args);
	used = strlen(fault->text);
	snprintf(fault->text + used, sizeof(fault->text) - used, ": %s", old);
	return fault->err;
}
