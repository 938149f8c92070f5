/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program: a table of subcommands. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "own.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"list", hf_cmd_list, "what there is: cases, claims, what they need"},
	{"show", hf_cmd_show, "a case in sentences, or as shell commands"},
	{"run", hf_cmd_run, "run cases, judge and keep their records"},
	{"judge", hf_cmd_judge, "judge stored records again"},
	{"predict", hf_cmd_predict, "what a kernel will do with a set of knobs"},
	{"identify", hf_cmd_identify, "which changes a kernel really contains"},
	{"compare", hf_cmd_compare,
	 "what differs between kernels, and the change that explains it"},
	{"claims", hf_cmd_claims, "write the pages of what documents claim and kernels do"},
	{"check", hf_cmd_check, "what this machine can run, and what to do about the rest"},
};

static void usage(FILE *to)
{
	fprintf(to, "Usage: halfopen COMMAND [ARGUMENT...]\n"
		    "What Linux does to a TCP connection between its SYN and accept(), as "
		    "experiments.\n\n");
	for (size_t i = 0; i < HF_ARRAY_LEN(commands); i++)
		fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].help);
	fprintf(to, "\n`halfopen COMMAND --help` tells more.\n"
		    "Exit status: 0 as expected, 1 something differs, 2 usage, 3 broken, "
		    "4 all skipped.\n");
}

int main(int argc, char **argv)
{
	argp_err_exit_status = HF_EXIT_USAGE;
	if (argc < 2) {
		usage(stderr);
		return HF_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("halfopen %s\n", HF_VERSION);
		return 0;
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(commands); i++) {
		char name[32];

		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		/* argp takes the program's name for its messages from argv[0]. */
		snprintf(name, sizeof(name), "halfopen %s", commands[i].name);
		argv[1] = name;
		return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "halfopen: there is no command %s; `halfopen --help` lists them\n",
		argv[1]);
	return HF_EXIT_USAGE;
}
