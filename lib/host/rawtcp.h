/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hand-made segments and SYN trains, sent from the calling thread's namespace through an AF_PACKET
 * socket: they do not pass netfilter's OUTPUT chain, the kernel's TCP knows nothing of them.
 */
#ifndef HF_RAWTCP_H
#define HF_RAWTCP_H

#include <stdint.h>

#include "fault.h"
#include "pkt.h"

struct hf_rawtcp;

/* Opens on HF_LINK_NAME in the calling thread's namespace; frames go from mac `src` to `dst`. */
int hf_rawtcp_open(const struct hf_mac *src, const struct hf_mac *dst, struct hf_rawtcp **ret,
		   struct hf_fault *fault);
void hf_rawtcp_free(struct hf_rawtcp *raw);

/* Sends one segment. */
int hf_rawtcp_send(struct hf_rawtcp *raw, const struct hf_seg *seg, struct hf_fault *fault);

/*
 * A train of `count` SYNs. SYN i comes from address first.src + i / ports and port first.sport + i %
 * ports, with sequence number hf_rawtcp_isn(i).
 * every_ns = 0: back to back; else SYN i leaves at start + i * every_ns (absolute deadlines).
 */
struct hf_train {
	struct hf_seg first; /* all but flags, seq and ack are used */
	uint32_t count;
	uint32_t ports; /* source ports per source address, at least 1 */
	int64_t every_ns;
};

struct hf_train_report {
	uint32_t sent;
	int64_t first_ns, last_ns; /* ticks at which the first and the last were handed over */
	int64_t worst_gap_ns;	   /* longest time between two that follow each other */
};

/* Sends the train; *ret_report is written on failure as well (how far it came). */
int hf_rawtcp_train(struct hf_rawtcp *raw, const struct hf_train *train,
		    struct hf_train_report *ret_report, struct hf_fault *fault);

/* Initial sequence number of SYN i: spread over the whole space, the same in every run. */
uint32_t hf_rawtcp_isn(uint32_t i);

#endif
