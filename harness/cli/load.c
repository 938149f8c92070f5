/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "load.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "judge.h"
#include "kernel.h"
#include "own.h"
#include "record_json.h"

int hf_load_record(const char *path, struct hf_record **ret_record, struct hf_fault *fault)
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
	err = hf_record_from_json(text, (size_t)about.st_size, path, ret_record, fault);
	munmap(text, (size_t)about.st_size);
	return err;
}

int hf_load_variant(const char *path, const struct hf_record *record,
		    struct hf_variant *ret_variant, struct hf_fault *fault)
{
	char id[200], hash[17];

	hf_record_id(record, id, sizeof(id));
	if (hf_registry_variant(id, ret_variant) < 0)
		return HF_FAULT_PLAIN(fault, -ENOENT,
				      "%s is a record of %s, which is no case of this program",
				      path, id);
	hf_variant_hash(ret_variant, hash);
	if (strcmp(hash, record->case_hash) != 0)
		return HF_FAULT_PLAIN(fault, -ESTALE,
				      "%s comes from an older experiment of that name (hash %s, "
				      "now %s); run %s again",
				      path, record->case_hash, hash, id);
	return 0;
}

int hf_load_judge(const char *path, const struct hf_variant *variant, struct hf_record *record,
		  struct hf_fault *fault)
{
	struct hf_release release;
	int err = hf_kernel_release(record, &release, fault);

	if (!err && hf_judge(variant, &release, record) < 0)
		err = HF_FAULT_PLAIN(fault, -ENOMEM, "out of memory while judging %s", path);
	return err;
}

static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && !strcmp(dot, ".json");
}

int hf_load_paths(const char *folder, char ***ret_paths, size_t *ret_count)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_json, alphasort);
	int err = 0;

	*ret_paths = NULL;
	*ret_count = 0;
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		char *path = NULL;

		if (!err && asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			err = -ENOMEM;
		if (!err)
			err = hf_record_append(ret_paths, ret_count, sizeof(path), &path);
		free(entries[i]);
	}
	free(entries);
	return err;
}

void hf_load_paths_done(char **paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
}

bool hf_load_is_record(const char *path)
{
	static const char mark[] = "\"halfopen.record/";
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	char head[4096];
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	return n > 0 && memmem(head, (size_t)n, mark, sizeof(mark) - 1);
}
