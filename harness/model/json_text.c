/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

enum { LINE = 180 };

static char *one_line(const json_t *value)
{
	return json_dumps(value, JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
}

static bool lay(FILE *to, const json_t *value, int depth);

/* Begins the line of a member. */
static void indent(FILE *to, size_t nth, int depth)
{
	fprintf(to, "%s\n%*s", nth ? "," : "", depth + 1, "");
}

static bool lay_object(FILE *to, const json_t *object, int depth)
{
	const char *key;
	json_t *member;
	size_t nth = 0;
	bool ok = true;

	fputc('{', to);
	json_object_foreach((json_t *)object, key, member)
	{
		json_t *name = json_string(key);
		HF_AUTO_FREE char *text = one_line(name);

		json_decref(name);
		indent(to, nth++, depth);
		fprintf(to, "%s: ", text ? text : "");
		ok = ok && text && lay(to, member, depth + 1);
	}
	fprintf(to, "\n%*s}", depth, "");
	return ok;
}

static bool lay_array(FILE *to, const json_t *array, int depth)
{
	json_t *member;
	size_t nth;
	bool ok = true;

	fputc('[', to);
	json_array_foreach(array, nth, member)
	{
		indent(to, nth, depth);
		ok = ok && lay(to, member, depth + 1);
	}
	fprintf(to, "\n%*s]", depth, "");
	return ok;
}

/* False: no memory. */
static bool lay(FILE *to, const json_t *value, int depth)
{
	HF_AUTO_FREE char *text = one_line(value);
	bool fits = text && depth > 0 && strlen(text) <= LINE;

	if (!fits && json_is_object(value))
		return text && lay_object(to, value, depth);
	if (!fits && json_is_array(value))
		return text && lay_array(to, value, depth);
	return text && fputs(text, to) >= 0;
}

char *hf_json_text(const json_t *value)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool ok;

	if (!to)
		return NULL;
	ok = lay(to, value, 0);
	fputc('\n', to);
	ok &= !ferror(to);
	if (fclose(to) == 0 && ok)
		return text;
	free(text);
	return NULL;
}

json_t *hf_json_table(const char *const *columns, json_t *objects)
{
	json_t *names = json_array();
	json_t *rows = json_array();
	json_t *object;
	size_t i;

	for (size_t c = 0; columns[c]; c++)
		json_array_append_new(names, json_string(columns[c]));
	json_array_foreach(objects, i, object)
	{
		json_t *row = json_array();

		for (size_t c = 0; columns[c]; c++) {
			json_t *value = json_object_get(object, columns[c]);

			json_array_append_new(row, value ? json_incref(value) : json_null());
		}
		json_array_append_new(rows, row);
	}
	json_decref(objects);
	return json_pack("{s:o, s:o}", "columns", names, "rows", rows);
}

json_t *hf_json_row(const json_t *columns, const json_t *row)
{
	json_t *object = json_object();
	bool ok = json_is_array(row) && json_array_size(row) == json_array_size(columns);

	for (size_t c = 0; ok && c < json_array_size(columns); c++) {
		const char *name = json_string_value(json_array_get(columns, c));
		json_t *value = json_array_get(row, c);

		ok = name && (json_is_null(value) || json_object_set(object, name, value) == 0);
	}
	if (ok)
		return object;
	json_decref(object);
	return NULL;
}
