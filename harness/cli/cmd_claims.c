/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the pages that are generated from cases and accepted records, or says which is stale. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "kernel.h"
#include "load.h"
#include "own.h"
#include "page.h"
#include "store.h"

struct asked {
	const char *results, *docs;
	bool check;
};

static const struct argp_option options[] = {
	{"results", 'r', "DIR", 0, "Accepted records, in a folder for each kernel (default: results)", 0},
	{"check", 'c', NULL, 0, "Write nothing; say which page is stale, and exit with 1 then", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 'r':
		asked->results = arg;
		return 0;
	case 'c':
		asked->check = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			return ARGP_ERR_UNKNOWN;
		asked->docs = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"[DOCS]",
	"Write the pages DOCS/claims.md and DOCS/matrix.md (default: docs): what the documents claim "
	"and what kernels do, from the cases and the accepted records. Needs no privilege.",
	NULL,
	NULL,
	NULL,
};

/* ---- accepted records ---- */

struct results {
	struct hf_result *seen;
	size_t count;
	size_t unusable;
};

/* One that is not as expected, or no more, shows nothing. */
static int add_record(struct results *results, const char *path, struct hf_fault *fault)
{
	struct hf_record *record = NULL;
	struct hf_variant variant;
	struct hf_result seen = {0};
	int err = hf_load_record(path, &record, fault);

	if (!err)
		err = hf_load_variant(path, record, &variant, fault);
	if (!err)
		err = hf_load_judge(path, &variant, record, fault);
	if (!err)
		err = hf_kernel_release(record, &seen.release, fault);
	if (!err && record->verdict != AS_EXPECTED)
		err = HF_FAULT_PLAIN(fault, -EINVAL, "%s is %s: it is no accepted record", path,
				     hf_verdict_text(record->verdict));
	if (!err) {
		seen.c = variant.c;
		snprintf(seen.uname, sizeof(seen.uname), "%s", record->kernel.release);
		err = hf_record_append(&results->seen, &results->count, sizeof(seen), &seen);
	}
	hf_record_free(record);
	return err;
}

static void add_folder(struct results *results, const char *folder)
{
	char **paths;
	size_t count;

	hf_load_paths(folder, &paths, &count);
	for (size_t i = 0; i < count; i++) {
		struct hf_fault fault = {0};

		if (add_record(results, paths[i], &fault) < 0) {
			fprintf(stderr, "halfopen: %s\n", fault.text);
			results->unusable++;
		}
	}
	hf_load_paths_done(paths, count);
}

static int is_folder(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_REG;
}

static int add_folders(struct results *results, const char *root)
{
	struct dirent **entries;
	int n = scandir(root, &entries, is_folder, alphasort);

	if (n < 0) {
		fprintf(stderr, "halfopen: open the folder %s: %s\n", root, strerror(errno));
		return HF_EXIT_USAGE;
	}
	for (int i = 0; i < n; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s/%s", root, entries[i]->d_name);
		add_folder(results, path);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

/* ---- pages ---- */

static const struct page {
	const char *name;
	int (*put)(FILE *to, const struct hf_results *results);
} pages[] = {
	{"claims.md", hf_page_claims},
	{"matrix.md", hf_page_matrix},
};

static char *text_of(const struct page *page, const struct hf_results *results, size_t *ret_size)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, ret_size);
	int err = to ? page->put(to, results) : -ENOMEM;

	if (to && fclose(to) == 0 && !err)
		return text;
	free(text);
	return NULL;
}

/* True when the file holds exactly the text. */
static bool is_current(int dir, const char *name, const char *text, size_t size)
{
	HF_AUTO_FD int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	HF_AUTO_FREE char *there = malloc(size + 1);
	size_t got = 0;
	ssize_t n = 0;

	while (fd >= 0 && there && got <= size && (n = read(fd, there + got, size + 1 - got)) > 0)
		got += (size_t)n;
	return fd >= 0 && there && n == 0 && got == size && !memcmp(there, text, size);
}

static int write_page(int dir, const char *name, const char *text, size_t size)
{
	HF_AUTO_FD int fd = -EBADF;
	struct hf_fault fault = {0};
	int err = hf_store_begin(dir, &fd, &fault);

	if (!err) {
		err = hf_store_write(fd, text, size);
		if (err)
			HF_FAULT(&fault, err, "write %s", name);
	}
	if (!err)
		err = hf_store_name(dir, fd, name, &fault);
	if (err)
		fprintf(stderr, "halfopen: %s\n", fault.text);
	return err ? HF_EXIT_BROKEN : 0;
}

static int do_page(const struct asked *asked, int dir, const struct page *page,
		   const struct hf_results *results)
{
	size_t size;
	HF_AUTO_FREE char *text = text_of(page, results, &size);

	if (!text) {
		fprintf(stderr, "halfopen: out of memory while %s is written\n", page->name);
		return HF_EXIT_BROKEN;
	}
	if (is_current(dir, page->name, text, size))
		return 0;
	if (!asked->check)
		return write_page(dir, page->name, text, size);
	fprintf(stderr,
		"halfopen: %s/%s is stale; run `halfopen claims -r %s %s` and commit the pages\n",
		asked->docs, page->name, asked->results, asked->docs);
	return HF_EXIT_DIFFERS;
}

static int do_pages(const struct asked *asked, const struct results *results)
{
	HF_AUTO_FD int dir = open(asked->docs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct hf_results shown;
	int status = 0;

	if (dir < 0) {
		fprintf(stderr, "halfopen: open the folder %s: %s\n", asked->docs, strerror(errno));
		return HF_EXIT_USAGE;
	}
	if (hf_results_make(results->seen, results->count, &shown) < 0) {
		fprintf(stderr, "halfopen: out of memory\n");
		return HF_EXIT_BROKEN;
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(pages); i++) {
		int one = do_page(asked, dir, &pages[i], &shown);

		status = one > status ? one : status;
	}
	hf_results_done(&shown);
	return status;
}

int hf_cmd_claims(int argc, char **argv)
{
	struct asked asked = {.results = "results", .docs = "docs"};
	struct results results = {0};
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	status = add_folders(&results, asked.results);
	if (!status)
		status = do_pages(&asked, &results);
	if (!status && results.unusable)
		status = HF_EXIT_BROKEN;
	free(results.seen);
	return status;
}
