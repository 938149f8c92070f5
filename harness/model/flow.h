/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packets of a record as flows: one flow is one pair of addresses and ports. Pure.
 */
#ifndef HF_FLOW_H
#define HF_FLOW_H

#include "record.h"

struct hf_flow {
	struct hf_addr client;
	uint16_t sport, dport;
	size_t *index; /* into record->packets, in order */
	size_t count;
};

struct hf_flows {
	struct hf_flow *flows; /* sorted by address and port */
	size_t count;
};

/*
 * The flows of the name; with NULL those that began after MEASURE. A tuple of the name that has no
 * packet is a flow of none. -ENOMEM. Free with _done.
 */
int hf_flows_find(const struct hf_record *record, const char *name, struct hf_flows *ret);

/* All flows. -ENOMEM. Free with _done. */
int hf_flows_all(const struct hf_record *record, struct hf_flows *ret);
void hf_flows_done(struct hf_flows *flows);

/* Segments since MEASURE in that direction with exactly these flags. */
int64_t hf_packets_with(const struct hf_record *record, bool from_client, uint8_t flags);

/* Flows that have at least one such segment since MEASURE; -ENOMEM. */
int64_t hf_flows_with(const struct hf_record *record, bool from_client, uint8_t flags);

/*
 * Tuples of a train whose SYN was seen at the server's end since MEASURE, and those with a SYN-ACK.
 * -ENOMEM.
 */
int hf_flows_of_train(const struct hf_record *record, const char *name, int64_t *ret_arrived,
		      int64_t *ret_answered);

/* Number of a state by its name as ss prints it ("SYN-RECV"); 0 when unknown. */
int hf_tcp_state_number(const char *name);

/* The reverse; "" when there is no such state. */
const char *hf_tcp_state_name(int state);

#endif
