/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "own.h"
#include "show.h"

static const struct argp_option options[] = {
	{"shell", 's', NULL, 0, "the ip, sysctl, iptables, hping3 and ss lines that do it by hand",
	 0},
	{0},
};

struct asked {
	struct hf_selection selection;
	bool shell;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 's':
		asked->shell = true;
		return 0;
	case ARGP_KEY_ARG:
		return hf_selection_add(&asked->selection.patterns,
					&asked->selection.pattern_count, arg);
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"CASE[/ROW][/inet6]...",
	"Tell experiments in sentences. A case with rows is told by its first one unless a row is "
	"named.",
	NULL,
	NULL,
	NULL,
};

/* The case's first variant, or the very one that a pattern spells out. */
static bool wanted(const struct hf_selection *selection, const struct hf_variant *variants, size_t i)
{
	char id[160];

	if (!i || variants[i].c != variants[i - 1].c)
		return true;
	hf_variant_id(&variants[i], id, sizeof(id));
	for (size_t p = 0; p < selection->pattern_count; p++) {
		if (!strcmp(selection->patterns[p], id))
			return true;
	}
	return false;
}

int hf_cmd_show(int argc, char **argv)
{
	struct asked asked = {0};
	HF_AUTO_FREE struct hf_variant *variants = NULL;
	size_t count;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	status = hf_selection_variants(&asked.selection, &variants, &count);
	for (size_t i = 0; !status && i < count; i++) {
		HF_AUTO_FREE char *text = NULL;

		if (!wanted(&asked.selection, variants, i))
			continue;
		text = asked.shell ? hf_show_shell(&variants[i])
				   : hf_show_prose(&variants[i], true);
		if (text)
			fputs(text, stdout);
	}
	hf_selection_done(&asked.selection);
	return status;
}
