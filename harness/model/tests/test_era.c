/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "era.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "suite.h"

static struct hf_release parsed(const char *release, const char *version)
{
	struct hf_release r;

	ck_assert_int_eq(hf_release_parse(release, version, &r), 0);
	return r;
}

/* ---- reading a release ---- */

static const struct {
	const char *release, *version, *text;
} releases[] = {
	{"6.18.44-fc-v669", NULL, "6.18.44"},
	{"6.18.44", "#1 SMP PREEMPT_DYNAMIC Thu Jan  1 00:00:00 UTC 2026", "6.18.44"},
	{"5.10.0-32-amd64", "#1 SMP Debian 5.10.223-1 (2024-08-10)", "5.10.223"},
	{"6.1.0-50-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1", "6.1.192"},
	{"7.2.13+deb14-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 7.2.13-1 (2026-11-01)", "7.2.13"},
	{"7.3-rc7-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 7.3~rc7-1~exp1 (2026-11-16)", "7.3.0"},
	{"7.3-rc7", NULL, "7.3.0"},
	{"3.10.0-693.el7.x86_64", "#1 SMP Tue Aug 22 21:09:27 UTC 2017", "3.10.0-693.el7"},
	{"3.10.0-1160.119.1.el7.x86_64", NULL, "3.10.0-1160.el7"},
	{"3.10.0-514.el7.centos.plus.i686", NULL, "3.10.0-514.el7"},
	{"3.10.17", NULL, "3.10.17"},
	{"4.18.0-553.el8_10.x86_64", NULL, "4.18.0"},
	{"4.4.0-1110-aws", "#116-Ubuntu SMP", "4.4.0"},
};

START_TEST(reads_releases)
{
	struct hf_release r = parsed(releases[_i].release, releases[_i].version);
	char text[32];

	hf_release_text(&r, text, sizeof(text));
	ck_assert_str_eq(text, releases[_i].text);
}
END_TEST

START_TEST(refuses_what_is_no_release)
{
	struct hf_release r;

	ck_assert_int_eq(hf_release_parse("", NULL, &r), -EINVAL);
	ck_assert_int_eq(hf_release_parse("linux", NULL, &r), -EINVAL);
	ck_assert_int_eq(hf_release_parse("6", NULL, &r), -EINVAL);
	ck_assert_int_eq(hf_release_parse("-6.1", NULL, &r), -EINVAL);
	/* Two series for one kernel. */
	ck_assert_int_eq(hf_release_parse("5.10.0-32-amd64", "#1 SMP Debian 6.1.192-1", &r),
			 -EINVAL);
}
END_TEST

/* ---- what a release contains ---- */

/* Kernels of which the source was read or which were run, on both sides of each change. */
static const struct {
	const char *release;
	enum hf_change change;
	bool has;
} facts[] = {
	{"3.10.17", SYNCOOKIES_ALWAYS, false},
	{"3.11.0", SYNCOOKIES_ALWAYS, false},
	{"3.12.0", SYNCOOKIES_ALWAYS, true},
	{"3.10.0-149.el7.x86_64", SYNCOOKIES_ALWAYS, false},
	{"3.10.0-150.el7.x86_64", SYNCOOKIES_ALWAYS, true},
	{"3.10.0-1160.el7.x86_64", SYNCOOKIES_ALWAYS, true},
	{"3.10.108", SYNCOOKIES_ALWAYS, false},
	{"3.10.0-1160.el7.x86_64", SYN_REFUSED_ON_FULL_ACCEPTQ, false},
	{"3.10.0-1160.el7.x86_64", COOKIE_VALID_120S, false},
	{"3.13.0", COOKIE_FAILS_AFTER_OVERFLOW_ONLY, false},
	{"4.0.5", COOKIE_FAILS_AFTER_OVERFLOW_ONLY, true},
	{"4.14.159", SYNQ_STAMP_32_BITS, false},
	{"4.14.177", SYNQ_STAMP_32_BITS, true},
	{"4.15.18", SYNQ_STAMP_32_BITS, false},
	{"4.19.40", SYNQ_STAMP_32_BITS, true},
	{"4.14.177", TIMEWAIT_SYN_LOSES_ISN, false},
	{"4.15.18", TIMEWAIT_SYN_LOSES_ISN, true},
	{"6.8.1", TIMEWAIT_SYN_KEEPS_ISN, false},
	{"6.12.107", TIMEWAIT_SYN_KEEPS_ISN, true},
	{"3.13.0", SYN_REPETITION_LIMITED, false},
	{"3.10.0-514.el7.x86_64", SYN_REPETITION_LIMITED, true},
	{"4.0.5", SYN_REPETITION_LIMITED, true},
	{"4.0.5", SYNACK_TIMER_PER_REQUEST, false},
	{"4.1.19", SYNACK_TIMER_PER_REQUEST, true},
	{"4.0.5", BACKLOG_IS_32_BITS, false},
	{"4.1.19", BACKLOG_IS_32_BITS, true},
	{"4.1.19", COOKIE_VALID_120S, false},
	{"4.2.8", COOKIE_VALID_120S, true},
	{"4.3.0", SYNQ_LIMIT_IS_BACKLOG, false},
	{"4.4.155", SYNQ_LIMIT_IS_BACKLOG, true},
	{"4.3.0", REQUESTS_IN_EHASH, false},
	{"4.4.155", REQUESTS_IN_EHASH, true},
	{"4.6.2", COOKIE_IS_NO_DROP, false},
	{"4.7.4", COOKIE_IS_NO_DROP, true},
	{"4.9.0", SYN_REFUSED_ON_FULL_ACCEPTQ, false},
	{"4.9.76", SYN_REFUSED_ON_FULL_ACCEPTQ, true},
	{"4.10.0", SYN_REFUSED_ON_FULL_ACCEPTQ, true},
	{"4.4.155", SYN_REFUSED_ON_FULL_ACCEPTQ, false},
	{"3.16.81", SYN_REFUSED_ON_FULL_ACCEPTQ, true},
	{"3.18.81", SYN_REFUSED_ON_FULL_ACCEPTQ, false},
	{"4.12.0", TW_RECYCLE_REMOVED, true},
	{"4.10.0", TW_RECYCLE_REMOVED, false},
	{"4.12.0", PROVEN_PEERS, false},
	{"4.14.177", PROVEN_PEERS, true},
	{"5.3.0", SOMAXCONN_4096, false},
	{"5.4.18", SOMAXCONN_4096, true},
	{"5.10.187", MIGRATE_REQ_SYSCTL, false},
	{"5.10.188", MIGRATE_REQ_SYSCTL, true},
	{"5.11.0", MIGRATE_REQ_SYSCTL, false},
	{"5.15.100", MIGRATE_REQ_SYSCTL, true},
	{"6.8.1", RTO_MIN_SYSCTL, false},
	{"6.12.107", RTO_MIN_SYSCTL, true},
	{"6.12.107", ACCECN_OPTION, false},
	{"6.18.2", ACCECN_OPTION, true},
	{"5.11.0", REUSEPORT_MIGRATION, false},
	{"5.10.262", REUSEPORT_MIGRATION, false},
	{"5.15.100", REUSEPORT_MIGRATION, true},
	{"5.10.79", ORPHANS_COUNTED_BY_TIMER, false},
	{"5.10.223", ORPHANS_COUNTED_BY_TIMER, true},
	{"5.11.0", ORPHANS_COUNTED_BY_TIMER, false},
	{"6.1.192", ORPHANS_COUNTED_BY_TIMER, true},
	{"5.10.262", TW_COUNTED_AT_CREATION, false},
	{"6.1.192", TW_COUNTED_AT_CREATION, true},
	{"6.1.192", SYN_LINEAR_TIMEOUTS, false},
	{"6.5.0", SYN_LINEAR_TIMEOUTS, true},
	{"5.10.223", SYNQ_ADMITS_LIMIT_PLUS_ONE, false},
	{"5.10.262", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"6.1.124", SYNQ_ADMITS_LIMIT_PLUS_ONE, false},
	{"6.1.125", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"6.5.0", SYNQ_ADMITS_LIMIT_PLUS_ONE, false},
	{"6.8.1", SYNQ_ADMITS_LIMIT_PLUS_ONE, false},
	{"6.12.9", SYNQ_ADMITS_LIMIT_PLUS_ONE, false},
	{"6.12.107", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"6.13.2", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"6.18.44", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"7.3.0", SYNQ_ADMITS_LIMIT_PLUS_ONE, true},
	{"6.14.0", RTO_MAX_SYSCTL, false},
	{"6.18.2", RTO_MAX_SYSCTL, true},
	{"6.14.0", TSECR_VALIDATED, false},
	{"6.18.2", TSECR_VALIDATED, true},
	{"6.14.0", LISTEN_OVERFLOW_DROP_REASON, false},
	{"6.18.2", LISTEN_OVERFLOW_DROP_REASON, true},
	{"6.18.44", SYNACK_HONOURS_RTO_MAX, false},
	{"6.19.0", SYNACK_HONOURS_RTO_MAX, true},
	{"5.10.262", INEXACT_RST_CHALLENGED, false},
	{"6.13.0", INEXACT_RST_CHALLENGED, false},
	{"6.19.0", INEXACT_RST_CHALLENGED, false},
	{"6.1.190", INEXACT_RST_CHALLENGED, false},
	{"6.1.191", INEXACT_RST_CHALLENGED, true},
	{"6.12.104", INEXACT_RST_CHALLENGED, false},
	{"6.12.105", INEXACT_RST_CHALLENGED, true},
	{"6.18.2", INEXACT_RST_CHALLENGED, false},
	{"6.18.44", INEXACT_RST_CHALLENGED, true},
	{"7.2.13", INEXACT_RST_CHALLENGED, true},
	{"6.18.44", HF_CHANGE_UNSET, false},
};

START_TEST(knows_what_releases_contain)
{
	struct hf_release r = parsed(facts[_i].release, NULL);

	ck_assert_msg(hf_release_has(&r, facts[_i].change) == facts[_i].has, "%s, change %d",
		      facts[_i].release, (int)facts[_i].change);
}
END_TEST

START_TEST(tells_every_change)
{
	ck_assert_ptr_null(hf_change_info(HF_CHANGE_UNSET));
	ck_assert_ptr_null(hf_change_info(HF_CHANGES));
	ck_assert_int_eq(hf_change_by_name("NO_SUCH_CHANGE"), HF_CHANGE_UNSET);
	for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++) {
		const struct hf_change_info *info = hf_change_info((enum hf_change)i);

		ck_assert_ptr_nonnull(info->name);
		ck_assert_ptr_nonnull(info->subject);
		ck_assert_int_ge(info->major, 3);
		ck_assert(!info->commit || strlen(info->commit) == 12);
		ck_assert_int_eq(hf_change_by_name(info->name), i);
	}
	ck_assert_str_eq(hf_change_info(SYNQ_ADMITS_LIMIT_PLUS_ONE)->commit, "3479c7549fb1");
}
END_TEST

/* ---- eras ---- */

START_TEST(finds_the_one_era)
{
	const struct hf_era *eras =
		ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ, .claim_is = TRUE_AS_TOLD},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NEVER_TRUE},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE, .claim_is = NO_LONGER_TRUE});
	struct hf_release r = parsed("3.10.0-693.el7.x86_64", NULL);

	ck_assert_ptr_eq(hf_era_for(eras, &r), &eras[0]);
	r = parsed("5.10.223", NULL);
	ck_assert_ptr_eq(hf_era_for(eras, &r), &eras[1]);
	r = parsed("5.10.262", NULL);
	ck_assert_ptr_eq(hf_era_for(eras, &r), &eras[2]);
	r = parsed("7.3.0", NULL);
	ck_assert_ptr_eq(hf_era_for(eras, &r), &eras[2]);
}
END_TEST

START_TEST(finds_no_era_among_none_or_two)
{
	const struct hf_era *gap = ERAS({.since = SYN_LINEAR_TIMEOUTS, .claim_is = TRUE_AS_TOLD});
	const struct hf_era *both = ERAS({.claim_is = TRUE_AS_TOLD},
					 {.since = SYN_LINEAR_TIMEOUTS, .claim_is = NEVER_TRUE});
	struct hf_release r = parsed("6.1.192", NULL);

	ck_assert_ptr_null(hf_era_for(gap, &r));
	ck_assert_ptr_eq(hf_era_for(both, &r), &both[0]);
	r = parsed("6.5.0", NULL);
	ck_assert_ptr_null(hf_era_for(both, &r));
}
END_TEST

/* ---- landmarks ---- */

static bool is_landmark(const char *wanted)
{
	size_t count;
	const struct hf_release *all = hf_release_landmarks(&count);
	char text[32];

	for (size_t i = 0; i < count; i++) {
		hf_release_text(&all[i], text, sizeof(text));
		if (strcmp(text, wanted) == 0)
			return true;
	}
	return false;
}

START_TEST(landmarks_stand_on_both_sides)
{
	static const char *const wanted[] = {
		"3.10.0",         "3.10.0-149.el7",  "3.10.0-150.el7", "3.10.0-514.el7",
		"3.10.0-693.el7", "3.10.0-1160.el7", "3.11.0",         "3.12.0",
		"3.16.80",        "3.16.81",         "3.19.0",         "4.0.0",
		"4.9.0",          "4.9.75",          "4.9.76",         "4.10.0",
		"5.3.0",          "5.4.0",           "5.10.223",       "5.10.262",
		"6.1.192",        "6.4.0",           "6.5.0",          "6.12.0",
		"6.12.9",         "6.12.10",         "6.12.107",       "6.13.0",
		"6.18.0",         "6.18.44",         "6.19.0",         "7.1.0",
		"7.2.0",          "7.2.13",          "7.3.0",
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(wanted); i++)
		ck_assert_msg(is_landmark(wanted[i]), "%s is no landmark", wanted[i]);
}
END_TEST

START_TEST(landmarks_are_sorted_and_single)
{
	size_t count, again;
	const struct hf_release *all = hf_release_landmarks(&count);

	for (size_t i = 1; i < count; i++) {
		const struct hf_release *a = &all[i - 1], *b = &all[i];
		int64_t x = ((a->major * 1000LL + a->minor) * 10000 + a->patch) * 10000 + a->el7;
		int64_t y = ((b->major * 1000LL + b->minor) * 10000 + b->patch) * 10000 + b->el7;

		ck_assert_int_lt(x, y);
	}
	ck_assert_ptr_eq(hf_release_landmarks(&again), all);
	ck_assert_uint_eq(again, count);
}
END_TEST

/* Every change comes and stays, in each series by itself: that is what an era relies on. */
START_TEST(changes_divide_the_landmarks)
{
	size_t count;
	const struct hf_release *all = hf_release_landmarks(&count);

	for (int change = HF_CHANGE_UNSET + 1; change < HF_CHANGES; change++) {
		int without = 0, with = 0;

		for (size_t i = 0; i < count; i++) {
			bool has = hf_release_has(&all[i], (enum hf_change)change);
			bool same_series = i > 0 && all[i - 1].major == all[i].major &&
					   all[i - 1].minor == all[i].minor &&
					   !all[i - 1].el7 == !all[i].el7;

			with += has;
			without += !has;
			if (same_series && hf_release_has(&all[i - 1], (enum hf_change)change))
				ck_assert(has);
		}
		ck_assert_int_gt(with, 0);
		ck_assert_int_gt(without, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("era");
	TCase *tc = tcase_create("era");

	tcase_add_loop_test(tc, reads_releases, 0, (int)HF_ARRAY_LEN(releases));
	tcase_add_test(tc, refuses_what_is_no_release);
	tcase_add_loop_test(tc, knows_what_releases_contain, 0, (int)HF_ARRAY_LEN(facts));
	tcase_add_test(tc, tells_every_change);
	tcase_add_test(tc, finds_the_one_era);
	tcase_add_test(tc, finds_no_era_among_none_or_two);
	tcase_add_test(tc, landmarks_stand_on_both_sides);
	tcase_add_test(tc, landmarks_are_sorted_and_single);
	tcase_add_test(tc, changes_divide_the_landmarks);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
