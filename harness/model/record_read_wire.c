/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was seen on the wire: flows, counts, packets. */
#include "record_read_parts.h"

#include <string.h>

#include "opts.h"
#include "own.h"
#include "thin.h"

static bool from_client(struct hf_reader *reader, const json_t *object)
{
	return hf_reader_either(reader, object, "from", "client", "server");
}

static void read_flows(struct hf_reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(hf_reader_member(reader, root, "flows", JSON_ARRAY), i, object)
	{
		struct hf_record_flow flow = {
			.sport = hf_reader_port(reader, object, "sport"),
			.dport = hf_reader_port(reader, object, "dport"),
			.count = hf_reader_ranged(reader, object, "count", 0, UINT32_MAX),
			.ports = hf_reader_ranged(reader, object, "ports", 1, UINT32_MAX),
		};

		HF_READER_STRING(reader, object, "name", flow.name);
		hf_reader_address(reader, object, "client", &flow.client);
		HF_READER_ADD(reader, flows, flow_count, &flow);
	}
	json_array_foreach(hf_reader_member(reader, root, "trains", JSON_ARRAY), i, object)
	{
		struct hf_record_train train = {
			.sent = hf_reader_number(reader, object, "sent"),
			.first_ns = hf_reader_number(reader, object, "first_ns"),
			.last_ns = hf_reader_number(reader, object, "last_ns"),
			.worst_gap_ns = hf_reader_number(reader, object, "worst_gap_ns"),
		};

		HF_READER_STRING(reader, object, "name", train.name);
		HF_READER_ADD(reader, trains, train_count, &train);
	}
}

static uint8_t read_flags(struct hf_reader *reader, const json_t *object)
{
	const char *text = hf_reader_text(reader, object, "flags");
	int flags = hf_pkt_flags_parse(text, strlen(text));

	if (flags < 0)
		hf_reader_complain(reader, "flags");
	return flags < 0 ? 0 : (uint8_t)flags;
}

static void read_options(struct hf_reader *reader, const json_t *object, struct hf_seg *seg)
{
	struct hf_opts opts;
	const char *text;

	if (!json_object_get(object, "options"))
		return;
	text = hf_reader_text(reader, object, "options");
	if (hf_opts_parse(text, strlen(text), &opts) < 0)
		hf_reader_complain(reader, "options");
	else
		hf_opts_put(&opts, seg);
}

static void read_packet(struct hf_reader *reader, const json_t *object, size_t *count)
{
	struct hf_record *record = reader->record;
	struct hf_seg seg = {
		.t_ns = hf_reader_number(reader, object, "t_ns"),
		.seq = hf_reader_u32(reader, object, "seq"),
		.ack = hf_reader_u32(reader, object, "ack"),
		.len = hf_reader_u32(reader, object, "len"),
		.sport = hf_reader_port(reader, object, "sport"),
		.dport = hf_reader_port(reader, object, "dport"),
		.win = hf_reader_port(reader, object, "win"),
		.flags = read_flags(reader, object),
	};
	bool to_server = from_client(reader, object);
	struct hf_addr peer = record->client;

	if (json_object_get(object, "peer"))
		hf_reader_address(reader, object, "peer", &peer);
	read_options(reader, object, &seg);
	seg.src = to_server ? peer : record->server;
	seg.dst = to_server ? record->server : peer;
	reader->no_memory |= hf_record_append(&record->packets, count, sizeof(seg), &seg) < 0;
}

static void read_alike(struct hf_reader *reader, const json_t *object, struct hf_alike **alike,
		       size_t *count)
{
	struct hf_alike one = {
		.dport = hf_reader_port(reader, object, "dport"),
		.first = hf_reader_port(reader, object, "first"),
		.last = hf_reader_port(reader, object, "last"),
		.as = hf_reader_port(reader, object, "as"),
	};

	hf_reader_address(reader, object, "client", &one.client);
	if (one.first > one.last)
		hf_reader_complain(reader, "last");
	reader->no_memory |= hf_record_append(alike, count, sizeof(one), &one) < 0;
}

static struct hf_record_count read_count(struct hf_reader *reader, const json_t *object)
{
	struct hf_record_count counted = {
		.from_client = from_client(reader, object),
		.packets = hf_reader_number(reader, object, "packets"),
	};

	HF_READER_STRING(reader, object, "flags", counted.flags);
	return counted;
}

static void read_counts(struct hf_reader *reader, const json_t *root)
{
	json_t *tail = hf_reader_member(reader, root, "packet_tail", JSON_OBJECT);
	json_t *object;
	size_t i;

	json_array_foreach(hf_reader_member(reader, root, "packet_counts", JSON_ARRAY), i, object)
	{
		struct hf_record_count counted = read_count(reader, object);

		HF_READER_ADD(reader, counts, count_count, &counted);
	}
	if (json_object_size(tail))
		reader->record->tail = read_count(reader, tail);
}

static void read_packets(struct hf_reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *packets = hf_reader_member(reader, root, "packets", JSON_OBJECT);
	json_t *likes = json_object_get(root, "alike")
				? hf_reader_member(reader, root, "alike", JSON_OBJECT)
				: NULL;
	HF_AUTO_FREE struct hf_alike *alike = NULL;
	size_t count = 0, alike_count = 0;
	json_t *row;
	int err;

	record->packet_total =
		(size_t)hf_reader_ranged(reader, root, "packet_total", 0, UINT32_MAX);
	for (size_t i = 0; (row = hf_reader_row(reader, packets, "packets", i)); i++) {
		read_packet(reader, row, &count);
		json_decref(row);
	}
	for (size_t i = 0; likes && (row = hf_reader_row(reader, likes, "alike", i)); i++) {
		read_alike(reader, row, &alike, &alike_count);
		json_decref(row);
	}
	if (reader->missing || reader->no_memory)
		return;
	err = hf_thicken(record, count, alike, alike_count);
	reader->no_memory |= err == -ENOMEM;
	if (err == -EBADMSG)
		hf_reader_complain(reader, "packet_total");
}

void hf_read_wire(struct hf_reader *reader, const json_t *root)
{
	read_flows(reader, root);
	read_counts(reader, root);
	read_packets(reader, root);
}
