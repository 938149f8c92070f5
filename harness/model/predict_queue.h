/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the two queues of a listener are, and what becomes of SYNs, by the kernel's rules. Pure:
 * knows no case and no record. Knobs must be complete (hf_knobs_complete()).
 */
#ifndef HF_PREDICT_QUEUE_H
#define HF_PREDICT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "era.h"
#include "knobs.h"

#define HF_NO_BOUND INT64_MAX

struct hf_queue_limits {
	int64_t acceptq_limit;    /* sk_max_ack_backlog, the listener's Send-Q */
	int64_t acceptq_capacity; /* so many connections fit; HF_NO_BOUND: it is never full */
	int64_t synq_capacity;    /* a SYN that finds so many requests finds a full queue */
	int64_t strangers; /* last quarter: a SYN that finds so many is refused; or HF_NO_BOUND */
};

void hf_predict_limits(const struct hf_release *release, const struct hf_knobs *knobs,
		       struct hf_queue_limits *ret_limits);

/* Requests of a listener; young are those whose SYN-ACK timer has not fired yet. */
struct hf_synq {
	int64_t qlen, young;
};

/* What becomes of some SYNs, and by how much the server's counters grow. */
struct hf_syns {
	int64_t admitted, refused, cookies;
	int64_t listen_drops, listen_overflows, full_drop, full_do_cookies, cookies_sent;
};

/*
 * `syns` SYNs of as many tuples arrive within a second and nobody acknowledges. *synq is what they
 * find and what they leave. Order of the tests: tcp_conn_request().
 */
void hf_predict_syns(const struct hf_release *release, const struct hf_knobs *knobs,
		     bool acceptq_full, int64_t syns, struct hf_synq *synq,
		     struct hf_syns *ret_syns);

/* What the end of a handshake does when the accept queue is full: each segment that acknowledges.
 */
struct hf_third_ack {
	bool reset; /* it is answered with RST, and the request is gone */
	int64_t listen_drops, listen_overflows, out_rsts, embryonic_rsts, cookies_recv;
};

/* `by_cookie`: the SYN was answered with a cookie, there is no request. */
void hf_predict_third_ack(const struct hf_knobs *knobs, bool by_cookie,
			  struct hf_third_ack *ret_third);

#endif
