/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at all sockets, and at all counters, of both hosts.
 */
#ifndef HF_LOOK_H
#define HF_LOOK_H

#include "stage.h"

/* All sockets as they are; the mark has no name yet. */
int hf_look(struct hf_stage *stage, struct hf_record_mark *ret_mark, struct hf_fault *fault);

/* Records the look under the name. */
int hf_look_keep(struct hf_stage *stage, struct hf_record_mark *mark, const char *name,
		 struct hf_fault *fault);

/* Both. */
int hf_look_mark(struct hf_stage *stage, const char *name, struct hf_fault *fault);

/* All counters of a host as they are. */
int hf_look_counters(const struct hf_stage *stage, enum hf_host host, struct hf_mib *ret_mib,
		     struct hf_fault *fault);

/* A look under the name; counters and packets count from now on. */
int hf_look_measure(struct hf_stage *stage, const char *name, struct hf_fault *fault);

#endif
