/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The theory against numbers that were read in the sources of that kernel, or measured on it.
 */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "knobs.h"
#include "own.h"
#include "predict.h"
#include "predict_fate.h"
#include "predict_queue.h"
#include "predict_timers.h"
#include "suite.h"
#include "tick.h"

static struct hf_release release_of(const char *text)
{
	struct hf_release release;

	ck_assert_int_eq(hf_release_parse(text, NULL, &release), 0);
	return release;
}

/* Settings apart by spaces, such as "backlog=1 tcp_syncookies=0". */
static struct hf_knobs knobs_of(const struct hf_release *release, const char *settings)
{
	struct hf_knobs knobs = {0};
	struct hf_fault fault;
	char text[256], *rest = text, *word;

	snprintf(text, sizeof(text), "%s", settings);
	while ((word = strsep(&rest, " ")))
		if (*word)
			ck_assert_msg(!hf_knobs_set(&knobs, word, &fault), "%s", fault.text);
	ck_assert_msg(!hf_knobs_complete(&knobs, release, &fault), "%s", fault.text);
	return knobs;
}

/* ---- limits ---- */

static const struct {
	const char *release, *settings;
	int64_t acceptq_limit, acceptq_capacity, synq_capacity, strangers;
} limits[] = {
	/* Three generations of the SYN queue. */
	{"3.10.0-693.el7", "backlog=0 tcp_syncookies=0", 0, 1, 16, 1537},
	{"3.10.0-693.el7", "backlog=1", 1, 2, 16, HF_NO_BOUND},
	{"3.10.0-693.el7", "backlog=7", 7, 8, 16, HF_NO_BOUND},
	{"4.3.0", "backlog=8", 8, 9, 16, HF_NO_BOUND},
	{"4.3.0", "backlog=15", 15, 16, 16, HF_NO_BOUND},
	{"4.3.0", "backlog=16", 16, 17, 32, HF_NO_BOUND},
	{"4.3.0", "backlog=31", 31, 32, 32, HF_NO_BOUND},
	{"3.10.17", "backlog=100", 100, 101, 128, HF_NO_BOUND},
	{"3.10.17", "backlog=127", 127, 128, 128, HF_NO_BOUND},
	{"3.10.17", "backlog=128", 128, 129, 256, HF_NO_BOUND},
	{"3.10.17", "backlog=511 somaxconn=511", 511, 512, 512, HF_NO_BOUND},
	{"3.10.17", "backlog=512 somaxconn=4096", 512, 513, 1024, HF_NO_BOUND},
	{"3.10.17", "backlog=4096 somaxconn=4096 tcp_max_syn_backlog=4096", 4096, 4097, 8192,
	 HF_NO_BOUND},
	{"3.10.17", "backlog=65535 somaxconn=65535 tcp_max_syn_backlog=65535", 65535, HF_NO_BOUND,
	 65536, HF_NO_BOUND},
	{"4.0.5", "backlog=100 tcp_max_syn_backlog=10", 100, 101, 16, HF_NO_BOUND},
	{"4.4.155", "backlog=0 tcp_syncookies=0 tcp_max_syn_backlog=128", 0, 1, 0, 97},
	{"5.10.223", "backlog=16", 16, 17, 16, HF_NO_BOUND},
	{"6.12.9", "backlog=128", 128, 129, 128, HF_NO_BOUND},
	{"6.13.0", "backlog=0", 0, 1, 1, HF_NO_BOUND},
	{"6.12.107", "backlog=5", 5, 6, 6, HF_NO_BOUND},
	{"5.10.262", "backlog=64", 64, 65, 65, HF_NO_BOUND},
	{"7.3.0", "backlog=16", 16, 17, 17, HF_NO_BOUND},
	/* somaxconn, its defaults, and what listen() makes of a negative backlog. */
	{"5.3.0", "backlog=1000", 128, 129, 128, HF_NO_BOUND},
	{"5.4.18", "backlog=5000", 4096, 4097, 4096, HF_NO_BOUND},
	{"6.18.44", "backlog=-1", 4096, 4097, 4097, HF_NO_BOUND},
	{"6.18.44", "backlog=-1 somaxconn=7", 7, 8, 8, HF_NO_BOUND},
	{"6.18.44", "backlog=70000 somaxconn=100000", 70000, 70001, 70001, HF_NO_BOUND},
	{"4.1.19", "backlog=65536 somaxconn=65536 tcp_max_syn_backlog=65536", 65536, 65537, 131072,
	 HF_NO_BOUND},
	/* 16 bits: 65536 is 0, and so is the limit; the SYN queue takes the whole number. */
	{"3.10.0", "backlog=65536 somaxconn=65536 tcp_max_syn_backlog=65536", 0, 1, 131072,
	 HF_NO_BOUND},
	/* The last quarter. */
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=0", 4096, 4097, 4097, 1},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=1", 4096, 4097, 4097, 2},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=4", 4096, 4097, 4097, 4},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=8", 4096, 4097, 4097, 7},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=10", 4096, 4097, 4097, 9},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=128", 4096, 4097, 4097, 97},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=256", 4096, 4097, 4097, 193},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=1024", 4096, 4097, 4097, 769},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=2048", 4096, 4097, 4097, 1537},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=-1", 4096, 4097, 4097, 1},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=-8", 4096, 4097, 4097, 0},
	{"6.18.44", "tcp_syncookies=0 tcp_max_syn_backlog=8 proven=1", 4096, 4097, 4097,
	 HF_NO_BOUND},
	{"4.12.0", "tcp_syncookies=0 tcp_max_syn_backlog=8 proven=1", 128, 129, 128, 7},
};

START_TEST(limits_are_right)
{
	struct hf_release release = release_of(limits[_i].release);
	struct hf_knobs knobs = knobs_of(&release, limits[_i].settings);
	struct hf_queue_limits got;

	hf_predict_limits(&release, &knobs, &got);
	ck_assert_int_eq(got.acceptq_limit, limits[_i].acceptq_limit);
	ck_assert_int_eq(got.acceptq_capacity, limits[_i].acceptq_capacity);
	ck_assert_int_eq(got.synq_capacity, limits[_i].synq_capacity);
	ck_assert_int_eq(got.strangers, limits[_i].strangers);
}
END_TEST

/* ---- SYNs ---- */

static const struct {
	const char *release, *settings;
	bool full;
	struct hf_syns syns;
} floods[] = {
	/* admitted, refused, cookies; ListenDrops, ListenOverflows, QFullDrop, DoCookies, Sent */
	{"3.10.0-693.el7", "backlog=1 tcp_syncookies=0 syns=542", false, {16, 526, 0, 526, 0, 526}},
	{"4.4.155", "backlog=1 tcp_syncookies=0 syns=542", false, {1, 541, 0, 541, 0, 541}},
	{"6.12.9", "backlog=1 tcp_syncookies=0 syns=542", false, {1, 541, 0, 541, 0, 541}},
	{"6.13.0", "backlog=1 tcp_syncookies=0 syns=542", false, {2, 540, 0, 540, 0, 540}},
	{"5.10.223", "backlog=0 tcp_syncookies=0 syns=5", false, {0, 5, 0, 5, 0, 5}},
	/* Cookies: a drop until 4.6. */
	{"3.10.0-693.el7", "backlog=1 syns=282", false, {16, 0, 266, 266, 0, 0, 266, 266}},
	{"4.6.2", "backlog=1 syns=282", false, {1, 0, 281, 281, 0, 0, 281, 281}},
	{"4.7.4", "backlog=1 syns=282", false, {1, 0, 281, 0, 0, 0, 281, 281}},
	{"6.18.44", "backlog=1 syns=282", false, {2, 0, 280, 0, 0, 0, 280, 280}},
	{"3.11.0", "tcp_syncookies=2 syns=100", false, {100}},
	{"3.10.0-693.el7", "tcp_syncookies=2 syns=100", false, {0, 0, 100, 100, 0, 0, 100, 100}},
	{"6.18.44", "tcp_syncookies=2 syns=100", false, {0, 0, 100, 0, 0, 0, 100, 100}},
	/* The last quarter refuses in silence; a full queue is found first. */
	{"6.18.44",
	 "backlog=64 tcp_syncookies=0 tcp_max_syn_backlog=8 syns=100",
	 false,
	 {7, 93, 0, 93, 0, 0}},
	{"6.18.44",
	 "backlog=64 tcp_max_syn_backlog=8 syns=100",
	 false,
	 {65, 0, 35, 0, 0, 0, 35, 35}},
	{"6.18.44",
	 "backlog=6 tcp_syncookies=0 tcp_max_syn_backlog=8 syns=100",
	 false,
	 {7, 93, 0, 93, 0, 93}},
	/* A full accept queue. */
	{"4.9.0", "backlog=5 syns=10", true, {2, 8, 0, 8, 8}},
	{"4.9.76", "backlog=5 syns=10", true, {0, 10, 0, 10, 10}},
	{"3.16.81", "backlog=5 syns=10", true, {0, 10, 0, 10, 10}},
	{"4.10.0", "backlog=5 syns=10", true, {0, 10, 0, 10, 10}},
	{"6.18.44", "backlog=5 tcp_syncookies=2 syns=10", true, {0, 10, 0, 10, 10, 0, 10}},
	{"5.10.223", "backlog=0 tcp_syncookies=0 syns=10", true, {0, 10, 0, 10, 0, 10}},
	{"5.10.223", "backlog=0 syns=10", true, {0, 10, 0, 10, 10, 0, 10}},
	{"4.4.155", "backlog=1 syns=10", true, {1, 0, 9, 9, 0, 0, 9, 9}},
	{"4.4.155", "backlog=2 syns=10", true, {2, 8, 0, 8, 8, 0, 8}},
	{"6.18.44", "syns=0", false, {0}},
};

START_TEST(syns_are_counted)
{
	struct hf_release release = release_of(floods[_i].release);
	struct hf_knobs knobs = knobs_of(&release, floods[_i].settings);
	const struct hf_syns *want = &floods[_i].syns;
	struct hf_synq synq = {0};
	struct hf_syns got;

	hf_predict_syns(&release, &knobs, floods[_i].full, knobs.v[HF_SYNS], &synq, &got);
	ck_assert_int_eq(got.admitted, want->admitted);
	ck_assert_int_eq(got.refused, want->refused);
	ck_assert_int_eq(got.cookies, want->cookies);
	ck_assert_int_eq(got.listen_drops, want->listen_drops);
	ck_assert_int_eq(got.listen_overflows, want->listen_overflows);
	ck_assert_int_eq(got.full_drop, want->full_drop);
	ck_assert_int_eq(got.full_do_cookies, want->full_do_cookies);
	ck_assert_int_eq(got.cookies_sent, want->cookies_sent);
	ck_assert_int_eq(synq.qlen, want->admitted);
	ck_assert_int_eq(got.admitted + got.refused + got.cookies, knobs.v[HF_SYNS]);
}
END_TEST

/* ---- schedules ---- */

enum schedule { SYN_TIMES, SYNACK_TIMES, DATA_TIMES };

static const struct {
	enum schedule kind;
	const char *release, *settings;
	const char *at; /* seconds */
	double end;
} schedules[] = {
	{SYN_TIMES, "6.1.192", "tcp_syn_retries=1", "0 1", 3},
	{SYN_TIMES, "6.1.192", "tcp_syn_retries=2", "0 1 3", 7},
	{SYN_TIMES, "5.10.223", "tcp_syn_retries=3", "0 1 3 7", 15},
	{SYN_TIMES, "3.10.0-693.el7", "", "0 1 3 7 15 31 63", 127},
	{SYN_TIMES, "6.18.44", "tcp_syn_retries=1", "0 1 2", 3},
	{SYN_TIMES, "6.18.44", "tcp_syn_retries=2", "0 1 2 3 4 5", 7},
	{SYN_TIMES, "6.5.0", "tcp_syn_retries=3", "0 1 2 3 4 5 7 11", 19},
	{SYN_TIMES, "6.5.0", "tcp_syn_retries=4", "0 1 2 3 4 5 7 11 19", 35},
	{SYN_TIMES, "6.5.0", "tcp_syn_retries=5", "0 1 2 3 4 5 7 11 19 35", 67},
	{SYN_TIMES, "6.18.44", "", "0 1 2 3 4 5 7 11 19 35 67", 131},
	{SYN_TIMES, "6.18.44", "tcp_syn_linear_timeouts=0", "0 1 3 7 15 31 63", 127},
	{SYN_TIMES, "6.18.44", "tcp_syn_linear_timeouts=0 tcp_syn_retries=7",
	 "0 1 3 7 15 31 63 127", 247},
	/* Measured on 6.18.44: 7.15, 4.08, 9.07 and 9.64 s with 6, 3, 4 and 7 copies. */
	{SYN_TIMES, "6.18.44", "tcp_rto_max_ms=1000", "0 1 2 3 4 5 6", 7},
	{SYN_TIMES, "6.18.44", "tcp_rto_max_ms=1000 tcp_syn_retries=3 tcp_syn_linear_timeouts=0",
	 "0 1 2 3", 4},
	{SYN_TIMES, "6.18.44", "tcp_rto_max_ms=2000 tcp_syn_retries=4 tcp_syn_linear_timeouts=0",
	 "0 1 3 5 7", 9},
	{SYN_TIMES, "6.18.44", "tcp_rto_max_ms=1500 tcp_syn_retries=5", "0 1 2 3 4 5 6.5 8", 9.5},
	{SYNACK_TIMES, "6.18.44", "tcp_synack_retries=0", "0", 1},
	{SYNACK_TIMES, "6.18.44", "tcp_synack_retries=1", "0 1", 3},
	{SYNACK_TIMES, "4.3.0", "tcp_synack_retries=2", "0 1 3", 7},
	{SYNACK_TIMES, "3.10.17", "tcp_synack_retries=3", "0 1 3 7", 15},
	{SYNACK_TIMES, "7.3.0", "", "0 1 3 7 15 31", 63},
	{SYNACK_TIMES, "7.3.0", "tcp_synack_retries=6", "0 1 3 7 15 31 63", 127},
	{SYNACK_TIMES, "7.3.0", "tcp_synack_retries=7", "0 1 3 7 15 31 63 127", 247},
	{SYNACK_TIMES, "6.18.44", "tcp_rto_max_ms=1000", "0 1 3 7 15 31", 63},
	{SYNACK_TIMES, "6.19.0", "tcp_rto_max_ms=1000", "0 1 2 3 4 5", 6},
	{DATA_TIMES, "3.10.0-693.el7", "tcp_retries2=2", "0 0.2 0.4 0.8 1.6", 3.2},
	{DATA_TIMES, "6.18.44", "tcp_retries2=2", "0 0.2 0.4 0.8 1.6", 3.2},
	{DATA_TIMES, "6.18.44", "tcp_retries2=2 tcp_sack=0", "0 0.2 0.6 1.4", 3},
	{DATA_TIMES, "6.18.44", "tcp_retries2=0 tcp_sack=0", "0 0.2", 0.6},
	{DATA_TIMES, "6.18.44", "",
	 "0 0.2 0.4 0.8 1.6 3.2 6.4 12.8 25.6 51.2 102.4 204.8 324.8 444.8 564.8 684.8 804.8",
	 924.8},
};

static void read_times(const char *text, struct hf_schedule *ret_schedule)
{
	int used;
	double at;

	*ret_schedule = (struct hf_schedule){0};
	for (; sscanf(text, "%lf%n", &at, &used) == 1; text += used)
		ret_schedule->at_ns[ret_schedule->count++] = (int64_t)(at * 1e9 + 0.5);
}

START_TEST(schedules_are_right)
{
	struct hf_release release = release_of(schedules[_i].release);
	struct hf_knobs knobs = knobs_of(&release, schedules[_i].settings);
	struct hf_schedule got = {0}, want;
	struct hf_data_times data;

	read_times(schedules[_i].at, &want);
	if (schedules[_i].kind == SYN_TIMES)
		hf_predict_syn_times(&release, &knobs, &got);
	else if (schedules[_i].kind == SYNACK_TIMES)
		hf_predict_synack_times(&release, &knobs, &got);
	else
		hf_predict_data_times(&release, &knobs, &data);
	if (schedules[_i].kind == DATA_TIMES)
		got = data.schedule;
	ck_assert_uint_eq(got.count, want.count);
	for (size_t i = 0; i < got.count; i++)
		ck_assert_int_eq(got.at_ns[i], want.at_ns[i]);
	ck_assert_int_eq(got.end_ns, (int64_t)(schedules[_i].end * 1e9 + 0.5));
}
END_TEST

/* What tcp_retries2 stands for. */
static const struct {
	const char *settings;
	double model;
} models[] = {
	{"tcp_retries2=1", 0.6},    {"tcp_retries2=2", 1.4},
	{"tcp_retries2=3", 3.0},    {"tcp_retries2=5", 12.6},
	{"tcp_retries2=8", 102.2},  {"tcp_retries2=9", 204.6},
	{"tcp_retries2=15", 924.6}, {"tcp_retries2=15 tcp_rto_max_ms=1000", 14.4},
};

START_TEST(retries2_is_a_time)
{
	struct hf_release release = release_of("6.18.44");
	struct hf_knobs knobs = knobs_of(&release, models[_i].settings);
	struct hf_data_times data;

	hf_predict_data_times(&release, &knobs, &data);
	ck_assert_int_eq(data.model_ns, (int64_t)(models[_i].model * 1e9 + 0.5));
	ck_assert_int_ge(data.schedule.end_ns, data.model_ns);
}
END_TEST

/* Every setting has an end, and room in the schedule. */
START_TEST(extremes_end)
{
	static const char *const settings[] = {
		"tcp_syn_retries=127 tcp_syn_linear_timeouts=127 tcp_synack_retries=255 "
		"tcp_retries2=255",
		"tcp_syn_retries=127 tcp_syn_linear_timeouts=127 tcp_retries2=255 "
		"tcp_rto_max_ms=1000 hz=100",
		"tcp_max_syn_backlog=2147483647 backlog=2147483647 somaxconn=2147483647 "
		"tcp_syncookies=0 syns=100000000",
		"tcp_max_syn_backlog=-2147483648 backlog=-2147483648 tcp_syncookies=0 hz=1000",
	};
	struct hf_release release = release_of("7.3.0");
	struct hf_knobs knobs = knobs_of(&release, settings[_i]);
	struct hf_facts facts;
	char value[600];

	hf_predict(&release, &knobs, &facts);
	ck_assert_uint_gt(facts.count, 15);
	for (size_t i = 0; i < facts.count; i++) {
		hf_fact_value(&facts.facts[i], value, sizeof(value));
		ck_assert_msg(*value && strlen(value) < sizeof(value) - 1, "%s",
			      facts.facts[i].what);
		ck_assert_msg(*facts.facts[i].rule && *facts.facts[i].function, "%s",
			      facts.facts[i].what);
	}
	hf_facts_done(&facts);
}
END_TEST

/* ---- thinning ---- */

static const struct {
	const char *release, *settings;
	int64_t requests, least, most;
	int64_t at_s;
} thinnings[] = {
	{"6.18.44", "backlog=64", 65, 32, 32, 7},
	{"6.18.44", "backlog=15", 16, 7, 7, 7},
	{"6.18.44", "backlog=15", 8, 7, 7, 7},
	{"6.18.44", "backlog=15", 7, 7, 7, 0},
	{"6.18.44", "backlog=3", 4, 4, 4, 0},
	{"6.18.44", "backlog=4", 5, 4, 4, 7},
	{"6.18.44", "backlog=64 tcp_synack_retries=2", 65, 65, 65, 0},
	{"4.4.155", "backlog=64", 64, 32, 32, 7},
	{"4.3.0", "backlog=64", 65, 63, 63, 7},
	{"4.3.0", "backlog=1", 16, 7, 7, 7},
	{"3.10.0-693.el7", "backlog=1", 16, 0, 7, 7},
	{"6.19.0", "backlog=64 tcp_rto_max_ms=1000", 65, 32, 32, 3},
};

START_TEST(thinning_is_right)
{
	struct hf_release release = release_of(thinnings[_i].release);
	struct hf_knobs knobs = knobs_of(&release, thinnings[_i].settings);
	struct hf_thinning got;

	hf_predict_thinning(&release, &knobs, thinnings[_i].requests, &got);
	ck_assert_int_eq(got.left_least, thinnings[_i].least);
	ck_assert_int_eq(got.left_most, thinnings[_i].most);
	ck_assert_int_eq(got.at_ns, thinnings[_i].at_s * HF_SEC);
}
END_TEST

/* ---- callers ---- */

static const struct {
	const char *release, *settings;
	bool connects, reset;
	double after;
	int64_t drops, overflows, full_drop;
} connects[] = {
	{"3.10.0-693.el7", "backlog=1 tcp_synack_retries=2", true, false, 0, 3, 3, 0},
	{"4.9.0", "backlog=1", true, false, 0, 6, 6, 0},
	{"4.9.0", "backlog=1 tcp_abort_on_overflow=1", true, true, 0, 1, 1, 0},
	/* A cookie: the SYN is a drop, the ACK another, and nothing is sent again. */
	{"3.10.0-693.el7", "tcp_syncookies=2", true, false, 0, 2, 1, 0},
	{"4.10.0", "backlog=1 tcp_syn_retries=2", false, false, 7, 3, 3, 0},
	{"6.18.44", "backlog=1 tcp_syn_retries=2", false, false, 7, 6, 6, 0},
	{"6.18.44", "backlog=1 tcp_abort_on_overflow=1", false, false, 131, 11, 11, 0},
	{"5.10.223", "backlog=0 tcp_syncookies=0 tcp_syn_retries=2", false, false, 7, 3, 0, 3},
	{"4.4.155", "backlog=0 tcp_syncookies=0 tcp_syn_retries=2", false, false, 7, 3, 0, 3},
};

START_TEST(connect_is_right)
{
	struct hf_release release = release_of(connects[_i].release);
	struct hf_knobs knobs = knobs_of(&release, connects[_i].settings);
	struct hf_connect_fate got;

	hf_predict_connect(&release, &knobs, &got);
	ck_assert_int_eq(got.connects, connects[_i].connects);
	ck_assert_int_eq(got.reset, connects[_i].reset);
	ck_assert_int_eq(got.after_ns, (int64_t)(connects[_i].after * 1e9));
	ck_assert_int_eq(got.server.listen_drops, connects[_i].drops);
	ck_assert_int_eq(got.server.listen_overflows, connects[_i].overflows);
	ck_assert_int_eq(got.server.full_drop, connects[_i].full_drop);
	ck_assert_int_eq(got.out_rsts, connects[_i].reset);
	ck_assert_int_eq(got.embryonic_rsts, connects[_i].reset);
}
END_TEST

static const struct {
	const char *settings;
	bool reset;
	double end;
	int64_t drops, timeouts, late_synacks;
} ghosts[] = {
	{"tcp_synack_retries=2 tcp_retries2=2", false, 3.2, 8, 3, 0},
	{"tcp_synack_retries=3 tcp_retries2=2", false, 3.2, 8, 3, 1},
	{"tcp_synack_retries=1 tcp_retries2=2 tcp_sack=0", false, 3.0, 6, 2, 0},
	{"tcp_synack_retries=2 tcp_retries2=15", true, 12.8, 10, 3, 0},
	{"tcp_abort_on_overflow=1", true, 0, 1, 0, 0},
};

START_TEST(ghosts_are_right)
{
	struct hf_release release = release_of(_i & 1 ? "6.18.44" : "3.10.0-693.el7");
	struct hf_knobs knobs = knobs_of(&release, ghosts[_i].settings);
	struct hf_ghost_fate got;

	hf_predict_ghost(&release, &knobs, &got);
	ck_assert_int_eq(got.reset, ghosts[_i].reset);
	ck_assert_int_eq(got.end_ns, (int64_t)(ghosts[_i].end * 1e9 + 0.5));
	ck_assert_int_eq(got.listen_drops, ghosts[_i].drops);
	ck_assert_int_eq(got.synack_timeouts, ghosts[_i].timeouts);
	ck_assert_int_eq(got.late_synacks, ghosts[_i].late_synacks);
}
END_TEST

START_TEST(cookies_know_no_abort)
{
	struct hf_release release = release_of("6.18.44");
	struct hf_knobs knobs = knobs_of(&release, "tcp_abort_on_overflow=1");
	struct hf_third_ack third;

	hf_predict_third_ack(&knobs, true, &third);
	ck_assert(!third.reset);
	ck_assert_int_eq(third.out_rsts, 0);
	ck_assert_int_eq(third.cookies_recv, 1);
	hf_predict_third_ack(&knobs, false, &third);
	ck_assert(third.reset);
	ck_assert_int_eq(third.listen_drops + third.listen_overflows + third.embryonic_rsts +
				 third.out_rsts,
			 4);
}
END_TEST

/* ---- knobs ---- */

static const struct {
	const char *release, *setting, *says;
} refusals[] = {
	{"6.18.44", "frobs=1", "there is no key frobs; there are backlog, net.core.somaxconn"},
	{"6.18.44", "syncookies=1", "there is no key syncookies"},
	{"6.18.44", "net.tcp_syncookies=1", "there is no key net.tcp_syncookies"},
	{"6.18.44", "backlog", "backlog is no KEY=VALUE; write it like backlog=128"},
	{"6.18.44", "=1", "=1 is no KEY=VALUE"},
	{"6.18.44", "backlog=", "backlog=: the value is no whole number"},
	{"6.18.44", "backlog=1k", "backlog=1k: the value is no whole number"},
	{"6.18.44", "backlog=99999999999999999999", "is no whole number"},
	{"6.18.44", "tcp_synack_retries=256",
	 "net.ipv4.tcp_synack_retries=256: the kernel takes 0 to 255"},
	{"5.10.223", "tcp_synack_retries=256",
	 "net.ipv4.tcp_synack_retries=256: predict takes 0 to 255"},
	{"6.18.44", "tcp_syn_retries=0", "net.ipv4.tcp_syn_retries=0: the kernel takes 1 to 127"},
	{"6.18.44", "tcp_rto_max_ms=999",
	 "net.ipv4.tcp_rto_max_ms=999: the kernel takes 1000 to 120000"},
	{"6.14.0", "tcp_rto_max_ms=1000",
	 "Linux 6.14.0 has no net.ipv4.tcp_rto_max_ms, which came with 6.15; leave it out"},
	{"6.1.192", "tcp_syn_linear_timeouts=0",
	 "Linux 6.1.192 has no net.ipv4.tcp_syn_linear_timeouts, which came with 6.5"},
	{"3.10.0-693.el7", "somaxconn=65536",
	 "net.core.somaxconn=65536: Linux 3.10.0-693.el7 refuses it with EINVAL, its backlogs are "
	 "16 bits wide; give 0 to 65535"},
	{"3.16.0", "somaxconn=65536", "refuses it with EINVAL"},
	{"6.18.44", "somaxconn=-1", "net.core.somaxconn=-1: the kernel takes 0 to 2147483647"},
	{"6.18.44", "backlog=2147483648",
	 "backlog=2147483648: predict takes -2147483648 to 2147483647"},
	{"6.18.44", "proven=2", "proven=2: predict takes 0 to 1"},
};

START_TEST(bad_knobs_are_named)
{
	struct hf_release release = release_of(refusals[_i].release);
	struct hf_knobs knobs = {0};
	struct hf_fault fault = {0};
	int err = hf_knobs_set(&knobs, refusals[_i].setting, &fault);

	if (!err)
		err = hf_knobs_complete(&knobs, &release, &fault);
	ck_assert_int_lt(err, 0);
	ck_assert_msg(strstr(fault.text, refusals[_i].says), "\"%s\" does not say \"%s\"",
		      fault.text, refusals[_i].says);
}
END_TEST

START_TEST(keys_have_short_names)
{
	struct hf_release release = release_of("6.18.44");
	struct hf_knobs a = knobs_of(&release, "net.ipv4.tcp_syncookies=2 net.core.somaxconn=9");
	struct hf_knobs b = knobs_of(&release, "ipv4.tcp_syncookies=2 core.somaxconn=9");
	struct hf_knobs c = knobs_of(&release, "tcp_syncookies=2 somaxconn=9");
	struct hf_fault fault;

	ck_assert_int_eq(memcmp(a.v, b.v, sizeof(a.v)), 0);
	ck_assert_int_eq(memcmp(a.v, c.v, sizeof(a.v)), 0);
	ck_assert_int_eq(a.v[HF_BACKLOG], 9);
	ck_assert_int_eq(hf_knobs_set(&c, "net.core.somaxconn=9", &fault), -EINVAL);
	ck_assert_ptr_nonnull(strstr(fault.text, "given twice"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("predict");
	TCase *tests = tcase_create("predict");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, limits_are_right, 0, HF_ARRAY_LEN(limits));
	tcase_add_loop_test(tests, syns_are_counted, 0, HF_ARRAY_LEN(floods));
	tcase_add_loop_test(tests, schedules_are_right, 0, HF_ARRAY_LEN(schedules));
	tcase_add_loop_test(tests, retries2_is_a_time, 0, HF_ARRAY_LEN(models));
	tcase_add_loop_test(tests, extremes_end, 0, 4);
	tcase_add_loop_test(tests, thinning_is_right, 0, HF_ARRAY_LEN(thinnings));
	tcase_add_loop_test(tests, connect_is_right, 0, HF_ARRAY_LEN(connects));
	tcase_add_loop_test(tests, ghosts_are_right, 0, HF_ARRAY_LEN(ghosts));
	tcase_add_test(tests, cookies_know_no_abort);
	tcase_add_loop_test(tests, bad_knobs_are_named, 0, HF_ARRAY_LEN(refusals));
	tcase_add_test(tests, keys_have_short_names);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
