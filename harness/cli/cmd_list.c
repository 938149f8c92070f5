/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "duration.h"
#include "own.h"
#include "programs.h"

static const struct argp_option options[] = {
	{"json", 'J', NULL, 0, "as an array of objects", 0},
	{"claim", 'c', "ID", 0, "only cases that test this claim, such as D0.11", 0},
	{0},
};

struct asked {
	struct hf_selection selection;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 'J':
		asked->json = true;
		return 0;
	case 'c':
		return hf_selection_add(&asked->selection.claims, &asked->selection.claim_count,
					arg);
	case ARGP_KEY_ARG:
		return hf_selection_add(&asked->selection.patterns,
					&asked->selection.pattern_count, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "[PATTERN...]", "List the cases whose names fit the shell patterns.", NULL,
	NULL,	 NULL,
};

static void join_claims(const struct hf_case *c, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; c->claims[i] && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
					 c->claims[i]);
}

static void add_need(json_t *needs, const char *program, const char *package)
{
	json_t *need = json_pack("{s:s, s:s}", "program", program, "package", package);
	json_t *known;
	size_t i;

	json_array_foreach(needs, i, known)
	{
		if (json_equal(known, need)) {
			json_decref(need);
			return;
		}
	}
	json_array_append_new(needs, need);
}

static int add_word(const char *word, void *needs)
{
	const char *package = hf_package_of(word);

	if (package)
		add_need(needs, word, package);
	return 0;
}

/* A script's package is that of what it calls. */
static void add_run(json_t *needs, const struct hf_run *run)
{
	if (!hf_program_is_shell(run->argv[0])) {
		add_need(needs, run->argv[0], run->package);
		return;
	}
	add_word(run->argv[0], needs);
	for (const char *const *arg = run->argv + 1; *arg; arg++)
		hf_script_programs(*arg, add_word, needs);
}

/* What a machine must have, as the steps tell it. */
static json_t *needs_of(const struct hf_case *c)
{
	json_t *needs = json_array();
	bool tbf = false;

	for (const struct hf_step *step = c->steps; step->verb; step++) {
		tbf |= step->verb == HF_PACE;
		if (step->verb == HF_DROP)
			add_need(needs, "iptables", "iptables");
		if (step->verb == HF_RUN)
			add_run(needs, &step->run);
	}
	if (tbf)
		json_array_append_new(needs, json_pack("{s:s}", "kernel", "sch_tbf"));
	return needs;
}

static json_t *case_to_json(const struct hf_case *c)
{
	json_t *claims = json_array();
	json_t *variants = json_array();
	json_t *waiting = json_array();
	size_t count = 0;
	HF_AUTO_FREE struct hf_variant *list = hf_registry_variants(c, &count);

	for (size_t i = 0; c->claims[i]; i++)
		json_array_append_new(claims, json_string(c->claims[i]));
	for (size_t i = 0; list && i < count; i++) {
		char id[160];

		hf_variant_id(&list[i], id, sizeof(id));
		json_array_append_new(variants, json_string(id));
		if (hf_duration_is_long(&list[i]))
			json_array_append_new(waiting, json_string(id));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:i, s:o}", "name", c->name, "group",
			 c->group ? c->group : "", "claims", claims, "variants", variants, "claim",
			 c->claim, "document", c->quote ? c->quote : "", "needs", needs_of(c),
			 "budget_s", c->budget_s, "long", waiting);
}

static int print_json(const struct hf_variant *variants, size_t count)
{
	json_t *array = json_array();
	const struct hf_case *last = NULL;

	for (size_t i = 0; i < count; i++) {
		if (variants[i].c != last)
			json_array_append_new(array, case_to_json(variants[i].c));
		last = variants[i].c;
	}
	json_dumpf(array, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	printf("\n");
	json_decref(array);
	return 0;
}

/* What of the case is run with --long only. */
static const char *tell_long(const struct hf_case *c)
{
	size_t count = 0, waiting = 0;
	HF_AUTO_FREE struct hf_variant *list = hf_registry_variants(c, &count);

	for (size_t i = 0; list && i < count; i++)
		waiting += hf_duration_is_long(&list[i]);
	if (!waiting)
		return "";
	return waiting == count ? " [--long]" : " [some rows: --long]";
}

static int print_text(const struct hf_variant *variants, size_t count)
{
	const struct hf_case *last = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct hf_case *c = variants[i].c;
		char claims[128];

		if (c == last)
			continue;
		last = c;
		join_claims(c, claims, sizeof(claims));
		printf("%-34s %-22s %s%s\n", c->name, claims, c->claim, tell_long(c));
	}
	return 0;
}

int hf_cmd_list(int argc, char **argv)
{
	struct asked asked = {0};
	HF_AUTO_FREE struct hf_variant *variants = NULL;
	size_t count;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	status = hf_selection_variants(&asked.selection, &variants, &count);
	hf_selection_done(&asked.selection);
	if (status)
		return status;
	return asked.json ? print_json(variants, count) : print_text(variants, count);
}
