/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tick.h"

static const struct hf_case counts_one = {
	.name = "counts-one",
	.expect = EXPECT(DELTA(SERVER, "Tcp.PassiveOpens", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
};

/* A record in which nothing moved; its latency is given. */
static struct hf_record *quiet_record(int64_t latency_ns)
{
	struct hf_record *record = calloc(1, sizeof(*record));

	ck_assert_ptr_nonnull(record);
	record->case_name = strdup(counts_one.name);
	record->why = strdup("");
	record->because = strdup("");
	record->capture_file = strdup("");
	record->kernel.jiffy_ns = 4 * HF_MS;
	record->latency_ns = latency_ns;
	return record;
}

static enum hf_verdict verdict_at(int64_t latency_ns, size_t *ret_reasons)
{
	const struct hf_variant variant = {&counts_one, -1, false};
	const struct hf_release release = {6, 18, 44, 0};
	struct hf_record *record = quiet_record(latency_ns);
	enum hf_verdict verdict;

	ck_assert_int_eq(hf_judge(&variant, &release, record), 0);
	verdict = record->verdict;
	*ret_reasons = record->reason_count;
	hf_record_free(record);
	return verdict;
}

START_TEST(differs_on_a_machine_that_keeps_up)
{
	size_t reasons;

	ck_assert_int_eq(verdict_at(0, &reasons), DIFFERS);
	ck_assert_uint_eq(reasons, 1);
	ck_assert_int_eq(verdict_at(200 * HF_MS, &reasons), DIFFERS);
}
END_TEST

/* The reasons are kept: they may help who wonders what happened. */
START_TEST(is_broken_where_the_machine_stood_still)
{
	size_t reasons;

	ck_assert_int_eq(verdict_at(201 * HF_MS, &reasons), BROKEN);
	ck_assert_uint_eq(reasons, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("judge");
	TCase *tests = tcase_create("judge");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, differs_on_a_machine_that_keeps_up);
	tcase_add_test(tests, is_broken_where_the_machine_stood_still);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
