/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of record_json.h that it does not offer to others: what the reader's files share. Pure.
 */
#ifndef HF_RECORD_READ_PARTS_H
#define HF_RECORD_READ_PARTS_H

#include "reader.h"

/* Counters, settings, marks, calls, hits, outputs. */
void hf_read_seen(struct hf_reader *reader, const json_t *root);

/* Flows, trains, counts and packets; the record has the addresses of its hosts by then. */
void hf_read_wire(struct hf_reader *reader, const json_t *root);

#endif
