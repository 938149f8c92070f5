/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timeline.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "tick.h"

/* Two hours of keepalive are the longest time a kernel waits by default; more is a slip of the pen.
 */
enum { LONGEST_TIME_S = 100000 };

/* ---- parsing ------------------------------------------------------------------------------ */

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* "1.25" in seconds; returns the end of it, or NULL. Nothing finer than a nanosecond is read. */
static const char *parse_seconds(const char *p, int64_t *ret_ns)
{
	int64_t whole = 0, part = 0, scale = HF_SEC;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		whole = whole * 10 + (*p - '0');
		if (whole > LONGEST_TIME_S)
			return NULL;
	}
	if (*p == '.') {
		if (!isdigit((unsigned char)*++p))
			return NULL;
		for (; isdigit((unsigned char)*p) && scale > 1; p++) {
			scale /= 10;
			part += (*p - '0') * scale;
		}
	}
	*ret_ns = whole * HF_SEC + part;
	return isdigit((unsigned char)*p) ? NULL : p;
}

/* "1" or "1.0~1.4"; returns the end of it, or NULL. */
static const char *parse_timer(const char *p, int64_t *ret_lo_ns, int64_t *ret_hi_ns)
{
	p = parse_seconds(p, ret_lo_ns);
	if (!p)
		return NULL;
	*ret_hi_ns = *ret_lo_ns;
	if (*p != '~')
		return p;
	p = parse_seconds(p + 1, ret_hi_ns);
	return p && *ret_hi_ns >= *ret_lo_ns ? p : NULL;
}

static const char *parse_u32(const char *p, uint32_t *ret_value)
{
	uint64_t value = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		value = value * 10 + (uint64_t)(*p - '0');
		if (value > UINT32_MAX)
			return NULL;
	}
	*ret_value = (uint32_t)value;
	return p;
}

static const char *parse_kind(const char *p, bool *ret_from_client, uint8_t *ret_flags)
{
	size_t len;
	int flags;

	p = skip_blanks(p);
	if (*p != '<' && *p != '>')
		return NULL;
	*ret_from_client = *p == '<';
	p = skip_blanks(p + 1);
	len = strcspn(p, " \t\r");
	flags = len > 0 ? hf_pkt_flags_parse(p, len) : -EINVAL;
	if (flags < 0)
		return NULL;
	*ret_flags = (uint8_t)flags;
	return skip_blanks(p + len);
}

int hf_kind_parse(const char *text, bool *ret_from_client, uint8_t *ret_flags)
{
	const char *end = parse_kind(text, ret_from_client, ret_flags);

	return end && !*end ? 0 : -EINVAL;
}

/* "<mss 1460,sackOK>"; returns the end of it, or NULL. */
static const char *parse_opts(const char *p, struct hf_line *line)
{
	const char *end = strchr(p, '>');

	if (line->has_opts || !end || hf_opts_parse(p + 1, (size_t)(end - p - 1), &line->opts) < 0)
		return NULL;
	line->has_opts = true;
	return skip_blanks(end + 1);
}

/* One of "seq n", "ack n", "win n"; returns the end of it, or NULL. */
static const char *parse_field(const char *p, struct hf_line *line)
{
	const struct {
		const char *name;
		bool *has;
		uint32_t *value;
	} fields[] = {
		{"seq", &line->has_seq, &line->seq},
		{"ack", &line->has_ack, &line->ack},
		{"win", &line->has_win, &line->win},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(fields); i++) {
		if (strncmp(p, fields[i].name, 3) != 0 || *fields[i].has)
			continue;
		*fields[i].has = true;
		p = parse_u32(skip_blanks(p + 3), fields[i].value);
		return p && (!*p || isspace((unsigned char)*p)) ? skip_blanks(p) : NULL;
	}
	return NULL;
}

/* Reads one packet line; returns NULL, or what was expected where the reading stopped. */
static const char *parse_line(const char *p, struct hf_line *line)
{
	memset(line, 0, sizeof(*line));
	p = skip_blanks(p);
	if (*p != '+' && *p != '^')
		return "'+' or '^' and a time in front";
	line->again = *p == '^';
	p = parse_timer(p + 1, &line->lo_ns, &line->hi_ns);
	if (!p || (*p && !isspace((unsigned char)*p)))
		return "a time in seconds such as 1.0 or 1.0~1.4";
	p = skip_blanks(p);
	if (*p != '<' && *p != '>')
		return "'<' or '>' after the time";
	p = parse_kind(p, &line->from_client, &line->flags);
	if (!p)
		return "flags of the letters FSRP.UEW after the direction";
	if (isdigit((unsigned char)*p)) {
		p = parse_u32(p, &line->len);
		if (!p || (*p && !isspace((unsigned char)*p)))
			return "a length in bytes";
		p = skip_blanks(p);
	}
	while (*p) {
		p = *p == '<' ? parse_opts(p, line) : parse_field(p, line);
		if (!p)
			return "nothing more, or one each of \"seq N\", \"ack N\", \"win N\", "
			       "\"<options>\"";
	}
	return NULL;
}

static bool same_kind(const struct hf_line *a, const struct hf_line *b)
{
	return a->from_client == b->from_client && a->flags == b->flags && a->len == b->len;
}

/* Index of the line that line i repeats: the latest one before it of its kind; i when none is. */
static size_t line_before(const struct hf_line *lines, size_t i)
{
	for (size_t j = i; j > 0; j--)
		if (same_kind(&lines[j - 1], &lines[i]))
			return j - 1;
	return i;
}

/* What one line alone cannot know: that '^' has something to repeat, that '+' has a line before. */
static const char *check_place(const struct hf_line *lines, size_t i)
{
	if (lines[i].again && line_before(lines, i) == i)
		return "a line above with the same direction, flags and length for '^' to repeat";
	if (i == 0 && lines[0].hi_ns != 0)
		return "+0 on the first line: no packet of the flow comes before it";
	return NULL;
}

static int add_line(struct hf_timeline *timeline, const char *text, struct hf_fault *fault)
{
	struct hf_line *lines;
	const char *wanted;

	lines = reallocarray(timeline->lines, timeline->count + 1, sizeof(*lines));
	if (!lines)
		return HF_FAULT(fault, -ENOMEM, "read the wire notation");
	timeline->lines = lines;
	wanted = parse_line(text, &lines[timeline->count]);
	if (!wanted)
		wanted = check_place(lines, timeline->count);
	if (wanted)
		return HF_FAULT_PLAIN(fault, -EINVAL, "packet line %zu, \"%s\": expected %s",
				      timeline->count + 1, skip_blanks(text), wanted);
	timeline->count++;
	return 0;
}

int hf_timeline_parse(const char *text, struct hf_timeline *ret, struct hf_fault *fault)
{
	HF_AUTO_FREE char *copy = strdup(text);
	char *rest = copy, *row, *line;
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	if (!copy)
		return HF_FAULT(fault, -ENOMEM, "read the wire notation");
	while (!err && (row = strsep(&rest, "\n"))) {
		row[strcspn(row, "#")] = '\0';
		while (!err && (line = strsep(&row, ";")))
			if (*skip_blanks(line))
				err = add_line(ret, line, fault);
	}
	if (!err && ret->count == 0)
		err = HF_FAULT_PLAIN(fault, -EINVAL, "the wire notation holds no packet line");
	if (err)
		hf_timeline_done(ret);
	return err;
}

void hf_timeline_done(struct hf_timeline *timeline)
{
	free(timeline->lines);
	memset(timeline, 0, sizeof(*timeline));
}

/* ---- windows ------------------------------------------------------------------------------ */

/*
 * kernel/time/timer.c: a level has 64 slots (LVL_BITS 6) and is 8 times coarser than the one below
 * (LVL_CLK_SHIFT 3). Level n begins at LVL_START(n) = 63 << (n - 1) * 3 jiffies; there are
 * LVL_DEPTH levels, 9 at HZ > 100 and else 8.
 */
int64_t hf_wheel_granularity_ns(int64_t d_ns, int64_t jiffy_ns)
{
	int depth = jiffy_ns < 10 * HF_MS ? 9 : 8;
	int64_t jiffies = (d_ns + jiffy_ns - 1) / jiffy_ns;
	int64_t start = 63, granularity = jiffy_ns;

	for (int level = 0; level < depth - 1 && jiffies >= start; level++) {
		start *= 8;
		granularity *= 8;
	}
	return granularity;
}

void hf_slack_window(const struct hf_slack *slack, int64_t lo_ns, int64_t hi_ns, int64_t *ret_lo_ns,
		     int64_t *ret_hi_ns)
{
	int64_t early = slack->jiffy_ns + slack->latency_ns;

	*ret_lo_ns = lo_ns > early ? lo_ns - early : 0;
	if (hi_ns == 0)
		*ret_hi_ns = 2 * slack->jiffy_ns + slack->latency_ns;
	else
		*ret_hi_ns = hi_ns + hf_wheel_granularity_ns(hi_ns, slack->jiffy_ns) +
			     slack->jiffy_ns + slack->latency_ns;
}

int hf_after_window(const char *text, const struct hf_slack *slack, int64_t *ret_lo_ns,
		    int64_t *ret_hi_ns)
{
	const struct hf_slack each = {.jiffy_ns = slack->jiffy_ns};
	int64_t lo, hi, sum_lo = -slack->latency_ns, sum_hi = slack->latency_ns;
	const char *p = text;

	for (;;) {
		p = parse_timer(skip_blanks(p), &lo, &hi);
		if (!p)
			return -EINVAL;
		hf_slack_window(&each, lo, hi, &lo, &hi);
		sum_lo += lo;
		sum_hi += hi;
		p = skip_blanks(p);
		if (!*p)
			break;
		if (*p++ != '+')
			return -EINVAL;
	}
	*ret_lo_ns = sum_lo > 0 ? sum_lo : 0;
	*ret_hi_ns = sum_hi;
	return 0;
}

/* ---- matching ----------------------------------------------------------------------------- */

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

	hf_slack_window(flow->slack, line->lo_ns, line->hi_ns, &d.lo_ns, &d.hi_ns);
	if (!line->again)
		return d;
	d.since = line_before(flow->timeline->lines, i);
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
		snprintf(text, HF_MISMATCH_TEXT, "%.*f to %.*f s after %s: %s%s", decimals, seconds(d->lo_ns),
			 decimals, seconds(d->hi_ns),
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

	hf_slack_window(flow->slack, line->lo_ns, line->hi_ns, &d.lo_ns, &d.hi_ns);
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
