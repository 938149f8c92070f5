/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire notation: packetdrill's packet lines, seen from the server, and what matches them. Pure.
 *
 *	+0          < S            the client's SYN arrives
 *	+0          > S.           the server answers
 *	+0          < . 0          an ACK without data
 *	+0          < P. 90        90 bytes
 *	^0.2~0.23   < P. 90        the same segment again, timed from its own last transmission
 *	^1.0        > S.
 *	+0          > R seq 1      relative sequence number (the server's ISN is 0)
 *
 * One line a packet, or several separated by ';'. `+d` is the time since the line before, `^d` the
 * time since the last transmission of the same segment (direction, flags, length), which must also
 * carry the same sequence number (and, on SYN-ACKs, acknowledgement). d is the timer's nominal
 * seconds (timer.h); `a~b` stands only where the kernel itself leaves a range. `<` arrives at the server, `>`
 * leaves it. Flags are tcpdump's letters. Length defaults to 0. "seq", "ack" and "win" are optional,
 * relative to the sender's (for ack: the receiver's) initial sequence number; win is as on the wire.
 * <mss 1460,sackOK,TS,wscale 7> are the TCP options (opts.h), all of them.
 * '#' begins a comment that ends with the line.

 */
#ifndef HF_TIMELINE_H
#define HF_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "opts.h"
#include "pkt.h"
#include "timer.h"

struct hf_line {
	bool from_client;
	bool again; /* '^' */
	uint8_t flags;
	uint32_t len;
	int64_t lo_ns, hi_ns; /* nominal delta, before slack */
	bool has_seq, has_ack, has_win;
	uint32_t seq, ack, win; /* relative */
	bool has_opts;
	struct hf_opts opts;
};

struct hf_timeline {
	struct hf_line *lines;
	size_t count;
};

/* Parses the notation. -EINVAL with the line and what was expected there. Free with _done. */
int hf_timeline_parse(const char *text, struct hf_timeline *ret, struct hf_fault *fault);
void hf_timeline_done(struct hf_timeline *timeline);

/* Parses "< S" or "> S.": direction and flags. -EINVAL. */
int hf_kind_parse(const char *text, bool *ret_from_client, uint8_t *ret_flags);

#define HF_MISMATCH_TEXT 240

struct hf_mismatch {
	size_t line;	 /* index of the first line that does not match */
	size_t packet;	 /* index (in the flow) of the packet that stands there */
	char expected[HF_MISMATCH_TEXT]; /* "1.000-1.037 s after the last one: > S." */
	char seen[HF_MISMATCH_TEXT];	 /* "1.412 s after: > S.", or "nothing", */
};

/*
 * Matches one flow (every segment of it, in order; `from_client[i]` tells its direction) against the
 * timeline. 0 when every packet matches every line; 1 with *ret_mismatch otherwise.
 */
int hf_timeline_match(const struct hf_timeline *timeline, const struct hf_seg *segs,
		      const bool *from_client, size_t count, const struct hf_slack *slack,
		      struct hf_mismatch *ret_mismatch);

#endif
