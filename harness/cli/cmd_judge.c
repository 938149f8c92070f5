/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "load.h"
#include "own.h"
#include "report.h"

struct asked {
	const char **paths;
	size_t path_count;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		return hf_selection_add(&asked->paths, &asked->path_count, arg);
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	NULL,
	parse,
	"RECORD|FOLDER...",
	"Judge stored records again, as the cases stand now. Needs no privilege and changes no "
	"file.",
	NULL,
	NULL,
	NULL,
};

static int judge_file(struct hf_report_sum *sum, const char *path)
{
	struct hf_record *record = NULL;
	struct hf_variant variant;
	struct hf_fault fault = {0};
	char id[200];
	int err = hf_load_record(path, &record, &fault);

	assert(err || record);
	if (!err)
		err = hf_load_variant(path, record, &variant, &fault);
	if (!err)
		err = hf_load_judge(path, &variant, record, &fault);
	if (err) {
		fprintf(stderr, "halfopen: %s\n", fault.text);
		sum->verdicts[BROKEN]++;
	} else {
		hf_record_id(record, id, sizeof(id));
		hf_report_run(sum, id, record);
	}
	hf_record_free(record);
	return err;
}

static int judge_folder(struct hf_report_sum *sum, const char *folder)
{
	char **paths;
	size_t count;
	int err = hf_load_paths(folder, &paths, &count);

	if (err || !count)
		fprintf(stderr, "halfopen: there is no record in the folder %s\n", folder);
	for (size_t i = 0; i < count; i++)
		judge_file(sum, paths[i]);
	hf_load_paths_done(paths, count);
	return err || !count ? HF_EXIT_USAGE : 0;
}

int hf_cmd_judge(int argc, char **argv)
{
	struct asked asked = {0};
	struct hf_report_sum sum = {0};
	int usage = 0;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	for (size_t i = 0; i < asked.path_count; i++) {
		struct stat about;

		if (stat(asked.paths[i], &about) < 0) {
			fprintf(stderr, "halfopen: %s: %s\n", asked.paths[i], strerror(errno));
			usage = HF_EXIT_USAGE;
		} else if (S_ISDIR(about.st_mode)) {
			usage |= judge_folder(&sum, asked.paths[i]);
		} else {
			judge_file(&sum, asked.paths[i]);
		}
	}
	free(asked.paths);
	status = hf_report_end(&sum);
	return usage ? usage : status;
}
