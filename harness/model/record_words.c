/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record_words.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "own.h"

/* errno values that cases speak of; others are written as numbers. */
static const struct {
	int value;
	const char *name;
} errnos[] = {
	{0, "OK"},
	{ETIMEDOUT, "ETIMEDOUT"},
	{ECONNRESET, "ECONNRESET"},
	{ECONNREFUSED, "ECONNREFUSED"},
	{EPIPE, "EPIPE"},
	{EAGAIN, "EAGAIN"},
	{EHOSTUNREACH, "EHOSTUNREACH"},
	{ENETUNREACH, "ENETUNREACH"},
	{EMFILE, "EMFILE"},
	{EINPROGRESS, "EINPROGRESS"},
	{ENOTCONN, "ENOTCONN"},
	{ECONNABORTED, "ECONNABORTED"},
};

const char *hf_host_name(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
}

const char *hf_errno_name(int value)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(errnos); i++) {
		if (errnos[i].value == value)
			return errnos[i].name;
	}
	return NULL;
}

int hf_errno_by_name(const char *name)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(errnos); i++) {
		if (!strcmp(errnos[i].name, name))
			return errnos[i].value;
	}
	return -1;
}
