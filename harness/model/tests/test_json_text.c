/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "suite.h"

/* What is laid out is the value, whatever falls on the end of a line. */
static void expect_whole(json_t *value)
{
	HF_AUTO_FREE char *text = hf_json_text(value);
	json_error_t error;
	json_t *read;

	ck_assert_ptr_nonnull(text);
	ck_assert(strlen(text) > 1 && text[strlen(text) - 1] == '\n');
	read = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(read, "%s, in %s", error.text, text);
	ck_assert_msg(json_equal(read, value), "another value: %s", text);
	json_decref(read);
	json_decref(value);
}

START_TEST(nothing_is_lost_at_the_end_of_a_line)
{
	for (int length = 0; length < 400; length++) {
		char pad[401] = "";

		memset(pad, 'x', (size_t)length);
		expect_whole(json_pack("{s:{s:s, s:s, s:i}}", "inner", "pad", pad, "a \"key\"",
				       "text", "last", 7));
		expect_whole(json_pack("{s:{s:s, s:{}, s:[]}, s:n}", "inner", pad, "", "empty",
				       "none", "after"));
		expect_whole(json_pack("{s:[s, i, [s, s], {s:b}]}", "rows", pad, -1, "é\n", pad,
				       "yes", 1));
		expect_whole(json_pack("{s:s}", "text", pad));
	}
}
END_TEST

START_TEST(short_values_have_a_line_and_long_ones_many)
{
	HF_AUTO_FREE char *text = NULL;
	json_t *rows = json_array(), *value;
	size_t lines = 0;

	for (int i = 0; i < 100; i++)
		json_array_append_new(rows, json_pack("[i, s]", i, "row"));
	value = json_pack("{s:{s:i, s:i}, s:o}", "short", "a", 1, "b", 2, "long", rows);
	text = hf_json_text(value);
	json_decref(value);
	ck_assert_ptr_nonnull(strstr(text, "\n \"short\": {\"a\": 1, \"b\": 2},\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n  [7, \"row\"],\n"));
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	/* "{", "short", "long": [, the rows, "]" and "}". */
	ck_assert_uint_eq(lines, 5 + 100);
}
END_TEST

START_TEST(a_table_and_its_rows)
{
	static const char *const columns[] = {"a", "b", NULL};
	json_t *table = hf_json_table(columns, json_pack("[[i, s], [i, n]]", 1, "x", 2));
	const json_t *names = json_object_get(table, "columns");
	const json_t *rows = json_object_get(table, "rows");
	json_t *one = hf_json_row(names, json_array_get(rows, 0));
	json_t *two = hf_json_row(names, json_array_get(rows, 1));

	ck_assert_int_eq(json_integer_value(json_object_get(one, "a")), 1);
	ck_assert_str_eq(json_string_value(json_object_get(one, "b")), "x");
	ck_assert_uint_eq(json_object_size(two), 1);
	json_decref(one);
	json_decref(two);
	json_decref(table);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json_text");
	TCase *tc = tcase_create("json_text");

	tcase_add_test(tc, nothing_is_lost_at_the_end_of_a_line);
	tcase_add_test(tc, short_values_have_a_line_and_long_ones_many);
	tcase_add_test(tc, a_table_and_its_rows);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
