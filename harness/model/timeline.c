/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timeline.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "timeline_parts.h"

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	return p;
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
	p = hf_timer_parse(p + 1, &line->lo_ns, &line->hi_ns);
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

size_t hf_timeline_before(const struct hf_line *lines, size_t i)
{
	for (size_t j = i; j > 0; j--)
		if (same_kind(&lines[j - 1], &lines[i]))
			return j - 1;
	return i;
}

/* What one line alone cannot know: that '^' has something to repeat, that '+' has a line before. */
static const char *check_place(const struct hf_line *lines, size_t i)
{
	if (lines[i].again && hf_timeline_before(lines, i) == i)
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
