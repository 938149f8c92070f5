/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "suite.h"
#include "tick.h"

HF_CASE(moved) = {
	.name = "moved",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER), CONNECT(.name = "late"),
		       UNTIL(.mark = "seen", .requests = 1), QUIET(.ms = 50, .mark = "quiet")),
	.expect = EXPECT(DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 3, 5)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ, .claim_is = TRUE_AS_TOLD},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_AS_TOLD},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE, .claim_is = NO_LONGER_TRUE}),
};

HF_CASE(still) = {
	.name = "still",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER), CONNECT(.name = "late"),
		       UNTIL(.mark = "seen", .requests = 1), QUIET(.ms = 50, .mark = "quiet")),
	.expect = EXPECT(DELTA(SERVER, "IpExt.InOctets", 0), QUEUE("seen", ACCEPTQ_LEN, 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
};

HF_CASE(served) = {
	.name = "served",
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .argv = ARGV("nginx")),
		       CONNECT(.name = "late")),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.TCPLossProbes", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
};

enum { OLDEST, OLD, NEW };

/* Three kernels with the records of each. */
struct world {
	struct hf_record *records[3][8];
	struct hf_compare_input inputs[3];
	struct hf_comparison comparison;
};

static struct hf_record *add(struct world *w, int kernel, const char *name, enum hf_verdict verdict)
{
	static const char *const releases[] = {"3.10.0", "5.10.223", "6.18.44"};
	struct hf_record *record = calloc(1, sizeof(*record));

	ck_assert_ptr_nonnull(record);
	record->case_name = strdup(name);
	record->why = strdup(verdict == BROKEN ? "it broke" : verdict == SKIPPED ? "not here" : "");
	record->because = strdup("");
	record->capture_file = strdup("");
	record->verdict = verdict;
	snprintf(record->case_hash, sizeof(record->case_hash), "0123456789abcdef");
	snprintf(record->kernel.release, sizeof(record->kernel.release), "%s", releases[kernel]);
	record->kernel.jiffy_ns = 4 * HF_MS;
	record->latency_ns = HF_MS;
	ck_assert_int_eq(hf_addr_parse("10.0.0.1", &record->server), 0);
	ck_assert_int_eq(hf_addr_parse("10.0.0.2", &record->client), 0);
	w->records[kernel][w->inputs[kernel].count++] = record;
	w->inputs[kernel].label = releases[kernel];
	w->inputs[kernel].records = w->records[kernel];
	return record;
}

static void compare(struct world *w, int first, int last)
{
	ck_assert_int_eq(hf_compare(&w->inputs[first], (size_t)(last - first + 1), &w->comparison),
			 0);
}

static void done(struct world *w)
{
	hf_comparison_done(&w->comparison);
	for (int i = 0; i < 3; i++) {
		for (size_t k = 0; k < w->inputs[i].count; k++)
			hf_record_free(w->records[i][k]);
	}
}

static void count(struct hf_record *record, enum hf_host host, const char *name, int64_t value)
{
	struct hf_counter counter = {.value = value};

	snprintf(counter.name, sizeof(counter.name), "%s", name);
	ck_assert_int_eq(hf_record_append(&record->delta[host].counters, &record->delta[host].count,
					  sizeof(counter), &counter),
			 0);
}

static void mark(struct hf_record *record, const char *name, int64_t acceptq_len, int64_t requests)
{
	struct hf_record_mark one = {.acceptq_len = acceptq_len, .requests = requests};

	snprintf(one.name, sizeof(one.name), "%s", name);
	ck_assert_int_eq(HF_RECORD_APPEND(record, marks, mark_count, &one), 0);
}

static void call(struct hf_record *record, const char *name, int err, int64_t took_ns)
{
	struct hf_record_call one = {.host = CLIENT, .err = err, .end_ns = took_ns};

	snprintf(one.who, sizeof(one.who), "late");
	snprintf(one.call, sizeof(one.call), "%s", name);
	ck_assert_int_eq(HF_RECORD_APPEND(record, calls, call_count, &one), 0);
}

/* One connection "late", of SYNs alone. */
static void flow(struct hf_record *record, uint16_t sport)
{
	struct hf_record_flow one = {
		.client = record->client, .sport = sport, .dport = 8888, .count = 1, .ports = 1};

	snprintf(one.name, sizeof(one.name), "late");
	ck_assert_int_eq(HF_RECORD_APPEND(record, flows, flow_count, &one), 0);
}

static void packet(struct hf_record *record, uint16_t sport, bool from_client, uint8_t flags,
		   int64_t t_ns)
{
	struct hf_seg seg = {
		.t_ns = t_ns,
		.src = from_client ? record->client : record->server,
		.dst = from_client ? record->server : record->client,
		.sport = from_client ? sport : 8888,
		.dport = from_client ? 8888 : sport,
		.flags = flags,
	};

	ck_assert_int_eq(HF_RECORD_APPEND(record, packets, packet_total, &seg), 0);
}

static void expect_totals(const struct world *w, size_t same, size_t explained, size_t unexplained)
{
	const size_t *totals = w->comparison.totals;

	ck_assert_uint_eq(totals[HF_COMPARE_SAME], same);
	ck_assert_uint_eq(totals[HF_COMPARE_EXPLAINED], explained);
	ck_assert_uint_eq(totals[HF_COMPARE_UNEXPLAINED], unexplained);
}

static void expect_difference(const struct world *w, const char *what, const char *was,
			      const char *is)
{
	const struct hf_difference *one = w->comparison.results[0].differences;

	ck_assert_uint_eq(w->comparison.results[0].difference_count, 1);
	ck_assert_str_eq(one->what, what);
	ck_assert_str_eq(one->seen[0], was);
	ck_assert_str_eq(one->seen[1], is);
}

/* ---- classes ---- */

START_TEST(equal_records_are_the_same)
{
	struct world w = {0};

	add(&w, OLD, "still", AS_EXPECTED);
	add(&w, NEW, "still", AS_EXPECTED);
	compare(&w, OLD, NEW);
	expect_totals(&w, 1, 0, 0);
	ck_assert(hf_comparison_is_clear(&w.comparison));
	ck_assert(!w.comparison.results[0].unexpected);
	done(&w);
}
END_TEST

START_TEST(a_change_between_eras_explains)
{
	struct world w = {0};

	mark(add(&w, OLD, "moved", AS_EXPECTED), "quiet", 0, 1);
	mark(add(&w, NEW, "moved", AS_EXPECTED), "quiet", 0, 2);
	compare(&w, OLD, NEW);
	expect_totals(&w, 0, 1, 0);
	expect_difference(&w, "requests at \"quiet\"", "1", "2");
	/* Of all that changed since 5.10 only what bounds an era of the case. */
	ck_assert_uint_eq(w.comparison.results[0].changes, UINT64_C(1)
								   << SYNQ_ADMITS_LIMIT_PLUS_ONE);
	ck_assert(hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

START_TEST(nothing_explains_within_an_era)
{
	struct world w = {0};

	mark(add(&w, OLD, "still", AS_EXPECTED), "quiet", 0, 1);
	mark(add(&w, NEW, "still", AS_EXPECTED), "quiet", 0, 2);
	compare(&w, OLD, NEW);
	expect_totals(&w, 0, 0, 1);
	/* What could have been forgotten. */
	ck_assert(w.comparison.results[0].changes >> SYNQ_ADMITS_LIMIT_PLUS_ONE & 1);
	ck_assert(!hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

/* TcpExt.TW is counted otherwise since 5.18: no era need say so, but it explains nothing else. */
START_TEST(a_counter_counted_otherwise_needs_no_era)
{
	struct world w = {0};
	const struct hf_compared *result;

	count(add(&w, 1, "only", AS_EXPECTED), SERVER, "TcpExt.TW", 0);
	count(add(&w, 2, "only", AS_EXPECTED), SERVER, "TcpExt.TW", 2);
	count(add(&w, 1, "other", AS_EXPECTED), SERVER, "TcpExt.TW", 0);
	count(w.records[1][1], SERVER, "TcpExt.TWRecycled", 0);
	count(add(&w, 2, "other", AS_EXPECTED), SERVER, "TcpExt.TW", 2);
	count(w.records[2][1], SERVER, "TcpExt.TWRecycled", 1);
	compare(&w, 1, 2);
	ck_assert_uint_eq(w.comparison.count, 2);
	result = w.comparison.results;
	ck_assert_str_eq(result[0].id, "only");
	ck_assert_int_eq(result[0].class, HF_COMPARE_EXPLAINED);
	ck_assert(result[0].changes == UINT64_C(1) << TW_COUNTED_AT_CREATION);
	ck_assert_int_eq(result[1].class, HF_COMPARE_UNEXPLAINED);
	done(&w);
}
END_TEST

START_TEST(nothing_explains_what_is_not_as_expected)
{
	struct world w = {0};

	mark(add(&w, OLD, "moved", AS_EXPECTED), "quiet", 0, 1);
	mark(add(&w, NEW, "moved", DIFFERS), "quiet", 0, 2);
	compare(&w, OLD, NEW);
	expect_totals(&w, 0, 0, 1);
	ck_assert_int_eq(w.comparison.results[0].differences[0].about, HF_ASPECT_VERDICT);
	done(&w);
}
END_TEST

START_TEST(wrong_on_both_alike_is_said)
{
	struct world w = {0};

	add(&w, OLD, "moved", DIFFERS);
	add(&w, NEW, "moved", DIFFERS);
	compare(&w, OLD, NEW);
	expect_totals(&w, 1, 0, 0);
	ck_assert(w.comparison.results[0].unexpected);
	done(&w);
}
END_TEST

START_TEST(another_experiment_is_not_compared)
{
	struct world w = {0};

	add(&w, OLD, "still", AS_EXPECTED);
	snprintf(add(&w, NEW, "still", AS_EXPECTED)->case_hash, 17, "fedcba9876543210");
	add(&w, OLD, "moved", AS_EXPECTED);
	add(&w, NEW, "moved", AS_EXPECTED);
	compare(&w, OLD, NEW);
	expect_totals(&w, 1, 0, 0);
	ck_assert_uint_eq(w.comparison.totals[HF_COMPARE_OTHER], 1);
	ck_assert_ptr_nonnull(strstr(w.comparison.results[1].why, "run both again"));
	ck_assert(!hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

START_TEST(new_broken_and_skipped_are_classes)
{
	struct world w = {0};

	add(&w, NEW, "a-new-one", AS_EXPECTED);
	add(&w, OLD, "moved", AS_EXPECTED);
	add(&w, NEW, "moved", BROKEN);
	add(&w, OLD, "still", SKIPPED);
	add(&w, NEW, "still", AS_EXPECTED);
	compare(&w, OLD, NEW);
	expect_totals(&w, 0, 0, 0);
	ck_assert_uint_eq(w.comparison.count, 3);
	ck_assert_int_eq(w.comparison.results[0].class, HF_COMPARE_NEW);
	ck_assert_str_eq(w.comparison.results[0].why, "only in 6.18.44");
	ck_assert_int_eq(w.comparison.results[1].class, HF_COMPARE_BROKEN);
	ck_assert_str_eq(w.comparison.results[1].why, "it broke");
	ck_assert_int_eq(w.comparison.results[2].class, HF_COMPARE_SKIPPED);
	ck_assert_uint_eq(w.comparison.results[2].to, 0);
	ck_assert(!hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

START_TEST(a_stated_reason_for_a_skip_is_clear)
{
	struct world w = {0};
	struct hf_record *record;

	record = add(&w, OLD, "still", SKIPPED);
	add(&w, NEW, "still", AS_EXPECTED);
	compare(&w, OLD, NEW);
	ck_assert_int_eq(w.comparison.results[0].class, HF_COMPARE_SKIPPED);
	ck_assert(hf_comparison_is_clear(&w.comparison));
	hf_comparison_done(&w.comparison);
	record->why[0] = '\0';
	compare(&w, OLD, NEW);
	ck_assert(!hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

START_TEST(skipped_everywhere_is_the_same_for_the_same_reason)
{
	struct world w = {0};
	struct hf_record *record;

	add(&w, OLD, "moved", SKIPPED);
	add(&w, NEW, "moved", SKIPPED);
	add(&w, OLD, "still", SKIPPED);
	record = add(&w, NEW, "still", SKIPPED);
	free(record->why);
	record->why = strdup("not there");
	compare(&w, OLD, NEW);
	expect_totals(&w, 1, 0, 1);
	done(&w);
}
END_TEST

START_TEST(a_new_one_alone_is_clear)
{
	struct world w = {0};

	add(&w, OLD, "moved", AS_EXPECTED);
	add(&w, OLD, "still", AS_EXPECTED);
	add(&w, NEW, "still", AS_EXPECTED);
	compare(&w, OLD, NEW);
	ck_assert_str_eq(w.comparison.results[0].why, "only in 5.10.223");
	ck_assert(hf_comparison_is_clear(&w.comparison));
	done(&w);
}
END_TEST

START_TEST(three_are_compared_step_by_step)
{
	struct world w = {0};

	mark(add(&w, OLDEST, "moved", AS_EXPECTED), "quiet", 0, 1);
	mark(add(&w, OLD, "moved", AS_EXPECTED), "quiet", 0, 2);
	mark(add(&w, NEW, "moved", AS_EXPECTED), "quiet", 0, 3);
	compare(&w, OLDEST, NEW);
	expect_totals(&w, 0, 2, 0);
	ck_assert_uint_eq(w.comparison.results[0].from, OLDEST);
	ck_assert_uint_eq(w.comparison.results[0].changes, UINT64_C(1)
								   << SYN_REFUSED_ON_FULL_ACCEPTQ);
	ck_assert_uint_eq(w.comparison.results[1].from, OLD);
	ck_assert_uint_eq(w.comparison.results[1].changes, UINT64_C(1)
								   << SYNQ_ADMITS_LIMIT_PLUS_ONE);
	done(&w);
}
END_TEST

/* The one in the middle is broken: its neighbours are compared, and both changes may have done it.
 */
START_TEST(a_broken_one_is_stepped_over)
{
	struct world w = {0};

	mark(add(&w, OLDEST, "moved", AS_EXPECTED), "quiet", 0, 1);
	add(&w, OLD, "moved", BROKEN);
	mark(add(&w, NEW, "moved", AS_EXPECTED), "quiet", 0, 3);
	add(&w, OLDEST, "still", AS_EXPECTED);
	add(&w, NEW, "still", AS_EXPECTED);
	compare(&w, OLDEST, NEW);
	expect_totals(&w, 1, 1, 0);
	ck_assert_int_eq(w.comparison.results[0].class, HF_COMPARE_BROKEN);
	ck_assert_uint_eq(w.comparison.results[1].from, OLDEST);
	ck_assert_uint_eq(w.comparison.results[1].to, NEW);
	ck_assert_uint_eq(w.comparison.results[1].changes,
			  UINT64_C(1) << SYN_REFUSED_ON_FULL_ACCEPTQ |
				  UINT64_C(1) << SYNQ_ADMITS_LIMIT_PLUS_ONE);
	ck_assert_int_eq(w.comparison.results[2].class, HF_COMPARE_NEW);
	ck_assert_str_eq(w.comparison.results[2].why, "not in 5.10.223");
	done(&w);
}
END_TEST

START_TEST(the_run_that_differs_stands_for_all)
{
	struct world w = {0};

	add(&w, OLD, "still", AS_EXPECTED);
	add(&w, NEW, "still", AS_EXPECTED);
	add(&w, NEW, "still", DIFFERS);
	add(&w, NEW, "still", BROKEN);
	compare(&w, OLD, NEW);
	expect_totals(&w, 0, 0, 1);
	ck_assert_uint_eq(w.comparison.count, 1);
	done(&w);
}
END_TEST

/* ---- what counts as a difference ---- */

/* Compares two records of a case on which `see` has set what was seen, the second time with `n`. */
static size_t differences_in(const char *name, void (*see)(struct hf_record *record, int n), int n)
{
	struct world w = {0};
	size_t found;

	see(add(&w, OLD, name, AS_EXPECTED), 0);
	see(add(&w, NEW, name, AS_EXPECTED), n);
	compare(&w, OLD, NEW);
	found = w.comparison.results[0].difference_count;
	done(&w);
	return found;
}

static size_t differences_of(void (*see)(struct hf_record *record, int n), int n)
{
	return differences_in("still", see, n);
}

static void see_drops(struct hf_record *record, int n)
{
	count(record, SERVER, "TcpExt.ListenDrops", n);
}

static void see_traffic(struct hf_record *record, int n)
{
	count(record, SERVER, "Tcp.InSegs", n);
	count(record, SERVER, "TcpExt.DelayedACKs", n);
	count(record, SERVER, "TcpExt.TCPPureAcks", n);
}

static void see_octets(struct hf_record *record, int n)
{
	count(record, SERVER, "IpExt.InOctets", n);
	count(record, SERVER, "IpExt.OutOctets", n);
}

static void see_new_counter(struct hf_record *record, int n)
{
	if (n)
		count(record, SERVER, "TcpExt.TcpTimeoutRehash", n);
}

static void see_probes(struct hf_record *record, int n)
{
	count(record, SERVER, "TcpExt.TCPLossProbes", n);
	count(record, CLIENT, "TcpExt.TCPLossProbes", n);
}

/* Of a real program's doings only what is stated, or watched, is told. */
START_TEST(when_a_program_sends_is_its_own)
{
	ck_assert_uint_eq(differences_of(see_probes, 7), 2);
	ck_assert_uint_eq(differences_in("served", see_probes, 7), 1);
	ck_assert_uint_eq(differences_in("served", see_drops, 1), 1);
}
END_TEST

START_TEST(counters_count_unless_they_are_traffic)
{
	ck_assert_uint_eq(differences_of(see_drops, 0), 0);
	ck_assert_uint_eq(differences_of(see_drops, 1), 1);
	ck_assert_uint_eq(differences_of(see_traffic, 7), 0);
	/* One of the two is stated by the case. */
	ck_assert_uint_eq(differences_of(see_octets, 7), 1);
	/* A counter that one kernel lacks says nothing about its behaviour. */
	ck_assert_uint_eq(differences_of(see_new_counter, 1), 0);
}
END_TEST

START_TEST(a_stated_range_is_chance)
{
	for (int drops = 5; drops <= 6; drops++) {
		struct world w = {0};

		count(add(&w, OLD, "moved", AS_EXPECTED), SERVER, "TcpExt.ListenDrops", 3);
		count(add(&w, NEW, "moved", AS_EXPECTED), SERVER, "TcpExt.ListenDrops", drops);
		compare(&w, OLD, NEW);
		ck_assert_uint_eq(w.comparison.results[0].difference_count, drops > 5);
		done(&w);
	}
}
END_TEST

static void see_at_until(struct hf_record *record, int n)
{
	mark(record, "seen", 0, n);
}

static void see_stated_at_until(struct hf_record *record, int n)
{
	mark(record, "seen", n, 0);
}

static void see_at_end(struct hf_record *record, int n)
{
	mark(record, "end", n, n);
	record->marks[0].sockets[CLIENT].by_state[1] = (uint32_t)n;
}

static void see_mark_or_not(struct hf_record *record, int n)
{
	if (n)
		mark(record, "seen", 0, 0);
}

START_TEST(sockets_count_where_all_is_quiet)
{
	ck_assert_uint_eq(differences_of(see_at_until, 1), 0);
	ck_assert_uint_eq(differences_of(see_stated_at_until, 1), 1);
	ck_assert_uint_eq(differences_of(see_at_end, 1), 3);
	ck_assert_uint_eq(differences_of(see_mark_or_not, 1), 1);
}
END_TEST

static void see_timeout(struct hf_record *record, int n)
{
	call(record, "connect", ETIMEDOUT, 7 * HF_SEC + n * HF_MS);
}

static void see_long_recv(struct hf_record *record, int n)
{
	call(record, "recv", 0, HF_SEC + n * HF_MS);
}

static void see_error(struct hf_record *record, int n)
{
	call(record, "recv", n, HF_SEC);
}

/* Which of two connections fails is chance. */
static void see_two(struct hf_record *record, int n)
{
	call(record, "connect", n ? ETIMEDOUT : 0, 7 * HF_SEC);
	call(record, "connect", n ? 0 : ETIMEDOUT, 7 * HF_SEC);
}

START_TEST(calls_count_by_outcome_and_timer)
{
	ck_assert_uint_eq(differences_of(see_timeout, 20), 0);
	ck_assert_uint_eq(differences_of(see_timeout, 1000), 1);
	ck_assert_uint_eq(differences_of(see_long_recv, 1000), 0);
	ck_assert_uint_eq(differences_of(see_error, ECONNRESET), 1);
	ck_assert_uint_eq(differences_of(see_two, 1), 0);
}
END_TEST

/* A SYN, repeated once; the port is another one each time. */
static void see_repeated_syn(struct hf_record *record, int n)
{
	uint16_t sport = (uint16_t)(40000 + n);

	flow(record, sport);
	packet(record, sport, true, HF_TCP_SYN, HF_SEC);
	packet(record, sport, true, HF_TCP_SYN, 2 * HF_SEC + n * HF_MS);
}

/* An answer that the experimenter had to wait for. */
static void see_late_answer(struct hf_record *record, int n)
{
	flow(record, 40000);
	packet(record, 40000, true, HF_TCP_SYN, HF_SEC);
	packet(record, 40000, true, HF_TCP_ACK, 2 * HF_SEC + n * HF_MS);
}

static void see_syn_or_rst(struct hf_record *record, int n)
{
	flow(record, 40000);
	packet(record, 40000, true, HF_TCP_SYN, HF_SEC);
	packet(record, 40000, false, n ? HF_TCP_RST : HF_TCP_SYN | HF_TCP_ACK, HF_SEC);
}

static void see_preparation(struct hf_record *record, int n)
{
	record->measure_ns = 2 * HF_SEC;
	see_syn_or_rst(record, n);
}

static void see_nameless(struct hf_record *record, int n)
{
	for (int i = 0; i < 2 + n; i++)
		packet(record, 50000, i == 0, i ? HF_TCP_ACK : HF_TCP_SYN, HF_SEC);
}

START_TEST(the_wire_counts_by_sequence_and_timer)
{
	ck_assert_uint_eq(differences_of(see_repeated_syn, 20), 0);
	ck_assert_uint_eq(differences_of(see_repeated_syn, 500), 1);
	ck_assert_uint_eq(differences_of(see_late_answer, 5000), 0);
	ck_assert_uint_eq(differences_of(see_syn_or_rst, 1), 1);
	ck_assert_uint_eq(differences_of(see_preparation, 1), 0);
	ck_assert_uint_eq(differences_of(see_nameless, 0), 0);
	ck_assert_uint_eq(differences_of(see_nameless, 1), 1);
}
END_TEST

/* Times are told in both, and long common beginnings are left out. */
START_TEST(wire_is_told_shortly)
{
	struct world w = {0};

	see_repeated_syn(add(&w, OLD, "still", AS_EXPECTED), 0);
	see_syn_or_rst(add(&w, NEW, "still", AS_EXPECTED), 1);
	compare(&w, OLD, NEW);
	expect_difference(&w, "wire of late", "< S x2 after 1.000 s", "< S, > R");
	done(&w);
}
END_TEST

/* 100 tuples: told by numbers, and by these only where a kind of segment is there or not. */
static void see_flood(struct hf_record *record, int n)
{
	struct hf_record_count resets = {.flags = "R", .packets = n};
	struct hf_record_count syns = {.from_client = true, .flags = "S", .packets = 100};

	flow(record, 20000);
	record->flows[0].count = record->flows[0].ports = 100;
	ck_assert_int_eq(HF_RECORD_APPEND(record, counts, count_count, &syns), 0);
	if (n)
		ck_assert_int_eq(HF_RECORD_APPEND(record, counts, count_count, &resets), 0);
}

static void see_larger_flood(struct hf_record *record, int n)
{
	see_flood(record, n + 1);
}

START_TEST(floods_are_counted)
{
	ck_assert_uint_eq(differences_of(see_flood, 0), 0);
	ck_assert_uint_eq(differences_of(see_flood, 5), 1);
	ck_assert_uint_eq(differences_of(see_larger_flood, 5), 0);
}
END_TEST

START_TEST(every_class_and_aspect_has_a_name)
{
	for (int i = HF_COMPARE_SAME; i < HF_COMPARE_CLASSES; i++)
		ck_assert_str_ne(hf_compare_class_text(i), "");
	for (int i = HF_ASPECT_VERDICT; i <= HF_ASPECT_COUNTERS; i++)
		ck_assert_str_ne(hf_aspect_text(i), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compare");
	TCase *tests = tcase_create("compare");

	tcase_add_test(tests, equal_records_are_the_same);
	tcase_add_test(tests, a_change_between_eras_explains);
	tcase_add_test(tests, nothing_explains_within_an_era);
	tcase_add_test(tests, a_counter_counted_otherwise_needs_no_era);
	tcase_add_test(tests, nothing_explains_what_is_not_as_expected);
	tcase_add_test(tests, wrong_on_both_alike_is_said);
	tcase_add_test(tests, another_experiment_is_not_compared);
	tcase_add_test(tests, new_broken_and_skipped_are_classes);
	tcase_add_test(tests, a_stated_reason_for_a_skip_is_clear);
	tcase_add_test(tests, skipped_everywhere_is_the_same_for_the_same_reason);
	tcase_add_test(tests, a_new_one_alone_is_clear);
	tcase_add_test(tests, three_are_compared_step_by_step);
	tcase_add_test(tests, a_broken_one_is_stepped_over);
	tcase_add_test(tests, the_run_that_differs_stands_for_all);
	tcase_add_test(tests, counters_count_unless_they_are_traffic);
	tcase_add_test(tests, when_a_program_sends_is_its_own);
	tcase_add_test(tests, a_stated_range_is_chance);
	tcase_add_test(tests, sockets_count_where_all_is_quiet);
	tcase_add_test(tests, calls_count_by_outcome_and_timer);
	tcase_add_test(tests, the_wire_counts_by_sequence_and_timer);
	tcase_add_test(tests, wire_is_told_shortly);
	tcase_add_test(tests, floods_are_counted);
	tcase_add_test(tests, every_class_and_aspect_has_a_name);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
