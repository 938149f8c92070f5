/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "globals.h"

#include <check.h>
#include <stdlib.h>

#include "suite.h"

#define SYNCOOKIES "net.ipv4.tcp_syncookies"
#define MEM	   "net.ipv4.tcp_mem"

static const struct hf_case plain = {.name = "plain"};

static const struct hf_case off = {
	.name = "off",
	.server.sysctl = SYSCTLS({SYNCOOKIES, 0}),
};

static const struct hf_case rows = {
	.name = "rows",
	.server.sysctl = SYSCTLS({SYNCOOKIES, COL(0)}),
	.columns = COLUMNS("syncookies"),
	.rows = ROWS(ROW(0), ROW(1)),
};

static const struct hf_case scarce = {
	.name = "scarce",
	.client.sysctl = SYSCTLS({MEM, .text = "1 2 3"}),
};

static const struct hf_case scarcer = {
	.name = "scarcer",
	.server.sysctl = SYSCTLS({MEM, .text = "1 1 1"}),
};

static const struct hf_case late = {
	.name = "late",
	.steps = STEPS(SET(.at = SERVER, .key = SYNCOOKIES, .value = 0)),
};

static const struct hf_case counting = {
	.name = "counting",
	.expect = EXPECT(DELTA(SERVER, "Softnet.Dropped", 0)),
};

static struct hf_variant of(const struct hf_case *c, int row)
{
	return (struct hf_variant){c, row, false};
}

static bool clash(const struct hf_globals *globals, struct hf_variant a, struct hf_variant b)
{
	bool one_way = hf_globals_clash(globals, &a, &b);

	ck_assert_int_eq(hf_globals_clash(globals, &b, &a), one_way);
	return one_way;
}

START_TEST(different_values_clash)
{
	char *keys[] = {(char *)SYNCOOKIES, (char *)MEM};
	const struct hf_globals globals = {keys, 2};

	ck_assert(!clash(&globals, of(&off, -1), of(&off, -1)));
	ck_assert(!clash(&globals, of(&off, -1), of(&rows, 0)));
	ck_assert(clash(&globals, of(&off, -1), of(&rows, 1)));
	ck_assert(clash(&globals, of(&scarce, -1), of(&scarcer, -1)));
	ck_assert(!clash(&globals, of(&plain, -1), of(&plain, -1)));
}
END_TEST

START_TEST(who_names_nothing_wants_the_default)
{
	char *keys[] = {(char *)SYNCOOKIES};
	const struct hf_globals globals = {keys, 1};

	ck_assert(clash(&globals, of(&plain, -1), of(&off, -1)));
	ck_assert(clash(&globals, of(&scarce, -1), of(&off, -1)));
	/* tcp_mem is none of the global ones of this kernel. */
	ck_assert(!clash(&globals, of(&scarce, -1), of(&scarcer, -1)));
}
END_TEST

START_TEST(who_counts_for_the_machine_runs_alone)
{
	const struct hf_globals none = {0};

	ck_assert(clash(&none, of(&counting, -1), of(&plain, -1)));
	ck_assert(clash(&none, of(&counting, -1), of(&counting, -1)));
}
END_TEST

START_TEST(what_changes_in_flight_runs_alone)
{
	char *keys[] = {(char *)SYNCOOKIES};
	const struct hf_globals globals = {keys, 1}, none = {NULL, 0};

	ck_assert(clash(&globals, of(&late, -1), of(&plain, -1)));
	ck_assert(clash(&globals, of(&late, -1), of(&late, -1)));
	ck_assert(!clash(&none, of(&late, -1), of(&off, -1)));
}
END_TEST

START_TEST(all_keys_of_a_variant)
{
	struct hf_variant variants[] = {of(&late, -1), of(&scarce, -1), of(&off, -1)};
	struct hf_globals globals = {0};

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(hf_globals_add_all_of(&globals, &variants[i]), 0);
	ck_assert_uint_eq(globals.count, 2);
	ck_assert(hf_globals_has(&globals, SYNCOOKIES));
	ck_assert(hf_globals_has(&globals, MEM));
	ck_assert(!hf_globals_has(&globals, "net.core.somaxconn"));
	ck_assert(hf_globals_names(&variants[0], SYNCOOKIES));
	ck_assert(!hf_globals_names(&variants[1], SYNCOOKIES));
	hf_globals_done(&globals);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("globals");
	TCase *tc = tcase_create("globals");

	tcase_add_test(tc, different_values_clash);
	tcase_add_test(tc, who_counts_for_the_machine_runs_alone);
	tcase_add_test(tc, who_names_nothing_wants_the_default);
	tcase_add_test(tc, what_changes_in_flight_runs_alone);
	tcase_add_test(tc, all_keys_of_a_variant);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
