/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a record: what was seen on the wire, and whose it was.
 */
#ifndef HF_RECORD_WIRE_H
#define HF_RECORD_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "pkt.h"

struct hf_record;

/*
 * Which tuples belong to a name of the case: tuple i is client + i / ports, sport + i % ports. With dport 0,
 * which is that of a listener at the client, all that its port has connections with.
 */
struct hf_record_flow {
	char name[32];
	struct hf_addr client;
	uint16_t sport, dport;
	int64_t count, ports;
};

/* What a train reports. */
struct hf_record_train {
	char name[32];
	int64_t sent, first_ns, last_ns, worst_gap_ns;
};

struct hf_record_count {
	bool from_client;
	char flags[HF_FLAGS_TEXT];
	int64_t packets;
};

/* True when the packet goes to the server. */
bool hf_record_from_client(const struct hf_record *record, const struct hf_seg *seg);

/* Fills counts and tail from the packets; -ENOMEM. */
int hf_record_count_packets(struct hf_record *record);

#endif
