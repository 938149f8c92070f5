/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records as JSON: the reader. It trusts nothing: what is missing or without sense is named. */
#include <arpa/inet.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "flow.h"
#include "json_text.h"
#include "opts.h"
#include "own.h"
#include "record.h"
#include "record_json.h"
#include "record_words.h"
#include "thin.h"

struct reader {
	struct hf_record *record;
	const char *missing; /* the first key that is missing, of a wrong type or of no sense */
	bool no_memory;
};

static void complain(struct reader *reader, const char *key)
{
	if (!reader->missing)
		reader->missing = key;
}

/* Appends to an array of the record. */
#define ADD(reader, field, counter, one)                                                           \
	((reader)->no_memory |= HF_RECORD_APPEND((reader)->record, field, counter, one) < 0)

static json_t *member(struct reader *reader, const json_t *object, const char *key, json_type type)
{
	json_t *value = json_object_get(object, key);

	if (value && (json_typeof(value) == type || (type == JSON_TRUE && json_is_boolean(value))))
		return value;
	complain(reader, key);
	return NULL;
}

static int64_t number(struct reader *reader, const json_t *object, const char *key)
{
	return json_integer_value(member(reader, object, key, JSON_INTEGER));
}

/* A number that must lie between lo and hi; lo otherwise. */
static int64_t ranged(struct reader *reader, const json_t *object, const char *key, int64_t lo,
		      int64_t hi)
{
	int64_t value = number(reader, object, key);

	if (value >= lo && value <= hi)
		return value;
	complain(reader, key);
	return lo;
}

static uint16_t port(struct reader *reader, const json_t *object, const char *key)
{
	return (uint16_t)ranged(reader, object, key, 0, UINT16_MAX);
}

static uint32_t u32(struct reader *reader, const json_t *object, const char *key)
{
	return (uint32_t)ranged(reader, object, key, 0, UINT32_MAX);
}

static bool truth(struct reader *reader, const json_t *object, const char *key)
{
	return json_is_true(member(reader, object, key, JSON_TRUE));
}

/* Never NULL. */
static const char *text_of(struct reader *reader, const json_t *object, const char *key)
{
	const char *text = json_string_value(member(reader, object, key, JSON_STRING));

	return text ? text : "";
}

static void string(struct reader *reader, const json_t *object, const char *key, char *to,
		   size_t size)
{
	const char *text = text_of(reader, object, key);

	if (strlen(text) >= size)
		complain(reader, key);
	snprintf(to, size, "%s", text);
}
#define STRING(reader, object, key, array) string(reader, object, key, array, sizeof(array))

static char *owned(struct reader *reader, const json_t *object, const char *key)
{
	char *text = strdup(text_of(reader, object, key));

	reader->no_memory |= !text;
	return text;
}

/* One of two words: true for the first. */
static bool either(struct reader *reader, const json_t *object, const char *key, const char *first,
		   const char *second)
{
	const char *word = text_of(reader, object, key);

	if (strcmp(word, first) != 0 && strcmp(word, second) != 0)
		complain(reader, key);
	return !strcmp(word, first);
}

static void address(struct reader *reader, const json_t *object, const char *key,
		    struct hf_addr *to)
{
	if (hf_addr_parse(text_of(reader, object, key), to) < 0)
		complain(reader, key);
}

static bool from_client(struct reader *reader, const json_t *object)
{
	return either(reader, object, "from", "client", "server");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct hf_counter *)a)->name, ((const struct hf_counter *)b)->name);
}

static void add_counter(struct reader *reader, struct hf_mib *mib, const char *name, int64_t value)
{
	struct hf_counter counter = {.value = value};

	snprintf(counter.name, sizeof(counter.name), "%s", name);
	reader->no_memory |=
		hf_record_append(&mib->counters, &mib->count, sizeof(counter), &counter) < 0;
}

static void read_mib(struct reader *reader, const json_t *moved, const json_t *names,
		     struct hf_mib *mib)
{
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)moved, name, value)
		add_counter(reader, mib, name, number(reader, moved, name));
	json_array_foreach(names, i, value)
	{
		name = json_string_value(value);
		/* What moved on this host may have stood still on the other one. */
		if (name && !json_object_get(moved, name))
			add_counter(reader, mib, name, 0);
	}
	if (mib->count)
		qsort(mib->counters, mib->count, sizeof(*mib->counters), by_name);
}

/* True when the name, or all of its group, is in the list of what this kernel lacks. */
static bool is_absent(const json_t *absent, const char *name)
{
	json_t *value;
	size_t i;

	json_array_foreach(absent, i, value)
	{
		const char *lacks = json_string_value(value);
		size_t length = lacks ? strlen(lacks) : 0;

		if (!length)
			continue;
		if (lacks[length - 1] == '*' ? !strncmp(lacks, name, length - 1)
					     : !strcmp(lacks, name))
			return true;
	}
	return false;
}

/* A list of strings; NULL when it is none. */
static json_t *names_member(struct reader *reader, const json_t *root, const char *key)
{
	json_t *list = member(reader, root, key, JSON_ARRAY);
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
	{
		if (!json_is_string(value))
			complain(reader, key);
	}
	return list;
}

/* All counters of the kernel: those known, but for the absent, those besides, and what moved on the
 * server. New reference. */
static json_t *names_of_kernel(struct reader *reader, const json_t *root)
{
	json_t *mib = member(reader, root, "mib", JSON_OBJECT);
	json_t *absent = names_member(reader, root, "mib_absent");
	json_t *besides = names_member(reader, root, "mib_besides");
	json_t *names = json_array();
	size_t count;
	const char *const *known = hf_counters_known(&count);
	const char *name;
	json_t *value;

	for (size_t i = 0; i < count; i++) {
		if (!is_absent(absent, known[i]))
			json_array_append_new(names, json_string(known[i]));
	}
	json_array_extend(names, besides);
	json_object_foreach(json_object_get(mib, "server"), name, value)
	{
		if (!hf_counter_known(name))
			json_array_append_new(names, json_string(name));
	}
	return names;
}

static void read_counters(struct reader *reader, const json_t *root)
{
	json_t *names = names_of_kernel(reader, root);
	json_t *mib = json_object_get(root, "mib");
	json_t *before = member(reader, root, "mib_before", JSON_OBJECT);
	static const enum hf_host hosts[] = {SERVER, CLIENT};

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *host = hf_host_name(hosts[i]);

		read_mib(reader, member(reader, mib, host, JSON_OBJECT), names,
			 &reader->record->delta[hosts[i]]);
		read_mib(reader, member(reader, before, host, JSON_OBJECT), names,
			 &reader->record->before[hosts[i]]);
	}
	json_decref(names);
}

static void read_settings_of(struct reader *reader, const json_t *keys, enum hf_host host,
			     bool made)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)keys, key, value)
	{
		struct hf_record_setting setting = {.host = host, .scope = "private"};

		snprintf(setting.key, sizeof(setting.key), "%s", key);
		if (made)
			STRING(reader, keys, key, setting.value);
		else
			STRING(reader, keys, key, setting.scope);
		ADD(reader, settings, setting_count, &setting);
	}
}

static void read_settings(struct reader *reader, const json_t *root, const char *list, bool made)
{
	json_t *sysctl = member(reader, root, list, JSON_OBJECT);

	for (int host = SERVER; host <= CLIENT; host++)
		read_settings_of(reader, member(reader, sysctl, hf_host_name(host), JSON_OBJECT),
				 host, made);
}

/* Values of settings that are listed with another scope already. */
static void read_machine(struct reader *reader, const json_t *root)
{
	const json_t *machine = member(reader, root, "sysctl_machine", JSON_OBJECT);
	const char *key;
	json_t *value;

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *keys = member(reader, machine, hf_host_name(host), JSON_OBJECT);

		json_object_foreach(keys, key, value)
		{
			for (size_t i = 0; i < reader->record->setting_count; i++) {
				struct hf_record_setting *setting = &reader->record->settings[i];

				if ((int)setting->host == host && !strcmp(setting->key, key))
					STRING(reader, keys, key, setting->value);
			}
		}
	}
}

/* By name, or by number where ss has none; -1 for nonsense. */
static int read_state(const char *name)
{
	int state = hf_tcp_state_number(name);

	return state ? state : name[0] && name[strspn(name, "0123456789")] == '\0' ? atoi(name) : -1;
}

static void read_states(struct reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *sockets = member(reader, object, "sockets", JSON_OBJECT);
	const char *name;
	json_t *value;

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *counts = member(reader, sockets, hf_host_name(host), JSON_OBJECT);

		json_object_foreach(counts, name, value)
		{
			uint32_t count = u32(reader, counts, name);
			int state = read_state(name);

			if (state < 0 || state >= (int)HF_ARRAY_LEN(mark->sockets[host].by_state))
				complain(reader, "sockets");
			else
				mark->sockets[host].by_state[state] = count;
		}
	}
}

/* A host that is not named has empty ones. */
static void read_buffers(struct reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *buffers = member(reader, object, "buffers", JSON_OBJECT);

	for (int host = SERVER; host <= CLIENT; host++) {
		const char *name = hf_host_name(host);
		json_t *longest;

		if (!json_object_get(buffers, name))
			continue;
		longest = member(reader, buffers, name, JSON_OBJECT);
		mark->sockets[host].unread = number(reader, longest, "recv_q");
		mark->sockets[host].unacked = number(reader, longest, "send_q");
	}
}

/* Of several listeners; records of cases with one have no such list. */
static void read_queues(struct reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *queues = json_object_get(object, "queues") ?
				 member(reader, object, "queues", JSON_ARRAY) : NULL;
	json_t *one;
	size_t i;

	json_array_foreach(queues, i, one)
	{
		struct hf_record_queue queue = {
			.len = number(reader, one, "acceptq_len"),
			.limit = number(reader, one, "acceptq_limit"),
		};

		STRING(reader, one, "listener", queue.listener);
		if (mark->queue_count < HF_RECORD_QUEUES)
			mark->queues[mark->queue_count++] = queue;
	}
}

static void read_marks(struct reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, "marks", JSON_ARRAY), i, object)
	{
		struct hf_record_mark mark = {
			.t_ns = number(reader, object, "t_ns"),
			.acceptq_len = number(reader, object, "acceptq_len"),
			.acceptq_limit = number(reader, object, "acceptq_limit"),
			.requests = number(reader, object, "requests"),
		};

		STRING(reader, object, "name", mark.name);
		read_states(reader, object, &mark);
		read_buffers(reader, object, &mark);
		read_queues(reader, object, &mark);
		ADD(reader, marks, mark_count, &mark);
	}
}

/* The next row of a table, as an object; NULL behind the last one or when it is none. */
static json_t *next_row(struct reader *reader, const json_t *table, const char *key, size_t i)
{
	json_t *rows = member(reader, table, "rows", JSON_ARRAY);
	json_t *columns = member(reader, table, "columns", JSON_ARRAY);
	json_t *row = i < json_array_size(rows) ? json_array_get(rows, i) : NULL;
	json_t *object = row ? hf_json_row(columns, row) : NULL;

	if (row && !object)
		complain(reader, key);
	return object;
}

/* By name, or as a number where it has none here. An unknown name must not pass for success. */
static int read_errno(struct reader *reader, const json_t *object)
{
	const json_t *value = json_object_get(object, "errno");
	const char *name = json_string_value(value);

	if (name && hf_errno_by_name(name) >= 0)
		return hf_errno_by_name(name);
	return (int)ranged(reader, object, "errno", INT_MIN, INT_MAX);
}

static void read_call(struct reader *reader, const json_t *object)
{
	struct hf_record_call call = {
		.index = (int)ranged(reader, object, "index", 0, INT_MAX),
		.host = either(reader, object, "host", "server", "client") ? SERVER : CLIENT,
		.pending = truth(reader, object, "pending"),
		.err = read_errno(reader, object),
		.bytes = number(reader, object, "bytes"),
		.start_ns = number(reader, object, "start_ns"),
	};

	STRING(reader, object, "name", call.who);
	STRING(reader, object, "call", call.call);
	call.end_ns = call.start_ns + number(reader, object, "after_ns");
	ADD(reader, calls, call_count, &call);
}

static void read_calls(struct reader *reader, const json_t *root, const char *key)
{
	json_t *table = member(reader, root, key, JSON_OBJECT);
	json_t *row;

	for (size_t i = 0; (row = next_row(reader, table, key, i)); i++) {
		read_call(reader, row);
		json_decref(row);
	}
}

static void read_flows(struct reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, "flows", JSON_ARRAY), i, object)
	{
		struct hf_record_flow flow = {
			.sport = port(reader, object, "sport"),
			.dport = port(reader, object, "dport"),
			.count = ranged(reader, object, "count", 0, UINT32_MAX),
			.ports = ranged(reader, object, "ports", 1, UINT32_MAX),
		};

		STRING(reader, object, "name", flow.name);
		address(reader, object, "client", &flow.client);
		ADD(reader, flows, flow_count, &flow);
	}
	json_array_foreach(member(reader, root, "trains", JSON_ARRAY), i, object)
	{
		struct hf_record_train train = {
			.sent = number(reader, object, "sent"),
			.first_ns = number(reader, object, "first_ns"),
			.last_ns = number(reader, object, "last_ns"),
			.worst_gap_ns = number(reader, object, "worst_gap_ns"),
		};

		STRING(reader, object, "name", train.name);
		ADD(reader, trains, train_count, &train);
	}
}

static uint8_t read_flags(struct reader *reader, const json_t *object)
{
	const char *text = text_of(reader, object, "flags");
	int flags = hf_pkt_flags_parse(text, strlen(text));

	if (flags < 0)
		complain(reader, "flags");
	return flags < 0 ? 0 : (uint8_t)flags;
}

static void read_options(struct reader *reader, const json_t *object, struct hf_seg *seg)
{
	struct hf_opts opts;
	const char *text;

	if (!json_object_get(object, "options"))
		return;
	text = text_of(reader, object, "options");
	if (hf_opts_parse(text, strlen(text), &opts) < 0)
		complain(reader, "options");
	else
		hf_opts_put(&opts, seg);
}

static void read_packet(struct reader *reader, const json_t *object, size_t *count)
{
	struct hf_record *record = reader->record;
	struct hf_seg seg = {
		.t_ns = number(reader, object, "t_ns"),
		.seq = u32(reader, object, "seq"),
		.ack = u32(reader, object, "ack"),
		.len = u32(reader, object, "len"),
		.sport = port(reader, object, "sport"),
		.dport = port(reader, object, "dport"),
		.win = port(reader, object, "win"),
		.flags = read_flags(reader, object),
	};
	bool to_server = from_client(reader, object);
	struct hf_addr peer = record->client;

	if (json_object_get(object, "peer"))
		address(reader, object, "peer", &peer);
	read_options(reader, object, &seg);
	seg.src = to_server ? peer : record->server;
	seg.dst = to_server ? record->server : peer;
	reader->no_memory |= hf_record_append(&record->packets, count, sizeof(seg), &seg) < 0;
}

static void read_alike(struct reader *reader, const json_t *object, struct hf_alike **alike,
		       size_t *count)
{
	struct hf_alike one = {
		.dport = port(reader, object, "dport"),
		.first = port(reader, object, "first"),
		.last = port(reader, object, "last"),
		.as = port(reader, object, "as"),
	};

	address(reader, object, "client", &one.client);
	if (one.first > one.last)
		complain(reader, "last");
	reader->no_memory |= hf_record_append(alike, count, sizeof(one), &one) < 0;
}

static struct hf_record_count read_count(struct reader *reader, const json_t *object)
{
	struct hf_record_count counted = {
		.from_client = from_client(reader, object),
		.packets = number(reader, object, "packets"),
	};

	STRING(reader, object, "flags", counted.flags);
	return counted;
}

static void read_counts(struct reader *reader, const json_t *root)
{
	json_t *tail = member(reader, root, "packet_tail", JSON_OBJECT);
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, "packet_counts", JSON_ARRAY), i, object)
	{
		struct hf_record_count counted = read_count(reader, object);

		ADD(reader, counts, count_count, &counted);
	}
	if (json_object_size(tail))
		reader->record->tail = read_count(reader, tail);
}

static void read_packets(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *packets = member(reader, root, "packets", JSON_OBJECT);
	json_t *likes = json_object_get(root, "alike") ? member(reader, root, "alike", JSON_OBJECT)
						       : NULL;
	HF_AUTO_FREE struct hf_alike *alike = NULL;
	size_t count = 0, alike_count = 0;
	json_t *row;
	int err;

	record->packet_total = (size_t)ranged(reader, root, "packet_total", 0, UINT32_MAX);
	for (size_t i = 0; (row = next_row(reader, packets, "packets", i)); i++) {
		read_packet(reader, row, &count);
		json_decref(row);
	}
	for (size_t i = 0; likes && (row = next_row(reader, likes, "alike", i)); i++) {
		read_alike(reader, row, &alike, &alike_count);
		json_decref(row);
	}
	if (reader->missing || reader->no_memory)
		return;
	err = hf_thicken(record, count, alike, alike_count);
	reader->no_memory |= err == -ENOMEM;
	if (err == -EBADMSG)
		complain(reader, "packet_total");
}

static void read_texts(struct reader *reader, const json_t *root)
{
	json_t *hits = member(reader, root, "hits", JSON_OBJECT);
	json_t *outputs = member(reader, root, "outputs", JSON_OBJECT);
	const char *name;
	json_t *value;

	json_object_foreach(hits, name, value)
	{
		struct hf_record_hits hit = {.packets = number(reader, hits, name)};

		snprintf(hit.name, sizeof(hit.name), "%s", name);
		ADD(reader, hits, hit_count, &hit);
	}
	json_object_foreach(outputs, name, value)
	{
		struct hf_record_output output = {.text = owned(reader, outputs, name)};

		snprintf(output.who, sizeof(output.who), "%s", name);
		if (HF_RECORD_APPEND(reader->record, outputs, output_count, &output) < 0) {
			free(output.text);
			reader->no_memory = true;
		}
	}
}

static void read_reasons(struct reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, "reasons", JSON_ARRAY), i, object)
	{
		struct hf_record_reason reason = {.packet = number(reader, object, "packet")};

		STRING(reader, object, "rule", reason.rule);
		STRING(reader, object, "expected", reason.expected);
		STRING(reader, object, "seen", reason.seen);
		STRING(reader, object, "hint", reason.hint);
		ADD(reader, reasons, reason_count, &reason);
	}
}

static void read_claims(struct reader *reader, const json_t *root, const json_t *claim)
{
	struct hf_record *record = reader->record;
	json_t *claims = member(reader, root, "claims", JSON_ARRAY);
	size_t used = 0, i;
	json_t *id;

	json_array_foreach(claims, i, id)
	{
		int n = snprintf(record->claims + used, sizeof(record->claims) - used, "%s%s",
				 used ? " " : "", json_is_string(id) ? json_string_value(id) : "");

		used = used + (size_t)n < sizeof(record->claims) ? used + (size_t)n : used;
	}
	record->claim = owned(reader, claim, "text");
	STRING(reader, root, "judged_as", record->judged_as);
	record->attempt = (int)ranged(reader, root, "attempt", 0, 1000);
}

static void read_verdicts(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *claim = member(reader, root, "claim", JSON_OBJECT);
	const char *is = text_of(reader, claim, "is");
	const char *verdict = text_of(reader, root, "verdict");
	int v;

	for (v = HF_VERDICT_UNSET; v <= SKIPPED && strcmp(verdict, hf_verdict_text(v)) != 0; v++)
		;
	if (v > SKIPPED)
		complain(reader, "verdict");
	else
		record->verdict = v;
	for (v = HF_CLAIM_UNSET; v <= NEVER_TRUE && strcmp(is, hf_claim_verdict_text(v)) != 0; v++)
		;
	if (v > NEVER_TRUE)
		complain(reader, "is");
	else
		record->claim_is = v;
	read_claims(reader, root, claim);
	record->because = owned(reader, claim, "because");
	record->why = owned(reader, root, "why");
	read_reasons(reader, root);
}

static void read_kernel(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *kernel = member(reader, root, "kernel", JSON_OBJECT);

	STRING(reader, kernel, "release", record->kernel.release);
	STRING(reader, kernel, "version", record->kernel.version);
	STRING(reader, kernel, "machine", record->kernel.machine);
	record->kernel.virtual_clock = either(reader, kernel, "clock", "virtual", "real");
	record->kernel.guest = truth(reader, kernel, "guest");
	record->kernel.jiffy_ns = ranged(reader, kernel, "jiffy_ns", 1, INT64_MAX);
}

static void read_head(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *variant = member(reader, root, "variant", JSON_OBJECT);
	json_t *capture = member(reader, root, "capture", JSON_OBJECT);

	record->case_name = owned(reader, root, "case");
	STRING(reader, variant, "row", record->variant);
	record->inet6 = either(reader, variant, "family", "inet6", "inet");
	STRING(reader, root, "case_hash", record->case_hash);
	read_kernel(reader, root);
	address(reader, root, "server", &record->server);
	address(reader, root, "client", &record->client);
	record->capture_file = owned(reader, capture, "file");
	record->capture_lost = number(reader, capture, "lost");
	record->capture_server = number(reader, capture, "server");
	record->capture_client = number(reader, capture, "client");
	record->measure_ns = number(reader, root, "measure_ns");
	record->latency_ns = number(reader, root, "latency_ns");
	record->start_real_ns = number(reader, root, "start_real_ns");
	record->elapsed_ns = number(reader, root, "elapsed_ns");
	record->wall_ns = number(reader, root, "wall_ns");
}

static void read_all(struct reader *reader, const json_t *root)
{
	read_head(reader, root);
	read_verdicts(reader, root);
	read_counters(reader, root);
	read_settings(reader, root, "sysctl", true);
	read_settings(reader, root, "sysctl_not_private", false);
	read_machine(reader, root);
	read_marks(reader, root);
	read_calls(reader, root, "clients");
	read_calls(reader, root, "servers");
	read_flows(reader, root);
	read_counts(reader, root);
	read_packets(reader, root);
	read_texts(reader, root);
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
	struct reader reader = {.record = calloc(1, sizeof(struct hf_record))};
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
