/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP options as packetdrill writes them: "mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7". Pure.
 *
 * A list says which options there are, in any order. A value that is left out ("mss", "TS",
 * "TS ecr 0") is not asked for. Padding (nop, eol) may be written and means nothing; an option that
 * is none of these four is "other". The empty list has no options at all.
 */
#ifndef HF_OPTS_H
#define HF_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pkt.h"

enum hf_opt {
	HF_OPT_MSS = 0x01,
	HF_OPT_SACK_OK = 0x02,
	HF_OPT_TS = 0x04,
	HF_OPT_WSCALE = 0x08,
	HF_OPT_OTHER = 0x10,
};

struct hf_opts {
	uint8_t has; /* enum hf_opt */
	bool mss_said, wscale_said, tsval_said, tsecr_said;
	uint16_t mss;
	uint8_t wscale;
	uint32_t tsval, tsecr;
};

/* Parses `len` bytes; -EINVAL for anything else, an option twice, or an MSS of 0. */
int hf_opts_parse(const char *text, size_t len, struct hf_opts *ret_opts);

/* The list as text, in the kernel's order; "" when it is empty. */
#define HF_OPTS_TEXT 80
void hf_opts_text(const struct hf_opts *opts, char ret_text[HF_OPTS_TEXT]);

/* What the segment carries, all values said. */
struct hf_opts hf_opts_of(const struct hf_seg *seg);

/* The segment carries these options and no others, with the values that are said. */
bool hf_opts_fit(const struct hf_opts *opts, const struct hf_seg *seg);

/* Gives the segment these options; values that are not said become 0. */
void hf_opts_put(const struct hf_opts *opts, struct hf_seg *seg);

#endif
