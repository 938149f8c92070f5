/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "difference_parts.h"
#include "flow.h"
#include "own.h"

/* ---- one flow as an item ---- */

static const struct hf_seg *seg_of(const struct hf_record *record, const struct hf_flow *flow,
				   size_t i)
{
	return &record->packets[flow->index[i]];
}

static bool takes_sequence_space(const struct hf_seg *seg)
{
	return seg->len || seg->flags & (HF_TCP_SYN | HF_TCP_FIN);
}

static bool is_same_segment(const struct hf_seg *a, const struct hf_seg *b)
{
	const uint8_t mask = HF_TCP_SYN | HF_TCP_FIN;

	return a->seq == b->seq && a->len == b->len && a->sport == b->sport &&
	       (a->flags & mask) == (b->flags & mask) && hf_addr_equal(&a->src, &b->src);
}

/*
 * Of all gaps only those before a retransmission are certainly the kernel's own: others may be the
 * experimenter's.
 */
static void add_time(struct hf_comparing *c, const struct hf_record *record,
		     const struct hf_flow *flow, size_t i, struct hf_item *item)
{
	const struct hf_seg *seg = seg_of(record, flow, i);

	if (!takes_sequence_space(seg))
		return;
	for (size_t k = i; k-- > 0;) {
		const struct hf_seg *earlier = seg_of(record, flow, k);
		int64_t gap_ns = seg->t_ns - earlier->t_ns;

		if (!is_same_segment(earlier, seg))
			continue;
		if (hf_record_append(&item->times_ns, &item->time_count, sizeof(gap_ns), &gap_ns))
			c->err = -ENOMEM;
		return;
	}
}

static void tell_kind(FILE *to, const struct hf_record *record, const struct hf_seg *seg,
		      size_t times, bool lengths)
{
	char flags[HF_FLAGS_TEXT];

	hf_pkt_flags_text(seg->flags, flags);
	fprintf(to, "%s %s", hf_record_from_client(record, seg) ? "<" : ">", flags);
	if (seg->len && lengths)
		fprintf(to, " %u", seg->len);
	if (times > 1)
		fprintf(to, " x%zu", times);
}

static bool is_same_kind(const struct hf_record *record, const struct hf_seg *a,
			 const struct hf_seg *b)
{
	return a->flags == b->flags && a->len == b->len &&
	       hf_record_from_client(record, a) == hf_record_from_client(record, b);
}

/* "< S, > S. x3, < ., < P. 90" */
static void add_flow(struct hf_comparing *c, const struct hf_record *record,
		     const struct hf_flow *flow, bool lengths, struct hf_bag *bag)
{
	struct hf_item item = {0};
	size_t size, alike;
	FILE *to = open_memstream(&item.text, &size);

	if (!to) {
		c->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < flow->count; i += alike) {
		const struct hf_seg *seg = seg_of(record, flow, i);

		for (alike = 1; i + alike < flow->count; alike++) {
			if (!is_same_kind(record, seg, seg_of(record, flow, i + alike)))
				break;
		}
		fprintf(to, "%s", i ? ", " : "");
		tell_kind(to, record, seg, alike, lengths);
		for (size_t k = i; k < i + alike; k++)
			add_time(c, record, flow, k, &item);
	}
	fprintf(to, "%s", flow->count ? "" : "no packet");
	fclose(to);
	hf_bag_add(c, bag, &item);
}

/* ---- all flows of a name ---- */

static int64_t tuples_of(const struct hf_record *record, const char *name)
{
	int64_t n = 0;

	for (size_t i = 0; i < record->flow_count; i++) {
		if (!strcmp(record->flows[i].name, name))
			n += record->flows[i].count;
	}
	return n;
}

static bool is_wire_of(const struct hf_expect *expect, const void *arg)
{
	return expect->rule == HF_RULE_WIRE &&
	       (!expect->wire.name || !strcmp(expect->wire.name, arg));
}

/* Its times, with the ranges that the kernel leaves, hold in both records already. */
static bool is_judged(const struct hf_pair *pair, const char *name)
{
	if (!hf_pair_is_one_era(pair))
		return false;
	return pair->eras[0]->wire || hf_pair_states(pair, is_wire_of, name);
}

/* What was over before MEASURE was made to prepare for what is tested. */
static bool is_preparation(const struct hf_record *record, const struct hf_flow *flow)
{
	return flow->count && seg_of(record, flow, flow->count - 1)->t_ns < record->measure_ns;
}

static void compare_name(struct hf_comparing *c, const char *name)
{
	bool stated = hf_pair_states(c->pair, is_wire_of, name);
	struct hf_bag bags[2] = {0};
	char what[80];

	if (!stated && hf_pair_is_of_programs(c->pair))
		return;
	for (size_t i = 0; i < 2; i++) {
		const struct hf_record *record = c->pair->records[i];
		struct hf_flows flows = {0};

		if (hf_flows_find(record, name, &flows) < 0)
			c->err = -ENOMEM;
		for (size_t k = 0; k < flows.count; k++) {
			if (stated || !is_preparation(record, &flows.flows[k]))
				add_flow(c, record, &flows.flows[k], true, &bags[i]);
		}
		hf_flows_done(&flows);
	}
	snprintf(what, sizeof(what), "wire of %s", name);
	hf_bags_compare(c, HF_ASPECT_WIRE, what, bags, !is_judged(c->pair, name));
	hf_bag_done(&bags[0]);
	hf_bag_done(&bags[1]);
}

/* ---- flows without a name: those of programs, which say as much as they like (TLS) ---- */

static bool is_named(const struct hf_record *record, const struct hf_flow *flow)
{
	for (size_t i = 0; i < record->flow_count; i++) {
		const struct hf_record_flow *named = &record->flows[i];

		if ((named->dport && flow->dport != named->dport) || flow->sport < named->sport ||
		    flow->sport >= named->sport + named->ports)
			continue;
		for (int64_t host = 0; host * named->ports < named->count; host++) {
			struct hf_addr address = hf_addr_plus(named->client, (uint32_t)host);

			if (hf_addr_equal(&address, &flow->client))
				return true;
		}
	}
	return false;
}

static bool compare_nameless(struct hf_comparing *c)
{
	struct hf_bag bags[2] = {0};
	bool flood = false, judged = is_judged(c->pair, "");

	for (size_t i = 0; i < 2; i++) {
		const struct hf_record *record = c->pair->records[i];
		struct hf_flows flows = {0};

		if (hf_flows_find(record, NULL, &flows) < 0)
			c->err = -ENOMEM;
		for (size_t k = 0; k < flows.count && bags[i].count <= HF_FLOOD; k++) {
			if (!is_named(record, &flows.flows[k]))
				add_flow(c, record, &flows.flows[k], judged, &bags[i]);
		}
		flood |= bags[i].count > HF_FLOOD;
		hf_flows_done(&flows);
	}
	if (!flood && (judged || !hf_pair_is_of_programs(c->pair)))
		hf_bags_compare(c, HF_ASPECT_WIRE, "wire of other flows", bags, !judged);
	hf_bag_done(&bags[0]);
	hf_bag_done(&bags[1]);
	return flood;
}

/* ---- floods ---- */

static int64_t packets_like(const struct hf_record *record, const struct hf_record_count *like)
{
	for (size_t i = 0; i < record->count_count; i++) {
		const struct hf_record_count *count = &record->counts[i];

		if (count->from_client == like->from_client && !strcmp(count->flags, like->flags))
			return count->packets;
	}
	return 0;
}

static bool is_count_of(const struct hf_expect *expect, const void *arg)
{
	const struct hf_record_count *count = arg;

	return expect->rule == HF_RULE_WIRE_COUNT && !expect->wire_count.flows &&
	       (expect->wire_count.from == FROM_CLIENT) == count->from_client &&
	       !strcmp(expect->wire_count.flags, count->flags);
}

/*
 * Numbers of segments are compared where the case states them. Of others, such as retransmissions
 * at the end of a flood, it is only asked whether there were any.
 */
static void compare_count(struct hf_comparing *c, const struct hf_record_count *like)
{
	int64_t was = packets_like(c->pair->records[0], like);
	int64_t is = packets_like(c->pair->records[1], like);

	if (((was && is) || hf_pair_is_of_programs(c->pair)) &&
	    !hf_pair_states(c->pair, is_count_of, like))
		return;
	hf_numbers_compare(c, HF_ASPECT_WIRE, was, is, "segments %s %s",
			   like->from_client ? "<" : ">", like->flags);
}

static void compare_counts(struct hf_comparing *c)
{
	const struct hf_record *was = c->pair->records[0], *is = c->pair->records[1];

	for (size_t i = 0; i < was->count_count; i++)
		compare_count(c, &was->counts[i]);
	for (size_t i = 0; i < is->count_count; i++) {
		if (!packets_like(was, &is->counts[i]))
			compare_count(c, &is->counts[i]);
	}
}

static bool is_flows_of(const struct hf_expect *expect, const void *arg)
{
	const struct hf_record_count *count = arg;

	return expect->rule == HF_RULE_WIRE_COUNT && expect->wire_count.flows &&
	       (expect->wire_count.from == FROM_CLIENT) == count->from_client &&
	       !strcmp(expect->wire_count.flags, count->flags);
}

/* Flows with such a segment, where the case states how many there are. */
static void compare_flows_with(struct hf_comparing *c)
{
	const struct hf_record *was = c->pair->records[0], *is = c->pair->records[1];

	for (size_t i = 0; i < was->count_count; i++) {
		const struct hf_record_count *like = &was->counts[i];
		int flags = hf_pkt_flags_parse(like->flags, strlen(like->flags));

		if (hf_pair_states(c->pair, is_flows_of, like))
			hf_numbers_compare(c, HF_ASPECT_WIRE,
					   hf_flows_with(was, like->from_client, (uint8_t)flags),
					   hf_flows_with(is, like->from_client, (uint8_t)flags),
					   "flows with %s %s", like->from_client ? "<" : ">",
					   like->flags);
	}
}

/* True for the first flow of its name in both records. */
static bool is_first(const struct hf_pair *pair, size_t record, size_t flow)
{
	const char *name = pair->records[record]->flows[flow].name;

	if (record == 1 && tuples_of(pair->records[0], name))
		return false;
	for (size_t i = 0; i < flow; i++) {
		if (!strcmp(pair->records[record]->flows[i].name, name))
			return false;
	}
	return true;
}

/* Returns true when one of the names stands for a flood. */
static bool compare_names(struct hf_comparing *c)
{
	bool flood = false;

	for (size_t r = 0; r < 2; r++) {
		const struct hf_record *record = c->pair->records[r];

		for (size_t i = 0; i < record->flow_count; i++) {
			const char *name = record->flows[i].name;

			if (!is_first(c->pair, r, i))
				continue;
			if (tuples_of(c->pair->records[0], name) > HF_FLOOD ||
			    tuples_of(c->pair->records[1], name) > HF_FLOOD)
				flood = true;
			else
				compare_name(c, name);
		}
	}
	return flood;
}

void hf_compare_wire(struct hf_comparing *c)
{
	bool flood = compare_names(c);

	flood |= compare_nameless(c);
	if (!flood)
		return;
	compare_counts(c);
	compare_flows_with(c);
}
