/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "own.h"

#define MAGIC UINT32_C(0x6e706f68) /* "hopn" */

/* Nothing a case makes comes near it; a corrupt length does. */
#define BODY_MAX (UINT32_C(1) << 28)

struct header {
	uint32_t magic, kind, job;
	uint32_t size;	 /* of the body as it was */
	uint32_t packed; /* of the body as it follows */
	uint32_t crc;	 /* of the packed body */
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

int hf_channel_send(int fd, enum hf_message_kind kind, uint32_t job, const void *body, size_t size)
{
	uLongf packed = compressBound(size);
	HF_AUTO_FREE uint8_t *data = malloc(packed);
	struct header header;
	int err;

	/* A serial line is slow, a guest's CPU is too: the lightest compression pays. */
	if (!data || compress2(data, &packed, body ? body : (const void *)"", size, 1) != Z_OK)
		return -ENOMEM;
	header = (struct header){
		.magic = htole32(MAGIC),
		.kind = htole32((uint32_t)kind),
		.job = htole32(job),
		.size = htole32((uint32_t)size),
		.packed = htole32((uint32_t)packed),
		.crc = htole32((uint32_t)crc32(0, data, (uInt)packed)),
	};
	err = write_all(fd, &header, sizeof(header));
	return err ? err : write_all(fd, data, packed);
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

static int unpack(struct hf_channel *channel, const struct header *header,
		  struct hf_message *ret_message, struct hf_fault *fault)
{
	const uint8_t *packed = channel->bytes + sizeof(*header);
	uLongf size = header->size;

	if (crc32(0, packed, (uInt)header->packed) != header->crc)
		return HF_FAULT_PLAIN(fault, -EBADMSG,
				      "a message of the guest came with a wrong checksum");
	free(channel->body);
	channel->body = malloc(size + 1);
	if (!channel->body)
		return HF_FAULT(fault, -ENOMEM, "take a message of %lu bytes", size);
	if (uncompress(channel->body, &size, packed, header->packed) != Z_OK ||
	    size != header->size)
		return HF_FAULT_PLAIN(fault, -EBADMSG, "a message of the guest cannot be unpacked");
	channel->body[size] = '\0';
	*ret_message = (struct hf_message){
		.kind = (enum hf_message_kind)header->kind,
		.job = header->job,
		.body = channel->body,
		.size = size,
	};
	return 0;
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
		.crc = le32toh(header.crc),
	};
	if (header.magic != MAGIC || header.kind > HF_MESSAGE_END || header.size > BODY_MAX ||
	    header.packed > BODY_MAX)
		return HF_FAULT_PLAIN(fault, -EBADMSG,
				      "something else than a message came from the guest");
	whole = sizeof(header) + header.packed;
	if (channel->count < whole)
		return 0;
	err = unpack(channel, &header, ret_message, fault);
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
