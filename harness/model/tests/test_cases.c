/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every registered case is well formed, and no two variants are the same experiment. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "own.h"
#include "registry.h"

static void complain(const char *sentence, void *arg)
{
	const struct hf_case *c = arg;

	fprintf(stderr, "%s: %s\n", c->name, sentence);
}

START_TEST(lint_is_silent)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);
	int wrong = 0;

	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++)
		wrong += hf_lint_case(cases[i], complain, (void *)cases[i]);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(names_are_unique)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 1; i < count; i++)
		ck_assert_str_ne(cases[i - 1]->name, cases[i]->name);
}
END_TEST

START_TEST(variants_differ)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t c = 0; c < count; c++) {
		size_t n;
		HF_AUTO_FREE struct hf_variant *variants = hf_registry_variants(cases[c], &n);
		char ids[2][160];

		for (size_t i = 1; i < n; i++) {
			for (size_t k = 0; k < i; k++) {
				hf_variant_id(&variants[i], ids[0], sizeof(ids[0]));
				hf_variant_id(&variants[k], ids[1], sizeof(ids[1]));
				ck_assert_str_ne(ids[0], ids[1]);
			}
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cases");
	TCase *tests = tcase_create("cases");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, lint_is_silent);
	tcase_add_test(tests, names_are_unique);
	tcase_add_test(tests, variants_differ);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
