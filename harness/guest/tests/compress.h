/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data as kernels and modules are packed, for tests.
 */
#ifndef HF_TESTS_COMPRESS_H
#define HF_TESTS_COMPRESS_H

#include <archive.h>
#include <archive_entry.h>
#include <stddef.h>

/* Compresses by a filter of libarchive (archive_write_add_filter_gzip, ...): the size it has then. */
static inline size_t compress_by(int (*add_filter)(struct archive *), const void *data, size_t size,
				 void *to, size_t room)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	add_filter(archive);
	archive_write_set_format_raw(archive);
	archive_write_open_memory(archive, to, room, &used);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_write_header(archive, entry);
	archive_write_data(archive, data, size);
	archive_entry_free(entry);
	archive_write_close(archive);
	archive_write_free(archive);
	return used;
}

#endif
