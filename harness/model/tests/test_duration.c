/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "duration.h"

#include <check.h>
#include <stdlib.h>

#include "suite.h"

static const struct hf_case sweep = {
	.name = "sweep",
	.columns = COLUMNS("quiet ms", "within ms"),
	.rows = ROWS(ROW(24000, 6000), ROW(24001, 6000), ROW(30000, 5000), ROW(0, 30001)),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       SYN(.name = "flood", .count = 1000, .every_us = 2000),
		       CONNECT(.name = "late", .wait = true), UNTIL(.requests = 1),
		       QUIET(.ms = COL(0)), UNTIL(.requests = 1, .within_ms = COL(1)),
		       RECV(.name = "late"), UNTIL(.requests = NONE, .within_ms = 100)),
};

static struct hf_variant row(int i)
{
	return (struct hf_variant){&sweep, i, false};
}

START_TEST(all_bounds_add_up)
{
	struct hf_variant first = row(0);

	/* the train, CONNECT that waits, the default UNTIL, QUIET, the two bounded UNTILs */
	ck_assert_int_eq(hf_duration_longest_ms(&first),
			 2000 + 5000 + 5000 + 24000 + 6000 + 100);
}
END_TEST

START_TEST(only_what_is_declared_is_waiting)
{
	struct hf_variant variant = row(0);

	ck_assert_int_eq(hf_duration_waiting_ms(&variant), 24000 + 6000);
	/* An UNTIL of the default, spelt out, waits for nothing. */
	variant = row(2);
	ck_assert_int_eq(hf_duration_waiting_ms(&variant), 30000);
}
END_TEST

START_TEST(long_is_more_than_thirty_seconds)
{
	static const bool is_long[] = {false, true, false, true};

	for (int i = 0; i < 4; i++) {
		struct hf_variant variant = row(i);

		ck_assert_int_eq(hf_duration_is_long(&variant), is_long[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("duration");
	TCase *tc = tcase_create("duration");

	tcase_add_test(tc, all_bounds_add_up);
	tcase_add_test(tc, only_what_is_declared_is_waiting);
	tcase_add_test(tc, long_is_more_than_thirty_seconds);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
