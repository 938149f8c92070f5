/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "compare_report.h"
#include "kernel.h"
#include "load.h"
#include "own.h"

static const struct argp_option options[] = {
	{"json", 'J', NULL, 0, "as one JSON object", 0},
	{"results", 'R', "DIR", 0, "where folders of releases lie (default: results)", 0},
	{0},
};

struct asked {
	const char **words;
	size_t word_count;
	const char *results;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 'J':
		asked->json = true;
		return 0;
	case 'R':
		asked->results = arg;
		return 0;
	case ARGP_KEY_ARG:
		return hf_selection_add(&asked->words, &asked->word_count, arg);
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
	"FOLDER|RELEASE FOLDER|RELEASE...",
	"What cases saw differently on several kernels, and the change that explains it. The "
	"folders "
	"are those of `halfopen run -o`; the older kernel comes first. A folder without records of "
	"its own stands for the folders of releases in it; a single folder, for its own records "
	"and "
	"these.",
	NULL,
	NULL,
	NULL,
};

struct sources {
	struct hf_compare_source *list;
	size_t count;
};

static int complain(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int complain(int status, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "halfopen: ");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\n");
	return status;
}

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* ---- which folders ---- */

static bool has_records(const char *folder)
{
	char **paths;
	size_t count;
	bool found = false;

	hf_load_paths(folder, &paths, &count);
	for (size_t i = 0; i < count && !found; i++)
		found = hf_load_is_record(paths[i]);
	hf_load_paths_done(paths, count);
	return found;
}

static int add_folder(struct sources *sources, const char *folder)
{
	struct hf_compare_source source = {.folder = strdup(folder)};

	if (source.folder &&
	    hf_record_append(&sources->list, &sources->count, sizeof(source), &source) == 0)
		return 0;
	free(source.folder);
	return complain(HF_EXIT_BROKEN, "out of memory");
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Guests' records lie in folders below, in the order of their releases. */
static int add_folders_below(struct sources *sources, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_visible, versionsort);
	int status = 0;

	for (int i = 0; i < n; i++) {
		HF_AUTO_FREE char *path = NULL;

		if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			path = NULL;
		if (!status && path && is_folder(path) && has_records(path))
			status = add_folder(sources, path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return status;
}

static int add_word(struct sources *sources, const struct asked *asked, const char *word)
{
	HF_AUTO_FREE char *release = NULL;
	const char *folder = word;
	size_t before = sources->count;
	bool own;
	int status = 0;

	if (asprintf(&release, "%s/%s", asked->results, word) < 0)
		return complain(HF_EXIT_BROKEN, "out of memory");
	if (!is_folder(folder) && access(folder, F_OK) == 0)
		return complain(HF_EXIT_USAGE, "%s is no folder; compare wants folders of records",
				word);
	if (!is_folder(folder) && !strchr(word, '/') && is_folder(release))
		folder = release;
	if (!is_folder(folder))
		return complain(HF_EXIT_USAGE, "there is no folder %s, nor %s", word, release);
	own = has_records(folder);
	if (asked->word_count == 1 || !own)
		status = add_folders_below(sources, folder);
	if (!status && own)
		status = add_folder(sources, folder);
	if (!status && sources->count == before)
		status = complain(HF_EXIT_USAGE, "there is no record in the folder %s", folder);
	return status;
}

/* ---- what is in them ---- */

/* A record is judged again as its case stands now; one of an older experiment stays as it is. */
static int load_one(const char *path, struct hf_record **ret_record, struct hf_fault *fault)
{
	struct hf_record *record = NULL;
	struct hf_variant variant;
	int err = hf_load_record(path, &record, fault);

	if (err)
		return err;
	if (!record->why[0] && hf_load_variant(path, record, &variant, NULL) == 0)
		err = hf_load_judge(path, &variant, record, fault);
	if (err) {
		hf_record_free(record);
		return err;
	}
	*ret_record = record;
	return 0;
}

static void load_source(struct hf_compare_source *source)
{
	char **paths;
	size_t count;

	hf_load_paths(source->folder, &paths, &count);
	for (size_t i = 0; i < count; i++) {
		struct hf_record *record = NULL;
		struct hf_fault fault = {0};
		int err = load_one(paths[i], &record, &fault);

		if (!err)
			err = hf_record_append(&source->records, &source->count, sizeof(record),
					       &record);
		if (err) {
			complain(0, "%s", fault.text);
			source->unreadable++;
		}
	}
	hf_load_paths_done(paths, count);
}

static void label_by_release(struct hf_compare_source *source)
{
	const struct hf_record *record = source->records[0];
	struct hf_release release;

	if (hf_kernel_release(record, &release, NULL) == 0)
		hf_release_text(&release, source->label, sizeof(source->label));
	else
		snprintf(source->label, sizeof(source->label), "%s", record->kernel.release);
}

static void label_by_folder(struct hf_compare_source *source)
{
	size_t size = strlen(source->folder);
	const char *name;

	while (size > 1 && source->folder[size - 1] == '/')
		size--;
	name = memrchr(source->folder, '/', size);
	name = name && size > 1 ? name + 1 : source->folder;
	snprintf(source->label, sizeof(source->label), "%.*s", (int)(source->folder + size - name),
		 name);
}

static void label_by_path(struct hf_compare_source *source)
{
	snprintf(source->label, sizeof(source->label), "%s", source->folder);
}

/* Releases, if they are different ones; else names of folders, if these are; else paths. */
static void label_sources(struct sources *sources)
{
	void (*const ways[])(struct hf_compare_source * source) = {
		label_by_release,
		label_by_folder,
		label_by_path,
	};
	bool shared = true;

	for (size_t way = 0; shared && way < HF_ARRAY_LEN(ways); way++) {
		for (size_t i = 0; i < sources->count; i++)
			ways[way](&sources->list[i]);
		shared = false;
		for (size_t i = 0; i < sources->count; i++) {
			for (size_t k = 0; k < i; k++)
				shared |= !strcmp(sources->list[i].label, sources->list[k].label);
		}
	}
}

static void free_sources(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		struct hf_compare_source *source = &sources->list[i];

		for (size_t k = 0; k < source->count; k++)
			hf_record_free(source->records[k]);
		free(source->records);
		free(source->folder);
	}
	free(sources->list);
}

/* ---- the command ---- */

static int compare(const struct sources *sources, bool json)
{
	HF_AUTO_FREE struct hf_compare_input *inputs = calloc(sources->count + 1, sizeof(*inputs));
	struct hf_comparison comparison = {0};
	int status;

	for (size_t i = 0; inputs && i < sources->count; i++)
		inputs[i] = (struct hf_compare_input){
			.label = sources->list[i].label,
			.records = sources->list[i].records,
			.count = sources->list[i].count,
		};
	if (!inputs || hf_compare(inputs, sources->count, &comparison) < 0)
		return complain(HF_EXIT_BROKEN, "out of memory");
	if (json)
		hf_compare_print_json(sources->list, sources->count, &comparison);
	else
		hf_compare_print_text(sources->list, sources->count, &comparison);
	status = hf_comparison_is_clear(&comparison) ? HF_EXIT_AS_EXPECTED : HF_EXIT_DIFFERS;
	hf_comparison_done(&comparison);
	return status;
}

static int load_and_compare(struct sources *sources, bool json)
{
	size_t unreadable = 0;
	int status;

	for (size_t i = 0; i < sources->count; i++) {
		struct hf_compare_source *source = &sources->list[i];

		load_source(source);
		unreadable += source->unreadable;
		if (!source->count)
			return complain(HF_EXIT_BROKEN, "no record in the folder %s can be read",
					source->folder);
	}
	label_sources(sources);
	status = compare(sources, json);
	return unreadable ? HF_EXIT_BROKEN : status;
}

int hf_cmd_compare(int argc, char **argv)
{
	struct asked asked = {.results = "results"};
	struct sources sources = {0};
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	for (size_t i = 0; i < asked.word_count; i++) {
		int bad = add_word(&sources, &asked, asked.words[i]);

		status = bad ? bad : status;
	}
	if (!status && sources.count == 1)
		status = complain(HF_EXIT_USAGE,
				  "%s holds records of one kernel only; name another folder",
				  sources.list[0].folder);
	if (!status)
		status = load_and_compare(&sources, asked.json);
	free_sources(&sources);
	free(asked.words);
	return status;
}
