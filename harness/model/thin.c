/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "thin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "opts.h"
#include "own.h"
#include "timeline.h"

/* ---- what makes flows alike ---- */

/*
 * A flow, with what its sequence numbers are counted from; [true] is the client's. Neighbours that are
 * alike share a run, so that a flood is not compared by its segments again and again.
 */
struct item {
	const struct hf_record *record;
	const struct hf_flow *flow;
	uint32_t isn[2];
	uint32_t run;
};

static const struct hf_seg *seg_of(const struct item *item, size_t i)
{
	return &item->record->packets[item->flow->index[i]];
}

static bool from_client(const struct item *item, size_t i)
{
	return hf_record_from_client(item->record, seg_of(item, i));
}

/* As hf_timeline_match() counts: from the SYN, else from the first segment of that direction. */
static uint32_t first_sequence(const struct item *item, bool client)
{
	const struct hf_seg *first = NULL;

	for (size_t i = 0; i < item->flow->count; i++) {
		if (from_client(item, i) != client)
			continue;
		if (seg_of(item, i)->flags & HF_TCP_SYN)
			return seg_of(item, i)->seq;
		if (!first)
			first = seg_of(item, i);
	}
	return first ? first->seq : 0;
}

static int order(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Time stamps are values, of which the extremes are kept. */
static int compare_options(const struct hf_seg *x, const struct hf_seg *y)
{
	struct hf_opts a = hf_opts_of(x), b = hf_opts_of(y);
	int o = order(a.has, b.has);

	if (!o)
		o = order(a.mss, b.mss);
	return o ? o : order(a.wscale, b.wscale);
}

/* What counts since MEASURE must find the same of a copy. */
static bool is_counted(const struct item *item, size_t i)
{
	return seg_of(item, i)->t_ns >= item->record->measure_ns;
}

static int compare_segs(const struct item *a, const struct item *b, size_t i)
{
	const struct hf_seg *x = seg_of(a, i), *y = seg_of(b, i);
	bool client = from_client(a, i);
	int o = order(client, from_client(b, i));

	if (!o)
		o = order(is_counted(a, i), is_counted(b, i));
	if (!o)
		o = order(x->flags, y->flags);
	if (!o)
		o = order(x->len, y->len);
	if (!o)
		o = order(x->win, y->win);
	if (!o)
		o = order(x->seq - a->isn[client], y->seq - b->isn[client]);
	if (!o)
		o = compare_options(x, y);
	/* Without the flag the field says nothing. */
	if (!o && x->flags & HF_TCP_ACK)
		o = order(x->ack - a->isn[!client], y->ack - b->isn[!client]);
	return o;
}

/* 0 when they are alike. */
static int compare_shapes(const struct item *a, const struct item *b)
{
	int o;

	if (a->run == b->run)
		return 0;
	o = memcmp(a->flow->client.bytes, b->flow->client.bytes, sizeof(a->flow->client.bytes));

	if (!o)
		o = order(a->flow->dport, b->flow->dport);
	if (!o)
		o = order((int64_t)a->flow->count, (int64_t)b->flow->count);
	for (size_t i = 0; !o && i < a->flow->count; i++)
		o = compare_segs(a, b, i);
	return o;
}

static int by_port(const void *a, const void *b)
{
	const struct item *one = a, *other = b;

	return order(one->flow->sport, other->flow->sport);
}

static int by_shape_then_port(const void *a, const void *b)
{
	int o = compare_shapes(a, b);

	return o ? o : by_port(a, b);
}

/* The flows of a flood mostly are in order. */
static void sort(struct item *items, size_t count, int (*compare)(const void *, const void *))
{
	for (size_t i = 1; i < count; i++) {
		if (compare(&items[i - 1], &items[i]) <= 0)
			continue;
		qsort(items, count, sizeof(*items), compare);
		return;
	}
}

/* ---- which of them are kept ---- */

static void keep(struct hf_thinned *thinned, const struct item *item)
{
	for (size_t i = 0; i < item->flow->count; i++)
		thinned->keep[item->flow->index[i]] = true;
}

static bool is_kept(const struct hf_thinned *thinned, const struct item *item)
{
	return thinned->keep[item->flow->index[0]];
}

static int64_t gap(const struct item *item, size_t from, size_t to)
{
	return seg_of(item, to)->t_ns - seg_of(item, from)->t_ns;
}

/* The segment that segment i sends again; i when there is none. */
static size_t sent_before(const struct item *item, size_t i)
{
	for (size_t k = i; k-- > 0;) {
		if (seg_of(item, k)->flags == seg_of(item, i)->flags &&
		    seg_of(item, k)->len == seg_of(item, i)->len &&
		    from_client(item, k) == from_client(item, i))
			return k;
	}
	return i;
}

/* ---- what rules about the wire measure of segment i ---- */

static int64_t since_last(const struct item *item, size_t i)
{
	return i ? gap(item, i - 1, i) : 0;
}

static int64_t since_sent(const struct item *item, size_t i)
{
	return gap(item, sent_before(item, i), i);
}

static int64_t stamp(const struct item *item, size_t i)
{
	return seg_of(item, i)->tsval;
}

static int64_t echo(const struct item *item, size_t i)
{
	return seg_of(item, i)->tsecr;
}

/* Keeps the flows of which it is the least and the most. */
static void keep_extremes(struct hf_thinned *thinned, const struct item *items, size_t count,
			  size_t i, int64_t (*measure)(const struct item *item, size_t i))
{
	const struct item *least = items, *most = items;

	for (size_t k = 1; k < count; k++) {
		if (measure(&items[k], i) < measure(least, i))
			least = &items[k];
		if (measure(&items[k], i) > measure(most, i))
			most = &items[k];
	}
	if (measure(least, i) == measure(most, i))
		return;
	keep(thinned, least);
	keep(thinned, most);
}

/* ---- groups ---- */

static int64_t duration(const struct item *item)
{
	return gap(item, 0, item->flow->count - 1);
}

static int by_duration(const void *a, const void *b)
{
	const struct item *one = a, *other = b;
	int o = order(duration(one), duration(other));

	return o ? o : by_port(a, b);
}

/*
 * The port of the flow in the middle, the lowest of those that take as long, so that a record that
 * is thinned again stays as it is; the items are in order of their ports again.
 */
static uint16_t keep_typical(struct hf_thinned *thinned, struct item *items, size_t count)
{
	size_t middle = count / 2;
	uint16_t port;

	sort(items, count, by_duration);
	while (middle > 0 && duration(&items[middle - 1]) == duration(&items[middle]))
		middle--;
	keep(thinned, &items[middle]);
	port = items[middle].flow->sport;
	sort(items, count, by_port);
	return port;
}

static int add_copy(struct hf_thinned *thinned, const struct hf_flow *flow, uint16_t as)
{
	struct hf_alike *last =
		thinned->alike_count ? &thinned->alike[thinned->alike_count - 1] : NULL;
	struct hf_alike one = {flow->client, flow->dport, flow->sport, flow->sport, as};

	if (last && last->as == as && last->last + 1 == flow->sport &&
	    last->dport == flow->dport && hf_addr_equal(&last->client, &flow->client)) {
		last->last = flow->sport;
		return 0;
	}
	return hf_record_append(&thinned->alike, &thinned->alike_count, sizeof(one), &one);
}

/* `items` are all alike. */
static int thin_group(struct hf_thinned *thinned, struct item *items, size_t count)
{
	static int64_t (*const measures[])(const struct item *, size_t) = {since_last, since_sent,
									   stamp, echo};
	uint16_t typical = keep_typical(thinned, items, count);
	int err = 0;

	for (size_t i = 0; i < items->flow->count; i++) {
		for (size_t m = 0; m < HF_ARRAY_LEN(measures); m++)
			keep_extremes(thinned, items, count, i, measures[m]);
	}
	for (size_t i = 0; i < count && !err; i++) {
		if (!is_kept(thinned, &items[i]))
			err = add_copy(thinned, items[i].flow, typical);
	}
	return err;
}

static int thin_flows(const struct hf_record *record, const struct hf_flows *flows,
		      struct hf_thinned *thinned)
{
	HF_AUTO_FREE struct item *items = calloc(flows->count + 1, sizeof(*items));
	size_t end;
	int err = items ? 0 : -ENOMEM;

	for (size_t i = 0; i < flows->count && !err; i++) {
		struct item *item = &items[i];

		*item = (struct item){.record = record, .flow = &flows->flows[i]};
		item->isn[false] = first_sequence(item, false);
		item->isn[true] = first_sequence(item, true);
		item->run = (uint32_t)i;
		if (i && !compare_shapes(item - 1, item))
			item->run = item[-1].run;
		/* Until a copy may stand for it. */
		for (size_t k = 0; k < item->flow->count; k++)
			thinned->keep[item->flow->index[k]] = false;
	}
	if (!err)
		sort(items, flows->count, by_shape_then_port);
	for (size_t i = 0; i < flows->count && !err; i = end) {
		for (end = i + 1; end < flows->count; end++) {
			if (compare_shapes(&items[i], &items[end]))
				break;
		}
		err = thin_group(thinned, &items[i], end - i);
	}
	return err;
}

int hf_thin(const struct hf_record *record, struct hf_thinned *ret)
{
	struct hf_flows flows = {0};
	int err;

	*ret = (struct hf_thinned){.keep = malloc(record->packet_total + 1)};
	if (!ret->keep)
		return -ENOMEM;
	memset(ret->keep, true, record->packet_total + 1);
	err = hf_flows_all(record, &flows);
	if (!err)
		err = thin_flows(record, &flows, ret);
	hf_flows_done(&flows);
	if (err)
		hf_thinned_done(ret);
	return err;
}

void hf_thinned_done(struct hf_thinned *thinned)
{
	free(thinned->keep);
	free(thinned->alike);
	*thinned = (struct hf_thinned){0};
}

/* ---- the reverse ---- */

static bool belongs(const struct hf_record *record, const struct hf_seg *seg,
		    const struct hf_alike *alike)
{
	bool client = hf_record_from_client(record, seg);

	return (client ? seg->sport : seg->dport) == alike->as &&
	       (client ? seg->dport : seg->sport) == alike->dport &&
	       hf_addr_equal(client ? &seg->src : &seg->dst, &alike->client);
}

static int copy_seg(struct hf_record *record, size_t *count, struct hf_seg seg,
		    const struct hf_alike *alike)
{
	bool client = hf_record_from_client(record, &seg);

	for (uint32_t port = alike->first; port <= alike->last; port++) {
		if (*count >= record->packet_total)
			return -EBADMSG;
		*(client ? &seg.sport : &seg.dport) = (uint16_t)port;
		if (hf_record_append(&record->packets, count, sizeof(seg), &seg) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Copies of one flow, of which some are among the first `rows` packets. */
static int add_copies(struct hf_record *record, size_t rows, size_t *count,
		      const struct hf_alike *alike)
{
	bool found = false;
	int err = 0;

	for (size_t i = 0; i < rows && !err; i++) {
		if (!belongs(record, &record->packets[i], alike))
			continue;
		found = true;
		err = copy_seg(record, count, record->packets[i], alike);
	}
	return err ? err : found ? 0 : -EBADMSG;
}

struct placed {
	struct hf_seg seg;
	size_t at;
};

/* Segments of one moment stay in their order. */
static int by_time(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;
	int o = order(one->seg.t_ns, other->seg.t_ns);

	return o ? o : order((int64_t)one->at, (int64_t)other->at);
}

static int sort_packets(struct hf_record *record)
{
	HF_AUTO_FREE struct placed *placed = calloc(record->packet_total + 1, sizeof(*placed));

	if (!placed)
		return -ENOMEM;
	for (size_t i = 0; i < record->packet_total; i++)
		placed[i] = (struct placed){record->packets[i], i};
	qsort(placed, record->packet_total, sizeof(*placed), by_time);
	for (size_t i = 0; i < record->packet_total; i++)
		record->packets[i] = placed[i].seg;
	return 0;
}

int hf_thicken(struct hf_record *record, size_t count, const struct hf_alike *alike,
	       size_t alike_count)
{
	size_t rows = count;
	int err = record->packet_total > HF_THIN_MOST_PACKETS ? -EBADMSG : 0;

	for (size_t i = 0; i < alike_count && !err; i++)
		err = add_copies(record, rows, &count, &alike[i]);
	if (!err && count != record->packet_total)
		err = -EBADMSG;
	return !err && alike_count ? sort_packets(record) : err;
}
