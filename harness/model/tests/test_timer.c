/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timer.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "own.h"
#include "suite.h"
#include "tick.h"

#define HZ_100  (10 * HF_MS)
#define HZ_250  (4 * HF_MS)
#define HZ_1000 (1 * HF_MS)

/*
 * kernel/time/timer.c: levels begin at 63, 504, 4032, 32256 and 258048 jiffies; each is eight times
 * coarser than the one before.
 */
static const struct {
	int64_t d_ms, jiffy_ns, granularity_ms;
} wheel[] = {
	{200, HZ_250, 4},          /* 50 jiffies: level 0 */
	{248, HZ_250, 4},          /* 62 */
	{252, HZ_250, 32},         /* 63: the first of level 1 */
	{1000, HZ_250, 32},        /* 250 */
	{2000, HZ_250, 32},        /* 500 */
	{2012, HZ_250, 32},        /* 503 */
	{2016, HZ_250, 256},       /* 504: the first of level 2 */
	{4000, HZ_250, 256},       /* 1000 */
	{16000, HZ_250, 256},      /* 4000 */
	{16128, HZ_250, 2048},     /* 4032: level 3 */
	{32000, HZ_250, 2048},     /* 8000 */
	{120000, HZ_250, 2048},    /* 30000 */
	{129024, HZ_250, 16384},   /* 32256: level 4 */
	{7200000, HZ_250, 131072}, /* 1800000 >= 258048: level 5 */
	{200, HZ_1000, 8},         /* 200 */
	{1000, HZ_1000, 64},       /* 1000 >= 504 */
	{4000, HZ_1000, 64},       /* 4000 */
	{4032, HZ_1000, 512},      /* 4032 */
	{64000, HZ_1000, 4096},    /* 64000 >= 32256 */
	{620, HZ_100, 10},         /* 62 */
	{630, HZ_100, 80},         /* 63 */
	{1000, HZ_100, 80},        /* 100 */
	{8000, HZ_100, 640},       /* 800 >= 504 */
	{64000, HZ_100, 5120},     /* 6400 >= 4032 */
};

START_TEST(knows_the_timer_wheel)
{
	ck_assert_int_eq(hf_timer_granularity_ns(wheel[_i].d_ms * HF_MS, wheel[_i].jiffy_ns),
			 wheel[_i].granularity_ms * HF_MS);
}
END_TEST

START_TEST(gives_timers_their_slack)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250, .latency_ns = HF_MS};
	int64_t lo, hi;

	/* d - 1 jiffy - latency to d + 8 jiffies + 1 jiffy + latency */
	hf_timer_window(&slack, HF_SEC, HF_SEC, &lo, &hi);
	ck_assert_int_eq(lo, 995 * HF_MS);
	ck_assert_int_eq(hi, (1000 + 32 + 4 + 1) * HF_MS);
	hf_timer_window(&slack, HF_SEC, 4 * HF_SEC, &lo, &hi);
	ck_assert_int_eq(lo, 995 * HF_MS);
	ck_assert_int_eq(hi, (4000 + 256 + 4 + 1) * HF_MS);
	/* an answer, no timer: 2 jiffies + latency */
	hf_timer_window(&slack, 0, 0, &lo, &hi);
	ck_assert_int_eq(lo, 0);
	ck_assert_int_eq(hi, 9 * HF_MS);
	/* never below 0 */
	hf_timer_window(&slack, HF_MS, HF_MS, &lo, &hi);
	ck_assert_int_eq(lo, 0);
	ck_assert_int_eq(hi, (1 + 4 + 4 + 1) * HF_MS);
}
END_TEST

START_TEST(adds_timers_up)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250, .latency_ns = HF_MS};
	int64_t lo, hi;

	/* 1 and 2 s have 32 ms each, 4 s has 256 ms; each a jiffy to both sides; latency once */
	ck_assert_int_eq(hf_timer_sum_window("1 + 2 + 4", &slack, &lo, &hi), 0);
	ck_assert_int_eq(lo, (7000 - 12 - 1) * HF_MS);
	ck_assert_int_eq(hi, (7000 + 32 + 32 + 256 + 12 + 1) * HF_MS);
	ck_assert_int_eq(hf_timer_sum_window("0.2~0.3", &slack, &lo, &hi), 0);
	ck_assert_int_eq(lo, 195 * HF_MS);
	ck_assert_int_eq(hi, (300 + 32 + 4 + 1) * HF_MS);
	ck_assert_int_eq(hf_timer_sum_window("0", &slack, &lo, &hi), 0);
	ck_assert_int_eq(hi, 9 * HF_MS);
	ck_assert_int_eq(hf_timer_sum_window("", &slack, &lo, &hi), -EINVAL);
	ck_assert_int_eq(hf_timer_sum_window("1 +", &slack, &lo, &hi), -EINVAL);
	ck_assert_int_eq(hf_timer_sum_window("1 2", &slack, &lo, &hi), -EINVAL);
	ck_assert_int_eq(hf_timer_sum_window("1 s", &slack, &lo, &hi), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timer");
	TCase *tc = tcase_create("timer");

	tcase_add_loop_test(tc, knows_the_timer_wheel, 0, (int)HF_ARRAY_LEN(wheel));
	tcase_add_test(tc, gives_timers_their_slack);
	tcase_add_test(tc, adds_timers_up);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
