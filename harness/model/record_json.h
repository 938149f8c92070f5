/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records as JSON: keys are stable, new ones may come, none is renamed (docs/record.md).
 */
#ifndef HF_RECORD_JSON_H
#define HF_RECORD_JSON_H

#include <stddef.h>

#include "fault.h"
#include "record.h"

#define HF_RECORD_SCHEMA "halfopen.record/1"

/* Of more packets than these the JSON keeps those of a few flows, and which others are like them. */
#define HF_RECORD_WHOLE_PACKETS 128

/* The whole record as JSON text (with newline at the end); the caller frees it. NULL: no memory. */
char *hf_record_to_json(const struct hf_record *record);

/*
 * Reads a record. -EBADMSG when the text is no JSON, cut short, or lacks a key, or when a value is of
 * another type or makes no sense: the key is named; -EPROTONOSUPPORT when its schema is another one;
 * -ENOMEM. `origin` (a file name) is named in the fault.
 */
int hf_record_from_json(const char *text, size_t size, const char *origin,
			struct hf_record **ret_record, struct hf_fault *fault);

#endif
