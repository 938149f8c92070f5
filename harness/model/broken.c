/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "broken.h"

#include <string.h>

#include "own.h"

int hf_broken_attempts(const struct hf_record *record)
{
	static const struct {
		const char *part; /* of the sentence that says why */
		int attempts;
	} disturbances[] = {
		{HF_TOO_BUSY, 4},
		/* A process without a disk, a full backlog of a CPU: or the kernel does not do it. */
		{HF_NOT_REACHED, 2},
		{HF_NOT_RETURNED, 2},
		{HF_FRAMES_LOST, 2},
	};

	if (record->verdict != BROKEN || !record->why)
		return 1;
	for (size_t i = 0; i < HF_ARRAY_LEN(disturbances); i++) {
		if (strstr(record->why, disturbances[i].part))
			return disturbances[i].attempts;
	}
	return 1;
}
