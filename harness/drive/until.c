/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "until.h"

#include <errno.h>
#include <sys/socket.h>

#include "acts.h"
#include "broken.h"
#include "defaults.h"
#include "look.h"
#include "own.h"
#include "tick.h"
#include "timeline.h"
#include "watch.h"

/* How soon a state is looked at again: at first; at first where the clock jumps; at the latest. */
#define FIRST_PAUSE_NS	 (2 * HF_MS)
#define FIRST_JUMP_NS	 (20 * HF_MS)
#define LONGEST_PAUSE_NS (200 * HF_MS)

static int counter_reached(struct hf_stage *stage, const struct hf_until *until, bool *ret_yes,
			   struct hf_fault *fault)
{
	struct hf_mib now = {0};
	int64_t before = 0, after = 0;
	int err;

	*ret_yes = true;
	if (!until->counter)
		return 0;
	err = hf_look_counters(stage, until->at, &now, fault);
	if (err)
		return err;
	hf_mib_get(&stage->before[until->at], until->counter, &before);
	hf_mib_get(&now, until->counter, &after);
	hf_mib_done(&now);
	*ret_yes = after - before >= hf_variant_number(stage->variant, until->reaches);
	return 0;
}

/* *ret_after_ns: how long after the first packet since MEASURE the last of the wanted ones came. */
static bool segments_seen(struct hf_stage *stage, const struct hf_until *until,
			  int64_t *ret_after_ns)
{
	struct hf_capture *capture = stage->bench->host[SERVER].capture;
	int64_t wanted = hf_variant_number(stage->variant, until->times);
	bool from_client;
	uint8_t flags;

	*ret_after_ns = 0;
	if (!until->segment)
		return true;
	if (hf_kind_parse(until->segment, &from_client, &flags) < 0)
		return false;
	for (size_t i = stage->frames_before; i < hf_capture_count(capture) && wanted > 0; i++) {
		struct hf_frame frame = hf_capture_frame(capture, i);
		struct hf_seg seg;

		wanted -= frame.outgoing != from_client &&
			  hf_pkt_decode(frame.data, frame.caplen, &seg) == 1 &&
			  seg.flags == flags;
		*ret_after_ns =
			frame.t_ns - hf_capture_frame(capture, stage->frames_before).t_ns;
	}
	return wanted <= 0;
}

/*
 * A timer may have got between, which has no part in the experiment. Segments tell by their stamps
 * when all was so; for the rest it is now.
 */
static int check_haste(struct hf_stage *stage, const struct hf_until *until,
		       struct hf_fault *fault)
{
	int64_t limit_ms = hf_variant_number(stage->variant, until->no_later_ms);
	struct hf_capture *capture = stage->bench->host[SERVER].capture;
	int64_t after_ns;

	if (!limit_ms || hf_capture_count(capture) == stage->frames_before)
		return 0;
	if (!until->segment)
		after_ns = hf_tick_now_ns() - hf_capture_frame(capture, stage->frames_before).t_ns;
	else if (!segments_seen(stage, until, &after_ns))
		return 0;
	if (after_ns <= limit_ms * HF_MS)
		return 0;
	return HF_FAULT_PLAIN(fault, -ETIME,
			      "\"%s\" came %lld ms after the first packet, later than %lld "
			      "ms: " HF_TOO_BUSY,
			      until->segment ? until->segment
			      : until->mark  ? until->mark
					     : "UNTIL",
			      (long long)(after_ns / HF_MS), (long long)limit_ms);
}

static bool is(const struct hf_stage *stage, int64_t asked, int64_t seen)
{
	int64_t wanted = hf_variant_number(stage->variant, asked);

	if (!wanted)
		return true;
	return seen == (wanted == NONE ? 0 : wanted);
}

/* A program that serves both families may listen with one socket, or first with one and then another. */
static bool listens(struct hf_stage *stage, uint16_t port, struct hf_fault *fault)
{
	int families[] = {AF_INET6, AF_INET};
	size_t asked = stage->variant->inet6 ? 1 : 2;

	for (size_t f = 0; port && f < asked; f++) {
		HF_AUTO_FREE struct hf_sock *socks = NULL;
		size_t count;

		if (hf_sockdiag_dump(stage->bench->host[SERVER].diag, families[f], &socks, &count,
				     fault) < 0)
			return false;
		for (size_t i = 0; i < count; i++) {
			if (socks[i].state == HF_TCP_LISTEN && socks[i].local_port == port)
				return true;
		}
	}
	return !port;
}

static bool sockets_are(const struct hf_stage *stage, const struct hf_until *until,
			const struct hf_record_mark *mark)
{
	if (!until->state)
		return true;
	return is(stage, until->sockets,
		  mark->sockets[until->at].by_state[hf_tcp_state_parse(until->state)]);
}

/*
 * What has once come stays (segments, calls, counters), so it is asked first, the cheapest before the
 * others: the sockets that the mark shows are those of a moment after it came. *ret_mark is set when
 * all of it has.
 */
static int holds(struct hf_stage *stage, const struct hf_until *until,
		 struct hf_record_mark *ret_mark, bool *ret_holds, struct hf_fault *fault)
{
	int64_t after_ns;
	int err;

	*ret_holds = false;
	if (!segments_seen(stage, until, &after_ns) ||
	    (until->returned && !hf_watch_returned(stage, until->returned)))
		return 0;
	err = counter_reached(stage, until, ret_holds, fault);
	if (err || !*ret_holds)
		return err;
	*ret_holds = listens(stage, until->listening, fault);
	if (!*ret_holds)
		return 0;
	err = hf_look(stage, ret_mark, fault);
	*ret_holds = !err && is(stage, until->acceptq_len, ret_mark->acceptq_len) &&
		     is(stage, until->requests, ret_mark->requests) &&
		     sockets_are(stage, until, ret_mark);
	return err;
}

static int not_reached(struct hf_stage *stage, const struct hf_until *until, struct hf_fault *fault)
{
	struct hf_record_mark mark;
	int err = hf_look(stage, &mark, fault);

	if (err)
		return err;
	return HF_FAULT_PLAIN(fault, -ETIMEDOUT,
			      "the state \"%s\" " HF_NOT_REACHED
			      ": accept queue %lld, requests %lld, %u established "
			      "on the server, %u on the client%s%s",
			      until->mark ? until->mark : "of an UNTIL step",
			      (long long)mark.acceptq_len, (long long)mark.requests,
			      mark.sockets[SERVER].by_state[HF_TCP_ESTABLISHED],
			      mark.sockets[CLIENT].by_state[HF_TCP_ESTABLISHED],
			      until->returned && !hf_watch_returned(stage, until->returned)
				      ? ", a call has not returned: "
				      : "",
			      until->returned ? until->returned : "");
}

/*
 * When to look again. As long as a call is out for whose return we wait, the report of it is all that
 * can help; but a program does not report.
 */
static int64_t next_look(const struct hf_stage *stage, const struct hf_until *until, int64_t pause,
			 int64_t deadline_ns)
{
	if (stage->record->kernel.virtual_clock && until->returned && !hf_acts_go_on(stage) &&
	    !hf_watch_returned(stage, until->returned))
		return hf_watch_stretch(stage, deadline_ns);
	return hf_tick_now_ns() + pause;
}

int hf_until_wait(struct hf_stage *stage, const struct hf_until *until, struct hf_fault *fault)
{
	int64_t within_ms = until->within_ms ? hf_variant_number(stage->variant, until->within_ms)
					     : HF_DEFAULT_WITHIN_MS;
	int64_t deadline_ns = hf_tick_now_ns() + within_ms * HF_MS;
	int64_t pause = stage->record->kernel.virtual_clock ? FIRST_JUMP_NS : FIRST_PAUSE_NS;
	struct hf_record_mark mark;
	bool reached;
	int err;

	/* A program's listener is the one to look at where the case has none of its own. */
	if (!stage->port)
		stage->port = until->listening;
	while ((err = holds(stage, until, &mark, &reached, fault)) == 0 && !reached) {
		if (hf_tick_now_ns() > deadline_ns)
			return not_reached(stage, until, fault);
		err = hf_watch(stage, next_look(stage, until, pause, deadline_ns), fault);
		if (err)
			return err;
		/* Looks cost time; a wait of minutes needs fewer of them. */
		if (pause < LONGEST_PAUSE_NS)
			pause += pause / 8;
	}
	if (!err)
		err = check_haste(stage, until, fault);
	if (err || !until->mark)
		return err;
	return hf_look_keep(stage, &mark, until->mark, fault);
}
