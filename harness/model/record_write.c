/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records as JSON: the writer. record_read*.c read key by key what stands here. */
#include <arpa/inet.h>
#include <jansson.h>
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

static json_t *errno_to_json(int value)
{
	const char *name = hf_errno_name(value);

	return name ? json_string(name) : json_integer(value);
}

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

/* The counter `name`, looked for from *next on: both are asked for in the order of names. */
static bool has_counter(const struct hf_mib *mib, size_t *next, const char *name)
{
	int order = -1;

	while (*next < mib->count && (order = strcmp(mib->counters[*next].name, name)) < 0)
		(*next)++;
	return order == 0;
}

/* True when the kernel has a counter of the group of `name`, at `next` or just before. */
static bool has_group(const struct hf_mib *mib, size_t next, const char *name, size_t group)
{
	return (next < mib->count && !strncmp(mib->counters[next].name, name, group + 1)) ||
	       (next > 0 && !strncmp(mib->counters[next - 1].name, name, group + 1));
}

/*
 * Names of the list that this kernel lacks, for absent is not 0; "Group.*" where it has none of a
 * group.
 */
static json_t *absent_to_json(const struct hf_mib *mib)
{
	json_t *names = json_array();
	size_t count, next = 0;
	const char *const *known = hf_counters_known(&count);
	const char *gone = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t group;

		if (has_counter(mib, &next, known[i]))
			continue;
		group = strcspn(known[i], ".");
		if (gone && !strncmp(gone, known[i], group + 1))
			continue;
		if (has_group(mib, next, known[i], group)) {
			json_array_append_new(names, json_string(known[i]));
			continue;
		}
		gone = known[i];
		json_array_append_new(names, json_sprintf("%.*s.*", (int)group, gone));
	}
	return names;
}

/* Names beyond the list of counters that this kernel has and that did not move. */
static json_t *besides_to_json(const struct hf_mib *mib)
{
	json_t *names = json_array();
	size_t count, next = 0;
	const char *const *known = hf_counters_known(&count);

	/* Those of the machine are read for few cases, and are not among all that are known. */
	for (size_t i = 0; i < mib->count; i++) {
		const char *name = mib->counters[i].name;
		int order = -1;

		while (next < count && (order = strcmp(known[next], name)) < 0)
			next++;
		if (order != 0 && !mib->counters[i].value)
			json_array_append_new(names, json_string(name));
	}
	return names;
}

/* Settings that were made for the whole machine, in a guest: key and value. */
static json_t *machine_to_json(const struct hf_record *record, enum hf_host host)
{
	json_t *object = json_object();

	for (size_t i = 0; i < record->setting_count; i++) {
		const struct hf_record_setting *setting = &record->settings[i];

		if (setting->host == host && setting->value[0] &&
		    strcmp(setting->scope, "private") != 0)
			json_object_set_new(object, setting->key, text_to_json(setting->value));
	}
	return object;
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

/* Longest queues of bytes of a host's connected sockets, as ss names them; no host whose are empty. */
static json_t *buffers_to_json(const struct hf_record_mark *mark)
{
	json_t *object = json_object();

	for (int host = SERVER; host <= CLIENT; host++) {
		if (mark->sockets[host].unread || mark->sockets[host].unacked)
			json_object_set_new(object, hf_host_name(host),
					    json_pack("{s:I, s:I}", "recv_q",
						      (json_int_t)mark->sockets[host].unread,
						      "send_q",
						      (json_int_t)mark->sockets[host].unacked));
	}
	return object;
}

/* Number of sockets by state, as ss names it; a number stands for one that it does not name. */
static json_t *states_to_json(const struct hf_record_mark *mark, enum hf_host host)
{
	json_t *object = json_object();
	char number[16];

	for (size_t s = 0; s < HF_ARRAY_LEN(mark->sockets[host].by_state); s++) {
		const char *name = hf_tcp_state_name((int)s);

		snprintf(number, sizeof(number), "%zu", s);
		if (mark->sockets[host].by_state[s])
			json_object_set_new(object, name[0] ? name : number,
					    json_integer(mark->sockets[host].by_state[s]));
	}
	return object;
}

static json_t *queues_to_json(const struct hf_record_mark *mark)
{
	json_t *array = mark->queue_count ? json_array() : NULL;

	for (size_t i = 0; i < mark->queue_count; i++) {
		const struct hf_record_queue *queue = &mark->queues[i];

		json_array_append_new(array, json_pack("{s:s, s:I, s:I}", "listener",
						       queue->listener, "acceptq_len",
						       (json_int_t)queue->len, "acceptq_limit",
						       (json_int_t)queue->limit));
	}
	return array;
}

static json_t *marks_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->mark_count; i++) {
		const struct hf_record_mark *mark = &record->marks[i];

		json_array_append_new(
			array, json_pack("{s:s, s:I, s:I, s:I, s:I, s:{s:o, s:o}, s:o, s:o*}",
					 "name", mark->name, "t_ns", (json_int_t)mark->t_ns,
					 "acceptq_len", (json_int_t)mark->acceptq_len,
					 "acceptq_limit", (json_int_t)mark->acceptq_limit,
					 "requests", (json_int_t)mark->requests, "sockets",
					 "server", states_to_json(mark, SERVER), "client",
					 states_to_json(mark, CLIENT), "buffers",
					 buffers_to_json(mark), "queues", queues_to_json(mark)));
	}
	return array;
}

static json_t *call_to_row(const struct hf_record_call *call)
{
	bool is_status = call->err && !strcmp(call->call, "exit"); /* and no errno */

	return json_pack("[s, i, s, s, b, o, I, I, I]", call->who, call->index,
			 hf_host_name(call->host), call->call, call->pending,
			 is_status ? json_integer(call->err) : errno_to_json(call->err),
			 (json_int_t)call->bytes, (json_int_t)call->start_ns,
			 (json_int_t)(call->end_ns - call->start_ns));
}

static json_t *calls_to_json(const struct hf_record *record, bool clients)
{
	static const char *const columns[] = {"name",	 "index", "host",  "call",     "pending",
					      "errno", "bytes", "start_ns", "after_ns", NULL};
	json_t *rows = json_array();

	for (size_t i = 0; i < record->call_count; i++) {
		if ((record->calls[i].host == CLIENT) == clients)
			json_array_append_new(rows, call_to_row(&record->calls[i]));
	}
	return hf_json_table(columns, rows);
}

static json_t *flows_to_json(const struct hf_record *record)
{
	json_t *array = json_array();
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < record->flow_count; i++) {
		const struct hf_record_flow *flow = &record->flows[i];

		json_array_append_new(array, json_pack("{s:s, s:s, s:i, s:i, s:I, s:I}", "name",
						       flow->name, "client",
						       hf_addr_text(&flow->client, text), "sport",
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

		json_array_append_new(array,
				      json_pack("{s:s, s:I, s:I, s:I, s:I}", "name", train->name,
						"sent", (json_int_t)train->sent, "first_ns",
						(json_int_t)train->first_ns, "last_ns",
						(json_int_t)train->last_ns, "worst_gap_ns",
						(json_int_t)train->worst_gap_ns));
	}
	return array;
}

static json_t *text_or_null(const char *text)
{
	return *text ? json_string(text) : json_null();
}

/* Says of its two last columns whether there is something in them. */
static json_t *packet_to_row(const struct hf_record *record, const struct hf_seg *seg, bool *peers,
			     bool *options)
{
	bool from_client = hf_record_from_client(record, seg);
	const struct hf_addr *peer = from_client ? &seg->src : &seg->dst;
	const struct hf_opts opts = hf_opts_of(seg);
	char flags[HF_FLAGS_TEXT], peer_text[INET6_ADDRSTRLEN] = "", opts_text[HF_OPTS_TEXT];

	hf_pkt_flags_text(seg->flags, flags);
	if (!hf_addr_equal(peer, &record->client))
		hf_addr_text(peer, peer_text);
	hf_opts_text(&opts, opts_text);
	*peers |= *peer_text != '\0';
	*options |= *opts_text != '\0';
	return json_pack("[I, s, s, I, I, I, i, i, i, o, o]", (json_int_t)seg->t_ns,
			 from_client ? "client" : "server", flags, (json_int_t)seg->seq,
			 (json_int_t)seg->ack, (json_int_t)seg->len, seg->sport, seg->dport,
			 seg->win, text_or_null(peer_text), text_or_null(opts_text));
}

static json_t *packets_to_json(const struct hf_record *record, const bool *keep)
{
	enum { PEER = 9, OPTIONS };
	const char *columns[] = {"t_ns",  "from",  "flags", "seq",  "ack",     "len",
				 "sport", "dport", "win",   "peer", "options", NULL};
	bool peers = false, options = false;
	json_t *rows = json_array(), *row;
	size_t i;

	for (i = 0; record->packets && i < record->packet_total; i++) {
		if (!keep || keep[i])
			json_array_append_new(rows, packet_to_row(record, &record->packets[i],
								  &peers, &options));
	}
	/* A column in which no packet has anything to say is left out. */
	json_array_foreach(rows, i, row)
	{
		if (!options)
			json_array_remove(row, OPTIONS);
		if (!peers)
			json_array_remove(row, PEER);
	}
	if (!options)
		columns[OPTIONS] = NULL;
	if (!peers) {
		columns[PEER] = columns[OPTIONS];
		columns[OPTIONS] = NULL;
	}
	return hf_json_table(columns, rows);
}

static json_t *alike_to_json(const struct hf_thinned *thinned)
{
	static const char *const columns[] = {"client", "first", "last", "as", "dport", NULL};
	json_t *rows = json_array();
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < thinned->alike_count; i++) {
		const struct hf_alike *alike = &thinned->alike[i];

		json_array_append_new(rows, json_pack("[s, i, i, i, i]",
						      hf_addr_text(&alike->client, text),
						      alike->first, alike->last, alike->as,
						      alike->dport));
	}
	return hf_json_table(columns, rows);
}

/* False: no memory. */
static bool add_packets(json_t *root, const struct hf_record *record)
{
	struct hf_thinned thinned = {0};

	if (record->packets && record->packet_total > HF_RECORD_WHOLE_PACKETS &&
	    hf_thin(record, &thinned) < 0)
		return false;
	json_object_set_new(root, "packets", packets_to_json(record, thinned.keep));
	if (thinned.alike_count)
		json_object_set_new(root, "alike", alike_to_json(&thinned));
	hf_thinned_done(&thinned);
	return true;
}

static json_t *count_to_json(const struct hf_record_count *count)
{
	return json_pack("{s:s, s:s, s:I}", "from", count->from_client ? "client" : "server",
			 "flags", count->flags, "packets", (json_int_t)count->packets);
}

static json_t *counts_to_json(const struct hf_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->count_count; i++)
		json_array_append_new(array, count_to_json(&record->counts[i]));
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

/* "D0.1 D0.2" as an array. */
static json_t *claims_to_json(const struct hf_record *record)
{
	json_t *array = json_array();
	const char *at = record->claims;

	while (*at) {
		size_t length = strcspn(at, " ");

		json_array_append_new(array, json_stringn(at, length));
		at += length + strspn(at + length, " ");
	}
	return array;
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
	json_t *machine = json_object();
	json_t *mib = json_object();
	json_t *before = json_object();

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *name = hf_host_name(hosts[i]);

		json_object_set_new(sysctl, name, settings_to_json(record, hosts[i], true));
		json_object_set_new(elsewhere, name, settings_to_json(record, hosts[i], false));
		json_object_set_new(machine, name, machine_to_json(record, hosts[i]));
		json_object_set_new(mib, name, mib_to_json(&record->delta[hosts[i]]));
		json_object_set_new(before, name, mib_to_json(&record->before[hosts[i]]));
	}
	json_object_set_new(root, "sysctl", sysctl);
	json_object_set_new(root, "sysctl_not_private", elsewhere);
	json_object_set_new(root, "sysctl_machine", machine);
	json_object_set_new(root, "mib", mib);
	json_object_set_new(root, "mib_before", before);
	/* Both hosts run the same kernel: one list of names serves both. */
	json_object_set_new(root, "mib_absent", absent_to_json(&record->delta[SERVER]));
	json_object_set_new(root, "mib_besides", besides_to_json(&record->delta[SERVER]));
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
	json_object_set_new(root, "server", json_string(hf_addr_text(&record->server, text)));
	json_object_set_new(root, "client", json_string(hf_addr_text(&record->client, text)));
	json_object_set_new(root, "packet_total", json_integer((json_int_t)record->packet_total));
	json_object_set_new(root, "packet_counts", counts_to_json(record));
	json_object_set_new(root, "packet_tail",
			    record->tail.packets ? count_to_json(&record->tail) : json_object());
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

	if (!root)
		return NULL;
	json_object_set_new(root, "reasons", reasons_to_json(record));
	json_object_set_new(root, "attempt", json_integer(record->attempt));
	json_object_set_new(root, "judged_as", text_to_json(record->judged_as));
	json_object_set_new(root, "claims", claims_to_json(record));
	json_object_set_new(root, "claim",
			    json_pack("{s:o, s:s, s:o}", "text",
				      text_to_json(record->claim ? record->claim : ""), "is",
				      hf_claim_verdict_text(record->claim_is), "because",
				      text_to_json(record->because ? record->because : "")));
	add_measured(root, record);
	add_seen(root, record);
	json_object_set_new(root, "measure_ns", json_integer(record->measure_ns));
	json_object_set_new(root, "latency_ns", json_integer(record->latency_ns));
	json_object_set_new(root, "start_real_ns", json_integer(record->start_real_ns));
	json_object_set_new(root, "elapsed_ns", json_integer(record->elapsed_ns));
	json_object_set_new(root, "wall_ns", json_integer(record->wall_ns));
	if (add_packets(root, record))
		text = hf_json_text(root);
	json_decref(root);
	return text;
}
