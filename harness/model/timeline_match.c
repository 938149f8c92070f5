/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "tick.h"
#include "timeline.h"
#include "timeline_parts.h"

/* A flow that is being matched. isn[true] is the client's initial sequence number. */
struct flow {
	const struct hf_timeline *timeline;
	const struct hf_seg *segs;
	const bool *from_client;
	size_t count;
	const struct hf_slack *slack;
	uint32_t isn[2];
};

/*
 * A side's first SYN tells its ISN. A side that sent none (the RST of a listener to a stray ACK) is
 * counted from its first segment; one that sent nothing at all from 0, so that its peer's ack
 * stands as on the wire.
 */
static uint32_t first_sequence(const struct flow *flow, bool from_client)
{
	const struct hf_seg *first = NULL;

	for (size_t i = 0; i < flow->count; i++) {
		if (flow->from_client[i] != from_client)
			continue;
		if (flow->segs[i].flags & HF_TCP_SYN)
			return flow->segs[i].seq;
		if (!first)
			first = &flow->segs[i];
	}
	return first ? first->seq : 0;
}

static uint32_t relative_seq(const struct flow *flow, size_t i)
{
	return flow->segs[i].seq - flow->isn[flow->from_client[i]];
}

static uint32_t relative_ack(const struct flow *flow, size_t i)
{
	return flow->segs[i].ack - flow->isn[!flow->from_client[i]];
}

/* "< P. 90", as far as the length goes without saying. */
static void kind_text(bool from_client, uint8_t flags, uint32_t len, char text[32])
{
	char letters[HF_FLAGS_TEXT];

	hf_pkt_flags_text(flags, letters);
	if (len > 0)
		snprintf(text, 32, "%c %s %u", from_client ? '<' : '>', letters, len);
	else
		snprintf(text, 32, "%c %s", from_client ? '<' : '>', letters);
}

/* Which of the optional fields the two texts of a mismatch show. */
struct shown {
	bool seq, ack, win, opts;
};

/* What a line demands in these fields, or what a packet has in them. */
struct fields {
	uint32_t seq, ack, win;
	struct hf_opts opts;
};

#define FIELDS_TEXT 144

static void fields_text(struct shown shown, const struct fields *fields, char text[FIELDS_TEXT])
{
	char options[HF_OPTS_TEXT];
	size_t used = 0;

	text[0] = '\0';
	if (shown.seq)
		used += (size_t)snprintf(text, FIELDS_TEXT, " seq %u", fields->seq);
	if (shown.ack)
		used += (size_t)snprintf(text + used, FIELDS_TEXT - used, " ack %u", fields->ack);
	if (shown.win)
		used += (size_t)snprintf(text + used, FIELDS_TEXT - used, " win %u", fields->win);
	if (!shown.opts)
		return;
	hf_opts_text(&fields->opts, options);
	snprintf(text + used, FIELDS_TEXT - used, " <%s>", options);
}

static struct fields fields_of(const struct flow *flow, size_t i)
{
	const struct hf_seg *seg = &flow->segs[i];

	return (struct fields){relative_seq(flow, i), relative_ack(flow, i), seg->win,
			       hf_opts_of(seg)};
}

/*
 * What line i demands of its packet, worked out: the packet its time is counted from and the values
 * its fields must have.
 */
struct demand {
	const struct hf_line *line;
	size_t since; /* the packet before, or the one that is repeated */
	int64_t lo_ns, hi_ns;
	struct shown shown;
	struct fields fields;
};

static struct shown said_by(const struct hf_line *line)
{
	return (struct shown){line->has_seq, line->has_ack, line->has_win, line->has_opts};
}

static struct demand demand_of(const struct flow *flow, size_t i)
{
	const struct hf_line *line = &flow->timeline->lines[i];
	struct demand d = {
		.line = line,
		.since = i > 0 ? i - 1 : 0,
		.shown = said_by(line),
		.fields = {line->seq, line->ack, line->win, line->opts},
	};

	hf_timer_window(flow->slack, line->lo_ns, line->hi_ns, &d.lo_ns, &d.hi_ns);
	if (!line->again)
		return d;
	d.since = hf_timeline_before(flow->timeline->lines, i);
	if (!line->has_seq) {
		d.shown.seq = true;
		d.fields.seq = relative_seq(flow, d.since);
	}
	/* A repeated ACK or data segment may acknowledge more than the first time; a SYN-ACK not.
	 */
	if (!line->has_ack &&
	    (line->flags & (HF_TCP_SYN | HF_TCP_ACK)) == (HF_TCP_SYN | HF_TCP_ACK)) {
		d.shown.ack = true;
		d.fields.ack = relative_ack(flow, d.since);
	}
	return d;
}

/* Milliseconds are what one reads; a miss by less than one is told in microseconds. */
static int decimals_for(const struct demand *d, int64_t delta_ns)
{
	int64_t miss = delta_ns < d->lo_ns ? d->lo_ns - delta_ns : delta_ns - d->hi_ns;

	return miss > 0 && miss < 2 * HF_MS ? 6 : 3;
}

static double seconds(int64_t ns)
{
	return (double)ns / (double)HF_SEC;
}

static void tell_expected(const struct demand *d, size_t i, int decimals, struct shown shown,
			  char text[HF_MISMATCH_TEXT])
{
	char kind[32], fields[FIELDS_TEXT];

	kind_text(d->line->from_client, d->line->flags, d->line->len, kind);
	fields_text(shown, &d->fields, fields);
	if (i == 0)
		snprintf(text, HF_MISMATCH_TEXT, "first: %s%s", kind, fields);
	else
		snprintf(text, HF_MISMATCH_TEXT, "%.*f to %.*f s after %s: %s%s", decimals,
			 seconds(d->lo_ns), decimals, seconds(d->hi_ns),
			 d->line->again ? "its last transmission" : "the line before", kind,
			 fields);
}

static void tell_seen(const struct flow *flow, const struct demand *d, size_t i, int decimals,
		      struct shown shown, char text[HF_MISMATCH_TEXT])
{
	const struct hf_seg *seg = &flow->segs[i];
	const struct fields seen = fields_of(flow, i);
	char kind[32], fields[FIELDS_TEXT];

	kind_text(flow->from_client[i], seg->flags, seg->len, kind);
	fields_text(shown, &seen, fields);
	if (i == 0)
		snprintf(text, HF_MISMATCH_TEXT, "first: %s%s", kind, fields);
	else
		snprintf(text, HF_MISMATCH_TEXT, "%.*f s after: %s%s", decimals,
			 seconds(seg->t_ns - flow->segs[d->since].t_ns), kind, fields);
}

static bool kind_fits(const struct flow *flow, const struct demand *d, size_t i)
{
	const struct hf_seg *seg = &flow->segs[i];

	return flow->from_client[i] == d->line->from_client && seg->flags == d->line->flags &&
	       seg->len == d->line->len;
}

/*
 * Compares packet i with line i; 1 and both texts when they differ. Flags must be equal to the last
 * letter, 'P' included: whether a segment is pushed is the sender's decision and does not vary.
 */
static int compare(const struct flow *flow, size_t i, struct hf_mismatch *m)
{
	const struct demand d = demand_of(flow, i);
	const struct shown said = said_by(d.line);
	int64_t delta = flow->segs[i].t_ns - flow->segs[d.since].t_ns;
	bool in_time = delta >= d.lo_ns && delta <= d.hi_ns;
	bool kind = kind_fits(flow, &d, i);
	bool fields = (!d.shown.seq || relative_seq(flow, i) == d.fields.seq) &&
		      (!d.shown.ack || relative_ack(flow, i) == d.fields.ack) &&
		      (!d.shown.win || flow->segs[i].win == d.fields.win) &&
		      (!d.shown.opts || hf_opts_fit(&d.fields.opts, &flow->segs[i]));
	int decimals = kind && !in_time ? decimals_for(&d, delta) : 3;

	if (kind && fields && in_time)
		return 0;
	/* What '^' asks for without a word is shown only where it is what went wrong. */
	tell_expected(&d, i, decimals, kind && !fields ? d.shown : said, m->expected);
	tell_seen(flow, &d, i, decimals, kind && !fields ? d.shown : said, m->seen);
	return 1;
}

static int ended_early(const struct flow *flow, size_t i, struct hf_mismatch *m)
{
	const struct hf_line *line = &flow->timeline->lines[i];
	struct demand d = {
		.line = line,
		.fields = {line->seq, line->ack, line->win, line->opts},
	};

	hf_timer_window(flow->slack, line->lo_ns, line->hi_ns, &d.lo_ns, &d.hi_ns);
	tell_expected(&d, i, 3, said_by(line), m->expected);
	snprintf(m->seen, sizeof(m->seen), "nothing: the flow %s",
		 i > 0 ? "ends here" : "is empty");
	return 1;
}

static int went_on(const struct flow *flow, size_t i, struct hf_mismatch *m)
{
	const struct hf_seg *seg = &flow->segs[i];
	char kind[32];

	kind_text(flow->from_client[i], seg->flags, seg->len, kind);
	snprintf(m->expected, sizeof(m->expected), "nothing: the flow ends here");
	snprintf(m->seen, sizeof(m->seen), "an extra packet: %s %.3f s after the last one", kind,
		 i > 0 ? seconds(seg->t_ns - flow->segs[i - 1].t_ns) : 0.0);
	return 1;
}

int hf_timeline_match(const struct hf_timeline *timeline, const struct hf_seg *segs,
		      const bool *from_client, size_t count, const struct hf_slack *slack,
		      struct hf_mismatch *ret_mismatch)
{
	struct flow flow = {timeline, segs, from_client, count, slack, {0, 0}};
	size_t i;
	int differs = 0;

	flow.isn[false] = first_sequence(&flow, false);
	flow.isn[true] = first_sequence(&flow, true);
	for (i = 0; !differs && (i < timeline->count || i < count); i++) {
		memset(ret_mismatch, 0, sizeof(*ret_mismatch));
		ret_mismatch->line = i;
		ret_mismatch->packet = i;
		if (i >= count)
			differs = ended_early(&flow, i, ret_mismatch);
		else if (i >= timeline->count)
			differs = went_on(&flow, i, ret_mismatch);
		else
			differs = compare(&flow, i, ret_mismatch);
	}
	return differs;
}
