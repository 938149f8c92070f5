/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "predict_fate.h"

#include "predict_timers.h"

/* Each of the connect()'s SYNs finds an empty SYN queue, since none is ever admitted. */
static void refused_connect(const struct hf_release *release, const struct hf_knobs *knobs,
			    struct hf_connect_fate *fate)
{
	struct hf_synq none = {0};
	struct hf_schedule syns;

	hf_predict_syn_times(release, knobs, &syns);
	fate->syns = (int64_t)syns.count;
	fate->after_ns = syns.end_ns;
	hf_predict_syns(release, knobs, true, fate->syns, &none, &fate->server);
}

/* The client answers each SYN-ACK that comes again with a challenge ACK, and that is dropped too.
 */
static void ghost_connect(const struct hf_knobs *knobs, struct hf_connect_fate *fate)
{
	struct hf_third_ack ack;

	hf_predict_third_ack(knobs, fate->server.cookies > 0, &ack);
	fate->connects = true;
	fate->reset = ack.reset;
	fate->acks = 1;
	if (fate->server.admitted && !ack.reset)
		fate->acks += knobs->v[HF_SYNACK_RETRIES];
	fate->server.listen_drops += fate->acks * ack.listen_drops;
	fate->server.listen_overflows += fate->acks * ack.listen_overflows;
	fate->out_rsts = ack.out_rsts;
	fate->embryonic_rsts = ack.embryonic_rsts;
	fate->cookies_recv = ack.cookies_recv;
}

void hf_predict_connect(const struct hf_release *release, const struct hf_knobs *knobs,
			struct hf_connect_fate *ret_fate)
{
	struct hf_synq none = {0};

	*ret_fate = (struct hf_connect_fate){.syns = 1};
	hf_predict_syns(release, knobs, true, 1, &none, &ret_fate->server);
	if (ret_fate->server.refused)
		refused_connect(release, knobs, ret_fate);
	else
		ghost_connect(knobs, ret_fate);
}

/* How many of the segments after the first are sent before that moment. */
static int64_t copies_before(const struct hf_schedule *schedule, int64_t ns)
{
	int64_t n = 0;

	while (n + 1 < (int64_t)schedule->count && schedule->at_ns[n + 1] < ns)
		n++;
	return n;
}

/* The third ACK was answered with RST: nothing follows. */
static void aborted(struct hf_ghost_fate *fate)
{
	*fate = (struct hf_ghost_fate){.reset = true, .listen_drops = 1};
}

void hf_predict_ghost(const struct hf_release *release, const struct hf_knobs *knobs,
		      struct hf_ghost_fate *ret_fate)
{
	struct hf_data_times data;
	struct hf_schedule synacks;
	struct hf_ghost_fate *f = ret_fate;
	int64_t answered;

	if (knobs->v[HF_ABORT_ON_OVERFLOW]) {
		aborted(f);
		return;
	}
	hf_predict_data_times(release, knobs, &data);
	hf_predict_synack_times(release, knobs, &synacks);
	*f = (struct hf_ghost_fate){.forgotten_ns = synacks.end_ns, .end_ns = data.schedule.end_ns};
	f->copies = copies_before(&data.schedule, f->forgotten_ns);
	/* The next copy finds a listener that knows nothing of it. */
	if (f->copies + 1 < (int64_t)data.schedule.count) {
		f->reset = true;
		f->end_ns = data.schedule.at_ns[f->copies + 1];
	}
	answered = copies_before(&synacks, f->end_ns);
	f->challenges = answered;
	f->late_synacks = answered + 1 < (int64_t)synacks.count;
	f->synack_timeouts = f->late_synacks ? answered + 1 : (int64_t)synacks.count;
	f->listen_drops = 1 + 1 + f->copies + f->challenges;
}
