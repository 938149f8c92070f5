/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packet capture at one end of the wire: an AF_PACKET ring with kernel time stamps, losses counted.
 *
 * The ring is the storage: it is sized for everything the case can send, frames stay in it, and the
 * reader walks it. When it is full the kernel counts the loss, and the experiment is broken. ARP,
 * neighbour discovery and multicast reports are excluded by a socket filter.
 */
#ifndef HF_CAPTURE_H
#define HF_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

/* Bytes of a frame that are kept: link, IPv6 and TCP headers with all options, and a bit of data. */
#define HF_CAPTURE_SNAPLEN 160

struct hf_frame {
	int64_t t_ns;  /* CLOCK_MONOTONIC, from the kernel's stamp */
	bool outgoing; /* left through this end */
	uint32_t caplen, len;
	const uint8_t *data; /* from the link header; valid as long as the capture */
};

struct hf_capture;

/*
 * Opens and binds to HF_LINK_NAME in the calling thread's namespace; room for `frames` frames. Frames
 * are captured from the return of this call on.
 */
int hf_capture_open(size_t frames, struct hf_capture **ret, struct hf_fault *fault);
void hf_capture_free(struct hf_capture *capture);

/* Number of frames in the ring now. */
size_t hf_capture_count(struct hf_capture *capture);

/* Ends it with its first `count` frames, count <= hf_capture_count(): later ones are not seen. */
void hf_capture_stop(struct hf_capture *capture, size_t count);

/* Frame i, i < hf_capture_count(), in the order of arrival. */
struct hf_frame hf_capture_frame(struct hf_capture *capture, size_t i);

/* Frames that found no room since the opening (sum of PACKET_STATISTICS tp_drops). */
int hf_capture_lost(struct hf_capture *capture, uint64_t *ret_lost, struct hf_fault *fault);

/* A descriptor that polls readable when frames come. Borrowed. */
int hf_capture_fd(const struct hf_capture *capture);

#endif
