/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How records are laid out as text, and tables in them. Pure.
 */
#ifndef HF_JSON_TEXT_H
#define HF_JSON_TEXT_H

#include <jansson.h>

/*
 * The value as text with a newline at the end: what fits into a line stands on one, larger objects
 * and arrays have a line for each member. The caller frees it. NULL: no memory.
 */
char *hf_json_text(const json_t *value);

/*
 * {"columns": ["a", "b"], "rows": [[1, 2], ...]} of an array of rows, which is consumed. `columns` ends
 * with NULL; a row has null where there is nothing to say. New reference.
 */
json_t *hf_json_table(const char *const *columns, json_t *rows);

/*
 * The object that a row of such a table stands for, without its nulls. New reference; NULL when the
 * row is no array as long as `columns`, or these are no strings.
 */
json_t *hf_json_row(const json_t *columns, const json_t *row);

#endif
