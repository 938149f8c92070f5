/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tick.h"

#include <limits.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * HF_SEC + ts.tv_nsec;
}

int64_t hf_tick_now_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t hf_tick_real_offset_ns(void)
{
	int64_t best_width = INT64_MAX;
	int64_t offset = 0;

	for (int i = 0; i < 8; i++) {
		int64_t before = read_clock(CLOCK_MONOTONIC);
		int64_t real = read_clock(CLOCK_REALTIME);
		int64_t after = read_clock(CLOCK_MONOTONIC);

		if (after - before < best_width) {
			best_width = after - before;
			offset = real - (before + best_width / 2);
		}
	}
	return offset;
}

int64_t hf_tick_jiffy_ns(void)
{
	struct timespec ts;

	clock_getres(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec * HF_SEC + ts.tv_nsec;
}

int hf_tick_left_ms(int64_t deadline_ns)
{
	int64_t left = deadline_ns - hf_tick_now_ns();

	if (left <= 0)
		return 0;
	left = (left + HF_MS - 1) / HF_MS;
	return left > INT_MAX ? INT_MAX : (int)left;
}
