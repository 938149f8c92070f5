/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record_wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

bool hf_record_from_client(const struct hf_record *record, const struct hf_seg *seg)
{
	return hf_addr_equal(&seg->dst, &record->server);
}

static int count_packet(struct hf_record *record, const struct hf_record_count *one)
{
	for (size_t i = 0; i < record->count_count; i++) {
		struct hf_record_count *count = &record->counts[i];

		if (count->from_client == one->from_client && !strcmp(count->flags, one->flags)) {
			count->packets++;
			return 0;
		}
	}
	return HF_RECORD_APPEND(record, counts, count_count, one);
}

int hf_record_count_packets(struct hf_record *record)
{
	struct hf_record_count *tail = &record->tail;

	free(record->counts);
	record->counts = NULL;
	record->count_count = 0;
	*tail = (struct hf_record_count){0};
	for (size_t i = 0; i < record->packet_total; i++) {
		const struct hf_seg *seg = &record->packets[i];
		struct hf_record_count one = {
			.from_client = hf_record_from_client(record, seg),
			.packets = 1,
		};

		if (seg->t_ns < record->measure_ns)
			continue;
		hf_pkt_flags_text(seg->flags, one.flags);
		if (count_packet(record, &one) < 0)
			return -ENOMEM;
		if (tail->from_client == one.from_client && !strcmp(tail->flags, one.flags))
			tail->packets++;
		else
			*tail = one;
	}
	return 0;
}
