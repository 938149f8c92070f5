/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timers in words. */
#include <inttypes.h>
#include <stdio.h>

#include "predict_fate.h"
#include "predict_parts.h"
#include "predict_queue.h"
#include "predict_timers.h"
#include "tick.h"

enum { SHIFTS_OF_64_BITS = 62 };

struct said {
	const struct hf_release *release;
	const struct hf_knobs *knobs;
	struct hf_facts *facts;
};

static double seconds(int64_t ns)
{
	return (double)ns / HF_SEC;
}

/* ---- SYN ---------------------------------------------------------------------------------- */

static void syn_facts(struct said *s)
{
	const char *what = "SYNs that nobody answers";
	int64_t linear = s->knobs->v[HF_SYN_LINEAR_TIMEOUTS];
	const char *most = hf_release_has(s->release, RTO_MAX_SYSCTL) ? "tcp_rto_max_ms" : "120 s";
	struct hf_schedule syns;
	struct hf_fact *fact;

	hf_predict_syn_times(s->release, s->knobs, &syns);
	if (linear)
		fact = hf_fact_add(s->facts, what, "tcp_retransmit_timer",
				   "the first %" PRId64
				   " timeouts are of one second, and so is the "
				   "next; from there on the timeout doubles, to %s at most",
				   linear, most);
	else
		fact = hf_fact_add(s->facts, what, "tcp_retransmit_timer",
				   "the timeout doubles from one second to %s at most", most);
	hf_fact_schedule(fact, &syns);
	fact = hf_fact_add(s->facts, "connect() fails with ETIMEDOUT at", "tcp_write_timeout",
			   "the first timeout after tcp_syn_retries%s copies, or after the time "
			   "that tcp_syn_retries doublings take",
			   linear ? " + tcp_syn_linear_timeouts" : "");
	hf_fact_time(fact, syns.end_ns);
}

/* ---- SYN-ACK ------------------------------------------------------------------------------ */

static const char *synack_function(const struct said *s)
{
	return hf_release_has(s->release, SYNACK_TIMER_PER_REQUEST) ? "reqsk_timer_handler"
								    : "inet_csk_reqsk_queue_prune";
}

static const char *synack_rule(const struct said *s)
{
	if (!hf_release_has(s->release, SYNACK_TIMER_PER_REQUEST))
		return "the timeout doubles from one second to 120 s at most; the listener is "
		       "scanned every 200 ms, so that each step is late by up to 0.6 s";
	if (hf_release_has(s->release, SYNACK_HONOURS_RTO_MAX))
		return "the timeout doubles from one second to tcp_rto_max_ms at most";
	if (hf_release_has(s->release, RTO_MAX_SYSCTL))
		return "the timeout doubles from one second to 120 s at most; tcp_rto_max_ms has "
		       "no part in it before 6.19";
	return "the timeout doubles from one second to 120 s at most";
}

static void thinning_facts(struct said *s)
{
	struct hf_synq synq = {0};
	struct hf_syns syns;
	struct hf_thinning thinning;
	struct hf_fact *fact;

	hf_predict_syns(s->release, s->knobs, false, s->knobs->v[HF_SYNS], &synq, &syns);
	hf_predict_thinning(s->release, s->knobs, syns.admitted, &thinning);
	fact = hf_fact_add(s->facts, "thinning", synack_function(s),
			   "while %s, requests that are no longer young get two retries at most",
			   hf_release_has(s->release, SYNQ_LIMIT_IS_BACKLOG)
				   ? "twice the requests are more than max(8, limit)"
				   : "the SYN queue is half full or more");
	if (!thinning.at_ns)
		snprintf(fact->text, sizeof(fact->text),
			 "none: %" PRId64 " requests get all their retries", syns.admitted);
	else
		snprintf(fact->text, sizeof(fact->text),
			 "%s%" PRId64 " of %" PRId64 " requests outlive %g s",
			 thinning.left_least < thinning.left_most ? "at most " : "",
			 thinning.left_most, syns.admitted, seconds(thinning.at_ns));
}

static void synack_facts(struct said *s)
{
	struct hf_schedule synacks;
	struct hf_fact *fact;
	int64_t late_ns = 0;

	hf_predict_synack_times(s->release, s->knobs, &synacks);
	hf_fact_schedule(hf_fact_add(s->facts, "SYN-ACKs that nobody acknowledges",
				     synack_function(s), "%s", synack_rule(s)),
			 &synacks);
	fact = hf_fact_add(
		s->facts, "the request is forgotten at", synack_function(s),
		"the timeout after the last SYN-ACK, in silence: TCPTimeouts counts %" PRId64
		", RetransSegs and TCPSynRetrans %" PRId64 "%s",
		s->knobs->v[HF_SYNACK_RETRIES] + 1, s->knobs->v[HF_SYNACK_RETRIES],
		s->knobs->v[HF_SYNACK_RETRIES] > SHIFTS_OF_64_BITS
			? "; not to be trusted: from the 64th timeout on the kernel "
			  "shifts it out of its 64 bits"
			: "");
	hf_fact_time(fact, synacks.end_ns);
	for (size_t i = 1; i <= synacks.count; i++) {
		int64_t until = i < synacks.count ? synacks.at_ns[i] : synacks.end_ns;

		late_ns += hf_predict_late_ns(s->release, s->knobs, until - synacks.at_ns[i - 1]);
		if (!hf_release_has(s->release, SYNACK_TIMER_PER_REQUEST))
			late_ns += 600 * HF_MS;
	}
	fact = hf_fact_add(s->facts, "... and no later than", "calc_wheel_index",
			   "timers never fire early; at %" PRId64 " jiffies a second the steps "
			   "are late by so much in all on an idle machine",
			   s->knobs->v[HF_HZ]);
	hf_fact_time(fact, synacks.end_ns + late_ns);
	thinning_facts(s);
}

/* ---- data --------------------------------------------------------------------------------- */

static void data_facts(struct said *s)
{
	struct hf_data_times data;
	struct hf_fact *fact;

	hf_predict_data_times(s->release, s->knobs, &data);
	hf_fact_schedule(
		hf_fact_add(s->facts, "data that nobody acknowledges", "tcp_retransmit_timer",
			    "the timeout doubles from 200 ms to %s%s",
			    hf_release_has(s->release, RTO_MAX_SYSCTL) ? "tcp_rto_max_ms" : "120 s",
			    s->knobs->v[HF_SACK] ? ", after one tail loss probe (SACK is on)"
						 : "; no tail loss probe, for SACK is off"),
		&data.schedule);
	fact = hf_fact_add(s->facts, "the sender fails with ETIMEDOUT at", "retransmits_timed_out",
			   "the first timeout that is %g s or more after the first one "
			   "(tcp_retries2 as a time); it sends no RST",
			   seconds(data.model_ns));
	hf_fact_time(fact, data.schedule.end_ns);
	if (!data.sooner_ns)
		return;
	fact = hf_fact_add(s->facts, "... or already at", "retransmits_timed_out",
			   "the timeout before is so near that timers that fire late may reach it");
	hf_fact_time(fact, data.sooner_ns);
}

static void ghost_facts(struct said *s)
{
	struct hf_ghost_fate fate;
	struct hf_fact *fact;

	hf_predict_ghost(s->release, s->knobs, &fate);
	fact = hf_fact_add(
		s->facts, "client whose third ACK and data are dropped", "tcp_rcv_state_process",
		fate.late_synacks   ? "it gives up first; the next SYN-ACK then finds a closed "
				      "port and draws the client's RST (EmbryonicRsts, AttemptFails)"
		: !fate.reset       ? "it gives up, and no RST is sent"
		: fate.forgotten_ns ? "once the server has forgotten the request, the next copy "
				      "finds a listener, which answers every ACK with RST; an idle "
				      "client sends nothing and is never told"
				    : "tcp_abort_on_overflow answers its third ACK with RST");
	snprintf(fact->text, sizeof(fact->text), "%s at %g s",
		 fate.reset ? "RST, ECONNRESET" : "ETIMEDOUT", seconds(fate.end_ns));
	if (fate.forgotten_ns)
		fact = hf_fact_add(s->facts, "its counters on the server", "tcp_v4_syn_recv_sock",
				   "third ACK, data, %" PRId64 " copies of it, and one challenge "
				   "ACK for each of %" PRId64 " SYN-ACKs sent again",
				   fate.copies, fate.challenges);
	else
		fact = hf_fact_add(s->facts, "its counters on the server", "tcp_v4_syn_recv_sock",
				   "third ACK; data that is on its way by then draws one RST more");
	hf_fact_count(fact, "TcpExt.ListenDrops", fate.listen_drops);
	hf_fact_count(fact, "TcpExt.ListenOverflows", fate.listen_drops);
	hf_fact_count(fact, "TcpExt.TCPTimeouts", fate.synack_timeouts);
	hf_fact_count(fact, "TcpExt.EmbryonicRsts",
		      fate.late_synacks + (fate.reset && !fate.forgotten_ns));
	hf_fact_count(fact, "Tcp.OutRsts", fate.reset);
}

/* ---- cookies ------------------------------------------------------------------------------ */

static void cookie_fact(struct said *s)
{
	bool longer = hf_release_has(s->release, COOKIE_VALID_120S);
	/* 3.13 and RHEL 7 count in 60 s and take two of them. */
	bool early = s->release->major == 3 && s->release->minor < 13 && !s->release->el7;
	struct hf_fact *fact;

	if (!s->knobs->v[HF_SYNCOOKIES])
		return;
	fact = hf_fact_add(s->facts, "a cookie is taken for", "tcp_synq_no_recent_overflow",
			   "so long after the listener's last cookie%s; no cookie is taken that is "
			   "older than %s minutes of the clock",
			   hf_release_has(s->release, COOKIE_FAILS_AFTER_OVERFLOW_ONLY)
				   ? ""
				   : ", though a stray ACK counts in SyncookiesFailed at any time",
			   early ? "four" : "two");
	hf_fact_time(fact, (longer ? 120 : 3) * HF_SEC);
}

void hf_predict_timer_facts(const struct hf_release *release, const struct hf_knobs *knobs,
			    struct hf_facts *facts)
{
	struct said s = {.release = release, .knobs = knobs, .facts = facts};

	syn_facts(&s);
	synack_facts(&s);
	data_facts(&s);
	ghost_facts(&s);
	cookie_fact(&s);
}
