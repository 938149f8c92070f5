/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reader.h"

#include <stdio.h>
#include <string.h>

#include "json_text.h"

void hf_reader_complain(struct hf_reader *reader, const char *key)
{
	if (!reader->missing)
		reader->missing = key;
}

json_t *hf_reader_member(struct hf_reader *reader, const json_t *object, const char *key,
			 json_type type)
{
	json_t *value = json_object_get(object, key);

	if (value && (json_typeof(value) == type || (type == JSON_TRUE && json_is_boolean(value))))
		return value;
	hf_reader_complain(reader, key);
	return NULL;
}

int64_t hf_reader_number(struct hf_reader *reader, const json_t *object, const char *key)
{
	return json_integer_value(hf_reader_member(reader, object, key, JSON_INTEGER));
}

int64_t hf_reader_ranged(struct hf_reader *reader, const json_t *object, const char *key,
			 int64_t lo, int64_t hi)
{
	int64_t value = hf_reader_number(reader, object, key);

	if (value >= lo && value <= hi)
		return value;
	hf_reader_complain(reader, key);
	return lo;
}

uint16_t hf_reader_port(struct hf_reader *reader, const json_t *object, const char *key)
{
	return (uint16_t)hf_reader_ranged(reader, object, key, 0, UINT16_MAX);
}

uint32_t hf_reader_u32(struct hf_reader *reader, const json_t *object, const char *key)
{
	return (uint32_t)hf_reader_ranged(reader, object, key, 0, UINT32_MAX);
}

bool hf_reader_truth(struct hf_reader *reader, const json_t *object, const char *key)
{
	return json_is_true(hf_reader_member(reader, object, key, JSON_TRUE));
}

const char *hf_reader_text(struct hf_reader *reader, const json_t *object, const char *key)
{
	const char *text = json_string_value(hf_reader_member(reader, object, key, JSON_STRING));

	return text ? text : "";
}

void hf_reader_string(struct hf_reader *reader, const json_t *object, const char *key, char *to,
		      size_t size)
{
	const char *text = hf_reader_text(reader, object, key);

	if (strlen(text) >= size)
		hf_reader_complain(reader, key);
	snprintf(to, size, "%s", text);
}

char *hf_reader_owned(struct hf_reader *reader, const json_t *object, const char *key)
{
	char *text = strdup(hf_reader_text(reader, object, key));

	reader->no_memory |= !text;
	return text;
}

bool hf_reader_either(struct hf_reader *reader, const json_t *object, const char *key,
		      const char *first, const char *second)
{
	const char *word = hf_reader_text(reader, object, key);

	if (strcmp(word, first) != 0 && strcmp(word, second) != 0)
		hf_reader_complain(reader, key);
	return !strcmp(word, first);
}

void hf_reader_address(struct hf_reader *reader, const json_t *object, const char *key,
		       struct hf_addr *to)
{
	if (hf_addr_parse(hf_reader_text(reader, object, key), to) < 0)
		hf_reader_complain(reader, key);
}

json_t *hf_reader_row(struct hf_reader *reader, const json_t *table, const char *key, size_t i)
{
	json_t *rows = hf_reader_member(reader, table, "rows", JSON_ARRAY);
	json_t *columns = hf_reader_member(reader, table, "columns", JSON_ARRAY);
	json_t *row = i < json_array_size(rows) ? json_array_get(rows, i) : NULL;
	json_t *object = row ? hf_json_row(columns, row) : NULL;

	if (row && !object)
		hf_reader_complain(reader, key);
	return object;
}
