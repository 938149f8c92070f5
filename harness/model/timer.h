/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's timers as they are written down, "1.0" or "1.0~1.4" in seconds, and when they fire.
 *
 * A timer of d seconds fires no earlier than d - 1 jiffy and no later than d + the granularity of
 * its level in the timer wheel (kernel/time/timer.c, calc_index) + 1 jiffy. The measured latency of
 * the environment widens both sides: either of the two packets may have been sent, and stamped,
 * late. Pure.
 */
#ifndef HF_TIMER_H
#define HF_TIMER_H

#include <stdint.h>

/* What the environment adds to the kernel's rules. */
struct hf_slack {
	int64_t jiffy_ns;   /* of the kernel under test */
	int64_t latency_ns; /* worst measured lateness of a wake-up during the run */
};

/* Reads "1" or "1.0~1.4"; returns the end of it, or NULL. */
const char *hf_timer_parse(const char *text, int64_t *ret_lo_ns, int64_t *ret_hi_ns);

/*
 * The window in which a timer of lo~hi fires:
 * [lo - jiffy - latency, hi + granularity(hi) + jiffy + latency], not below 0. For 0 (an answer, no
 * timer) it is [0, 2 jiffies + latency].
 */
void hf_timer_window(const struct hf_slack *slack, int64_t lo_ns, int64_t hi_ns,
		     int64_t *ret_lo_ns, int64_t *ret_hi_ns);

/* Granularity of the timer wheel for a timer of d ns at this jiffy: 8^level jiffies. */
int64_t hf_timer_granularity_ns(int64_t d_ns, int64_t jiffy_ns);

/*
 * Parses a sum of timers, "1 + 2 + 4" (each may be a~b), and returns the window of its sum: every
 * timer has its own slack, latency is added once. -EINVAL.
 */
int hf_timer_sum_window(const char *text, const struct hf_slack *slack, int64_t *ret_lo_ns,
			int64_t *ret_hi_ns);

#endif
