/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cmd.h"
#include "judge.h"
#include "kernel.h"
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
	"Judge stored records again, as the cases stand now. Needs no privilege and changes no file.",
	NULL,
	NULL,
	NULL,
};

static int read_record(const char *path, struct hf_record **ret, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	void *text;
	int err;

	if (fd < 0 || fstat(fd, &about) < 0)
		return HF_FAULT(fault, -errno, "open the record %s", path);
	if (!about.st_size)
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s is empty; run its case again", path);
	text = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return HF_FAULT(fault, -errno, "read the record %s", path);
	err = hf_record_from_json(text, (size_t)about.st_size, path, ret, fault);
	munmap(text, (size_t)about.st_size);
	return err;
}

static int load_packets(const char *path, struct hf_record *record, struct hf_fault *fault)
{
	HF_AUTO_FREE char *copy = strdup(path);
	HF_AUTO_FD int fd = -EBADF;
	char capture[PATH_MAX];

	if (record->packets || !record->packet_total)
		return 0;
	snprintf(capture, sizeof(capture), "%s/%s", copy ? dirname(copy) : ".",
		 record->capture_file);
	fd = open(capture, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "open the capture %s of %s", capture, path);
	return hf_record_load_packets(record, fd, fault);
}

static int find_variant(const struct hf_record *record, const char *path,
			struct hf_variant *ret_variant, struct hf_fault *fault)
{
	const struct hf_case *c = hf_registry_find(record->case_name);
	size_t count = 0;
	HF_AUTO_FREE struct hf_variant *variants = c ? hf_registry_variants(c, &count) : NULL;
	char id[200];

	hf_record_id(record, id, sizeof(id));
	for (size_t i = 0; i < count; i++) {
		char other[200], hash[17];

		hf_variant_id(&variants[i], other, sizeof(other));
		if (strcmp(id, other) != 0)
			continue;
		hf_variant_hash(&variants[i], hash);
		if (strcmp(hash, record->case_hash) != 0)
			return HF_FAULT_PLAIN(fault, -ESTALE,
					      "%s comes from an older experiment of that name "
					      "(hash %s, now %s); run %s again",
					      path, record->case_hash, hash, id);
		*ret_variant = variants[i];
		return 0;
	}
	return HF_FAULT_PLAIN(fault, -ENOENT, "%s is a record of %s, which is no case of this program",
			      path, id);
}

static int judge_file(struct hf_report_sum *sum, const char *path)
{
	struct hf_record *record = NULL;
	struct hf_variant variant;
	struct hf_release release;
	struct hf_fault fault = {0};
	char id[200];
	int err = read_record(path, &record, &fault);

	assert(err || record);
	if (!err)
		err = find_variant(record, path, &variant, &fault);
	if (!err)
		err = load_packets(path, record, &fault);
	if (!err)
		err = hf_kernel_release(record, &release, &fault);
	if (!err && hf_judge(&variant, &release, record) < 0)
		err = HF_FAULT_PLAIN(&fault, -ENOMEM, "out of memory while judging %s", path);
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

static int is_record(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && !strcmp(dot, ".json");
}

static int judge_folder(struct hf_report_sum *sum, const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_record, alphasort);

	for (int i = 0; i < n; i++) {
		char file[PATH_MAX];

		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		judge_file(sum, file);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (n <= 0) {
		fprintf(stderr, "halfopen: there is no record in the folder %s\n", path);
		return HF_EXIT_USAGE;
	}
	return 0;
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
