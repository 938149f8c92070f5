/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which named changes a kernel release contains: by its version, stable and vendor backports included.
 * Pure. Behaviour is dated here, never probed: an expectation that came from a probe would hide every
 * regression.
 */
#ifndef HF_ERA_H
#define HF_ERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case.h"

struct hf_release {
	int major, minor, patch;
	int el7; /* build of RHEL 7's 3.10.0 ("3.10.0-693.el7" is 693); 0 for others */
	/* Changes that this kernel has or lacks whatever its version promises: bit 1 << change. */
	uint64_t with, without;
};

/* A stable series or vendor kernel that got the change before or beside mainline. */
struct hf_backport {
	int major, minor, patch; /* from this point release on */
	int el7;		 /* from this build of 3.10.0 on, or 0 */
};

struct hf_change_info {
	const char *name;    /* as in changes.h */
	const char *commit;  /* 12 digits; NULL where only the boundary is known */
	const char *subject; /* of the commit, or what is known of the boundary */
	const char *untold;  /* why a case may not tell it; NULL where one should */
	const char *counter; /* counted otherwise since then, whatever the case; or NULL */
	int major, minor;    /* first mainline release with it */
	struct hf_backport backports[8]; /* ended by major 0 */
};

/* Facts about a change; NULL for HF_CHANGE_UNSET and out of range. */
const struct hf_change_info *hf_change_info(enum hf_change change);

/* The change of that name; HF_CHANGE_UNSET when there is none. */
enum hf_change hf_change_by_name(const char *name);

/*
 * Reads a release from `uname -r` and `uname -v`. Debian's ABI name ("5.10.0-32-amd64") does not tell
 * the point release; its version string ("#1 SMP Debian 5.10.223-1 (2024-08-10)") does and wins.
 * Returns 0, or -EINVAL when no version can be read or the two name different series. `version` may
 * be NULL.
 */
int hf_release_parse(const char *release, const char *version, struct hf_release *ret_release);

bool hf_release_has(const struct hf_release *release, enum hf_change change);

/* Text such as "6.18.44" or "3.10.0-693.el7". */
void hf_release_text(const struct hf_release *release, char *text, size_t size);

/* The era of the list that holds for the release; NULL when none or more than one does. */
const struct hf_era *hf_era_for(const struct hf_era *eras, const struct hf_release *release);

/*
 * Releases on both sides of every change, backports included: if the eras of a case hold exactly once
 * for each of them, they partition all kernels. Returns the array (static) and its length.
 */
const struct hf_release *hf_release_landmarks(size_t *ret_count);

#endif
