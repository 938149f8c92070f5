/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timer.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "tick.h"

/* Two hours of keepalive are the longest time a kernel waits by default; more is a slip of the pen. */
enum { LONGEST_TIME_S = 100000 };

#define BLANKS " \t\r"

/* "1.25" in seconds; returns the end of it, or NULL. Nothing finer than a nanosecond is read. */
static const char *parse_seconds(const char *p, int64_t *ret_ns)
{
	int64_t whole = 0, part = 0, scale = HF_SEC;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		whole = whole * 10 + (*p - '0');
		if (whole > LONGEST_TIME_S)
			return NULL;
	}
	if (*p == '.') {
		if (!isdigit((unsigned char)*++p))
			return NULL;
		for (; isdigit((unsigned char)*p) && scale > 1; p++) {
			scale /= 10;
			part += (*p - '0') * scale;
		}
	}
	*ret_ns = whole * HF_SEC + part;
	return isdigit((unsigned char)*p) ? NULL : p;
}

const char *hf_timer_parse(const char *text, int64_t *ret_lo_ns, int64_t *ret_hi_ns)
{
	const char *p = parse_seconds(text, ret_lo_ns);

	if (!p)
		return NULL;
	*ret_hi_ns = *ret_lo_ns;
	if (*p != '~')
		return p;
	p = parse_seconds(p + 1, ret_hi_ns);
	return p && *ret_hi_ns >= *ret_lo_ns ? p : NULL;
}

/*
 * kernel/time/timer.c: a level has 64 slots (LVL_BITS 6) and is 8 times coarser than the one below
 * (LVL_CLK_SHIFT 3). Level n begins at LVL_START(n) = 63 << (n - 1) * 3 jiffies; there are
 * LVL_DEPTH levels, 9 at HZ > 100 and else 8.
 */
int64_t hf_timer_granularity_ns(int64_t d_ns, int64_t jiffy_ns)
{
	int depth = jiffy_ns < 10 * HF_MS ? 9 : 8;
	int64_t jiffies = (d_ns + jiffy_ns - 1) / jiffy_ns;
	int64_t start = 63, granularity = jiffy_ns;

	for (int level = 0; level < depth - 1 && jiffies >= start; level++) {
		start *= 8;
		granularity *= 8;
	}
	return granularity;
}

void hf_timer_window(const struct hf_slack *slack, int64_t lo_ns, int64_t hi_ns, int64_t *ret_lo_ns,
		     int64_t *ret_hi_ns)
{
	int64_t early = slack->jiffy_ns + slack->latency_ns;

	*ret_lo_ns = lo_ns > early ? lo_ns - early : 0;
	if (hi_ns == 0)
		*ret_hi_ns = 2 * slack->jiffy_ns + slack->latency_ns;
	else
		*ret_hi_ns = hi_ns + hf_timer_granularity_ns(hi_ns, slack->jiffy_ns) +
			     slack->jiffy_ns + slack->latency_ns;
}

int hf_timer_sum_window(const char *text, const struct hf_slack *slack, int64_t *ret_lo_ns,
			int64_t *ret_hi_ns)
{
	const struct hf_slack each = {.jiffy_ns = slack->jiffy_ns};
	int64_t lo, hi, sum_lo = -slack->latency_ns, sum_hi = slack->latency_ns;
	const char *p = text;

	for (;;) {
		p = hf_timer_parse(p + strspn(p, BLANKS), &lo, &hi);
		if (!p)
			return -EINVAL;
		hf_timer_window(&each, lo, hi, &lo, &hi);
		sum_lo += lo;
		sum_hi += hi;
		p += strspn(p, BLANKS);
		if (!*p)
			break;
		if (*p++ != '+')
			return -EINVAL;
	}
	*ret_lo_ns = sum_lo > 0 ? sum_lo : 0;
	*ret_hi_ns = sum_hi;
	return 0;
}
