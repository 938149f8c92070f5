/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "invariants.h"

#include "counters.h"
#include "judge.h"
#include "own.h"
#include "sample.h"
#include "suite.h"

static const struct hf_release el7 = {.major = 3, .minor = 10, .el7 = 693};
static const struct hf_release today = {.major = 6, .minor = 18, .patch = 44};

static const struct hf_invariant *named(const char *name)
{
	size_t count;
	const struct hf_invariant *all = hf_invariants(&count);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(all[i].name, name))
			return &all[i];
	ck_abort_msg("no invariant %s", name);
	return NULL;
}

/* ---- a record that keeps all of them, mutated ---- */

/*
 * A server during a flood with an abort or two: 10 SYNs refused for a full SYN queue, 7 segments
 * for a full accept queue, 2 of which had wanted a cookie, 40 cookies sent.
 */
static const struct {
	const char *counter;
	int64_t value;
} flood[] = {
	{"TcpExt.ListenOverflows", 7},
	{"TcpExt.ListenDrops", 17},
	{"TcpExt.TCPReqQFullDrop", 10},
	{"TcpExt.TCPReqQFullDoCookies", 42},
	{"TcpExt.SyncookiesSent", 40},
	{"TcpExt.SyncookiesFailed", 3},
	{"Tcp.OutRsts", 9},
	{"TcpExt.EmbryonicRsts", 12},
	{"Tcp.AttemptFails", 5},
	{"TcpExt.TCPAbortOnClose", 9},
	{"TcpExt.TCPSYNChallenge", 6},
	{"TcpExt.TCPChallengeACK", 4},
	{"TcpExt.TCPACKSkippedChallenge", 2},
	{"TcpExt.TCPSynRetrans", 21},
	{"Tcp.RetransSegs", 21},
	{"Tcp.InCsumErrors", 1},
	{"Tcp.InErrs", 1},
};

/* By `host` these counters, of them `changed` by `by`; half of each was there before MEASURE. */
static struct hf_record *flooded(enum hf_host host, const char *changed, int64_t by)
{
	struct hf_record *record = sample_record();

	for (size_t i = 0; i < HF_ARRAY_LEN(flood); i++) {
		int64_t value = flood[i].value, before = value / 2;

		if (!strcmp(changed, flood[i].counter))
			value += by;
		sample_sets(&record->before[host], flood[i].counter, before);
		sample_counts(record, host, flood[i].counter, value - before);
	}
	return record;
}

/* Everything that moves is mentioned, so that only invariants can be broken. */
static void judge_flood(struct hf_record *record, const struct hf_release *release)
{
	struct hf_expect rules[2 * HF_ARRAY_LEN(flood) + 1] = {0};
	const struct hf_case c = {.name = "sample", .expect = rules, .eras = ALWAYS(TRUE_AS_TOLD)};
	const struct hf_variant variant = {&c, -1, false};

	for (size_t i = 0; i < HF_ARRAY_LEN(rules) - 1; i++)
		rules[i] = (struct hf_expect)DELTA_BETWEEN(i % 2 ? SERVER : CLIENT,
							   flood[i / 2].counter, -1000, 1000);
	ck_assert_int_eq(hf_judge(&variant, release, record), 0);
}

START_TEST(a_sound_record_keeps_all)
{
	for (int host = SERVER; host <= CLIENT; host++) {
		struct hf_record *record = flooded(host, "", 0);

		judge_flood(record, &today);
		ck_assert_msg(record->verdict == AS_EXPECTED, "%s: %s", record->reasons->rule,
			      record->reasons->seen);
		hf_record_free(record);
	}
}
END_TEST

/* One counter too many or too few breaks the invariants that it stands in, and no others. */
static const struct {
	const char *counter;
	int64_t by;
	const char *broken[3];
} mutations[] = {
	{"TcpExt.ListenOverflows", 1, {"refused-are-drops"}},
	{"TcpExt.ListenOverflows", -1, {NULL}},
	{"TcpExt.ListenDrops", -1, {"refused-are-drops"}},
	{"TcpExt.ListenDrops", 1, {NULL}},
	{"TcpExt.TCPReqQFullDrop", 1, {"refused-are-drops"}},
	{"TcpExt.SyncookiesSent", 3, {"cookies-were-wanted"}},
	{"TcpExt.SyncookiesSent", -6, {"wanted-cookies-are-sent"}},
	{"TcpExt.TCPReqQFullDoCookies", -3, {"cookies-were-wanted"}},
	{"TcpExt.TCPReqQFullDoCookies", 6, {"wanted-cookies-are-sent"}},
	{"TcpExt.SyncookiesFailed", 7, {"failed-cookies-are-reset"}},
	{"Tcp.OutRsts", -1, {"aborts-on-close-are-reset"}},
	{"Tcp.OutRsts",
	 -8,
	 {"failed-cookies-are-reset", "embryos-fail-or-are-reset", "aborts-on-close-are-reset"}},
	{"TcpExt.EmbryonicRsts", 3, {"embryos-fail-or-are-reset"}},
	{"Tcp.AttemptFails", -3, {"embryos-fail-or-are-reset"}},
	{"TcpExt.TCPAbortOnClose", 1, {"aborts-on-close-are-reset"}},
	{"TcpExt.TCPSYNChallenge", 1, {"syns-are-challenged"}},
	{"TcpExt.TCPChallengeACK", -1, {"syns-are-challenged"}},
	{"TcpExt.TCPACKSkippedChallenge", -1, {"syns-are-challenged"}},
	/* More than a machine's old limit may go unanswered and uncounted. */
	{"TcpExt.TCPSYNChallenge", 94, {"syns-are-challenged"}},
	{"TcpExt.TCPSYNChallenge", 95, {NULL}},
	{"TcpExt.TCPSynRetrans", 1, {"syns-again-are-segments-again"}},
	{"Tcp.RetransSegs", -1, {"syns-again-are-segments-again"}},
	{"Tcp.InCsumErrors", 1, {"wrong-checksums-are-errors"}},
	{"Tcp.InErrs", -1, {"wrong-checksums-are-errors"}},
};

START_TEST(a_mutated_record_breaks_its_invariants)
{
	for (int host = SERVER; host <= CLIENT; host++) {
		struct hf_record *record = flooded(host, mutations[_i].counter, mutations[_i].by);
		size_t expected = 0;

		while (expected < 3 && mutations[_i].broken[expected])
			expected++;
		judge_flood(record, &today);
		ck_assert_uint_eq(record->reason_count, expected);
		ck_assert_int_eq(record->verdict, expected ? DIFFERS : AS_EXPECTED);
		for (size_t i = 0; i < expected; i++) {
			ck_assert_ptr_nonnull(
				strstr(record->reasons[i].rule, mutations[_i].broken[i]));
			ck_assert_ptr_nonnull(strstr(record->reasons[i].rule,
						     host == SERVER ? "server" : "client"));
			ck_assert_str_eq(record->reasons[i].hint, "");
		}
		hf_record_free(record);
	}
}
END_TEST

START_TEST(tells_both_sums)
{
	struct hf_record *record = flooded(SERVER, "TcpExt.ListenDrops", -1);

	judge_flood(record, &today);
	ck_assert_str_eq(record->reasons[0].rule, "invariant refused-are-drops on the server");
	ck_assert_str_eq(record->reasons[0].expected,
			 "TcpExt.ListenOverflows + TcpExt.TCPReqQFullDrop is at most "
			 "TcpExt.ListenDrops");
	ck_assert_str_eq(record->reasons[0].seen, "17 and 16");
	hf_record_free(record);
}
END_TEST

/* ---- by itself ---- */

static bool holds(const char *name, const struct hf_release *release, struct hf_record *record)
{
	int64_t least, most;

	return hf_invariant_holds(named(name), release, &record->before[SERVER],
				  &record->delta[SERVER], &least, &most);
}

/* Before 4.7 a cookie that is sent is a drop too. */
START_TEST(dated_ones_hold_in_their_time)
{
	struct hf_record *record = sample_record();

	sample_counts(record, SERVER, "TcpExt.TCPReqQFullDoCookies", 5);
	sample_counts(record, SERVER, "TcpExt.SyncookiesSent", 5);
	ck_assert(holds("wanted-cookies-are-sent", &today, record));
	ck_assert(holds("wanted-cookies-are-drops", &today, record));
	ck_assert(holds("wanted-cookies-are-sent", &el7, record));
	ck_assert(!holds("wanted-cookies-are-drops", &el7, record));
	sample_counts(record, SERVER, "TcpExt.ListenDrops", 5);
	ck_assert(holds("wanted-cookies-are-drops", &el7, record));
	hf_record_free(record);
}
END_TEST

/* What a kernel does not count stands at nothing: on 3.10 no challenge is skipped. */
START_TEST(absent_counters_count_nothing)
{
	struct hf_record *record = sample_record();

	ck_assert(holds("syns-are-challenged", &el7, record));
	sample_counts(record, SERVER, "TcpExt.TCPSYNChallenge", 2);
	sample_counts(record, SERVER, "TcpExt.TCPChallengeACK", 2);
	ck_assert(holds("syns-are-challenged", &el7, record));
	hf_record_free(record);
}
END_TEST

/* Their counters are known, and a name is one's own. */
START_TEST(all_are_well_formed)
{
	size_t count;
	const struct hf_invariant *all = hf_invariants(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_eq(named(all[i].name), &all[i]);
		ck_assert(all[i].least[0] && all[i].most[0]);
		for (size_t k = 0; k < HF_INVARIANT_TERMS; k++) {
			ck_assert(!all[i].least[k] || hf_counter_known(all[i].least[k]));
			ck_assert(!all[i].most[k] || hf_counter_known(all[i].most[k]));
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("invariants");
	TCase *tc = tcase_create("invariants");

	tcase_add_test(tc, a_sound_record_keeps_all);
	tcase_add_loop_test(tc, a_mutated_record_breaks_its_invariants, 0, HF_ARRAY_LEN(mutations));
	tcase_add_test(tc, tells_both_sums);
	tcase_add_test(tc, dated_ones_hold_in_their_time);
	tcase_add_test(tc, absent_counters_count_nothing);
	tcase_add_test(tc, all_are_well_formed);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
