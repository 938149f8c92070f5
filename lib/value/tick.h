/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time: int64 nanoseconds of CLOCK_MONOTONIC everywhere inside; seconds only in cases and reports.
 */
#ifndef HF_TICK_H
#define HF_TICK_H

#include <stdint.h>

#define HF_US  INT64_C(1000)
#define HF_MS  INT64_C(1000000)
#define HF_SEC INT64_C(1000000000)

/* Now, ns of CLOCK_MONOTONIC. */
int64_t hf_tick_now_ns(void);

/*
 * CLOCK_REALTIME minus CLOCK_MONOTONIC, ns: subtract it from a kernel packet stamp to get a tick.
 * Taken as the tightest of a few readings, so that it is exact to the cost of two clock reads.
 */
int64_t hf_tick_real_offset_ns(void);

/*
 * Length of one jiffy of the running kernel, ns (4 ms at HZ=250): the resolution of
 * CLOCK_MONOTONIC_COARSE, which the kernel defines as TICK_NSEC (KTIME_LOW_RES).
 */
int64_t hf_tick_jiffy_ns(void);

/* Milliseconds from now to the deadline for poll(): 0 when it has passed, rounded up otherwise. */
int hf_tick_left_ms(int64_t deadline_ns);

#endif
