/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records as JSON: the reader. It trusts nothing: what is missing or without sense is named. */
#include "record_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_read_parts.h"

static void read_reasons(struct hf_reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(hf_reader_member(reader, root, "reasons", JSON_ARRAY), i, object)
	{
		struct hf_record_reason reason = {
			.packet = hf_reader_number(reader, object, "packet")};

		HF_READER_STRING(reader, object, "rule", reason.rule);
		HF_READER_STRING(reader, object, "expected", reason.expected);
		HF_READER_STRING(reader, object, "seen", reason.seen);
		HF_READER_STRING(reader, object, "hint", reason.hint);
		HF_READER_ADD(reader, reasons, reason_count, &reason);
	}
}

static void read_claims(struct hf_reader *reader, const json_t *root, const json_t *claim)
{
	struct hf_record *record = reader->record;
	json_t *claims = hf_reader_member(reader, root, "claims", JSON_ARRAY);
	size_t used = 0, i;
	json_t *id;

	json_array_foreach(claims, i, id)
	{
		int n = snprintf(record->claims + used, sizeof(record->claims) - used, "%s%s",
				 used ? " " : "", json_is_string(id) ? json_string_value(id) : "");

		used = used + (size_t)n < sizeof(record->claims) ? used + (size_t)n : used;
	}
	record->claim = hf_reader_owned(reader, claim, "text");
	HF_READER_STRING(reader, root, "judged_as", record->judged_as);
	record->attempt = (int)hf_reader_ranged(reader, root, "attempt", 0, 1000);
}

static void read_verdicts(struct hf_reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *claim = hf_reader_member(reader, root, "claim", JSON_OBJECT);
	const char *is = hf_reader_text(reader, claim, "is");
	const char *verdict = hf_reader_text(reader, root, "verdict");
	int v;

	for (v = HF_VERDICT_UNSET; v <= SKIPPED && strcmp(verdict, hf_verdict_text(v)) != 0; v++)
		;
	if (v > SKIPPED)
		hf_reader_complain(reader, "verdict");
	else
		record->verdict = v;
	for (v = HF_CLAIM_UNSET; v <= NEVER_TRUE && strcmp(is, hf_claim_verdict_text(v)) != 0; v++)
		;
	if (v > NEVER_TRUE)
		hf_reader_complain(reader, "is");
	else
		record->claim_is = v;
	read_claims(reader, root, claim);
	record->because = hf_reader_owned(reader, claim, "because");
	record->why = hf_reader_owned(reader, root, "why");
	read_reasons(reader, root);
}

static void read_kernel(struct hf_reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *kernel = hf_reader_member(reader, root, "kernel", JSON_OBJECT);

	HF_READER_STRING(reader, kernel, "release", record->kernel.release);
	HF_READER_STRING(reader, kernel, "version", record->kernel.version);
	HF_READER_STRING(reader, kernel, "machine", record->kernel.machine);
	record->kernel.virtual_clock = hf_reader_either(reader, kernel, "clock", "virtual", "real");
	record->kernel.guest = hf_reader_truth(reader, kernel, "guest");
	record->kernel.jiffy_ns = hf_reader_ranged(reader, kernel, "jiffy_ns", 1, INT64_MAX);
}

static void read_head(struct hf_reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *variant = hf_reader_member(reader, root, "variant", JSON_OBJECT);
	json_t *capture = hf_reader_member(reader, root, "capture", JSON_OBJECT);

	record->case_name = hf_reader_owned(reader, root, "case");
	HF_READER_STRING(reader, variant, "row", record->variant);
	record->inet6 = hf_reader_either(reader, variant, "family", "inet6", "inet");
	HF_READER_STRING(reader, root, "case_hash", record->case_hash);
	read_kernel(reader, root);
	hf_reader_address(reader, root, "server", &record->server);
	hf_reader_address(reader, root, "client", &record->client);
	record->capture_file = hf_reader_owned(reader, capture, "file");
	record->capture_lost = hf_reader_number(reader, capture, "lost");
	record->capture_server = hf_reader_number(reader, capture, "server");
	record->capture_client = hf_reader_number(reader, capture, "client");
	record->measure_ns = hf_reader_number(reader, root, "measure_ns");
	record->latency_ns = hf_reader_number(reader, root, "latency_ns");
	record->start_real_ns = hf_reader_number(reader, root, "start_real_ns");
	record->elapsed_ns = hf_reader_number(reader, root, "elapsed_ns");
	record->wall_ns = hf_reader_number(reader, root, "wall_ns");
}

static void read_all(struct hf_reader *reader, const json_t *root)
{
	read_head(reader, root);
	read_verdicts(reader, root);
	hf_read_seen(reader, root);
	hf_read_wire(reader, root);
}

static int check_schema(const json_t *root, const char *origin, struct hf_fault *fault)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));

	if (!schema)
		return HF_FAULT_PLAIN(fault, -EBADMSG,
				      "%s is no record of halfopen: it names no schema", origin);
	if (strcmp(schema, HF_RECORD_SCHEMA) != 0)
		return HF_FAULT_PLAIN(fault, -EPROTONOSUPPORT,
				      "%s is of schema %.60s, this program reads %s", origin,
				      schema, HF_RECORD_SCHEMA);
	return 0;
}

int hf_record_from_json(const char *text, size_t size, const char *origin,
			struct hf_record **ret_record, struct hf_fault *fault)
{
	struct hf_reader reader = {.record = calloc(1, sizeof(struct hf_record))};
	json_error_t error;
	json_t *root = json_loadb(text, size, 0, &error);
	int err;

	if (!root || !reader.record) {
		free(reader.record);
		json_decref(root);
		return HF_FAULT_PLAIN(fault, -EBADMSG,
				      "%s is not whole JSON (line %d: %s); run its case again",
				      origin, error.line, error.text);
	}
	err = check_schema(root, origin, fault);
	if (!err) {
		read_all(&reader, root);
		if (reader.no_memory)
			err = HF_FAULT(fault, -ENOMEM, "read %s", origin);
		else if (reader.missing)
			err = HF_FAULT_PLAIN(fault, -EBADMSG,
					     "%s lacks a good \"%s\"; run its case again", origin,
					     reader.missing);
	}
	json_decref(root);
	if (err) {
		hf_record_free(reader.record);
		return err;
	}
	*ret_record = reader.record;
	return 0;
}
