/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inflate.h"

#include <archive.h>
#include <archive_entry.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

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

/* NULL when there is no stream in the data; the caller's to free. */
static struct archive *open_stream(const void *data, size_t size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;

	if (!archive)
		return NULL;
	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, data, size) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK)
		return archive;
	archive_read_free(archive);
	return NULL;
}

int hf_inflate(const void *data, size_t size, uint8_t **ret_data, size_t *ret_size)
{
	struct archive *archive = open_stream(data, size);
	int err = archive ? read_all(archive, ret_data, ret_size) : -EBADMSG;

	archive_read_free(archive);
	return err;
}

/* In one step: as a stream it keeps a window as large as the whole, and takes twice as long. */
static bool is_zstd(const void *data, size_t size)
{
	const uint32_t magic = htole32(ZSTD_MAGICNUMBER);

	return size >= sizeof(magic) && !memcmp(data, &magic, sizeof(magic));
}

int hf_inflate_into(const void *data, size_t size, void *to, size_t room)
{
	struct archive *archive;
	la_ssize_t n;
	char more;
	int err = 0;

	if (is_zstd(data, size))
		return ZSTD_decompress(to, room, data, size) == room ? 0 : -EBADMSG;
	archive = open_stream(data, size);
	n = archive ? archive_read_data(archive, to, room) : -1;
	if (n < 0 || (size_t)n != room || archive_read_data(archive, &more, 1) != 0)
		err = -EBADMSG;
	archive_read_free(archive);
	return err;
}
