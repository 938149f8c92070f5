/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "pcapng.h"

bool hf_record_was_hasty(const struct hf_record *record)
{
	return record->verdict == BROKEN && record->why && strstr(record->why, HF_TOO_BUSY);
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

struct load {
	struct hf_record *record;
	size_t count;
	struct hf_fault *fault;
};

static int load_packet(const struct hf_pcapng_packet *packet, void *arg)
{
	struct load *load = arg;
	struct hf_seg seg;

	/* Interface 0 is the server's end. */
	if (packet->interface != 0 || hf_pkt_decode(packet->data, packet->caplen, &seg) != 1)
		return 0;
	seg.t_ns = packet->t_ns - load->record->start_real_ns;
	if (hf_record_append(&load->record->packets, &load->count, sizeof(seg), &seg) < 0)
		return HF_FAULT(load->fault, -ENOMEM, "load the packets of %s",
				load->record->case_name);
	return 0;
}

int hf_record_load_packets(struct hf_record *record, int capture_fd, struct hf_fault *fault)
{
	struct load load = {.record = record, .fault = fault};
	int err;

	if (record->packets || !record->packet_total)
		return 0;
	err = hf_pcapng_read(capture_fd, load_packet, &load, fault);
	if (!err && load.count != record->packet_total)
		err = HF_FAULT_PLAIN(fault, -EBADMSG,
				     "the capture of %s holds %zu segments, the record says %zu",
				     record->case_name, load.count, record->packet_total);
	if (err) {
		/* Fewer than packet_total would be read beyond their end. */
		free(record->packets);
		record->packets = NULL;
	}
	return err;
}
