/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

int hf_record_attempts(const struct hf_record *record)
{
	static const struct {
		const char *part; /* of the sentence that says why */
		int attempts;
	} disturbances[] = {
		{HF_TOO_BUSY, 4},
		/* A process without a disk, a full backlog of a CPU: or the kernel does not do it. */
		{HF_NOT_REACHED, 2},
		{HF_NOT_RETURNED, 2},
		{HF_FRAMES_LOST, 2},
	};

	if (record->verdict != BROKEN || !record->why)
		return 1;
	for (size_t i = 0; i < HF_ARRAY_LEN(disturbances); i++) {
		if (strstr(record->why, disturbances[i].part))
			return disturbances[i].attempts;
	}
	return 1;
}

void hf_record_free(struct hf_record *record)
{
	if (!record)
		return;
	free(record->case_name);
	free(record->why);
	free(record->reasons);
	free(record->because);
	free(record->claim);
	free(record->settings);
	for (size_t host = 0; host < HF_ARRAY_LEN(record->delta); host++) {
		hf_mib_done(&record->delta[host]);
		hf_mib_done(&record->before[host]);
	}
	free(record->marks);
	free(record->calls);
	free(record->flows);
	free(record->trains);
	free(record->hits);
	for (size_t i = 0; i < record->output_count; i++)
		free(record->outputs[i].text);
	free(record->outputs);
	free(record->packets);
	free(record->counts);
	free(record->capture_file);
	free(record);
}

int hf_record_append(void *array, size_t *count, size_t elem_size, const void *one)
{
	void **at = array;
	char *more;

	/* Room grows in powers of two: it is full when the count is one. */
	if ((*count & (*count - 1)) == 0) {
		more = realloc(*at, (*count ? *count * 2 : 1) * elem_size);
		if (!more)
			return -ENOMEM;
		*at = more;
	}
	memcpy((char *)*at + *count * elem_size, one, elem_size);
	(*count)++;
	return 0;
}

const char *hf_verdict_text(enum hf_verdict verdict)
{
	static const char *const text[] = {
		[HF_VERDICT_UNSET] = "UNJUDGED", [AS_EXPECTED] = "AS_EXPECTED",
		[DIFFERS] = "DIFFERS",           [BROKEN] = "BROKEN",
		[SKIPPED] = "SKIPPED",
	};

	return text[verdict];
}

const char *hf_claim_verdict_text(enum hf_claim_verdict verdict)
{
	static const char *const text[] = {
		[HF_CLAIM_UNSET] = "UNJUDGED",
		[TRUE_AS_TOLD] = "TRUE_AS_TOLD",
		[TRUE_FOR_ANOTHER_REASON] = "TRUE_FOR_ANOTHER_REASON",
		[NO_LONGER_TRUE] = "NO_LONGER_TRUE",
		[NEVER_TRUE] = "NEVER_TRUE",
	};

	return text[verdict];
}

void hf_record_id(const struct hf_record *record, char *id, size_t size)
{
	snprintf(id, size, "%s%s%s%s", record->case_name, record->variant[0] ? "/" : "",
		 record->variant, record->inet6 ? "/inet6" : "");
}

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
