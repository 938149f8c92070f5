/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest says to its host: messages with length and checksum.
 *
 * A message is a header (struct header, little-endian) on a serial line of its own, and a body.
 * Such a line takes one byte at a time, each an exit from the emulator; so bodies lie in the
 * window, a range of the guest's memory that its kernel leaves alone and the host sees. Where the
 * guest cannot map it (a kernel without /dev/mem), or when it is full, the body follows the header,
 * deflated. The host feeds whatever bytes have come and takes out whole messages; a wrong checksum
 * is a fault.
 */
#ifndef HF_CHANNEL_H
#define HF_CHANNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"

enum hf_message_kind {
	HF_MESSAGE_UNSET,
	HF_MESSAGE_READY,   /* the guest has booted; body: uname -r */
	HF_MESSAGE_STARTED, /* a job has begun */
	HF_MESSAGE_CAPTURE, /* pcapng of a job; comes before its record */
	HF_MESSAGE_RECORD,  /* JSON of a job */
	HF_MESSAGE_FAULT,   /* the guest cannot go on; body: one sentence */
	HF_MESSAGE_END,     /* all jobs have ended */
};

struct hf_message {
	enum hf_message_kind kind;
	uint32_t job;  /* index into the jobs of the guest */
	uint8_t *body; /* a NUL follows it; owned by the channel until the next _take */
	size_t size;
};

/* The window, in guest-physical addresses; never reused, so that no guest waits for its host. */
#define HF_WINDOW_MIB    512
#define HF_WINDOW_AT_MIB 512
#define HF_WINDOW_BYTES  ((size_t)HF_WINDOW_MIB << 20)
#define HF_WINDOW_AT     ((off_t)HF_WINDOW_AT_MIB << 20)

/* ---- guest ---- */

struct hf_sender {
	int line;    /* the serial line; not owned */
	int memory;  /* of the machine, /dev/mem; -EBADF: none can be had. Not owned */
	size_t used; /* bytes of the window */
};

int hf_channel_send(struct hf_sender *sender, enum hf_message_kind kind, uint32_t job,
		    const void *body, size_t size);

/* ---- host ---- */

struct hf_channel {
	uint8_t *window; /* mapped, HF_WINDOW_BYTES; NULL: bodies can only follow. Not owned */
	uint8_t *bytes;  /* not yet taken */
	size_t count, room;
	uint8_t *body;
};

/* Adds bytes that have come. -ENOMEM. */
int hf_channel_feed(struct hf_channel *channel, const void *bytes, size_t count);

/*
 * Takes the next whole message: 1, or 0 when more bytes are needed. -EBADMSG (with a fault) when
 * what came is no message: the line is broken for good.
 */
int hf_channel_take(struct hf_channel *channel, struct hf_message *ret_message,
		    struct hf_fault *fault);

void hf_channel_done(struct hf_channel *channel);

#endif
