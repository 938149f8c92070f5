/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a handshake's segments and a connection's data are sent again, and who gives up when, by the
 * kernel's rules. Pure: knows no case and no record. Knobs must be complete.
 *
 * Times are nominal, ns since the first segment: timers fire no earlier, and later by what
 * hf_predict_late_ns() says.
 */
#ifndef HF_PREDICT_TIMERS_H
#define HF_PREDICT_TIMERS_H

#include <stddef.h>
#include <stdint.h>

#include "era.h"
#include "knobs.h"

enum { HF_SCHEDULE_MAX = 320 }; /* more than any retry setting allows */

struct hf_schedule {
	int64_t at_ns[HF_SCHEDULE_MAX]; /* the first segment at 0, then its copies */
	size_t count;
	int64_t end_ns; /* when the sender gives up, in silence */
};

/* SYNs of a client that nobody answers; at the end connect() fails with ETIMEDOUT. */
void hf_predict_syn_times(const struct hf_release *release, const struct hf_knobs *knobs,
			  struct hf_schedule *ret_schedule);

/* SYN-ACKs of a request that nobody acknowledges; at the end it is forgotten. */
void hf_predict_synack_times(const struct hf_release *release, const struct hf_knobs *knobs,
			     struct hf_schedule *ret_schedule);

struct hf_data_times {
	struct hf_schedule schedule;
	int64_t model_ns;  /* the kernel's tcp_retries2 as a time: it gives up at the first timeout
			    * so  long after the first one, or later */
	int64_t sooner_ns; /* where timers that fire late may end it one timeout sooner, or 0 */
};

/*
 * Data on an idle connection of one small round trip, never acknowledged. The RTO is 200 ms,
 * counted as a jiffy more for the round trip where it matters. With SACK a tail loss probe precedes
 * it.
 */
void hf_predict_data_times(const struct hf_release *release, const struct hf_knobs *knobs,
			   struct hf_data_times *ret_times);

/* What requests that nobody acknowledges lose when the SYN queue is more than half full. */
struct hf_thinning {
	int64_t at_ns;                 /* 0: none is thinned out */
	int64_t left_least, left_most; /* how many live on; they differ until 4.0 */
};

/* `requests` were admitted within a second, and no more came. */
void hf_predict_thinning(const struct hf_release *release, const struct hf_knobs *knobs,
			 int64_t requests, struct hf_thinning *ret_thinning);

/* By how much a timer of d ns may fire late on an idle machine. */
int64_t hf_predict_late_ns(const struct hf_release *release, const struct hf_knobs *knobs,
			   int64_t d_ns);

#endif
