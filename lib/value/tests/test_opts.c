/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opts.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static struct hf_opts parsed(const char *text)
{
	struct hf_opts opts;

	ck_assert_msg(hf_opts_parse(text, strlen(text), &opts) == 0, "\"%s\"", text);
	return opts;
}

static void check_text(const char *text, const char *again)
{
	struct hf_opts opts = parsed(text);
	char said[HF_OPTS_TEXT];

	hf_opts_text(&opts, said);
	ck_assert_str_eq(said, again);
}

START_TEST(reads_what_packetdrill_writes)
{
	struct hf_opts opts = parsed("mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7");

	ck_assert_uint_eq(opts.has, HF_OPT_MSS | HF_OPT_SACK_OK | HF_OPT_TS | HF_OPT_WSCALE);
	ck_assert(opts.mss_said && opts.wscale_said && opts.tsval_said && opts.tsecr_said);
	ck_assert_uint_eq(opts.mss, 1460);
	ck_assert_uint_eq(opts.wscale, 7);
	ck_assert_uint_eq(opts.tsval, 100);
	ck_assert_uint_eq(opts.tsecr, 0);
	opts = parsed("TS ecr 4294967295");
	ck_assert(!opts.tsval_said && opts.tsecr_said);
	ck_assert_uint_eq(opts.tsecr, UINT32_MAX);
	ck_assert_uint_eq(parsed("").has, 0);
	ck_assert_uint_eq(parsed(" nop , nop, eol ").has, 0);
}
END_TEST

START_TEST(writes_in_the_kernels_order)
{
	check_text("", "");
	check_text("nop,wscale 7,TS val 1 ecr 2,sackOK,mss 1460",
		   "mss 1460,sackOK,TS val 1 ecr 2,wscale 7");
	check_text("mss,TS,wscale", "mss,TS,wscale");
	check_text("TS ecr 5 val 4", "TS val 4 ecr 5");
	check_text("other,wscale 0", "wscale 0,other");
	/* The longest there is. */
	check_text("mss 65535,sackOK,TS val 4294967295 ecr 4294967295,wscale 255,other",
		   "mss 65535,sackOK,TS val 4294967295 ecr 4294967295,wscale 255,other");
}
END_TEST

START_TEST(refuses)
{
	static const char *const bad[] = {
		"mss 0",     "mss 65536", "mss 1 2",  "mss 1460,mss 1460", "wscale 256",
		"sackOK 1",  "TS 5",	  "TS val",   "TS val 1 val 2",	   "TS val x",
		"TS val -1", "nop 1",	  "sackok",   "mss 1460,",	   ",",
		"other 1",   "mss=1460",  "TS val 4294967296",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct hf_opts opts;

		ck_assert_msg(hf_opts_parse(bad[i], strlen(bad[i]), &opts) == -EINVAL, "\"%s\"",
			      bad[i]);
	}
}
END_TEST

START_TEST(fits_all_or_nothing)
{
	const struct hf_seg full = {
		.mss = 1460,
		.sack_ok = true,
		.has_ts = true,
		.tsval = 7,
		.tsecr = 9,
		.has_wscale = true,
		.wscale = 7,
	};
	static const struct {
		const char *text;
		bool fits;
	} lists[] = {
		{"mss,sackOK,TS,wscale", true},
		{"mss 1460,sackOK,TS val 7 ecr 9,nop,wscale 7", true},
		{"mss 1460,sackOK,TS ecr 9,wscale", true},
		{"mss 1440,sackOK,TS,wscale", false},
		{"mss,sackOK,TS val 8,wscale", false},
		{"mss,sackOK,TS ecr 8,wscale", false},
		{"mss,sackOK,TS,wscale 6", false},
		{"mss,sackOK,TS", false},
		{"mss,sackOK,TS,wscale,other", false},
		{"", false},
	};
	struct hf_seg bare = {0}, made = {0};
	struct hf_opts none = parsed("nop"), opts = hf_opts_of(&full);

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		opts = parsed(lists[i].text);
		ck_assert_msg(hf_opts_fit(&opts, &full) == lists[i].fits, "\"%s\"", lists[i].text);
	}
	ck_assert(hf_opts_fit(&none, &bare));
	bare.other_opts = true;
	ck_assert(!hf_opts_fit(&none, &bare));
	opts = hf_opts_of(&full);
	hf_opts_put(&opts, &made);
	ck_assert(hf_opts_fit(&opts, &made));
	hf_opts_put(&none, &made);
	ck_assert(hf_opts_fit(&none, &made));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("opts");
	TCase *tc = tcase_create("all");

	tcase_add_test(tc, reads_what_packetdrill_writes);
	tcase_add_test(tc, writes_in_the_kernels_order);
	tcase_add_test(tc, refuses);
	tcase_add_test(tc, fits_all_or_nothing);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
