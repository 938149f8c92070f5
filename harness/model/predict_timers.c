/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "predict_timers.h"

#include "predict_queue.h"
#include "tick.h"
#include "timer.h"

#define TIMEOUT_INIT_NS HF_SEC         /* TCP_TIMEOUT_INIT */
#define RTO_MIN_NS      (200 * HF_MS)  /* TCP_RTO_MIN */
#define RTO_MAX_NS      (120 * HF_SEC) /* TCP_RTO_MAX */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* tcp_rto_max() */
static int64_t rto_max_ns(const struct hf_release *release, const struct hf_knobs *knobs)
{
	if (!hf_release_has(release, RTO_MAX_SYSCTL))
		return RTO_MAX_NS;
	return knobs->v[HF_RTO_MAX_MS] * HF_MS;
}

/* tcp_model_timeout(): how long `retries` of an RTO that doubles up to max would take. */
static int64_t model_ns(int64_t retries, int64_t base_ns, int64_t max_ns)
{
	int64_t doublings = 0;

	while (base_ns << (doublings + 1) <= max_ns)
		doublings++;
	if (retries <= doublings)
		return ((INT64_C(2) << retries) - 1) * base_ns;
	return ((INT64_C(2) << doublings) - 1) * base_ns + (retries - doublings) * max_ns;
}

int64_t hf_predict_late_ns(const struct hf_release *release, const struct hf_knobs *knobs,
			   int64_t d_ns)
{
	int64_t jiffy_ns = HF_SEC / knobs->v[HF_HZ];
	/* 500462a9de65 (4.8) made a timer's accuracy a share of its length. */
	bool wheel = release->major > 4 || (release->major == 4 && release->minor >= 8);

	return jiffy_ns + (wheel ? hf_timer_granularity_ns(d_ns, jiffy_ns) : 0);
}

/* ---- SYN and SYN-ACK ---------------------------------------------------------------------- */

/*
 * tcp_write_timeout(): two limits act, the number of copies and the time that tcp_syn_retries
 * stands for. tcp_retransmit_timer(): the first timeouts may be of equal length.
 */
void hf_predict_syn_times(const struct hf_release *release, const struct hf_knobs *knobs,
			  struct hf_schedule *ret_schedule)
{
	int64_t linear = knobs->v[HF_SYN_LINEAR_TIMEOUTS];
	int64_t most = knobs->v[HF_SYN_RETRIES] + linear;
	int64_t max_ns = rto_max_ns(release, knobs);
	int64_t limit_ns = model_ns(knobs->v[HF_SYN_RETRIES], TIMEOUT_INIT_NS, max_ns);
	int64_t rto_ns = TIMEOUT_INIT_NS, now_ns = rto_ns;
	struct hf_schedule *s = ret_schedule;

	*s = (struct hf_schedule){.count = 1};
	while ((int64_t)s->count - 1 < most && (s->count == 1 || now_ns < limit_ns)) {
		s->at_ns[s->count++] = now_ns;
		if ((int64_t)s->count - 1 > linear)
			rto_ns = least(2 * rto_ns, max_ns);
		now_ns += rto_ns;
	}
	s->end_ns = now_ns;
}

/* reqsk_timer_handler(), inet_csk_reqsk_queue_prune() before 4.1 */
void hf_predict_synack_times(const struct hf_release *release, const struct hf_knobs *knobs,
			     struct hf_schedule *ret_schedule)
{
	int64_t max_ns = hf_release_has(release, SYNACK_HONOURS_RTO_MAX)
				 ? rto_max_ns(release, knobs)
				 : RTO_MAX_NS;
	int64_t timeout_ns = least(TIMEOUT_INIT_NS, max_ns);
	struct hf_schedule *s = ret_schedule;

	*s = (struct hf_schedule){.count = 1, .end_ns = timeout_ns};
	for (int64_t i = 0; i < knobs->v[HF_SYNACK_RETRIES]; i++) {
		s->at_ns[s->count++] = s->end_ns;
		timeout_ns = least(2 * timeout_ns, max_ns);
		s->end_ns += timeout_ns;
	}
}

/* ---- data --------------------------------------------------------------------------------- */

/* Timeouts of one RTO: the nominal one, and what a real one may add up to since the first. */
struct timeouts {
	int64_t nominal_ns, at_ns; /* the RTO in force; when it fired last */
	int64_t real_ns, early_ns,
		late_ns; /* the same RTO with its jiffy; bounds since the first */
};

static void next_timeout(struct timeouts *t, const struct hf_release *release,
			 const struct hf_knobs *knobs, int64_t max_ns)
{
	t->nominal_ns = least(2 * t->nominal_ns, max_ns);
	t->real_ns = least(2 * t->real_ns, max_ns);
	t->at_ns += t->nominal_ns;
	t->early_ns += t->real_ns;
	t->late_ns += t->real_ns + hf_predict_late_ns(release, knobs, t->real_ns);
}

void hf_predict_data_times(const struct hf_release *release, const struct hf_knobs *knobs,
			   struct hf_data_times *ret_times)
{
	int64_t max_ns = rto_max_ns(release, knobs);
	struct timeouts t = {.nominal_ns = RTO_MIN_NS, .at_ns = RTO_MIN_NS};
	struct hf_schedule *s = &ret_times->schedule;

	*ret_times = (struct hf_data_times){
		.schedule.count = 1,
		.model_ns = model_ns(knobs->v[HF_RETRIES2], RTO_MIN_NS, max_ns),
	};
	t.real_ns = RTO_MIN_NS + HF_SEC / knobs->v[HF_HZ];
	if (knobs->v[HF_SACK]) { /* tcp_schedule_loss_probe(), then a whole RTO */
		s->at_ns[s->count++] = t.at_ns;
		t.at_ns += RTO_MIN_NS;
	}
	do {
		s->at_ns[s->count++] = t.at_ns;
		next_timeout(&t, release, knobs, max_ns);
		if (!ret_times->sooner_ns && t.late_ns >= ret_times->model_ns &&
		    t.early_ns < ret_times->model_ns)
			ret_times->sooner_ns = t.at_ns;
	} while (t.early_ns < ret_times->model_ns);
	s->end_ns = t.at_ns;
}

/* ---- thinning ----------------------------------------------------------------------------- */

void hf_predict_thinning(const struct hf_release *release, const struct hf_knobs *knobs,
			 int64_t requests, struct hf_thinning *ret_thinning)
{
	struct hf_queue_limits limits;
	struct hf_schedule synacks;
	int64_t stays;

	*ret_thinning = (struct hf_thinning){.left_least = requests, .left_most = requests};
	hf_predict_limits(release, knobs, &limits);
	/* So many, and fewer, are left alone. */
	if (hf_release_has(release, SYNQ_LIMIT_IS_BACKLOG))
		stays = (limits.acceptq_limit > 8 ? limits.acceptq_limit : 8) / 2;
	else
		stays = limits.synq_capacity / 2 - 1;
	/* No less than two retries are left to anybody: they go when the third timer fires. */
	if (knobs->v[HF_SYNACK_RETRIES] <= 2 || requests <= stays)
		return;
	hf_predict_synack_times(release, knobs, &synacks);
	ret_thinning->at_ns = synacks.at_ns[3];
	ret_thinning->left_most = stays;
	/* A scan of the listener that finds too many thins out all whose time has come. */
	ret_thinning->left_least = hf_release_has(release, SYNACK_TIMER_PER_REQUEST) ? stays : 0;
}
