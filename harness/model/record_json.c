/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records as JSON: the writer and, key by key beside it, the reader. */
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "record.h"

static const char *host_name(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
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

/* ---- writing ---- */

/* Bytes of the character at `p`, which is not ASCII; 0 when it is no UTF-8. */
static size_t utf8_size(const char *p)
{
	for (size_t size = 2; size <= 4 && strnlen(p, size) == size; size++) {
		json_t *one = json_stringn(p, size);

		json_decref(one);
		if (one)
			return size;
	}
	return 0;
}

/*
 * Text that may be any bytes: what programs print, what is cut to the size of an array. JSON wants
 * UTF-8; what is none becomes '?', lest the text be lost. Never NULL but for memory.
 */
static json_t *text_to_json(const char *text)
{
	json_t *string = json_string(text);
	HF_AUTO_FREE char *mended = NULL;
	size_t size;

	if (string)
		return string;
	mended = strdup(text);
	for (char *c = mended; c && *c; c += size) {
		size = (unsigned char)*c < 0x80 ? 1 : utf8_size(c);
		if (!size) {
			*c = '?';
			size = 1;
		}
	}
	return json_string(mended ? mended : "");
}

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
					    text_to_json(made ? setting->value : setting->scope));
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
	bool is_status = call->err && !strcmp(call->call, "exit"); /* and no errno */

	return json_pack("{s:s, s:i, s:s, s:s, s:b, s:o, s:I, s:I, s:I}", "name", call->who,
			 "index", call->index, "host", host_name(call->host), "call", call->call,
			 "pending", call->pending, "errno",
			 is_status ? json_integer(call->err) : errno_to_json(call->err), "bytes",
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

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o, s:I}", "rule",
						       text_to_json(reason->rule), "expected",
						       text_to_json(reason->expected), "seen",
						       text_to_json(reason->seen), "hint",
						       text_to_json(reason->hint), "packet",
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
		"{s:s, s:s, s:{s:s, s:o}, s:s, s:{s:o, s:o, s:s, s:b, s:s, s:I}, s:s, s:o}",
		"schema", HF_RECORD_SCHEMA, "case", record->case_name, "variant", "family",
		record->inet6 ? "inet6" : "inet", "row", text_to_json(record->variant), "case_hash",
		record->case_hash, "kernel", "release", text_to_json(record->kernel.release),
		"version", text_to_json(record->kernel.version), "machine", record->kernel.machine,
		"guest", record->kernel.guest, "clock",
		record->kernel.virtual_clock ? "virtual" : "real", "jiffy_ns",
		(json_int_t)record->kernel.jiffy_ns, "verdict", hf_verdict_text(record->verdict),
		"why", text_to_json(record->why ? record->why : ""));
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
			    json_pack("{s:s, s:o}", "is", hf_claim_verdict_text(record->claim_is),
				      "because",
				      text_to_json(record->because ? record->because : "")));
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

	if (value && (json_typeof(value) == type ||
		      (type == JSON_TRUE && json_is_boolean(value))))
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

static void read_mib(struct reader *reader, const json_t *moved, const json_t *unmoved,
		     struct hf_mib *mib)
{
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)moved, name, value)
		add_counter(reader, mib, name, number(reader, moved, name));
	json_array_foreach(unmoved, i, value)
	{
		name = json_string_value(value);
		/* What moved on this host may have stood still on the other one. */
		if (name && !json_object_get(moved, name))
			add_counter(reader, mib, name, 0);
	}
	if (mib->count)
		qsort(mib->counters, mib->count, sizeof(*mib->counters), by_name);
}

/* All counters of the kernel: those of the list, and what moved on the server. New reference. */
static json_t *names_of_kernel(struct reader *reader, const json_t *root)
{
	json_t *mib = member(reader, root, "mib", JSON_OBJECT);
	json_t *unmoved = member(reader, root, "mib_unmoved", JSON_OBJECT);
	json_t *list = member(reader, unmoved, "server", JSON_ARRAY);
	json_t *names = json_array();
	const char *name;
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
	{
		if (!json_is_string(value))
			complain(reader, "mib_unmoved");
		json_array_append(names, value);
	}
	json_object_foreach(json_object_get(mib, "server"), name, value)
		json_array_append_new(names, json_string(name));
	return names;
}

static void read_counters(struct reader *reader, const json_t *root)
{
	json_t *names = names_of_kernel(reader, root);
	json_t *mib = json_object_get(root, "mib");
	json_t *before = member(reader, root, "mib_before", JSON_OBJECT);
	static const enum hf_host hosts[] = {SERVER, CLIENT};

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *host = host_name(hosts[i]);

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
		read_settings_of(reader, member(reader, sysctl, host_name(host), JSON_OBJECT), host,
				 made);
}

static void read_states(struct reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *sockets = member(reader, object, "sockets", JSON_OBJECT);
	json_t *count;
	size_t state;

	for (int host = SERVER; host <= CLIENT; host++) {
		uint32_t *by_state = mark->sockets[host].by_state;

		json_array_foreach(member(reader, sockets, host_name(host), JSON_ARRAY), state,
				   count)
		{
			if (!json_is_integer(count) || json_integer_value(count) < 0 ||
			    state >= HF_ARRAY_LEN(mark->sockets[host].by_state))
				complain(reader, "sockets");
			else
				by_state[state] = (uint32_t)json_integer_value(count);
		}
	}
}

/* Records written before buffers were looked at do not tell. */
static void read_buffers(struct reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	bool told = json_object_get(object, "buffers");
	json_t *buffers = told ? member(reader, object, "buffers", JSON_OBJECT) : NULL;

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *longest =
			told ? member(reader, buffers, host_name(host), JSON_OBJECT) : NULL;

		mark->sockets[host].unread = told ? number(reader, longest, "recv_q") : -1;
		mark->sockets[host].unacked = told ? number(reader, longest, "send_q") : -1;
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
		ADD(reader, marks, mark_count, &mark);
	}
}

/* By name, or as a number where it has none here. An unknown name must not pass for success. */
static int read_errno(struct reader *reader, const json_t *object)
{
	const json_t *value = json_object_get(object, "errno");
	const char *name = json_string_value(value);

	for (size_t i = 0; name && i < HF_ARRAY_LEN(errnos); i++) {
		if (!strcmp(errnos[i].name, name))
			return errnos[i].value;
	}
	return (int)ranged(reader, object, "errno", INT_MIN, INT_MAX);
}

static void read_calls(struct reader *reader, const json_t *root, const char *key)
{
	json_t *object;
	size_t i;

	json_array_foreach(member(reader, root, key, JSON_ARRAY), i, object)
	{
		struct hf_record_call call = {
			.index = (int)ranged(reader, object, "index", 0, INT_MAX),
			.host = either(reader, object, "host", "server", "client") ? SERVER
										   : CLIENT,
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
	seg.src = to_server ? peer : record->server;
	seg.dst = to_server ? record->server : peer;
	reader->no_memory |= hf_record_append(&record->packets, count, sizeof(seg), &seg) < 0;
}

static void read_packets(struct reader *reader, const json_t *root)
{
	struct hf_record *record = reader->record;
	json_t *object;
	size_t count = 0;
	size_t i;

	record->packet_total = (size_t)ranged(reader, root, "packet_total", 0, UINT32_MAX);
	/* Where there are many they are in the capture only. */
	if (json_object_get(root, "packets")) {
		json_array_foreach(member(reader, root, "packets", JSON_ARRAY), i, object)
			read_packet(reader, object, &count);
		if (count != record->packet_total)
			complain(reader, "packet_total");
	}
	json_array_foreach(member(reader, root, "packet_counts", JSON_ARRAY), i, object)
	{
		struct hf_record_count counted = {
			.from_client = from_client(reader, object),
			.packets = number(reader, object, "packets"),
		};

		STRING(reader, object, "flags", counted.flags);
		ADD(reader, counts, count_count, &counted);
	}
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
	read_marks(reader, root);
	read_calls(reader, root, "clients");
	read_calls(reader, root, "servers");
	read_flows(reader, root);
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
