/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "counters.h"
#include "duration.h"
#include "era.h"
#include "lint_parts.h"
#include "own.h"
#include "record.h"
#include "registry.h"
#include "timeline.h"

/* ---- shared by the files of the linter ---------------------------------------------------- */

void hf_lint_say(struct hf_linter *l, const char *fmt, ...)
{
	char sentence[1024];
	int used = 0;
	va_list args;

	if (*l->place)
		used = snprintf(sentence, sizeof(sentence), "%s: ", l->place);
	va_start(args, fmt);
	vsnprintf(sentence + used, sizeof(sentence) - (size_t)used, fmt, args);
	va_end(args);
	l->complain(sentence, l->arg);
	l->count++;
}

static int column_count(const struct hf_case *c)
{
	int n = 0;

	while (c->columns && c->columns[n])
		n++;
	return n;
}

void hf_lint_number(struct hf_linter *l, int64_t number, const char *what)
{
	int columns = l->c->row_count ? column_count(l->c) : 0;

	if (number >= HF_COL_BASE + columns)
		hf_lint_say(l, "%s is COL(%" PRId64 "), but the rows have %d named columns", what,
			    number - HF_COL_BASE, columns);
}

bool hf_lint_text(struct hf_linter *l, const char *text, const char *what)
{
	if (text && *text)
		return true;
	hf_lint_say(l, "%s is missing", what);
	return false;
}

void hf_lint_key(struct hf_linter *l, const char *key)
{
	if (hf_lint_text(l, key, "the sysctl key") && strncmp(key, "net.", 4) != 0)
		hf_lint_say(l, "the sysctl %s is not below net.", key);
}

void hf_lint_value(struct hf_linter *l, int64_t number, const char *text, const char *what)
{
	hf_lint_number(l, number, what);
	if (!text)
		return;
	if (number)
		hf_lint_say(l, "it has both a number and a text for its value");
	if (!*text || strlen(text) >= HF_VALUE_SIZE || strpbrk(text, "'\n"))
		hf_lint_say(l, "\"%s\" is no value of a setting", text);
}

void hf_lint_host(struct hf_linter *l, enum hf_host at)
{
	if (at != SERVER && at != CLIENT)
		hf_lint_say(l, "it is not said whether this is about SERVER or CLIENT");
}

void hf_lint_counter(struct hf_linter *l, const char *name)
{
	if (hf_lint_text(l, name, "the counter") && !hf_counter_known(name))
		hf_lint_say(l, "no kernel from 3.10 on has a counter %s", name);
}

void hf_lint_state(struct hf_linter *l, const char *state)
{
	static const char *const states[] = {
		"ESTABLISHED", "SYN-SENT",   "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
		"UNCONN",      "CLOSE-WAIT", "LAST-ACK", "LISTEN",     "CLOSING",
	};

	if (!hf_lint_text(l, state, "the state"))
		return;
	for (size_t i = 0; i < HF_ARRAY_LEN(states); i++)
		if (strcmp(states[i], state) == 0)
			return;
	hf_lint_say(l, "no socket is ever \"%s\"; ss names the states SYN-RECV, FIN-WAIT-1, ...",
		    state);
}

static void lint_notation(struct hf_linter *l, const char *text)
{
	struct hf_timeline timeline;
	struct hf_fault fault;

	if (hf_timeline_parse(text, &timeline, &fault) < 0)
		hf_lint_say(l, "%s", fault.text);
	else
		hf_timeline_done(&timeline);
}

void hf_lint_wire(struct hf_linter *l, const char *text)
{
	if (!text) {
		hf_lint_say(l, "the wire notation is missing");
	} else if (text != ROW_WIRE) {
		lint_notation(l, text);
	} else if (!l->c->row_count) {
		hf_lint_say(l, "ROW_WIRE is used, but the case has no rows");
	}
	for (size_t i = 0; text == ROW_WIRE && i < l->c->row_count; i++) {
		if (l->c->rows[i].wire)
			lint_notation(l, l->c->rows[i].wire);
		else
			hf_lint_say(l, "ROW_WIRE is used, but row %zu has no wire", i + 1);
	}
}

static bool is_name(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && strncmp(name, text, len) == 0;
}

static bool is_column(const struct hf_linter *l, const char *text, size_t len)
{
	for (const char *const *column = l->c->columns; column && *column; column++)
		if (is_name(*column, text, len))
			return true;
	return false;
}

void hf_lint_placeholders(struct hf_linter *l, const char *text, const char *const *known)
{
	for (const char *p = text ? strchr(text, '{') : NULL; p; p = strchr(p + 1, '{')) {
		size_t len = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_");
		const char *const *k = known;

		if (len == 0 || p[1 + len] != '}')
			continue;
		while (*k && !is_name(*k, p + 1, len))
			k++;
		if (!*k && !is_column(l, p + 1, len))
			hf_lint_say(l, "{%.*s} is not filled in here", (int)len, p + 1);
	}
}

/* ---- the case itself ---------------------------------------------------------------------- */

static void lint_name(struct hf_linter *l)
{
	const char *name = l->c->name;

	if (hf_lint_text(l, name, "the name") &&
	    (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name) ||
	     !islower((unsigned char)*name)))
		hf_lint_say(l, "the name \"%s\" is not of lower case letters, digits and '-'",
			    name);
}

/*
 * "D0.11": the document, and the number in the catalogue of its claims; "X7": a fact that none of
 * the documents has.
 */
static bool is_claim_id(const char *id)
{
	unsigned document, claim;
	int end = 0;

	if (sscanf(id, "D%1u.%3u%n", &document, &claim, &end) == 2)
		return !id[end] || (id[end] >= 'a' && id[end] <= 'z' && !id[end + 1]);
	return sscanf(id, "X%3u%n", &claim, &end) == 1 && !id[end];
}

static void lint_texts(struct hf_linter *l)
{
	const struct hf_case *c = l->c;

	lint_name(l);
	hf_lint_text(l, c->claim, "the claim");
	hf_lint_text(l, c->group, "the group");
	if (!c->claims || !c->claims[0])
		hf_lint_say(l, "it names no claim of the catalogue");
	for (const char *const *id = c->claims; id && *id; id++)
		if (!is_claim_id(*id))
			hf_lint_say(l, "the claim id \"%s\" is not of the form D0.11 or X7", *id);
}

static void lint_settings(struct hf_linter *l, const struct hf_host_setup *setup, const char *host)
{
	for (const struct hf_setting *s = setup->sysctl; s && s->key; s++) {
		snprintf(l->place, sizeof(l->place), "sysctls of the %s", host);
		hf_lint_key(l, s->key);
		hf_lint_value(l, s->value, s->text, s->key);
		if (s->as_found && (s->value || s->text))
			hf_lint_say(l, "%s is .as_found and has a value", s->key);
	}
	l->place[0] = '\0';
}

static void lint_labels(struct hf_linter *l)
{
	for (size_t i = 0; i < l->c->row_count; i++) {
		const struct hf_variant one = {l->c, (int)i, false};
		char label[256], other[256];

		hf_variant_label(&one, label, sizeof(label));
		if (strlen(label) >= sizeof(((struct hf_record *)0)->variant))
			hf_lint_say(l, "row %zu is called \"%s\", longer than a record keeps",
				    i + 1, label);
		for (size_t j = 0; j < i; j++) {
			const struct hf_variant before = {l->c, (int)j, false};

			hf_variant_label(&before, other, sizeof(other));
			if (strcmp(label, other) == 0)
				hf_lint_say(l, "rows %zu and %zu are both called \"%s\"", j + 1,
					    i + 1, label);
		}
	}
}

static void lint_rows(struct hf_linter *l)
{
	const struct hf_case *c = l->c;
	int columns = column_count(c);

	if (c->row_count && !columns)
		hf_lint_say(l, "the rows have no named columns");
	if (!c->row_count && columns)
		hf_lint_say(l, "it names columns, but has no rows");
	if (columns > HF_ROW_COLUMNS)
		hf_lint_say(l, "it names %d columns, but a row holds %d", columns, HF_ROW_COLUMNS);
	if (c->label_columns > columns)
		hf_lint_say(l, "%d columns are to name the row, but there are %d", c->label_columns,
			    columns);
	if (columns && columns <= HF_ROW_COLUMNS)
		lint_labels(l);
}

static void lint_families(struct hf_linter *l)
{
	if (l->c->uptime_s < 0)
		hf_lint_say(l, "no kernel began %d s ago", l->c->uptime_s);
	if (l->c->ipv4_only && l->c->ipv6_only)
		hf_lint_say(l, "it is both .ipv4_only and .ipv6_only: nothing is left to run");
}

/* ---- eras --------------------------------------------------------------------------------- */

static bool holds(const struct hf_era *era, const struct hf_release *release)
{
	const struct hf_era alone[] = {*era, {.claim_is = HF_CLAIM_UNSET}};

	return hf_era_for(alone, release) != NULL;
}

/* Every kernel needs exactly one era; the first that has none, and the first with two, are told. */
static void lint_partition(struct hf_linter *l)
{
	size_t count;
	const struct hf_release *releases = hf_release_landmarks(&count);
	bool none_told = false, two_told = false;

	for (size_t i = 0; i < count; i++) {
		char release[32];
		int holding = 0;

		for (const struct hf_era *era = l->c->eras; era->claim_is != HF_CLAIM_UNSET; era++)
			holding += holds(era, &releases[i]);
		hf_release_text(&releases[i], release, sizeof(release));
		if (holding == 0 && !none_told)
			hf_lint_say(l, "no era holds for Linux %s", release);
		if (holding > 1 && !two_told)
			hf_lint_say(l, "%d eras hold for Linux %s", holding, release);
		none_told |= holding == 0;
		two_told |= holding > 1;
	}
}

static bool is_ever(const struct hf_era *era)
{
	size_t count;
	const struct hf_release *releases = hf_release_landmarks(&count);

	for (size_t i = 0; i < count; i++)
		if (holds(era, &releases[i]))
			return true;
	return false;
}

static bool states_wire(const struct hf_expect *rules)
{
	for (; rules && rules->rule != HF_RULE_UNSET; rules++)
		if (rules->rule == HF_RULE_WIRE || rules->rule == HF_RULE_WIRE_COUNT ||
		    rules->rule == HF_RULE_WIRE_TAIL)
			return true;
	return false;
}

/* True when segments of the case's own making go over the wire, so that it can say which. */
static bool has_traffic(const struct hf_case *c)
{
	for (const struct hf_step *s = c->steps; s && s->verb != HF_VERB_UNSET; s++)
		if (s->verb == HF_CONNECT || s->verb == HF_SYN || s->verb == HF_RUN)
			return true;
	return false;
}

static void lint_era(struct hf_linter *l, const struct hf_era *era, int number)
{
	const struct hf_case *c = l->c;
	char whose[24];

	snprintf(whose, sizeof(whose), "era %d", number);
	snprintf(l->place, sizeof(l->place), "%s", whose);
	if (era->claim_is < TRUE_AS_TOLD || era->claim_is > NEVER_TRUE)
		hf_lint_say(l, "it has no verdict on the claim");
	else if (era->claim_is != TRUE_AS_TOLD && (!era->because || !*era->because))
		hf_lint_say(l, "the claim is not simply true, but it is not said why");
	if (!is_ever(era))
		hf_lint_say(l, "it holds for no kernel");
	if (era->wire)
		hf_lint_wire(l, era->wire);
	else if (has_traffic(c) && !states_wire(c->expect) && !states_wire(era->expect))
		hf_lint_say(l, "no packet on the wire is expected; a counter alone proves nothing");
	snprintf(whose, sizeof(whose), "era %d, ", number);
	hf_lint_rules(l, era->expect, whose);
	l->place[0] = '\0';
}

static void lint_eras(struct hf_linter *l)
{
	const struct hf_era *era = l->c->eras;

	if (!era || era->claim_is == HF_CLAIM_UNSET) {
		hf_lint_say(l, "it has no eras");
		return;
	}
	lint_partition(l);
	for (int i = 1; era->claim_is != HF_CLAIM_UNSET; era++, i++)
		lint_era(l, era, i);
}

/* ---- time --------------------------------------------------------------------------------- */

int64_t hf_lint_longest_ms(const struct hf_case *c)
{
	int64_t longest = 0;
	int rows = c->row_count ? (int)c->row_count : 1;

	for (int row = 0; row < rows; row++) {
		const struct hf_variant v = {c, c->row_count ? row : -1, false};
		int64_t sum = hf_duration_longest_ms(&v);

		if (sum > longest)
			longest = sum;
	}
	return longest;
}

static const char *machine_counter_of(const struct hf_expect *rules)
{
	for (; rules && rules->rule != HF_RULE_UNSET; rules++) {
		if (rules->rule == HF_RULE_DELTA && hf_counter_of_machine(rules->delta.counter))
			return rules->delta.counter;
	}
	return NULL;
}

const char *hf_lint_machine_counter(const struct hf_case *c)
{
	const char *found = machine_counter_of(c->expect);

	for (const struct hf_era *era = c->eras; era && era->claim_is && !found; era++)
		found = machine_counter_of(era->expect);
	for (const struct hf_step *s = c->steps; s && s->verb && !found; s++) {
		if (s->verb == HF_UNTIL && s->until.counter &&
		    hf_counter_of_machine(s->until.counter))
			found = s->until.counter;
	}
	return found;
}

static void lint_budget(struct hf_linter *l)
{
	int64_t longest = hf_lint_longest_ms(l->c);

	if (l->c->budget_s <= 0)
		hf_lint_say(l, "it has no budget; its steps may take %" PRId64 " ms", longest);
	else if (longest > (int64_t)l->c->budget_s * 1000)
		hf_lint_say(l,
			    "its steps may take %" PRId64 " ms, but its budget is %d s, %" PRId64
			    " ms less",
			    longest, l->c->budget_s, longest - (int64_t)l->c->budget_s * 1000);
}

int hf_lint_case(const struct hf_case *c, void (*complain)(const char *sentence, void *arg),
		 void *arg)
{
	struct hf_linter l = {.c = c, .complain = complain, .arg = arg};

	lint_texts(&l);
	lint_rows(&l);
	lint_families(&l);
	lint_settings(&l, &c->server, "server");
	lint_settings(&l, &c->client, "client");
	hf_lint_steps(&l);
	hf_lint_rules(&l, c->expect, "");
	lint_eras(&l);
	lint_budget(&l);
	return l.count;
}
