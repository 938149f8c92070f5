/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP segments on Ethernet: encode, decode, and the letters of tcpdump for the flags. Pure.
 *
 * All integers are in host byte order.
 */
#ifndef HF_PKT_H
#define HF_PKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "addr.h"

struct hf_mac {
	uint8_t bytes[6];
};

enum hf_tcp_flag {
	HF_TCP_FIN = 0x01,
	HF_TCP_SYN = 0x02,
	HF_TCP_RST = 0x04,
	HF_TCP_PSH = 0x08,
	HF_TCP_ACK = 0x10,
	HF_TCP_URG = 0x20,
	HF_TCP_ECE = 0x40,
	HF_TCP_CWR = 0x80,
};

/* One TCP segment as it stands on the wire. */
struct hf_seg {
	int64_t t_ns; /* when it was seen, ns; 0 when encoding */
	struct hf_addr src, dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint32_t len; /* payload bytes (the wire's, even where the capture was cut) */
	uint16_t win;
	uint8_t flags; /* enum hf_tcp_flag */
	/* options; absent ones are 0/false */
	uint16_t mss;
	bool has_ts, sack_ok, has_wscale;
	bool other_opts; /* an option that is none of these (padding is none); not encoded */
	uint8_t wscale;
	uint32_t tsval, tsecr;
	bool bad_checksum; /* encode writes a wrong one; decode does not look */
};

/* Longest header encode can write: Ethernet, IPv6, TCP with 40 bytes of options. */
#define HF_PKT_MAX_HEADER 114

/*
 * Decodes an Ethernet frame of which `caplen` bytes were captured. Returns 1 and fills *ret_seg
 * (t_ns is left 0) for a TCP segment whose TCP header was captured whole; 0 for anything else that
 * is well formed (other protocols, later fragments); -EBADMSG for a frame whose lengths contradict
 * each other or whose TCP header is cut.
 */
int hf_pkt_decode(const void *frame, size_t caplen, struct hf_seg *ret_seg);

/*
 * Encodes seg as an Ethernet frame with `payload` bytes of data (all 'x'; seg->len of them), IP TTL
 * 64, checksums filled in. Options are written from the fields that are set. Returns the length or
 * -ENOSPC when `size` is too small, -EINVAL when the families differ or the segment is longer than
 * an IP packet can be.
 */
ssize_t hf_pkt_encode(const struct hf_seg *seg, const struct hf_mac *src, const struct hf_mac *dst,
		      void *buf, size_t size);

/* Flags as tcpdump prints them, in its order: "S", "S.", ".", "P.", "F.", "R", "R.", "none". */
#define HF_FLAGS_TEXT 9
void hf_pkt_flags_text(uint8_t flags, char ret_text[HF_FLAGS_TEXT]);

/* The reverse: letters FSRP.UEW in any order, each once, or "none". The flags, or -EINVAL. */
int hf_pkt_flags_parse(const char *text, size_t len);

#endif
