/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was seen at the hosts: counters, settings, marks, calls, hits, outputs. */
#include "record_read_parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "flow.h"
#include "own.h"
#include "record_words.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct hf_counter *)a)->name, ((const struct hf_counter *)b)->name);
}

static void add_counter(struct hf_reader *reader, struct hf_mib *mib, const char *name,
			int64_t value)
{
	struct hf_counter counter = {.value = value};

	snprintf(counter.name, sizeof(counter.name), "%s", name);
	reader->no_memory |=
		hf_record_append(&mib->counters, &mib->count, sizeof(counter), &counter) < 0;
}

static void read_mib(struct hf_reader *reader, const json_t *moved, const json_t *names,
		     struct hf_mib *mib)
{
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)moved, name, value)
		add_counter(reader, mib, name, hf_reader_number(reader, moved, name));
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
static json_t *names_member(struct hf_reader *reader, const json_t *root, const char *key)
{
	json_t *list = hf_reader_member(reader, root, key, JSON_ARRAY);
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
	{
		if (!json_is_string(value))
			hf_reader_complain(reader, key);
	}
	return list;
}

/* All counters of the kernel: those known, but for the absent, those besides, and what moved on the
 * server. New reference. */
static json_t *names_of_kernel(struct hf_reader *reader, const json_t *root)
{
	json_t *mib = hf_reader_member(reader, root, "mib", JSON_OBJECT);
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

static void read_counters(struct hf_reader *reader, const json_t *root)
{
	json_t *names = names_of_kernel(reader, root);
	json_t *mib = json_object_get(root, "mib");
	json_t *before = hf_reader_member(reader, root, "mib_before", JSON_OBJECT);
	static const enum hf_host hosts[] = {SERVER, CLIENT};

	for (size_t i = 0; i < HF_ARRAY_LEN(hosts); i++) {
		const char *host = hf_host_name(hosts[i]);

		read_mib(reader, hf_reader_member(reader, mib, host, JSON_OBJECT), names,
			 &reader->record->delta[hosts[i]]);
		read_mib(reader, hf_reader_member(reader, before, host, JSON_OBJECT), names,
			 &reader->record->before[hosts[i]]);
	}
	json_decref(names);
}

static void read_settings_of(struct hf_reader *reader, const json_t *keys, enum hf_host host,
			     bool made)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)keys, key, value)
	{
		struct hf_record_setting setting = {.host = host, .scope = "private"};

		snprintf(setting.key, sizeof(setting.key), "%s", key);
		if (made)
			HF_READER_STRING(reader, keys, key, setting.value);
		else
			HF_READER_STRING(reader, keys, key, setting.scope);
		HF_READER_ADD(reader, settings, setting_count, &setting);
	}
}

static void read_settings(struct hf_reader *reader, const json_t *root, const char *list, bool made)
{
	json_t *sysctl = hf_reader_member(reader, root, list, JSON_OBJECT);

	for (int host = SERVER; host <= CLIENT; host++)
		read_settings_of(reader,
				 hf_reader_member(reader, sysctl, hf_host_name(host), JSON_OBJECT),
				 host, made);
}

/* Values of settings that are listed with another scope already. */
static void read_machine(struct hf_reader *reader, const json_t *root)
{
	const json_t *machine = hf_reader_member(reader, root, "sysctl_machine", JSON_OBJECT);
	const char *key;
	json_t *value;

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *keys = hf_reader_member(reader, machine, hf_host_name(host), JSON_OBJECT);

		json_object_foreach(keys, key, value)
		{
			for (size_t i = 0; i < reader->record->setting_count; i++) {
				struct hf_record_setting *setting = &reader->record->settings[i];

				if ((int)setting->host == host && !strcmp(setting->key, key))
					HF_READER_STRING(reader, keys, key, setting->value);
			}
		}
	}
}

/* By name, or by number where ss has none; -1 for nonsense. */
static int read_state(const char *name)
{
	int state = hf_tcp_state_number(name);

	return state                                                 ? state
	       : name[0] && name[strspn(name, "0123456789")] == '\0' ? atoi(name)
								     : -1;
}

static void read_states(struct hf_reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *sockets = hf_reader_member(reader, object, "sockets", JSON_OBJECT);
	const char *name;
	json_t *value;

	for (int host = SERVER; host <= CLIENT; host++) {
		json_t *counts = hf_reader_member(reader, sockets, hf_host_name(host), JSON_OBJECT);

		json_object_foreach(counts, name, value)
		{
			uint32_t count = hf_reader_u32(reader, counts, name);
			int state = read_state(name);

			if (state < 0 || state >= (int)HF_ARRAY_LEN(mark->sockets[host].by_state))
				hf_reader_complain(reader, "sockets");
			else
				mark->sockets[host].by_state[state] = count;
		}
	}
}

/* A host that is not named has empty ones. */
static void read_buffers(struct hf_reader *reader, const json_t *object,
			 struct hf_record_mark *mark)
{
	json_t *buffers = hf_reader_member(reader, object, "buffers", JSON_OBJECT);

	for (int host = SERVER; host <= CLIENT; host++) {
		const char *name = hf_host_name(host);
		json_t *longest;

		if (!json_object_get(buffers, name))
			continue;
		longest = hf_reader_member(reader, buffers, name, JSON_OBJECT);
		mark->sockets[host].unread = hf_reader_number(reader, longest, "recv_q");
		mark->sockets[host].unacked = hf_reader_number(reader, longest, "send_q");
	}
}

/* Of several listeners; records of cases with one have no such list. */
static void read_queues(struct hf_reader *reader, const json_t *object, struct hf_record_mark *mark)
{
	json_t *queues = json_object_get(object, "queues") ?
				 hf_reader_member(reader, object, "queues", JSON_ARRAY) : NULL;
	json_t *one;
	size_t i;

	json_array_foreach(queues, i, one)
	{
		struct hf_record_queue queue = {
			.len = hf_reader_number(reader, one, "acceptq_len"),
			.limit = hf_reader_number(reader, one, "acceptq_limit"),
		};

		HF_READER_STRING(reader, one, "listener", queue.listener);
		if (mark->queue_count < HF_RECORD_QUEUES)
			mark->queues[mark->queue_count++] = queue;
	}
}

static void read_marks(struct hf_reader *reader, const json_t *root)
{
	json_t *object;
	size_t i;

	json_array_foreach(hf_reader_member(reader, root, "marks", JSON_ARRAY), i, object)
	{
		struct hf_record_mark mark = {
			.t_ns = hf_reader_number(reader, object, "t_ns"),
			.acceptq_len = hf_reader_number(reader, object, "acceptq_len"),
			.acceptq_limit = hf_reader_number(reader, object, "acceptq_limit"),
			.requests = hf_reader_number(reader, object, "requests"),
		};

		HF_READER_STRING(reader, object, "name", mark.name);
		read_states(reader, object, &mark);
		read_buffers(reader, object, &mark);
		read_queues(reader, object, &mark);
		HF_READER_ADD(reader, marks, mark_count, &mark);
	}
}

/* By name, or as a number where it has none here. An unknown name must not pass for success. */
static int read_errno(struct hf_reader *reader, const json_t *object)
{
	const json_t *value = json_object_get(object, "errno");
	const char *name = json_string_value(value);

	if (name && hf_errno_by_name(name) >= 0)
		return hf_errno_by_name(name);
	return (int)hf_reader_ranged(reader, object, "errno", INT_MIN, INT_MAX);
}

static void read_call(struct hf_reader *reader, const json_t *object)
{
	struct hf_record_call call = {
		.index = (int)hf_reader_ranged(reader, object, "index", 0, INT_MAX),
		.host = hf_reader_either(reader, object, "host", "server", "client") ? SERVER
										     : CLIENT,
		.pending = hf_reader_truth(reader, object, "pending"),
		.err = read_errno(reader, object),
		.bytes = hf_reader_number(reader, object, "bytes"),
		.start_ns = hf_reader_number(reader, object, "start_ns"),
	};

	HF_READER_STRING(reader, object, "name", call.who);
	HF_READER_STRING(reader, object, "call", call.call);
	call.end_ns = call.start_ns + hf_reader_number(reader, object, "after_ns");
	HF_READER_ADD(reader, calls, call_count, &call);
}

static void read_calls(struct hf_reader *reader, const json_t *root, const char *key)
{
	json_t *table = hf_reader_member(reader, root, key, JSON_OBJECT);
	json_t *row;

	for (size_t i = 0; (row = hf_reader_row(reader, table, key, i)); i++) {
		read_call(reader, row);
		json_decref(row);
	}
}

static void read_texts(struct hf_reader *reader, const json_t *root)
{
	json_t *hits = hf_reader_member(reader, root, "hits", JSON_OBJECT);
	json_t *outputs = hf_reader_member(reader, root, "outputs", JSON_OBJECT);
	const char *name;
	json_t *value;

	json_object_foreach(hits, name, value)
	{
		struct hf_record_hits hit = {.packets = hf_reader_number(reader, hits, name)};

		snprintf(hit.name, sizeof(hit.name), "%s", name);
		HF_READER_ADD(reader, hits, hit_count, &hit);
	}
	json_object_foreach(outputs, name, value)
	{
		struct hf_record_output output = {.text = hf_reader_owned(reader, outputs, name)};

		snprintf(output.who, sizeof(output.who), "%s", name);
		if (HF_RECORD_APPEND(reader->record, outputs, output_count, &output) < 0) {
			free(output.text);
			reader->no_memory = true;
		}
	}
}

void hf_read_seen(struct hf_reader *reader, const json_t *root)
{
	read_counters(reader, root);
	read_settings(reader, root, "sysctl", true);
	read_settings(reader, root, "sysctl_not_private", false);
	read_machine(reader, root);
	read_marks(reader, root);
	read_calls(reader, root, "clients");
	read_calls(reader, root, "servers");
	read_texts(reader, root);
}
