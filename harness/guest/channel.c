/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel.h"

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "own.h"

#define MAGIC UINT32_C(0x6e706f68) /* "hopn" */

/* Nothing a case makes comes near it; a corrupt length does. */
#define BODY_MAX (UINT32_C(1) << 28)

struct header {
	uint32_t magic, kind, job;
	uint32_t size;   /* of the body */
	uint32_t packed; /* of the body as it follows; 0: it lies in the window */
	uint32_t at;     /* where in the window */
	uint32_t crc;    /* of the body as it follows or lies there */
};

static int write_all(int fd, const void *data, size_t size)
{
	const uint8_t *at = data;

	while (size) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

static int send_header(struct hf_sender *sender, struct header header)
{
	header = (struct header){
		.magic = htole32(MAGIC),
		.kind = htole32(header.kind),
		.job = htole32(header.job),
		.size = htole32(header.size),
		.packed = htole32(header.packed),
		.at = htole32(header.at),
		.crc = htole32(header.crc),
	};
	return write_all(sender->line, &header, sizeof(header));
}

/* Lays the body into the window. False when it has no place there. */
static bool lay_down(struct hf_sender *sender, const void *body, struct header *header)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (header->size + page - 1) / page * page;
	void *map;

	if (sender->memory < 0 || HF_WINDOW_BYTES - sender->used < room)
		return false;
	/* Only as much as is needed: the kernel fills in the page tables at once. */
	map = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED, sender->memory,
		   HF_WINDOW_AT + (off_t)sender->used);
	if (map == MAP_FAILED)
		return false;
	memcpy(map, body, header->size);
	munmap(map, room);
	header->at = (uint32_t)sender->used;
	header->crc = (uint32_t)crc32(0, body, header->size);
	sender->used += room;
	return true;
}

/* A serial line is slow, a guest's CPU is too: the lightest compression pays. */
static int send_behind(struct hf_sender *sender, const void *body, struct header *header)
{
	uLongf packed = compressBound(header->size);
	HF_AUTO_FREE uint8_t *data = malloc(packed);
	int err;

	if (!data || compress2(data, &packed, body, header->size, 1) != Z_OK)
		return -ENOMEM;
	header->packed = (uint32_t)packed;
	header->crc = (uint32_t)crc32(0, data, (uInt)packed);
	err = send_header(sender, *header);
	return err ? err : write_all(sender->line, data, packed);
}

int hf_channel_send(struct hf_sender *sender, enum hf_message_kind kind, uint32_t job,
		    const void *body, size_t size)
{
	struct header header = {.kind = (uint32_t)kind, .job = job, .size = (uint32_t)size};

	if (size > BODY_MAX)
		return -EMSGSIZE;
	if (!size || lay_down(sender, body, &header))
		return send_header(sender, header);
	return send_behind(sender, body, &header);
}

int hf_channel_feed(struct hf_channel *channel, const void *bytes, size_t count)
{
	if (channel->count + count > channel->room) {
		size_t room = 2 * (channel->count + count);
		uint8_t *more = realloc(channel->bytes, room);

		if (!more)
			return -ENOMEM;
		channel->bytes = more;
		channel->room = room;
	}
	memcpy(channel->bytes + channel->count, bytes, count);
	channel->count += count;
	return 0;
}

/* The body into channel->body, of header->size bytes and a NUL; the sum has been checked. */
static int unpack(struct hf_channel *channel, const struct header *header, const uint8_t *data,
		  struct hf_fault *fault)
{
	uLongf size = header->size;

	free(channel->body);
	channel->body = malloc(size + 1);
	if (!channel->body)
		return HF_FAULT(fault, -ENOMEM, "take a message of %lu bytes", size);
	channel->body[size] = '\0';
	if (!header->packed) {
		memcpy(channel->body, data, size);
		return 0;
	}
	if (uncompress(channel->body, &size, data, header->packed) != Z_OK || size != header->size)
		return HF_FAULT_PLAIN(fault, -EBADMSG, "sent a message that cannot be unpacked");
	return 0;
}

static int take_body(struct hf_channel *channel, const struct header *header,
		     struct hf_message *ret_message, struct hf_fault *fault)
{
	bool lies = header->size && !header->packed;
	const uint8_t *data =
		lies ? channel->window + header->at : channel->bytes + sizeof(*header);
	size_t length = lies ? header->size : header->packed;
	int err;

	if (length && crc32(0, data, (uInt)length) != header->crc)
		return HF_FAULT_PLAIN(fault, -EBADMSG, "sent a message with a wrong checksum");
	err = unpack(channel, header, data, fault);
	if (err)
		return err;
	/* Its memory is given back here; the guest writes to another place next time. */
	if (lies)
		madvise((void *)(uintptr_t)data, length, MADV_REMOVE);
	*ret_message = (struct hf_message){
		.kind = (enum hf_message_kind)header->kind,
		.job = header->job,
		.body = channel->body,
		.size = header->size,
	};
	return 0;
}

static bool is_message(const struct hf_channel *channel, const struct header *header)
{
	if (header->magic != MAGIC || header->kind == HF_MESSAGE_UNSET ||
	    header->kind > HF_MESSAGE_END || header->size > BODY_MAX || header->packed > BODY_MAX)
		return false;
	if (!header->size)
		return !header->packed;
	return header->packed || (channel->window && header->at < HF_WINDOW_BYTES &&
				  header->size <= HF_WINDOW_BYTES - header->at);
}

int hf_channel_take(struct hf_channel *channel, struct hf_message *ret_message,
		    struct hf_fault *fault)
{
	struct header header;
	size_t whole;
	int err;

	if (channel->count < sizeof(header))
		return 0;
	memcpy(&header, channel->bytes, sizeof(header));
	header = (struct header){
		.magic = le32toh(header.magic),
		.kind = le32toh(header.kind),
		.job = le32toh(header.job),
		.size = le32toh(header.size),
		.packed = le32toh(header.packed),
		.at = le32toh(header.at),
		.crc = le32toh(header.crc),
	};
	if (!is_message(channel, &header))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "sent something else than a message");
	whole = sizeof(header) + header.packed;
	if (channel->count < whole)
		return 0;
	err = take_body(channel, &header, ret_message, fault);
	if (err)
		return err;
	memmove(channel->bytes, channel->bytes + whole, channel->count - whole);
	channel->count -= whole;
	return 1;
}

void hf_channel_done(struct hf_channel *channel)
{
	free(channel->bytes);
	free(channel->body);
	*channel = (struct hf_channel){0};
}
