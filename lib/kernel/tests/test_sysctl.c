/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and reading, in whatever namespace the tests run. Writing is tested in test_bed.c. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "own.h"
#include "sysctl.h"

static struct hf_fault fault;

START_TEST(keys_outside_net_are_refused)
{
	static const char *const keys[] = {
		"kernel.hostname",
		"net",
		"net.",
		"net.ipv4.",
		"net..ipv4",
		"net.ipv4/tcp_syncookies",
		"net.../kernel/domain",
		"net.ipv4.a key",
		"",
	};
	char value[64];

	ck_assert(!hf_sysctl_exists(keys[_i]));
	ck_assert_int_eq(hf_sysctl_scope(keys[_i], false), HF_SYSCTL_ABSENT);
	ck_assert_int_eq(hf_sysctl_read(keys[_i], value, sizeof(value), &fault), -EINVAL);
	ck_assert_int_eq(hf_sysctl_write(keys[_i], "1", &fault), -EINVAL);
	ck_assert_ptr_nonnull(strstr(fault.text, "not a key below net."));
}
END_TEST

START_TEST(a_key_is_there_or_not)
{
	char value[64];

	ck_assert(hf_sysctl_exists("net.core.somaxconn"));
	ck_assert(!hf_sysctl_exists("net.core.no_such_key"));
	ck_assert(!hf_sysctl_exists("net.core.somaxconn.below"));
	ck_assert_int_eq(hf_sysctl_read("net.core.no_such_key", value, sizeof(value), &fault),
			 -ENOENT);
	ck_assert_str_eq(fault.text, "read net.core.no_such_key: No such file or directory");
	ck_assert_int_eq(hf_sysctl_write("net.core.no_such_key", "1", &fault), -ENOENT);
	ck_assert_str_eq(fault.text, "write net.core.no_such_key=1: No such file or directory");
}
END_TEST

START_TEST(a_list_is_read_with_single_spaces)
{
	char value[64];
	long low, high;
	char rest;

	ck_assert_int_eq(
		hf_sysctl_read("net.ipv4.ip_local_port_range", value, sizeof(value), &fault), 0);
	ck_assert_int_eq(sscanf(value, "%ld %ld%c", &low, &high, &rest), 2);
	ck_assert_ptr_null(strpbrk(value, "\t\n"));
	ck_assert_ptr_null(strstr(value, "  "));
}
END_TEST

START_TEST(a_value_that_does_not_fit_is_told)
{
	char value[2];

	ck_assert_int_eq(
		hf_sysctl_read("net.ipv4.ip_local_port_range", value, sizeof(value), &fault),
		-ENAMETOOLONG);
}
END_TEST

START_TEST(scopes_have_words)
{
	ck_assert_str_eq(hf_sysctl_scope_text(HF_SYSCTL_PRIVATE), "private");
	ck_assert_str_eq(hf_sysctl_scope_text(HF_SYSCTL_GLOBAL_ONLY), "global-only");
	ck_assert_str_eq(hf_sysctl_scope_text(HF_SYSCTL_READ_ONLY), "read-only");
	ck_assert_str_eq(hf_sysctl_scope_text(HF_SYSCTL_ABSENT), "absent");
}
END_TEST

START_TEST(an_absent_key_may_be_known_outside)
{
	ck_assert_int_eq(hf_sysctl_scope("net.core.no_such_key", true), HF_SYSCTL_GLOBAL_ONLY);
	ck_assert_int_eq(hf_sysctl_scope("net.core.no_such_key", false), HF_SYSCTL_ABSENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sysctl");
	TCase *tests = tcase_create("sysctl");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, keys_outside_net_are_refused, 0, 9);
	tcase_add_test(tests, a_key_is_there_or_not);
	tcase_add_test(tests, a_list_is_read_with_single_spaces);
	tcase_add_test(tests, a_value_that_does_not_fit_is_told);
	tcase_add_test(tests, scopes_have_words);
	tcase_add_test(tests, an_absent_key_may_be_known_outside);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
