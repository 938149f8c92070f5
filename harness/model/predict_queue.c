/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "predict_queue.h"

/* ---- limits ------------------------------------------------------------------------------- */

/* __sys_listen() compares as unsigned: a negative backlog is a very large one. */
static int64_t clamped_backlog(const struct hf_knobs *knobs)
{
	uint32_t backlog = (uint32_t)knobs->v[HF_BACKLOG];
	uint32_t most = (uint32_t)knobs->v[HF_SOMAXCONN];

	return backlog < most ? backlog : most;
}

/* reqsk_queue_alloc() until 4.3: it is the least of three numbers that is rounded up. */
static int64_t power_of_two_capacity(const struct hf_knobs *knobs)
{
	int64_t n = clamped_backlog(knobs);
	int64_t most = (uint32_t)knobs->v[HF_MAX_SYN_BACKLOG];
	int64_t capacity = 1;

	if (n > most)
		n = most;
	if (n < 8)
		n = 8;
	while (capacity < n + 1)
		capacity *= 2;
	return capacity;
}

static int64_t synq_capacity(const struct hf_release *release, const struct hf_knobs *knobs,
			     int64_t limit)
{
	if (!hf_release_has(release, SYNQ_LIMIT_IS_BACKLOG))
		return power_of_two_capacity(knobs);
	return limit + (hf_release_has(release, SYNQ_ADMITS_LIMIT_PLUS_ONE) ? 1 : 0);
}

/* tcp_conn_request(): max_syn_backlog - qlen < max_syn_backlog >> 2, signed, refuses a stranger. */
static int64_t strangers(const struct hf_release *release, const struct hf_knobs *knobs)
{
	int64_t m = knobs->v[HF_MAX_SYN_BACKLOG];
	int64_t quarter = m < 0 ? -((3 - m) / 4) : m / 4; /* an arithmetic shift rounds down */
	int64_t bound = m - quarter + 1;

	if (knobs->v[HF_SYNCOOKIES] ||
	    (knobs->v[HF_PROVEN] && hf_release_has(release, PROVEN_PEERS)))
		return HF_NO_BOUND;
	return bound < 0 ? 0 : bound;
}

void hf_predict_limits(const struct hf_release *release, const struct hf_knobs *knobs,
		       struct hf_queue_limits *ret_limits)
{
	int64_t limit = clamped_backlog(knobs);
	bool wide = hf_release_has(release, BACKLOG_IS_32_BITS);

	if (!wide)
		limit = (uint16_t)limit;
	*ret_limits = (struct hf_queue_limits){
		.acceptq_limit = limit,
		/* A count of 16 bits is never more than 65535. */
		.acceptq_capacity = !wide && limit == UINT16_MAX ? HF_NO_BOUND : limit + 1,
		.synq_capacity = synq_capacity(release, knobs, limit),
		.strangers = strangers(release, knobs),
	};
}

/* ---- SYNs --------------------------------------------------------------------------------- */

struct listener {
	const struct hf_release *release;
	const struct hf_knobs *knobs;
	struct hf_queue_limits limits;
	bool acceptq_full;
};

static bool refuse(struct hf_syns *syns, int64_t times)
{
	syns->refused += times;
	syns->listen_drops += times;
	return false;
}

/* `times` SYNs in a state of the queue that they do not change. True: the first is admitted. */
static bool is_admitted(const struct listener *l, const struct hf_synq *synq, int64_t times,
			struct hf_syns *syns)
{
	int64_t mode = l->knobs->v[HF_SYNCOOKIES];
	bool always = mode == 2 && hf_release_has(l->release, SYNCOOKIES_ALWAYS);
	bool cookie = always || synq->qlen >= l->limits.synq_capacity;

	if (cookie && !mode) {
		syns->full_drop += times;
		return refuse(syns, times);
	}
	syns->full_do_cookies += cookie ? times : 0;
	if (l->acceptq_full &&
	    (synq->young > 1 || hf_release_has(l->release, SYN_REFUSED_ON_FULL_ACCEPTQ))) {
		syns->listen_overflows += times;
		return refuse(syns, times);
	}
	if (cookie) {
		syns->cookies += times;
		syns->cookies_sent += times;
		if (!hf_release_has(l->release, COOKIE_IS_NO_DROP))
			syns->listen_drops += times;
		return false;
	}
	return synq->qlen < l->limits.strangers || refuse(syns, times);
}

void hf_predict_syns(const struct hf_release *release, const struct hf_knobs *knobs,
		     bool acceptq_full, int64_t syns, struct hf_synq *synq,
		     struct hf_syns *ret_syns)
{
	struct listener l = {.release = release, .knobs = knobs, .acceptq_full = acceptq_full};
	struct hf_syns none = {0};

	hf_predict_limits(release, knobs, &l.limits);
	*ret_syns = (struct hf_syns){0};
	while (ret_syns->admitted < syns && is_admitted(&l, synq, 0, &none)) {
		ret_syns->admitted++;
		synq->qlen++;
		synq->young++;
	}
	/* Who is not admitted leaves nothing behind: all that follow fare alike. */
	if (ret_syns->admitted < syns)
		is_admitted(&l, synq, syns - ret_syns->admitted, ret_syns);
}

/* ---- third ACKs --------------------------------------------------------------------------- */

void hf_predict_third_ack(const struct hf_knobs *knobs, bool by_cookie,
			  struct hf_third_ack *ret_third)
{
	bool reset = knobs->v[HF_ABORT_ON_OVERFLOW] && !by_cookie;

	*ret_third = (struct hf_third_ack){
		.reset = reset,
		.listen_drops = 1,
		.listen_overflows = 1,
		.out_rsts = reset,
		.embryonic_rsts = reset,
		.cookies_recv = by_cookie,
	};
}
