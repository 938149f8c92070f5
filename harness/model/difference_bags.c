/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "difference_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "timer.h"

/* What two long texts have in common is cut from this length on. */
enum { LONG_PREFIX = 48 };

void hf_bag_add(struct hf_comparing *c, struct hf_bag *bag, struct hf_item *item)
{
	item->order = bag->count;
	if (item->text && hf_record_append(&bag->items, &bag->count, sizeof(*item), item) == 0)
		return;
	c->err = -ENOMEM;
	free(item->text);
	free(item->times_ns);
}

void hf_bag_done(struct hf_bag *bag)
{
	for (size_t i = 0; i < bag->count; i++) {
		free(bag->items[i].text);
		free(bag->items[i].times_ns);
	}
	free(bag->items);
	*bag = (struct hf_bag){0};
}

static int by_text_then_order(const void *a, const void *b)
{
	const struct hf_item *one = a, *other = b;
	int order = strcmp(one->text, other->text);

	if (order)
		return order;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* ---- times ---- */

static struct hf_slack slack_of(const struct hf_record *record)
{
	return (struct hf_slack){record->kernel.jiffy_ns, record->latency_ns};
}

/* One timer may have made both. */
static bool times_agree(const struct hf_pair *pair, int64_t was_ns, int64_t is_ns)
{
	const struct hf_slack slack[2] = {slack_of(pair->records[0]), slack_of(pair->records[1])};
	int64_t lo[2], hi[2];

	hf_timer_window(&slack[0], was_ns, was_ns, &lo[0], &hi[0]);
	hf_timer_window(&slack[1], is_ns, is_ns, &lo[1], &hi[1]);
	return lo[0] <= hi[1] && lo[1] <= hi[0];
}

static bool items_agree(const struct hf_pair *pair, const struct hf_item *was,
			const struct hf_item *is)
{
	if (was->time_count != is->time_count)
		return false;
	for (size_t i = 0; i < was->time_count; i++) {
		if (!times_agree(pair, was->times_ns[i], is->times_ns[i]))
			return false;
	}
	return true;
}

/* ---- telling ---- */

static void tell_item(FILE *to, const struct hf_item *item, size_t times, size_t skip)
{
	if (times > 1)
		fprintf(to, "%zu times ", times);
	fprintf(to, "%s%s", skip ? "... " : "", item->text + skip);
	for (size_t i = 0; i < item->time_count; i++)
		fprintf(to, "%s%.3f", i ? ", " : " after ", (double)item->times_ns[i] / 1e9);
	if (item->time_count)
		fprintf(to, " s");
}

static void keep_text(char *text, size_t size, const char *full)
{
	if (snprintf(text, size, "%s", full) >= (int)size)
		memcpy(text + size - 4, "...", 4);
}

/* Tells the items of a sorted bag whose numbers the other does not have, each kind once. */
static void tell_bag(const struct hf_bag *bag, const bool *told, size_t skip, char *text,
		     size_t size)
{
	char *full = NULL;
	size_t full_size, n = 0;
	FILE *to = open_memstream(&full, &full_size);

	if (!to)
		return;
	for (size_t i = 0; i < bag->count; i++) {
		size_t alike = 0;

		if (!told[i])
			continue;
		while (i + alike + 1 < bag->count && told[i + alike + 1] &&
		       !strcmp(bag->items[i].text, bag->items[i + alike + 1].text))
			alike++;
		fprintf(to, "%s", n++ ? "; " : "");
		tell_item(to, &bag->items[i], alike + 1, skip);
		i += alike;
	}
	fprintf(to, "%s", n ? "" : "none");
	fclose(to);
	keep_text(text, size, full);
	free(full);
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t n = 0, cut = 0;

	for (; a[n] && a[n] == b[n]; n++) {
		if (n > 1 && a[n - 2] == ',' && a[n - 1] == ' ')
			cut = n;
	}
	return cut > LONG_PREFIX ? cut : 0;
}

/* ---- comparing ---- */

/*
 * Marks the items of two sorted bags that the other one lacks; with `timed` also pairs whose times
 * do not agree. Returns how many are marked.
 */
static size_t mark_differing(const struct hf_pair *pair, const struct hf_bag bags[2], bool timed,
			     bool *differs[2])
{
	size_t i = 0, k = 0, n = 0;

	while (i < bags[0].count || k < bags[1].count) {
		int order = i == bags[0].count ? 1
			    : k == bags[1].count
				    ? -1
				    : strcmp(bags[0].items[i].text, bags[1].items[k].text);

		if (order == 0 && timed)
			order = items_agree(pair, &bags[0].items[i], &bags[1].items[k]) ? 0 : 2;
		n += order != 0;
		if (order == 0 || order == 2) {
			differs[0][i++] = order != 0;
			differs[1][k++] = order != 0;
		} else if (order < 0) {
			differs[0][i++] = true;
		} else {
			differs[1][k++] = true;
		}
	}
	return n;
}

void hf_bags_compare(struct hf_comparing *c, enum hf_aspect about, const char *what,
		     struct hf_bag bags[2], bool timed)
{
	HF_AUTO_FREE bool *was = calloc(bags[0].count + 1, sizeof(*was));
	HF_AUTO_FREE bool *is = calloc(bags[1].count + 1, sizeof(*is));
	struct hf_difference difference = {.about = about};
	size_t skip = 0;

	if (!was || !is) {
		c->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		if (bags[i].count)
			qsort(bags[i].items, bags[i].count, sizeof(*bags[i].items),
			      by_text_then_order);
	}
	if (!mark_differing(c->pair, bags, timed, (bool *[]){was, is}))
		return;
	if (bags[0].count == 1 && bags[1].count == 1)
		skip = common_prefix(bags[0].items[0].text, bags[1].items[0].text);
	snprintf(difference.what, sizeof(difference.what), "%s", what);
	tell_bag(&bags[0], was, skip, difference.seen[0], sizeof(difference.seen[0]));
	tell_bag(&bags[1], is, skip, difference.seen[1], sizeof(difference.seen[1]));
	hf_difference_add(c, &difference);
}
