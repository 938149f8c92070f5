/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line, as far as it has been written. */
struct line {
	char text[180];
	size_t size;
	bool full;
};

static int write_line(const char *bytes, size_t size, void *arg)
{
	struct line *line = arg;

	/* Once full it stays so: jansson does not heed what is returned for a key. */
	line->full |= size > sizeof(line->text) - line->size;
	if (line->full)
		return -1;
	memcpy(line->text + line->size, bytes, size);
	line->size += size;
	return 0;
}

/* Gives up as soon as the line is full: what does not fit is written once, not once for each level. */
static bool fits(const json_t *value, struct line *line)
{
	line->size = 0;
	line->full = false;
	return json_dump_callback(value, write_line, line,
				  JSON_ENCODE_ANY | JSON_PRESERVE_ORDER) == 0 &&
	       !line->full;
}

static bool lay(FILE *to, const json_t *value, int depth);

/* Begins the line of a member. */
static void indent(FILE *to, size_t nth, int depth)
{
	fprintf(to, "%s\n%*s", nth ? "," : "", depth + 1, "");
}

static bool lay_scalar(FILE *to, const json_t *value)
{
	return json_dumpf(value, to, JSON_ENCODE_ANY) == 0;
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

		indent(to, nth++, depth);
		ok = ok && name && lay_scalar(to, name);
		json_decref(name);
		fputs(": ", to);
		ok = ok && lay(to, member, depth + 1);
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
	struct line line;

	if (depth > 0 && fits(value, &line))
		return fwrite(line.text, 1, line.size, to) == line.size;
	if (json_is_object(value))
		return lay_object(to, value, depth);
	if (json_is_array(value))
		return lay_array(to, value, depth);
	return lay_scalar(to, value);
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

json_t *hf_json_table(const char *const *columns, json_t *rows)
{
	json_t *names = json_array();

	for (size_t c = 0; columns[c]; c++)
		json_array_append_new(names, json_string(columns[c]));
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
