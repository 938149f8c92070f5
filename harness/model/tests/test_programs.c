/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "programs.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_TEST(programs_have_packages)
{
	ck_assert_str_eq(hf_package_of("ss"), "iproute2");
	ck_assert_str_eq(hf_package_of("tc"), "iproute2");
	ck_assert_str_eq(hf_package_of("conntrack"), "conntrack");
	ck_assert_ptr_null(hf_package_of("s"));
	ck_assert_ptr_null(hf_package_of("sss"));
	ck_assert_ptr_null(hf_package_of("/run/tc"));
	ck_assert_ptr_null(hf_package_of(""));
}
END_TEST

/* Which package a program is of must not depend on the order of the table. */
START_TEST(programs_are_of_one_package)
{
	size_t count;
	const struct hf_package *packages = hf_packages(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_nonnull(packages[i].programs[0]);
		for (const char *const *name = packages[i].programs; *name; name++)
			ck_assert_str_eq(hf_package_of(*name), packages[i].name);
	}
}
END_TEST

START_TEST(shells_are_known)
{
	ck_assert(hf_program_is_shell("sh"));
	ck_assert(hf_program_is_shell("/bin/sh"));
	ck_assert(!hf_program_is_shell("ssh"));
	ck_assert(!hf_program_is_shell("sh/nginx"));
}
END_TEST

static char visited[500];

static int note(const char *program, void *arg)
{
	const char *const *last = arg;

	strcat(strcat(visited, program), " ");
	return last && !strcmp(program, *last) ? -EINTR : 0;
}

static const char script[] = "for i in 1 2; do ss -tn|grep -c ESTAB; done; "
			     "X=$(/bin/date +%s) && tc -s qdisc";

START_TEST(words_that_could_be_programs)
{
	visited[0] = '\0';
	ck_assert_int_eq(hf_script_programs(script, note, NULL), 0);
	/* Neither options nor numbers nor names of states; other words are nobody's programs. */
	ck_assert_str_eq(visited, "for i in do ss grep done /bin/date s tc qdisc ");
}
END_TEST

START_TEST(a_visit_ends_the_scan)
{
	const char *last = "grep";

	visited[0] = '\0';
	ck_assert_int_eq(hf_script_programs(script, note, &last), -EINTR);
	ck_assert_str_eq(visited, "for i in do ss grep ");
}
END_TEST

START_TEST(a_long_word_is_cut)
{
	char text[2 * HF_WORD_SIZE + 4], word[HF_WORD_SIZE];
	const char *rest = text;

	memset(text, 'a', sizeof(text));
	strcpy(text + 2 * HF_WORD_SIZE, " b");
	ck_assert(hf_script_word(&rest, word));
	ck_assert_uint_eq(strlen(word), HF_WORD_SIZE - 1);
	ck_assert(hf_script_word(&rest, word));
	ck_assert_str_eq(word, "b");
	ck_assert(!hf_script_word(&rest, word));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("programs");
	TCase *tests = tcase_create("programs");

	tcase_add_test(tests, programs_have_packages);
	tcase_add_test(tests, programs_are_of_one_package);
	tcase_add_test(tests, shells_are_known);
	tcase_add_test(tests, words_that_could_be_programs);
	tcase_add_test(tests, a_visit_ends_the_scan);
	tcase_add_test(tests, a_long_word_is_cut);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
