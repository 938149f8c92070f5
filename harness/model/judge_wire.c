/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was seen on the wire. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "judge_parts.h"
#include "own.h"
#include "timeline.h"

/* Flows of one rule that are told one by one; a flood may have 100,000 that differ alike. */
#define TOLD_FLOWS 3

static void describe_mismatch(struct hf_judging *j, const struct hf_flow *flow,
			      const struct hf_mismatch *mismatch)
{
	struct hf_record_reason reason = hf_judge_reason(j, "wire, line %zu, client port %u",
							 mismatch->line + 1, flow->sport);

	HF_EXPECTED(reason, "%s", mismatch->expected);
	HF_SEEN(reason, "%s", mismatch->seen);
	reason.packet = mismatch->packet < flow->count ? (int64_t)flow->index[mismatch->packet]
			: flow->count                  ? (int64_t)flow->index[flow->count - 1]
						       : -1;
	hf_judge_add(j, &reason);
}

/* True when it matches; what differs is told if `tell`. */
static bool check_flow(struct hf_judging *j, const struct hf_timeline *timeline,
		       const struct hf_flow *flow, bool tell)
{
	struct hf_mismatch mismatch;
	HF_AUTO_FREE bool *from_client = calloc(flow->count + 1, sizeof(*from_client));
	HF_AUTO_FREE struct hf_seg *segs = calloc(flow->count + 1, sizeof(*segs));

	if (!from_client || !segs) {
		j->err = -ENOMEM;
		return false;
	}
	for (size_t i = 0; i < flow->count; i++) {
		segs[i] = j->record->packets[flow->index[i]];
		from_client[i] = hf_record_from_client(j->record, &segs[i]);
	}
	if (!hf_timeline_match(timeline, segs, from_client, flow->count, &j->slack, &mismatch))
		return true;
	if (tell)
		describe_mismatch(j, flow, &mismatch);
	return false;
}

static void check_flows(struct hf_judging *j, const struct hf_timeline *timeline,
			const struct hf_flows *flows, struct hf_record_reason reason)
{
	size_t differing = 0;

	for (size_t i = 0; i < flows->count; i++)
		differing += !check_flow(j, timeline, &flows->flows[i], differing < TOLD_FLOWS);
	if (flows->count && differing <= TOLD_FLOWS)
		return;
	if (flows->count) {
		HF_EXPECTED(reason, "the same of all %zu flows", flows->count);
		HF_SEEN(reason, "%zu of them differ; the first %d are told", differing, TOLD_FLOWS);
	} else {
		HF_EXPECTED(reason, "at least one flow");
		HF_SEEN(reason, "none");
	}
	hf_judge_add(j, &reason);
}

void hf_judge_wire(struct hf_judging *j, const char *name, const char *text)
{
	struct hf_timeline timeline = {0};
	struct hf_flows flows = {0};
	struct hf_record_reason reason =
		hf_judge_reason(j, "wire of %s", name ? name : "a new flow");
	struct hf_fault fault;

	if (hf_timeline_parse(text, &timeline, &fault) < 0) {
		HF_EXPECTED(reason, "a notation that can be read");
		HF_SEEN(reason, "%.250s", fault.text);
		hf_judge_add(j, &reason);
		return;
	}
	for (size_t i = 0; i < timeline.count; i++)
		hf_judge_timer(j, timeline.lines[i].lo_ns);
	if (hf_flows_find(j->record, name, &flows) < 0)
		j->err = -ENOMEM;
	else
		check_flows(j, &timeline, &flows, reason);
	hf_flows_done(&flows);
	hf_timeline_done(&timeline);
}

void hf_judge_wire_count(struct hf_judging *j, const struct hf_wire_count *expect)
{
	struct hf_record_reason reason = hf_judge_reason(
		j, "%s with flags %s from the %s", expect->flows ? "flows" : "segments",
		expect->flags, expect->from == FROM_SERVER ? "server" : "client");
	int flags = hf_pkt_flags_parse(expect->flags, strlen(expect->flags));
	bool from_client = expect->from == FROM_CLIENT;
	int64_t seen = expect->flows ? hf_flows_with(j->record, from_client, (uint8_t)flags)
				     : hf_packets_with(j->record, from_client, (uint8_t)flags);

	if (seen < 0)
		j->err = (int)seen;
	hf_judge_equal(j, reason, hf_judge_num(j, expect->count), seen);
}

/* Index of the last segment since MEASURE that is of another kind than the tail; -1: none. */
static int64_t before_tail(const struct hf_record *record)
{
	for (size_t i = record->packet_total; i-- > 0;) {
		const struct hf_seg *seg = &record->packets[i];
		char text[HF_FLAGS_TEXT];

		if (seg->t_ns < record->measure_ns)
			return -1;
		hf_pkt_flags_text(seg->flags, text);
		if (hf_record_from_client(record, seg) != record->tail.from_client ||
		    strcmp(text, record->tail.flags) != 0)
			return (int64_t)i;
	}
	return -1;
}

/* The first segment, from the end, that is not of the kind. */
static void tell_tail(const struct hf_record *record, bool kind, struct hf_record_reason *reason)
{
	int64_t at = kind ? before_tail(record) : (int64_t)record->packet_total - 1;
	const struct hf_seg *seg;
	char text[HF_FLAGS_TEXT];

	if (!record->tail.packets || at < 0) {
		HF_SEEN(*reason, "only %" PRId64 " packets since MEASURE", record->tail.packets);
		return;
	}
	seg = &record->packets[at];
	hf_pkt_flags_text(seg->flags, text);
	HF_SEEN(*reason, "%s %s, %" PRId64 " before the end",
		hf_record_from_client(record, seg) ? "<" : ">", text,
		kind ? record->tail.packets : INT64_C(0));
	reason->packet = at;
}

void hf_judge_wire_tail(struct hf_judging *j, const struct hf_wire_tail *expect)
{
	struct hf_record_reason reason = hf_judge_reason(j, "the last packets of the capture");
	const struct hf_record_count *tail = &j->record->tail;
	int64_t count = hf_judge_num(j, expect->count);
	bool from_client = false;
	uint8_t flags = 0;
	char text[HF_FLAGS_TEXT];
	bool kind;

	hf_kind_parse(expect->kind, &from_client, &flags);
	hf_pkt_flags_text(flags, text);
	kind = tail->from_client == from_client && !strcmp(tail->flags, text);
	if (!count || (kind && tail->packets >= count))
		return;
	HF_EXPECTED(reason, "%" PRId64 " times %s", count, expect->kind);
	tell_tail(j->record, kind, &reason);
	hf_judge_add(j, &reason);
}
