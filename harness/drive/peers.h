/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hand-made peers: their SYNs, what becomes of their handshakes, and their other segments.
 */
#ifndef HF_PEERS_H
#define HF_PEERS_H

#include "stage.h"

int hf_peers_syn(struct hf_stage *stage, const struct hf_syn *syn, struct hf_fault *fault);
int hf_peers_ack(struct hf_stage *stage, const struct hf_ack *ack, struct hf_fault *fault);
int hf_peers_segment(struct hf_stage *stage, const struct hf_segment *segment,
		     struct hf_fault *fault);

/* The client's kernel is about to connect these: the case may have SEGMENTs in their name. -ENOMEM. */
int hf_peers_dialled(struct hf_stage *stage, const struct hf_record_flow *flow, const char *name);

/*
 * Notices in the client's capture what was sent to peers, and what the kernel sent for those of its
 * own, and answers the SYN-ACKs that are to be answered.
 */
int hf_peers_attend(struct hf_stage *stage, struct hf_fault *fault);

/* Silences the bell, which rings until then. */
void hf_peers_silence(const struct hf_stage *stage);

#endif
