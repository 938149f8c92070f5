/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "acts.h"
#include "own.h"
#include "peers.h"
#include "tick.h"

static const enum hf_host both[] = {SERVER, CLIENT};

/* How long a silence is at a stretch. */
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

bool hf_watch_returned(const struct hf_stage *stage, const char *who)
{
	for (size_t i = 0; i < stage->record->call_count; i++) {
		const struct hf_record_call *call = &stage->record->calls[i];

		if (call->pending && !strcmp(call->who, who))
			return false;
	}
	return true;
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
	else if (hf_acts_go_on(stage))
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
