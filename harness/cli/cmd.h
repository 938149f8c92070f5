/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands: one file each, listed in main.c. They print, and return the exit status.
 */
#ifndef HF_CMD_H
#define HF_CMD_H

#include <argp.h>

#include "registry.h"

enum hf_exit {
	HF_EXIT_AS_EXPECTED = 0,
	HF_EXIT_DIFFERS = 1,
	HF_EXIT_USAGE = 2,
	HF_EXIT_BROKEN = 3,
	HF_EXIT_SKIPPED = 4,
};

int hf_cmd_list(int argc, char **argv);
int hf_cmd_show(int argc, char **argv);
int hf_cmd_run(int argc, char **argv);
int hf_cmd_judge(int argc, char **argv);
int hf_cmd_compare(int argc, char **argv);
int hf_cmd_check(int argc, char **argv);
int hf_cmd_identify(int argc, char **argv);
int hf_cmd_claims(int argc, char **argv);
int hf_cmd_predict(int argc, char **argv);

/* Cases that were asked for: by name globs and claim ids; with neither, all. */
struct hf_selection {
	const char **patterns; /* borrowed from argv */
	size_t pattern_count;
	const char **claims;
	size_t claim_count;
};

int hf_selection_add(const char ***list, size_t *count, const char *word);
void hf_selection_done(struct hf_selection *selection);

/*
 * The selected variants; a pattern is matched against the case's name and the variant's whole id. Says
 * on stderr which pattern or claim selects nothing, and returns HF_EXIT_USAGE then; else 0. The caller
 * frees the array.
 */
int hf_selection_variants(const struct hf_selection *selection, struct hf_variant **ret_variants,
			  size_t *ret_count);

#endif
