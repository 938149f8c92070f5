/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers a prediction starts from: what an administrator and two programs may set. Pure.
 *
 * A knob that nobody set has the default of the release. struct hf_knobs is a plain value.
 */
#ifndef HF_KNOBS_H
#define HF_KNOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "era.h"
#include "fault.h"

enum hf_knob {
	HF_KNOB_UNSET,
	HF_BACKLOG, /* argument of listen() */
	HF_SOMAXCONN,
	HF_MAX_SYN_BACKLOG,
	HF_SYNCOOKIES,
	HF_SYNACK_RETRIES,
	HF_SYN_RETRIES, /* of the client, like the following three */
	HF_SYN_LINEAR_TIMEOUTS,
	HF_RETRIES2,
	HF_SACK,
	HF_RTO_MAX_MS, /* of both hosts */
	HF_ABORT_ON_OVERFLOW,
	HF_SYNS,   /* how many arrive within a second, each from another tuple */
	HF_PROVEN, /* 1: they come from peers that tcp_metrics know */
	HF_HZ,     /* jiffies a second */
	HF_KNOBS,
};

struct hf_knobs {
	int64_t v[HF_KNOBS];
	bool given[HF_KNOBS];
};

/* "net.ipv4.tcp_syncookies", "backlog". */
const char *hf_knob_name(enum hf_knob knob);

/* True for what belongs to the machine or the experiment: its default is a guess, not the kernel's.
 */
bool hf_knob_is_guess(enum hf_knob knob);

/*
 * Takes one "KEY=VALUE". A sysctl may be written without "net." or without all that stands before
 * its last dot. -EINVAL: no such key, no number, or the key was given before.
 */
int hf_knobs_set(struct hf_knobs *knobs, const char *setting, struct hf_fault *fault);

/*
 * Gives every other knob its default, and holds those that were given against what the release
 * takes: -ERANGE beyond its range, -ENOENT when it has no such setting (knob->v is then undefined).
 */
int hf_knobs_complete(struct hf_knobs *knobs, const struct hf_release *release,
		      struct hf_fault *fault);

#endif
