/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every registered case is well formed, and no two variants are the same experiment. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "era.h"
#include "identify.h"
#include "lint.h"
#include "own.h"
#include "programs.h"
#include "registry.h"
#include "suite.h"

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

/* Of each change some case tells, or it is said why none may. And what identify would run there is. */
START_TEST(changes_are_told)
{
	for (int change = HF_CHANGE_UNSET + 1; change < HF_CHANGES; change++) {
		const struct hf_change_info *info = hf_change_info((enum hf_change)change);
		struct hf_variant probes[HF_PROBES_OF_ONE];
		size_t count = hf_identify_probes((enum hf_change)change, probes);

		ck_assert_msg(count || info->untold, "no case tells %s", info->name);
		for (size_t i = 0; i < count && i < HF_PROBES_OF_ONE; i++) {
			char id[200];
			struct hf_variant found;

			hf_variant_id(&probes[i], id, sizeof(id));
			ck_assert_msg(hf_registry_variant(id, &found) == 0, "no variant %s", id);
		}
	}
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

static int is_of_package(const char *program, void *arg)
{
	const char *package = hf_package_of(program);

	return package && !strcmp(package, arg);
}

static bool brings(const char *package, const struct hf_run *run)
{
	if (is_of_package(run->argv[0], (void *)package))
		return true;
	for (const char *const *arg = run->argv + 1; *arg && hf_program_is_shell(run->argv[0]); arg++) {
		if (hf_script_programs(*arg, is_of_package, (void *)package))
			return true;
	}
	return false;
}

/* What is missing is told by its package: of what our cases run each is known. */
START_TEST(packages_are_known)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++) {
		for (const struct hf_step *step = cases[i]->steps; step->verb; step++) {
			if (step->verb == HF_RUN && step->run.argv[0][0] != '{')
				ck_assert_msg(brings(step->run.package, &step->run),
					      "%s: %s runs no program known to be of the package %s",
					      cases[i]->name, step->run.name, step->run.package);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cases");
	TCase *tests = tcase_create("cases");

	tcase_add_test(tests, lint_is_silent);
	tcase_add_test(tests, names_are_unique);
	tcase_add_test(tests, changes_are_told);
	tcase_add_test(tests, variants_differ);
	tcase_add_test(tests, packages_are_known);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
