/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inflate.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>

#define STEP (1 << 20)

static int read_all(struct archive *archive, uint8_t **ret_data, size_t *ret_size)
{
	uint8_t *data = NULL;
	size_t size = 0, room = 0;

	for (;;) {
		la_ssize_t n;

		if (size == room) {
			uint8_t *more = realloc(data, room = room ? 2 * room : STEP);

			if (!more) {
				free(data);
				return -ENOMEM;
			}
			data = more;
		}
		n = archive_read_data(archive, data + size, room - size);
		if (n > 0) {
			size += (size_t)n;
			continue;
		}
		if (n == 0) {
			*ret_data = data;
			*ret_size = size;
			return 0;
		}
		free(data);
		return -EBADMSG;
	}
}

int hf_inflate(const void *data, size_t size, uint8_t **ret_data, size_t *ret_size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int err = -EBADMSG;

	if (!archive)
		return -ENOMEM;
	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, data, size) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK)
		err = read_all(archive, ret_data, ret_size);
	archive_read_free(archive);
	return err;
}
