/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "defaults.h"
#include "own.h"
#include "stage.h"
#include "tick.h"
#include "timeline.h"

static const enum hf_host both[] = {SERVER, CLIENT};

/* How often states are looked at while waiting for one, and how long a silence is at a stretch. */
#define LOOK_NS	   (2 * HF_MS)
#define STRETCH_NS (20 * HF_MS)

/* ---- reports ---- */

static struct hf_record_call *call_of(struct hf_stage *stage, enum hf_host host, uint32_t id)
{
	for (size_t i = stage->key_count; i-- > 0;) {
		if (stage->keys[i].host == host && stage->keys[i].id == id)
			return &stage->record->calls[i];
	}
	return NULL;
}

/* Which connection of the case has this client port; for accepted ones, whose name is the listener. */
static void name_by_port(const struct hf_stage *stage, uint16_t sport, struct hf_record_call *call)
{
	for (size_t i = 0; i < stage->record->flow_count; i++) {
		const struct hf_record_flow *flow = &stage->record->flows[i];

		if (flow->dport && sport >= flow->sport && sport - flow->sport < flow->count &&
		    hf_addr_equal(&flow->client, &stage->record->client))
			call->index = sport - flow->sport;
	}
}

static int take_report(struct hf_stage *stage, enum hf_host host, const struct hf_report *report)
{
	struct hf_record_call *call = call_of(stage, host, report->id);
	struct hf_record_call fresh = {.host = host, .index = report->index, .pending = true};
	struct hf_call_key key = {host, report->id};

	stage->report_count++;
	/* An application that is kept waiting is told late of what has happened. */
	if (report->late_ns > stage->record->latency_ns)
		stage->record->latency_ns = report->late_ns;
	if (!call) {
		memcpy(fresh.who, report->who, sizeof(fresh.who));
		memcpy(fresh.call, report->call, sizeof(fresh.call));
		fresh.start_ns = report->start_ns - stage->start_ns;
		fresh.end_ns = fresh.start_ns;
		if (host == SERVER)
			name_by_port(stage, report->sport, &fresh);
		if (hf_record_append(&stage->keys, &stage->key_count, sizeof(key), &key) < 0 ||
		    HF_RECORD_APPEND(stage->record, calls, call_count, &fresh) < 0)
			return -ENOMEM;
		call = &stage->record->calls[stage->record->call_count - 1];
	}
	if (report->returned) {
		call->pending = false;
		call->err = report->err;
		call->bytes = report->bytes;
		call->end_ns = report->end_ns - stage->start_ns;
	}
	return 0;
}

static int take_reports(struct hf_stage *stage, struct hf_fault *fault)
{
	struct hf_report report;

	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		while (hf_puppet_report(&stage->bench->host[both[i]].app, &report)) {
			if (take_report(stage, both[i], &report) < 0)
				return HF_FAULT(fault, -ENOMEM, "keep a call's report");
		}
	}
	return 0;
}

/* ---- time ---- */

static int notice(struct hf_stage *stage, struct hf_fault *fault)
{
	int err = take_reports(stage, fault);

	hf_acts_attend(stage);
	return err ? err : hf_peers_attend(stage, fault);
}

/* Late is also who is ready to go on and has no CPU: a timer may fire between any two steps. */
void hf_watch_delay(struct hf_stage *stage)
{
	int64_t waited_ns = hf_proc_waited_ns();

	if (waited_ns - stage->waited_ns > stage->record->latency_ns)
		stage->record->latency_ns = waited_ns - stage->waited_ns;
	stage->waited_ns = waited_ns;
}

/* poll() with a deadline in ns. Being woken late is what the environment adds to every timer. */
static void wait_for_reports(struct hf_stage *stage, int64_t deadline_ns)
{
	struct pollfd fds[HF_ARRAY_LEN(both) + 1];
	struct pollfd *bell = &fds[HF_ARRAY_LEN(both)];
	int64_t left = deadline_ns - hf_tick_now_ns();
	bool timed = left > 0; /* a look without waiting says nothing about lateness */
	struct timespec timeout;

	if (!timed)
		left = 0;
	timeout = (struct timespec){.tv_sec = left / HF_SEC, .tv_nsec = left % HF_SEC};
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++)
		fds[i] = (struct pollfd){.fd = stage->bench->host[both[i]].app.control,
					 .events = POLLIN};
	*bell = (struct pollfd){.fd = stage->bell, .events = POLLIN};
	if (ppoll(fds, HF_ARRAY_LEN(fds), &timeout, NULL) == 0 && timed) {
		int64_t late = hf_tick_now_ns() - deadline_ns;

		if (late > stage->record->latency_ns)
			stage->record->latency_ns = late;
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		/* A puppet that was killed has hung up for good: looking at it again would not wait. */
		if ((fds[i].revents & (POLLHUP | POLLERR)) && !(fds[i].revents & POLLIN))
			hf_close(&stage->bench->host[both[i]].app.control);
	}
	if (bell->revents)
		hf_peers_silence(stage);
}

int hf_watch(struct hf_stage *stage, int64_t deadline_ns, struct hf_fault *fault)
{
	size_t reports = stage->report_count;
	int err = notice(stage, fault);

	hf_watch_delay(stage);
	/* What has come since the caller looked may be all that it waits for. */
	if (err || stage->report_count != reports)
		return err;
	wait_for_reports(stage, deadline_ns);
	return notice(stage, fault);
}

static bool programs_run(const struct hf_stage *stage)
{
	for (size_t i = 0; i < stage->act_count; i++) {
		if (!stage->acts[i].ended)
			return true;
	}
	return false;
}

/*
 * Reports wake us, and frames for peers that answer; programs that may end must be looked at. A virtual
 * clock jumps over hours in which nobody looks.
 */
int64_t hf_watch_stretch(const struct hf_stage *stage, int64_t deadline_ns)
{
	int64_t now_ns = hf_tick_now_ns();
	int64_t next_ns = deadline_ns;

	if (!stage->record->kernel.virtual_clock)
		next_ns = now_ns + STRETCH_NS;
	else if (programs_run(stage))
		next_ns = now_ns + HF_SEC;
	return next_ns < deadline_ns ? next_ns : deadline_ns;
}

int hf_watch_for(struct hf_stage *stage, int64_t ns, struct hf_fault *fault)
{
	int64_t end_ns = hf_tick_now_ns() + ns;
	int err = 0;

	while (!err && hf_tick_now_ns() < end_ns)
		err = hf_watch(stage, hf_watch_stretch(stage, end_ns), fault);
	return err;
}

/* ---- looks ---- */

static void note_buffers(const struct hf_sock *sock, int64_t *unread, int64_t *unacked)
{
	if (sock->rqueue > *unread)
		*unread = sock->rqueue;
	if (sock->wqueue > *unacked)
		*unacked = sock->wqueue;
}

/* Of several listeners on a port the first of the case is the one that looks tell about. */
static bool is_first(const struct hf_stage *stage, const struct hf_sock *sock)
{
	if (sock->local_port != stage->port)
		return false;
	for (size_t i = 0; i < stage->listener_count; i++) {
		if (stage->listeners[i].host == SERVER)
			return stage->listeners[i].inode == sock->inode;
	}
	return true;
}

static void note_queue(const struct hf_stage *stage, const struct hf_sock *sock,
		       struct hf_record_mark *mark)
{
	for (size_t i = 0; i < mark->queue_count; i++) {
		if (stage->listeners[i].inode != sock->inode)
			continue;
		mark->queues[i].len = sock->rqueue;
		mark->queues[i].limit = sock->wqueue;
	}
}

/* Where there is more than one listener, the queue of each is told. */
static void name_queues(const struct hf_stage *stage, struct hf_record_mark *mark)
{
	if (stage->listener_count < 2)
		return;
	mark->queue_count = stage->listener_count;
	for (size_t i = 0; i < mark->queue_count; i++) {
		mark->queues[i] = (struct hf_record_queue){.len = -1, .limit = -1};
		snprintf(mark->queues[i].listener, sizeof(mark->queues[i].listener), "%s",
			 stage->listeners[i].name);
	}
}

static void count_sockets(struct hf_stage *stage, enum hf_host host, const struct hf_sock *socks,
			  size_t count, struct hf_record_mark *mark)
{
	for (size_t i = 0; i < count; i++) {
		const struct hf_sock *sock = &socks[i];

		if (sock->state < HF_ARRAY_LEN(mark->sockets[host].by_state))
			mark->sockets[host].by_state[sock->state]++;
		if (sock->state == HF_TCP_ESTABLISHED)
			note_buffers(sock, &mark->sockets[host].unread,
				     &mark->sockets[host].unacked);
		if (sock->state == HF_TCP_LISTEN)
			note_queue(stage, sock, mark);
		if (host != SERVER)
			continue;
		if (sock->state == HF_TCP_SYN_RECV)
			mark->requests++;
		if (sock->state == HF_TCP_LISTEN && is_first(stage, sock)) {
			mark->acceptq_len = sock->rqueue;
			mark->acceptq_limit = sock->wqueue;
		}
	}
}

static int look(struct hf_stage *stage, struct hf_record_mark *ret_mark, struct hf_fault *fault)
{
	const int families[] = {stage->variant->inet6 ? AF_INET6 : AF_INET, AF_INET6};
	size_t dumps = stage->dual_stack && !stage->variant->inet6 ? 2 : 1;

	*ret_mark = (struct hf_record_mark){
		.t_ns = hf_tick_now_ns() - stage->start_ns,
		.acceptq_len = -1,
		.acceptq_limit = -1,
	};
	name_queues(stage, ret_mark);
	for (size_t i = 0; i < dumps * HF_ARRAY_LEN(both); i++) {
		HF_AUTO_FREE struct hf_sock *socks = NULL;
		enum hf_host host = both[i / dumps];
		size_t count;
		int err = hf_sockdiag_dump(stage->bench->host[host].diag, families[i % dumps],
					   &socks, &count, fault);

		if (err)
			return err;
		count_sockets(stage, host, socks, count, ret_mark);
	}
	return 0;
}

static int keep_mark(struct hf_stage *stage, struct hf_record_mark *mark, const char *name,
		     struct hf_fault *fault)
{
	snprintf(mark->name, sizeof(mark->name), "%s", name);
	if (HF_RECORD_APPEND(stage->record, marks, mark_count, mark) < 0)
		return HF_FAULT(fault, -ENOMEM, "keep the mark %s", name);
	return 0;
}

int hf_watch_look(struct hf_stage *stage, const char *name, struct hf_fault *fault)
{
	struct hf_record_mark mark;
	int err = look(stage, &mark, fault);

	return err ? err : keep_mark(stage, &mark, name, fault);
}

/* ---- until ---- */

bool hf_watch_returned(const struct hf_stage *stage, const char *who)
{
	for (size_t i = 0; i < stage->record->call_count; i++) {
		const struct hf_record_call *call = &stage->record->calls[i];

		if (call->pending && !strcmp(call->who, who))
			return false;
	}
	return true;
}

int hf_watch_counters(const struct hf_stage *stage, enum hf_host host, struct hf_mib *ret_mib,
		      struct hf_fault *fault)
{
	int err = hf_bench_enter(stage->bench, host, fault);

	if (!err)
		err = hf_mib_snapshot(ret_mib, fault);
	if (err || !stage->counts_machine || host != SERVER)
		return err;
	err = hf_mib_add_machine(ret_mib, fault);
	if (err)
		hf_mib_done(ret_mib);
	return err;
}

static int counter_reached(struct hf_stage *stage, const struct hf_until *until, bool *ret_yes,
			   struct hf_fault *fault)
{
	struct hf_mib now = {0};
	int64_t before = 0, after = 0;
	int err;

	*ret_yes = true;
	if (!until->counter)
		return 0;
	err = hf_watch_counters(stage, until->at, &now, fault);
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
 * What has once come stays (counters, segments, calls), so it is asked first: the sockets that the
 * mark shows are those of a moment after it came.
 */
static int holds(struct hf_stage *stage, const struct hf_until *until,
		 struct hf_record_mark *ret_mark, bool *ret_holds, struct hf_fault *fault)
{
	int64_t after_ns;
	int err = counter_reached(stage, until, ret_holds, fault);

	if (err)
		return err;
	*ret_holds = *ret_holds && segments_seen(stage, until, &after_ns) &&
		     (!until->returned || hf_watch_returned(stage, until->returned)) &&
		     listens(stage, until->listening, fault);
	err = look(stage, ret_mark, fault);
	if (err)
		return err;
	*ret_holds = *ret_holds && is(stage, until->acceptq_len, ret_mark->acceptq_len) &&
		     is(stage, until->requests, ret_mark->requests) &&
		     sockets_are(stage, until, ret_mark);
	return 0;
}

static int not_reached(const struct hf_stage *stage, const struct hf_until *until,
		       const struct hf_record_mark *mark, struct hf_fault *fault)
{
	return HF_FAULT_PLAIN(
		fault, -ETIMEDOUT,
		"the state \"%s\" " HF_NOT_REACHED ": accept queue %lld, requests %lld, %u established "
		"on the server, %u on the client%s%s",
		until->mark ? until->mark : "of an UNTIL step", (long long)mark->acceptq_len,
		(long long)mark->requests, mark->sockets[SERVER].by_state[HF_TCP_ESTABLISHED],
		mark->sockets[CLIENT].by_state[HF_TCP_ESTABLISHED],
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
	if (stage->record->kernel.virtual_clock && until->returned && !programs_run(stage) &&
	    !hf_watch_returned(stage, until->returned))
		return hf_watch_stretch(stage, deadline_ns);
	return hf_tick_now_ns() + pause;
}

int hf_watch_until(struct hf_stage *stage, const struct hf_until *until, struct hf_fault *fault)
{
	int64_t within_ms = until->within_ms ? hf_variant_number(stage->variant, until->within_ms)
					     : HF_DEFAULT_WITHIN_MS;
	int64_t deadline_ns = hf_tick_now_ns() + within_ms * HF_MS;
	int64_t pause = stage->record->kernel.virtual_clock ? STRETCH_NS : LOOK_NS;
	struct hf_record_mark mark;
	bool reached;
	int err;

	/* A program's listener is the one to look at where the case has none of its own. */
	if (!stage->port)
		stage->port = until->listening;
	while ((err = holds(stage, until, &mark, &reached, fault)) == 0 && !reached) {
		if (hf_tick_now_ns() > deadline_ns)
			return not_reached(stage, until, &mark, fault);
		err = hf_watch(stage, next_look(stage, until, pause, deadline_ns), fault);
		if (err)
			return err;
		/* Looks cost time; a wait of minutes needs fewer of them. */
		if (pause < 10 * STRETCH_NS)
			pause += pause / 8;
	}
	if (!err)
		err = check_haste(stage, until, fault);
	if (err || !until->mark)
		return err;
	return keep_mark(stage, &mark, until->mark, fault);
}

/* ---- measure and end ---- */

int hf_watch_measure(struct hf_stage *stage, const char *mark, struct hf_fault *fault)
{
	int err = hf_watch_look(stage, mark, fault);

	stage->record->measure_ns = hf_tick_now_ns() - stage->start_ns;
	stage->frames_before = hf_capture_count(stage->bench->host[SERVER].capture);
	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++) {
		hf_mib_done(&stage->before[both[i]]);
		err = hf_watch_counters(stage, both[i], &stage->before[both[i]], fault);
	}
	return err;
}
