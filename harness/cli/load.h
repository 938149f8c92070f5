/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stored records from files and folders, for the commands that read them.
 */
#ifndef HF_LOAD_H
#define HF_LOAD_H

#include "fault.h"
#include "record.h"
#include "registry.h"

/* Reads a record. The caller frees it. */
int hf_load_record(const char *path, struct hf_record **ret_record, struct hf_fault *fault);

/*
 * The variant that the record is of. -ENOENT when this program has no such case, -ESTALE when it
 * has another experiment of that name by now; *ret_variant is filled then, too.
 */
int hf_load_variant(const char *path, const struct hf_record *record,
		    struct hf_variant *ret_variant, struct hf_fault *fault);

/*
 * Judges the record at `path` as the cases of this program stand. Fails as the others; the record
 * is then as it was.
 */
int hf_load_judge(const char *path, const struct hf_variant *variant, struct hf_record *record,
		  struct hf_fault *fault);

/*
 * Paths of all *.json of the folder, sorted. -errno when it cannot be read. Free with
 * hf_load_paths_done().
 */
int hf_load_paths(const char *folder, char ***ret_paths, size_t *ret_count);
void hf_load_paths_done(char **paths, size_t count);

/* True when the file begins like a record, whole or not. */
bool hf_load_is_record(const char *path);

#endif
