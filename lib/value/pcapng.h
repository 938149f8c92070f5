/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures as pcapng: written and read here because libpcap cannot write the format. Pure but for
 * the file descriptor.
 *
 * All interface blocks carry the same link type (Ethernet) and snaplen: libpcap refuses others.
 * Time stamps have a resolution of one nanosecond. The writer borrows the fd; the caller closes it.
 */
#ifndef HF_PCAPNG_H
#define HF_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

struct hf_pcapng; /* a capture being written */

/* Begins a section; `comment` (may be NULL) is the section's comment. Free with _free. */
int hf_pcapng_create(int fd, uint32_t snaplen, const char *comment, struct hf_pcapng **ret,
		     struct hf_fault *fault);

/* Adds an interface block; interfaces are numbered from 0 in the order added. */
int hf_pcapng_interface(struct hf_pcapng *p, const char *name, struct hf_fault *fault);

struct hf_pcapng_packet {
	uint32_t interface;
	int64_t t_ns;	 /* since the epoch, ns */
	bool outgoing;	 /* direction as that interface saw it */
	uint32_t caplen; /* bytes in data */
	uint32_t len;	 /* bytes on the wire */
	const void *data;
};

/*
 * -EINVAL, and nothing written, for a packet that cannot be: of no such interface, stamped before
 * the epoch, or with a caplen above its len or the snaplen.
 */
int hf_pcapng_packet(struct hf_pcapng *p, const struct hf_pcapng_packet *packet,
		     struct hf_fault *fault);

/* Writes the statistics block of one interface: frames received by the socket and lost by it. */
int hf_pcapng_statistics(struct hf_pcapng *p, uint32_t interface, uint64_t received, uint64_t lost,
			 struct hf_fault *fault);

/* Flushes. After it only _free may be called. A full disk is reported here or earlier (-ENOSPC). */
int hf_pcapng_finish(struct hf_pcapng *p, struct hf_fault *fault);

void hf_pcapng_free(struct hf_pcapng *p);

/*
 * Reads a whole capture (both byte orders, packets of enhanced packet blocks, unknown blocks
 * skipped) from the start of fd and calls `each` for every packet; a non-zero return of `each` ends
 * the reading and is returned. The packet's data is valid during the call. -EBADMSG when the file
 * is truncated, no pcapng, or not of Ethernet; a file that ends between two blocks is whole to it.
 */
int hf_pcapng_read(int fd, int (*each)(const struct hf_pcapng_packet *packet, void *arg), void *arg,
		   struct hf_fault *fault);

#endif
