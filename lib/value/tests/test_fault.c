/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static int set_knob(int value, struct hf_fault *fault)
{
	return HF_FAULT(fault, -EINVAL, "write net.ipv4.tcp_syncookies=%d in %s", value, "server");
}

START_TEST(the_sentence_names_the_object_and_the_reason)
{
	struct hf_fault fault = {0};

	ck_assert_int_eq(set_knob(3, &fault), -EINVAL);
	ck_assert_int_eq(fault.err, -EINVAL);
	ck_assert_str_eq(fault.text, "write net.ipv4.tcp_syncookies=3 in server: Invalid argument");
}
END_TEST

START_TEST(a_plain_sentence_stands_alone)
{
	struct hf_fault fault = {0};

	ck_assert_int_eq(HF_FAULT_PLAIN(&fault, -EBADMSG, "%s: no number", "snmp"), -EBADMSG);
	ck_assert_int_eq(fault.err, -EBADMSG);
	ck_assert_str_eq(fault.text, "snmp: no number");
}
END_TEST

START_TEST(the_place_is_the_callers)
{
	struct hf_fault fault = {0};
	char want[64];

	snprintf(want, sizeof(want), "test_fault.c:%d", __LINE__ + 1);
	HF_FAULT(&fault, -EIO, "a");
	ck_assert_str_eq(fault.where, want);
	snprintf(want, sizeof(want), "test_fault.c:%d", __LINE__ + 1);
	HF_FAULT_PLAIN(&fault, -EIO, "a");
	ck_assert_str_eq(fault.where, want);
}
END_TEST

START_TEST(nobody_need_listen)
{
	ck_assert_int_eq(set_knob(3, NULL), -EINVAL);
	ck_assert_int_eq(HF_FAULT_PLAIN(NULL, -EIO, "a"), -EIO);
	ck_assert_int_lt(hf_fault_prefix(NULL, "case %d", 1), 0);
}
END_TEST

START_TEST(prefixes_pile_up)
{
	struct hf_fault fault = {0};
	char where[64];

	set_knob(3, &fault);
	snprintf(where, sizeof(where), "%s", fault.where);
	ck_assert_int_eq(hf_fault_prefix(&fault, "set up %s", "server"), -EINVAL);
	ck_assert_int_eq(hf_fault_prefix(&fault, "case %d", 7), -EINVAL);
	ck_assert_str_eq(fault.text, "case 7: set up server: write net.ipv4.tcp_syncookies=3 in "
				     "server: Invalid argument");
	ck_assert_str_eq(fault.where, where);
	ck_assert_int_eq(fault.err, -EINVAL);
}
END_TEST

/* A sentence of any length is cut to what the struct holds, the NUL included. */
START_TEST(long_sentences_are_cut)
{
	struct {
		struct hf_fault fault;
		char behind[8];
	} f = {.behind = "behind"};
	char word[1001];

	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	for (int len = 480; len < 1000; len++) {
		size_t want = (size_t)len + strlen(": Invalid argument");

		ck_assert_int_eq(HF_FAULT(&f.fault, -EINVAL, "%.*s", len, word), -EINVAL);
		if (want > sizeof(f.fault.text) - 1)
			want = sizeof(f.fault.text) - 1;
		ck_assert_uint_eq(strlen(f.fault.text), want);
		ck_assert_int_eq(hf_fault_prefix(&f.fault, "%.*s", len, word), -EINVAL);
		ck_assert_uint_eq(strlen(f.fault.text), sizeof(f.fault.text) - 1);
		ck_assert_str_eq(f.behind, "behind");
	}
}
END_TEST

START_TEST(a_later_fault_replaces_an_earlier_one)
{
	struct hf_fault fault = {0};

	set_knob(3, &fault);
	ck_assert_int_eq(HF_FAULT_PLAIN(&fault, -EIO, "b"), -EIO);
	ck_assert_str_eq(fault.text, "b");
	ck_assert_int_eq(fault.err, -EIO);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fault");
	TCase *tc = tcase_create("fault");

	tcase_add_test(tc, the_sentence_names_the_object_and_the_reason);
	tcase_add_test(tc, a_plain_sentence_stands_alone);
	tcase_add_test(tc, the_place_is_the_callers);
	tcase_add_test(tc, nobody_need_listen);
	tcase_add_test(tc, prefixes_pile_up);
	tcase_add_test(tc, long_sentences_are_cut);
	tcase_add_test(tc, a_later_fault_replaces_an_earlier_one);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
