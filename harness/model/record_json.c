/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records as JSON: the writer and, key by key beside it, the reader. */
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "record.h"

static const char *host_name(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
}

static enum hf_host host_of(const char *name)
{
	return name && !strcmp(name, "server") ? SERVER : CLIENT;
}

/* errno values that cases speak of; others are written as numbers. */
static const struct {
	int value;
	const char *name;
} errnos[] = {
	{0, "OK"},
	{ETIMEDOUT, "ETIMEDOUT"},
	{ECONNRESET, "ECONNRESET"},
	{ECONNREFUSED, "ECONNREFUSED"},
	{EPIPE, "EPIPE"},
	{EAGAIN, "EAGAIN"},
	{EHOSTUNREACH, "EHOSTUNREACH"},
	{ENETUNREACH, "ENETUNREACH"},
	{EMFILE, "EMFILE"},
	{EINPROGRESS, "EINPROGRESS"},
	{ENOTCONN, "ENOTCONN"},
	{ECONNABORTED, "ECONNABORTED"},
};

static json_t *errno_to_json(int value)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(errnos); i++) {
		if (errnos[i].value == value)
			return json_string(errnos[i].name);
	}
	return json_integer(value);
}

static int errno_from_json(const json_t *value)
{
	const char *name = json_string_value(value);

	for (size_t i = 0; name && i < HF_ARRAY_LEN(errnos); i++) {
		if (!strcmp(errnos[i].name, name))
			return errnos[i].value;
	}
	return (int)json_integer_value(value);
}

/* ---- writing ---- */

static json_t *mib_to_json(const struct hf_mib *mib)
{
	json_t *object = json_object();

	for (size_t i = 0; i < mib->count; i++) {
		if (mib->counters[i].value)
			json_object_set_new(object, mib->counters[i].name,
					    json_integer(mib->counters[i].value));
	}
	return object;
}

/* Names of the counters that this kernel has and that did not move: absent is not 0. */
static json_t *unmoved_to_json(const struct hf_mib *mib)
{
	json_t *names = json_array();

	for (size_t i = 0; i < mib->count; i++) {
		if (!mib->counters[i].value)
			json_array_append_new(names, json_string(mib->counters[i].name));
	}
	return names;
}

/* Settings that were made, key and value; or those that could not be, key and scope. */
static json_t *settings_to_json(const struct hf_record *record, enum hf_host host, bool made)
{
	json_t *object = json_object();

	for (size_t i = 0; i < record->setting_count; i++) {
		const struct hf_record_setting *setting = &record->settings[i];

		if (setting->host == host && !strcmp(setting->scope, "private") == made)
			json_object_set_new(object, setting->key,
					    json_string(made ? setting->value : setting->scope));
	}
	return object;
}

/* Longest queues of bytes of a host's connected sockets, as ss names them. */
static json_t *buffers_to_json(const struct hf_record_mark *mark, enum hf_host host)
{
	return json_pack("{s:I, s:I}", "recv_q", (json_int_t)mark->sockets[host].unread, "send_q",
			 (json_int_t)mark->sockets[host].unacked);
}

static json_t *marks_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->mark_count; i++) {
		const struct hf_record_mark *mark = &record->marks[i];
		json_t *states[3] = {NULL, json_array(), json_array()};

		for (int host = SERVER; host <= CLIENT; host++) {
			for (size_t s = 0; s < HF_ARRAY_LEN(mark->sockets[host].by_state); s++)
				json_array_append_new(
					states[host],
					json_integer(mark->sockets[host].by_state[s]));
		}
		json_array_append_new(
			array,
			json_pack("{s:s, s:I, s:I, s:I, s:I, s:{s:o, s:o}, s:{s:o, s:o}}", "name",
				  mark->name, "t_ns", (json_int_t)mark->t_ns, "acceptq_len",
				  (json_int_t)mark->acceptq_len, "acceptq_limit",
				  (json_int_t)mark->acceptq_limit, "requests",
				  (json_int_t)mark->requests, "sockets", "server", states[SERVER],
				  "client", states[CLIENT], "buffers", "server",
				  buffers_to_json(mark, SERVER), "client",
				  buffers_to_json(mark, CLIENT)));
	}
	return array;
}

static json_t *call_to_json(const struct hf_record_call *call)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:b, s:o, s:I, s:I, s:I}", "name", call->who,
			 "index", call->index, "host", host_name(call->host), "call", call->call,
			 "pending", call->pending, "errno", errno_to_json(call->err), "bytes",
			 (json_int_t)call->bytes, "start_ns", (json_int_t)call->start_ns,
			 "after_ns", (json_int_t)(call->end_ns - call->start_ns));
}

static json_t *calls_to_json(const struct hf_record *record, bool clients)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->call_count; i++) {
		if ((record->calls[i].host == CLIENT) == clients)
			json_array_append_new(array, call_to_json(&record->calls[i]));
	}
	return array;
}

static json_t *flows_to_json(const struct hf_record *record)
{
	json_t *array = json_array();
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < record->flow_count; i++) {
		const struct hf_record_flow *flow = &record->flows[i];

		json_array_append_new(
			array, json_pack("{s:s, s:s, s:i, s:i, s:I, s:I}", "name", flow->name,
					 "client", hf_addr_text(&flow->client, text), "sport",
					 flow->sport, "dport", flow->dport, "count",
					 (json_int_t)flow->count, "ports",
					 (json_int_t)flow->ports));
	}
	return array;
}

static json_t *trains_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->train_count; i++) {
		const struct hf_record_train *train = &record->trains[i];

		json_array_append_new(
			array,
			json_pack("{s:s, s:I, s:I, s:I, s:I}", "name", train->name, "sent",
				  (json_int_t)train->sent, "first_ns", (json_int_t)train->first_ns,
				  "last_ns", (json_int_t)train->last_ns, "worst_gap_ns",
				  (json_int_t)train->worst_gap_ns));
	}
	return array;
}

static json_t *packet_to_json(const struct hf_record *record, const struct hf_seg *seg)
{
	bool from_client = hf_record_from_client(record, seg);
	const struct hf_addr *peer = from_client ? &seg->src : &seg->dst;
	char flags[HF_FLAGS_TEXT];
	char text[INET6_ADDRSTRLEN];
	json_t *object;

	hf_pkt_flags_text(seg->flags, flags);
	object = json_pack("{s:I, s:s, s:s, s:I, s:I, s:I, s:i, s:i, s:i}", "t_ns",
			   (json_int_t)seg->t_ns, "from", from_client ? "client" : "server",
			   "flags", flags, "seq", (json_int_t)seg->seq, "ack",
			   (json_int_t)seg->ack, "len", (json_int_t)seg->len, "sport", seg->sport,
			   "dport", seg->dport, "win", seg->win);
	if (!hf_addr_equal(peer, &record->client))
		json_object_set_new(object, "peer", json_string(hf_addr_text(peer, text)));
	return object;
}

static json_t *packets_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->packet_total; i++)
		json_array_append_new(array, packet_to_json(record, &record->packets[i]));
	return array;
}

static json_t *counts_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->count_count; i++) {
		const struct hf_record_count *count = &record->counts[i];

		json_array_append_new(array, json_pack("{s:s, s:s, s:I}", "from",
						       count->from_client ? "client" : "server",
						       "flags", count->flags, "packets",
						       (json_int_t)count->packets));
	}
	return array;
}

static json_t *reasons_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->reason_count; i++) {
		const struct hf_record_reason *reason = &record->reasons[i];

		json_array_append_new(
			array, json_pack("{s:s, s:s, s:s, s:s, s:I}", "rule", reason->rule,
					 "expected", reason->expected, "seen", reason->seen,
					 "hint", reason->hint, "packet",
					 (json_int_t)reason->packet));
	}
	return array;
}

static json_t *hits_to_json(const struct hf_record *record)
{
	json_t *object = json_object();

	for (size_t i = 0; i < record->hit_count; i++)
		json_object_set_new(object, record->hits[i].name,
				    json_integer(record->hits[i].packets));
	return object;
}

/* Program output may be any bytes; JSON wants UTF-8. */
static json_t *text_to_json(const char *text)
{
	json_t *string = json_string(text);
	HF_AUTO_FREE char *ascii = NULL;

	if (string)
		return string;
	ascii = strdup(text);
	for (char *c = ascii; c && *c; c++) {
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	}
	return json_string(ascii ? ascii : "");
}

static json_t *outputs_to_json(const struct hf_record *record)
{
	json_t *object = json_object();

	for (size_t i = 0; i < record->output_count; i++)
		json_object_set_new(object, record->outputs[i].who,
				    text_to_json(record->outputs[i].text));
	return object;
}

static json_t *observed_to_json(const struct hf_record *record)
{
	const struct hf_record_mark *end;

	if (!record->mark_count)
		return json_object();
	end = &record->marks[record->mark_count - 1];
	return json_pack("{s:I, s:I, s:I}", "acceptq_len", (json_int_t)end->acceptq_len,
			 "acceptq_limit", (json_int_t)end->acceptq_limit, "requests",
			 (json_int_t)end->requests);
}

static json_t *head_to_json(const struct hf_record *record)
{
	return json_pack(
		"{s:s, s:s, s:{s:s, s:s}, s:s, s:{s:s, s:s, s:s, s:b, s:s, s:I}, s:s, s:s}",
		"schema", HF_RECORD_SCHEMA, "case", record->case_name, "variant", "family",
		record->inet6 ? "inet6" : "inet", "row", record->variant, "case_hash",
		record->case_hash, "kernel", "release", record->kernel.release, "version",
		record->kernel.version, "machine", record->kernel.machine, "guest",
		record->kernel.guest, "clock", record->kernel.virtual_clock ? "virtual" : "real",
		"jiffy_ns", (json_int_t)record->kernel.jiffy_ns, "verdict",
		hf_verdict_text(record->verdict), "why", record->why ? record->why : "");
}

static void add_measured(json_t *root, const struct hf_record *record)
{
	static const enum hf_host hosts[] = {SERVER, CLIENT};
	json_t *sysctl = json_object();
	json_t *elsewhere = json_object();
	json_t *mib = json_object();
	json_t *unmoved = json_object();
	json_t *before = json_object();

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *name = host_name(hosts[i]);

		json_object_set_new(sysctl, name, settings_to_json(record, hosts[i], true));
		json_object_set_new(elsewhere, name, settings_to_json(record, hosts[i], false));
		json_object_set_new(mib, name, mib_to_json(&record->delta[hosts[i]]));
		json_object_set_new(before, name, mib_to_json(&record->before[hosts[i]]));
	}
	/* Both hosts run the same kernel: one list of names serves both. */
	json_object_set_new(unmoved, "server", unmoved_to_json(&record->delta[SERVER]));
	json_object_set_new(root, "sysctl", sysctl);
	json_object_set_new(root, "sysctl_not_private", elsewhere);
	json_object_set_new(root, "mib", mib);
	json_object_set_new(root, "mib_before", before);
	json_object_set_new(root, "mib_unmoved", unmoved);
}

static void add_seen(json_t *root, const struct hf_record *record)
{
	char text[INET6_ADDRSTRLEN];

	json_object_set_new(root, "observed", observed_to_json(record));
	json_object_set_new(root, "marks", marks_to_json(record));
	json_object_set_new(root, "clients", calls_to_json(record, true));
	json_object_set_new(root, "servers", calls_to_json(record, false));
	json_object_set_new(root, "flows", flows_to_json(record));
	json_object_set_new(root, "trains", trains_to_json(record));
	json_object_set_new(root, "hits", hits_to_json(record));
	json_object_set_new(root, "outputs", outputs_to_json(record));
	json_object_set_new(root, "server",
			    json_string(hf_addr_text(&record->server, text)));
	json_object_set_new(root, "client",
			    json_string(hf_addr_text(&record->client, text)));
	json_object_set_new(root, "packet_total", json_integer((json_int_t)record->packet_total));
	json_object_set_new(root, "packet_counts", counts_to_json(record));
	if (record->packets && record->packet_total <= HF_RECORD_INLINE_PACKETS)
		json_object_set_new(root, "packets", packets_to_json(record));
	json_object_set_new(root, "capture",
			    json_pack("{s:s, s:I, s:I, s:I}", "file",
				      record->capture_file ? record->capture_file : "", "lost",
				      (json_int_t)record->capture_lost, "server",
				      (json_int_t)record->capture_server, "client",
				      (json_int_t)record->capture_client));
}

char *hf_record_to_json(const struct hf_record *record)
{
	json_t *root = head_to_json(record);
	char *text = NULL;
	char *line;

	if (!root)
		return NULL;
	json_object_set_new(root, "reasons", reasons_to_json(record));
	json_object_set_new(root, "claim",
			    json_pack("{s:s, s:s}", "is", hf_claim_verdict_text(record->claim_is),
				      "because", record->because ? record->because : ""));
	add_measured(root, record);
	add_seen(root, record);
	json_object_set_new(root, "measure_ns", json_integer(record->measure_ns));
	json_object_set_new(root, "latency_ns", json_integer(record->latency_ns));
	json_object_set_new(root, "start_real_ns", json_integer(record->start_real_ns));
	json_object_set_new(root, "elapsed_ns", json_integer(record->elapsed_ns));
	json_object_set_new(root, "wall_ns", json_integer(record->wall_ns));
	text = json_dumps(root, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	json_decref(root);
	line = text ? realloc(text, strlen(text) + 2) : NULL;
	if (!line) {
		free(text);
		return NULL;
	}
	strcat(line, "\n");
	return line;
}

/* ---- reading ---- */

struct reader {
	struct hf_record *record;
	const char *missing; /* the first key that is missing or of a wrong type */
};

static json_t *member(struct reader *reader, const json_t *object, const char *key,
		      json_type type)
{
	json_t *value = json_object_get(object, key);

	if (value && (json_typeof(value) == type ||
		      (type == JSON_TRUE && json_is_boolean(value))))
		return value;
	if (!reader->missing)
		reader->missing = key;
	return NULL;
}

static int64_t number(struct reader *reader, const json_t *object, const char *key)
{
	return json_integer_value(member(reader, object, key, JSON_INTEGER));
}

static bool truth(struct reader *reader, const json_t *object, const char *key)
{
	return json_is_true(member(reader, object, key, JSON_TRUE));
}

static void string(struct reader *reader, const json_t *object, const char *key, char *to,
		   size_t size)
{
	const char *text = json_string_value(member(reader, object, key, JSON_STRING));

	snprintf(to, size, "%s", text ? text : "");
}
#define STRING(reader, object, key, array) string(reader, object, key, array, sizeof(array))

static char *owned(struct reader *reader, const json_t *object, const char *key)
{
	const char *text = json_string_value(member(reader, object, key, JSON_STRING));

	return strdup(text ? text : "");
}

static void address(struct reader *reader, const json_t *object, const char *key,
		    struct hf_addr *to)
{
	const char *text = json_string_value(member(reader, object, key, JSON_STRING));

	if (text && hf_addr_parse(text, to) < 0 && !reader->missing)
		reader->missing = key;
}

static bool from_client(struct reader *reader, const json_t *object)
{
	const char *from = json_string_value(member(reader, object, "from", JSON_STRING));

	return from && !strcmp(from, "client");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct hf_counter *)a)->name, ((const struct hf_counter *)b)->name);
}

static void read_mib(struct reader *reader, const json_t *moved, const json_t *unmoved,
		     struct hf_mib *mib)
{
	struct hf_counter counter = {0};
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)moved, name, value)
	{
		snprintf(counter.name, sizeof(counter.name), "%s", name);
		counter.value = json_integer_value(value);
		if (hf_record_append(&mib->counters, &mib->count, sizeof(counter), &counter) < 0)
			reader->missing = "mib";
	}
	counter.value = 0;
	json_array_foreach(unmoved, i, value)
	{
		snprintf(counter.name, sizeof(counter.name), "%s", json_string_value(value));
		/* It moved on this host and stood still on the other one. */
		if (json_object_get(moved, counter.name))
			continue;
		if (hf_record_append(&mib->counters, &mib->count, sizeof(counter), &counter) < 0)
			reader->missing = "mib_unmoved";
	}
	if (mib->count)
		qsort(mib->counters, mib->count, sizeof(*mib->counters), by_name);
}

/* Names that moved on the server exist on the client as well. */
static json_t *names_of_kernel(const json_t *mib, const json_t *unmoved)
{
	json_t *names = json_copy((json_t *)unmoved);
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(mib, "server"), name, value)
		json_array_append_new(names, json_string(name));
	return names;
}

static void read_counters(struct reader *reader, const json_t *root)
{
	json_t *mib = member(reader, root, "mib", JSON_OBJECT);
	json_t *before = member(reader, root, "mib_before", JSON_OBJECT);
	json_t *unmoved = member(reader, root, "mib_unmoved", JSON_OBJECT);
	json_t *names = names_of_kernel(mib, json_object_get(unmoved, "server"));
	static const enum hf_host hosts[] = {SERVER, CLIENT};

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *name = host_name(hosts[i]);

		read_mib(reader, json_object_get(mib, name), names,
			 &reader->record->delta[hosts[i]]);
		read_mib(reader, json_object_get(before, name), names,
			 &reader->record->before[hosts[i]]);
	}
	json_decref(names);
}

static void read_settings(struct reader *reader, const json_t *root, const char *list, bool made)
{
	json_t *sysctl = member(reader, root, list, JSON_OBJECT);
	const char *host, *key;
	json_t *keys, *value;

	json_object_foreach(sysctl, host, keys)
	{
		json_object_foreach(keys, key, value)
		{
			struct hf_record_setting setting = {.host = host_of(host)};

			snprintf(setting.key, sizeof(setting.key), "%s", key);
			snprintf(setting.scope, sizeof(setting.scope), "%s",
				 made ? "private" : json_string_value(value));
			snprintf(setting.value, sizeof(setting.value), "%s",
				 made ? json_string_value(value) : "");
			HF_RECORD_APPEND(reader->record, settings, setting_count, &setting);
		}
	}
}

static void read_states(struct reader *reader, const json_t *object,
			struct hf_record_mark *mark)
{
	json_t *sockets = member(reader, object, "sockets", JSON_OBJECT);

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *states = member(reader, sockets, host_name(host), JSON_ARRAY);

		for (size_t s = 0; s < HF_ARRAY_LEN(mark->sockets[host].by_state); s++)
			mark->sockets[host].by_state[s] =
				(uint32_t)json_integer_value(json_array_get(states, s));
	}
}

/* Records written before buffers were looked at do not tell. */
static void read_buffers(const json_t *object, struct hf_record_mark *mark)
{
	const json_t *buffers = json_object_get(object, "buffers");

	for (int host = SERVER; host <= CLIENT; host++) {
		const json_t *longest = json_object_get(buffers, host_name(host));
		const json_t *unread = json_object_get(longest, "recv_q");
		const json_t *unacked = json_object_get(longest, "send_q");

		mark->sockets[host].unread = unread ? json_integer_value(unread) : -1;
		mark->sockets[host].unacked = unacked ? json_integer_value(unacked) : -1;
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
		read_buffers(object, &mark);
		HF_RECORD_APPEND(reader->record, marks, mark_count, &mark);
	}
}

static void read_calls(struct reader *reader, const json_t *root, const char *key)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, key, JSON_ARRAY), i, object)
	{
		struct hf_record_call call = {
			.index = (int)number(reader, object, "index"),
			.host = !strcmp(key, "clients") ? CLIENT : SERVER,
			.pending = truth(reader, object, "pending"),
			.err = errno_from_json(json_object_get(object, "errno")),
			.bytes = number(reader, object, "bytes"),
			.start_ns = number(reader, object, "start_ns"),
		};

		STRING(reader, object, "name", call.who);
		STRING(reader, object, "call", call.call);
		call.end_ns = call.start_ns + number(reader, object, "after_ns");
		HF_RECORD_APPEND(reader->record, calls, call_count, &call);
	}
}

static void read_flows(struct reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, "flows", JSON_ARRAY), i, object)
	{
		struct hf_record_flow flow = {
			.sport = (uint16_t)number(reader, object, "sport"),
			.dport = (uint16_t)number(reader, object, "dport"),
			.count = number(reader, object, "count"),
			.ports = number(reader, object, "ports"),
		};

		STRING(reader, object, "name", flow.name);
		address(reader, object, "client", &flow.client);
		HF_RECORD_APPEND(reader->record, flows, flow_count, &flow);
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
		HF_RECORD_APPEND(reader->record, trains, train_count, &train);
	}
}

static void read_packet(struct reader *reader, const json_t *object)
{
	struct hf_record *record = reader->record;
	struct hf_seg seg = {
		.t_ns = number(reader, object, "t_ns"),
		.seq = (uint32_t)number(reader, object, "seq"),
		.ack = (uint32_t)number(reader, object, "ack"),
		.len = (uint32_t)number(reader, object, "len"),
		.sport = (uint16_t)number(reader, object, "sport"),
		.dport = (uint16_t)number(reader, object, "dport"),
		.win = (uint16_t)number(reader, object, "win"),
	};
	const char *flags = json_string_value(member(reader, object, "flags", JSON_STRING));
	struct hf_addr peer = record->client;
	size_t count = record->packet_total;
	int parsed = flags ? hf_pkt_flags_parse(flags, strlen(flags)) : -EINVAL;

	if (parsed < 0 && !reader->missing)
		reader->missing = "flags";
	seg.flags = (uint8_t)parsed;
	if (json_object_get(object, "peer"))
		address(reader, object, "peer", &peer);
	seg.src = from_client(reader, object) ? peer : record->server;
	seg.dst = from_client(reader, object) ? record->server : peer;
	hf_record_append(&record->packets, &count, sizeof(seg), &seg);
	record->packet_total = count;
}

static void read_packets(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *packets = json_object_get(root, "packets");
	size_t total = (size_t)number(reader, root, "packet_total");
	json_t *object;
	size_t i;

	json_array_foreach(packets, i, object)
		read_packet(reader, object);
	if (packets && record->packet_total != total && !reader->missing)
		reader->missing = "packet_total";
	record->packet_total = total;
	json_array_foreach(member(reader, root, "packet_counts", JSON_ARRAY), i, object)
	{
		struct hf_record_count count = {
			.from_client = from_client(reader, object),
			.packets = number(reader, object, "packets"),
		};

		STRING(reader, object, "flags", count.flags);
		HF_RECORD_APPEND(record, counts, count_count, &count);
	}
}

static void read_texts(struct reader *reader, const json_t *root)
{
	const char *name;
	json_t *value;

	json_object_foreach(member(reader, root, "hits", JSON_OBJECT), name, value)
	{
		struct hf_record_hits hits = {.packets = json_integer_value(value)};

		snprintf(hits.name, sizeof(hits.name), "%s", name);
		HF_RECORD_APPEND(reader->record, hits, hit_count, &hits);
	}
	json_object_foreach(member(reader, root, "outputs", JSON_OBJECT), name, value)
	{
		struct hf_record_output output = {.text = strdup(json_string_value(value))};

		snprintf(output.who, sizeof(output.who), "%s", name);
		HF_RECORD_APPEND(reader->record, outputs, output_count, &output);
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
		HF_RECORD_APPEND(reader->record, reasons, reason_count, &reason);
	}
}

static void read_verdicts(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *claim = member(reader, root, "claim", JSON_OBJECT);
	const char *is = json_string_value(member(reader, claim, "is", JSON_STRING));
	const char *verdict = json_string_value(member(reader, root, "verdict", JSON_STRING));

	for (int v = HF_VERDICT_UNSET; verdict && v <= SKIPPED; v++) {
		if (!strcmp(verdict, hf_verdict_text(v)))
			record->verdict = v;
	}
	for (int v = HF_CLAIM_UNSET; is && v <= NEVER_TRUE; v++) {
		if (!strcmp(is, hf_claim_verdict_text(v)))
			record->claim_is = v;
	}
	record->because = owned(reader, claim, "because");
	record->why = owned(reader, root, "why");
	read_reasons(reader, root);
}

static void read_head(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *kernel = member(reader, root, "kernel", JSON_OBJECT);
	json_t *variant = member(reader, root, "variant", JSON_OBJECT);
	json_t *capture = member(reader, root, "capture", JSON_OBJECT);
	char word[16];

	record->case_name = owned(reader, root, "case");
	STRING(reader, variant, "row", record->variant);
	STRING(reader, variant, "family", word);
	record->inet6 = !strcmp(word, "inet6");
	STRING(reader, root, "case_hash", record->case_hash);
	STRING(reader, kernel, "release", record->kernel.release);
	STRING(reader, kernel, "version", record->kernel.version);
	STRING(reader, kernel, "machine", record->kernel.machine);
	STRING(reader, kernel, "clock", word);
	record->kernel.virtual_clock = !strcmp(word, "virtual");
	record->kernel.guest = truth(reader, kernel, "guest");
	record->kernel.jiffy_ns = number(reader, kernel, "jiffy_ns");
	if (record->kernel.jiffy_ns <= 0 && !reader->missing)
		reader->missing = "jiffy_ns";
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
		read_head(&reader, root);
		read_verdicts(&reader, root);
		read_counters(&reader, root);
		read_settings(&reader, root, "sysctl", true);
		read_settings(&reader, root, "sysctl_not_private", false);
		read_marks(&reader, root);
		read_calls(&reader, root, "clients");
		read_calls(&reader, root, "servers");
		read_flows(&reader, root);
		read_packets(&reader, root);
		read_texts(&reader, root);
		if (reader.missing)
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
