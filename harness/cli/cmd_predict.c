/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cmd.h"
#include "knobs.h"
#include "own.h"
#include "predict.h"
#include "tick.h"

static const struct argp_option options[] = {
	{"release", 'r', "RELEASE", 0,
	 "as uname -r prints it, such as 3.10.0-693.el7 or 6.12.10; default: the running kernel",
	 0},
	{"json", 'J', NULL, 0, "as an object: release, knobs and predictions", 0},
	{0},
};

struct asked {
	const char *release;
	bool json;
	struct hf_knobs knobs;
};

/* Says what is wrong with the words; the exit status is that of all usage errors. */
static void refuse(const struct hf_fault *fault)
{
	fprintf(stderr, "halfopen: %s\n", fault->text);
	exit(HF_EXIT_USAGE);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;
	struct hf_fault fault;

	switch (key) {
	case 'r':
		asked->release = arg;
		return 0;
	case 'J':
		asked->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (hf_knobs_set(&asked->knobs, arg, &fault) < 0)
			refuse(&fault);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"[KEY=VALUE...]",
	"Tell what a kernel will do to handshakes: limits of the queues, drops and their counters, "
	"schedules, and what the client is told. KEY is backlog (of listen()), syns (how many come "
	"at once), proven (1: from known peers), hz, or a sysctl, with or without its net.ipv4 or "
	"net.core. What is not given has the release's default.",
	NULL,
	NULL,
	NULL,
};

/* The running kernel is known to the jiffy; of another only what its release tells. */
static void find_release(struct asked *asked, struct hf_release *ret_release)
{
	struct utsname name;
	struct hf_fault fault;

	uname(&name);
	if (hf_release_parse(asked->release ? asked->release : name.release,
			     asked->release ? NULL : name.version, ret_release) < 0) {
		HF_FAULT_PLAIN(&fault, -EINVAL,
			       "%s is no kernel release; give one like 6.12.10 or 3.10.0-693.el7",
			       asked->release ? asked->release : name.release);
		refuse(&fault);
	}
	/* The cases and what is known of kernels begin there. */
	if (ret_release->major < 3 || (ret_release->major == 3 && ret_release->minor < 10)) {
		HF_FAULT_PLAIN(&fault, -EINVAL,
			       "nothing is known of Linux %d.%d; give a release from 3.10 on",
			       ret_release->major, ret_release->minor);
		refuse(&fault);
	}
	if (!asked->release && !asked->knobs.given[HF_HZ]) {
		asked->knobs.v[HF_HZ] = (HF_SEC + hf_tick_jiffy_ns() / 2) / hf_tick_jiffy_ns();
		asked->knobs.given[HF_HZ] = true;
	}
}

/* ---- JSON --------------------------------------------------------------------------------- */

static json_t *seconds(int64_t ns)
{
	return ns % HF_SEC ? json_real((double)ns / HF_SEC) : json_integer(ns / HF_SEC);
}

static void add_value(json_t *object, const struct hf_fact *fact)
{
	json_t *values = fact->kind == HF_FACT_COUNTS ? json_object() : json_array();

	for (size_t i = 0; i < fact->count; i++) {
		if (fact->kind == HF_FACT_COUNTS)
			json_object_set_new(values, fact->names[i], json_integer(fact->numbers[i]));
		else if (fact->kind == HF_FACT_TIMES)
			json_array_append_new(values, seconds(fact->numbers[i]));
	}
	if (fact->kind == HF_FACT_TIMES)
		json_object_set_new(object, "unit", json_string("s"));
	if (fact->kind == HF_FACT_NUMBER)
		json_object_set_new(object, "value", json_integer(fact->numbers[0]));
	else if (fact->kind == HF_FACT_TEXT)
		json_object_set_new(object, "value", json_string(fact->text));
	else
		json_object_set(object, "values", values);
	json_decref(values);
}

static void print_json(const char *release, const struct hf_knobs *knobs,
		       const struct hf_facts *facts)
{
	json_t *known = json_object(), *assumed = json_object(), *all = json_array();
	json_t *whole;

	for (int knob = 1; knob < HF_KNOBS; knob++)
		json_object_set_new(knobs->given[knob] ? known : assumed, hf_knob_name(knob),
				    json_integer(knobs->v[knob]));
	for (size_t i = 0; i < facts->count; i++) {
		json_t *object = json_pack("{s:s}", "what", facts->facts[i].what);

		add_value(object, &facts->facts[i]);
		json_object_set_new(object, "rule", json_string(facts->facts[i].rule));
		json_object_set_new(object, "function", json_string(facts->facts[i].function));
		json_array_append_new(all, object);
	}
	whole = json_pack("{s:s, s:o, s:o, s:o}", "release", release, "known", known, "assumed",
			  assumed, "predictions", all);
	json_dumpf(whole, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	printf("\n");
	json_decref(whole);
}

/* ---- text --------------------------------------------------------------------------------- */

static void print_knobs(const char *title, const struct hf_knobs *knobs, bool given, bool guess)
{
	const char *before = title;

	for (int knob = 1; knob < HF_KNOBS; knob++) {
		if (knobs->given[knob] != given || (!given && hf_knob_is_guess(knob) != guess))
			continue;
		printf("%s %s=%" PRId64, before, hf_knob_name(knob), knobs->v[knob]);
		before = "";
	}
	if (before != title)
		printf("\n");
}

static void print_text(const char *release, const struct hf_knobs *knobs,
		       const struct hf_facts *facts)
{
	printf("Linux %s\n", release);
	print_knobs("known:", knobs, true, false);
	print_knobs("its defaults, assumed:", knobs, false, false);
	print_knobs("of the machine and the experiment, assumed:", knobs, false, true);
	printf("\n");
	for (size_t i = 0; i < facts->count; i++) {
		char value[600];

		hf_fact_value(&facts->facts[i], value, sizeof(value));
		printf("%s: %s -- %s (%s)\n", facts->facts[i].what, value, facts->facts[i].rule,
		       facts->facts[i].function);
	}
}

int hf_cmd_predict(int argc, char **argv)
{
	struct asked asked = {0};
	struct hf_release release;
	struct hf_facts facts;
	struct hf_fault fault;
	char text[32];

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	find_release(&asked, &release);
	if (hf_knobs_complete(&asked.knobs, &release, &fault) < 0)
		refuse(&fault);
	hf_release_text(&release, text, sizeof(text));
	hf_predict(&release, &asked.knobs, &facts);
	if (asked.json)
		print_json(text, &asked.knobs, &facts);
	else
		print_text(text, &asked.knobs, &facts);
	if (facts.incomplete)
		fprintf(stderr, "halfopen: out of memory: some predictions are missing\n");
	hf_facts_done(&facts);
	return facts.incomplete ? HF_EXIT_BROKEN : HF_EXIT_AS_EXPECTED;
}
