/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thinned record is small, and judged as the whole one is. Floods are made of kinds of flows with
 * gaps by chance, and held against windows by chance.
 */
#include "thin.h"

#include "judge.h"
#include "own.h"
#include "record_json.h"
#include "sample.h"
#include "suite.h"

static uint32_t seed;

static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* ---- floods ---- */

static void see(struct hf_record *record, int64_t t_us, const char *kind, uint16_t port,
		const uint32_t isn[2])
{
	struct hf_seg *seg = sample_sees_from(record, t_us, kind, "198.18.0.1", port);
	bool client = kind[0] == '<';
	bool first = !strcmp(kind, "< S") || !strcmp(kind, "> S.");

	seg->seq = isn[client] + !first;
	if (strcmp(kind, "< S") != 0 && strcmp(kind, "< R") != 0)
		seg->ack = isn[!client] + 1;
	seg->win = client ? 512 : 64240;
}

/* One flow: a SYN that nobody answers, one that is answered again and again, one that is reset. */
static void add_flow(struct hf_record *record, int64_t t_us, uint16_t port, uint32_t jitter_us)
{
	const uint32_t isn[2] = {chance(UINT32_MAX), chance(UINT32_MAX)};
	uint32_t kind = chance(4);

	see(record, t_us, "< S", port, isn);
	if (kind < 2)
		return;
	see(record, t_us + chance(200), "> S.", port, isn);
	if (kind == 2) {
		see(record, t_us + 300 + chance(jitter_us), "< R", port, isn);
		return;
	}
	see(record, t_us + 1000000 + chance(jitter_us), "> S.", port, isn);
	see(record, t_us + 3000000 + chance(jitter_us), "> S.", port, isn);
}

static int by_time(const void *a, const void *b)
{
	const struct hf_seg *one = a, *other = b;

	return one->t_ns < other->t_ns ? -1 : one->t_ns > other->t_ns;
}

static struct hf_record *flood(uint16_t count, uint32_t jitter_us)
{
	struct hf_record *record = sample_record();

	sample_names(record, "flood", "198.18.0.1", 20000, count, 40000);
	sample_sent(record, "flood", count);
	/* Some come before MEASURE, which is at 100 ms. */
	for (uint16_t i = 0; i < count; i++)
		add_flow(record, 99000 + i * 10, (uint16_t)(20000 + i), jitter_us);
	qsort(record->packets, record->packet_total, sizeof(*record->packets), by_time);
	ck_assert_int_eq(hf_record_count_packets(record), 0);
	return record;
}

static struct hf_record *read_back(const char *text)
{
	struct hf_record *back = NULL;
	struct hf_fault fault = {0};

	ck_assert_msg(hf_record_from_json(text, strlen(text), "copy", &back, &fault) == 0, "%s",
		      fault.text);
	return back;
}

/* ---- small ---- */

START_TEST(is_small)
{
	struct hf_record *record = flood(40000, 1000);
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	struct hf_record *back = read_back(text);
	struct hf_thinned thinned;
	size_t kept = 0;

	ck_assert_int_eq(hf_thin(record, &thinned), 0);
	for (size_t i = 0; i < record->packet_total; i++)
		kept += thinned.keep[i];
	hf_thinned_done(&thinned);
	ck_assert_uint_ge(record->packet_total, 60000);
	ck_assert_uint_le(kept, 120);
	/* All kinds of flows together and none: their ports take most of the room. */
	ck_assert_uint_le(strlen(text), 2000000);
	ck_assert_uint_eq(back->packet_total, record->packet_total);
	hf_record_free(back);
	hf_record_free(record);
}
END_TEST

/* SYNs that nobody answers, and one that somebody does: two kinds, in one piece each. */
START_TEST(says_ranges)
{
	struct hf_record *record = sample_record();
	struct hf_thinned thinned;

	for (uint16_t port = 20000; port < 21000; port++)
		sample_sees(record, 200000 + port, "< S", port);
	sample_sees(record, 300000, "> S.", 20400);
	ck_assert_int_eq(hf_thin(record, &thinned), 0);
	ck_assert_uint_eq(thinned.alike_count, 2);
	ck_assert_uint_eq(thinned.alike[0].first, 20001);
	ck_assert_uint_eq(thinned.alike[0].last, 20399);
	ck_assert_uint_eq(thinned.alike[0].as, 20000);
	ck_assert_uint_eq(thinned.alike[1].first, 20401);
	ck_assert_uint_eq(thinned.alike[1].last, 20999);
	ck_assert_uint_eq(thinned.alike[1].as, 20000);
	hf_thinned_done(&thinned);
	hf_record_free(record);
}
END_TEST

/* A little is kept as it is. */
START_TEST(keeps_few_whole)
{
	for (uint16_t count = HF_RECORD_WHOLE_PACKETS; count <= HF_RECORD_WHOLE_PACKETS + 1;
	     count++) {
		struct hf_record *record = sample_record();
		HF_AUTO_FREE char *text = NULL;

		for (uint16_t i = 0; i < count; i++)
			sample_sees(record, 200000 + i, "< S", (uint16_t)(20000 + i));
		text = hf_record_to_json(record);
		ck_assert(!strstr(text, "\"alike\"") == (count == HF_RECORD_WHOLE_PACKETS));
		hf_record_free(record);
	}
}
END_TEST

START_TEST(thinned_again_stays)
{
	struct hf_record *record = flood(2000, 1000);
	HF_AUTO_FREE char *first = hf_record_to_json(record);
	struct hf_record *second = read_back(first);
	HF_AUTO_FREE char *text = hf_record_to_json(second);
	struct hf_record *third = read_back(text);
	HF_AUTO_FREE char *again = hf_record_to_json(third);

	ck_assert_str_eq(text, again);
	hf_record_free(record);
	hf_record_free(second);
	hf_record_free(third);
}
END_TEST

/* ---- judged alike ---- */

static enum hf_verdict verdict(struct hf_record *record, const struct hf_expect *expect)
{
	const struct hf_case c = {.name = "sample",
				  .expect = expect,
				  .eras = ALWAYS(TRUE_AS_TOLD)};
	const struct hf_variant variant = {.c = &c, .row = -1};
	const struct hf_release release = {.major = 6, .minor = 18, .patch = 44};

	ck_assert_int_eq(hf_judge(&variant, &release, record), 0);
	return record->verdict;
}

static int agreed[2];

static void judged_alike(struct hf_record *record, struct hf_record *back,
			 const struct hf_expect *expect)
{
	enum hf_verdict whole = verdict(record, expect);

	ck_assert_msg(whole == verdict(back, expect), "%s, thinned %s", hf_verdict_text(whole),
		      hf_verdict_text(back->verdict));
	agreed[whole == AS_EXPECTED]++;
}

/* Every flow of the flood shows one of the kinds; with windows by chance it may not. */
static void judge_wire(struct hf_record *record, struct hf_record *back, uint32_t reach_us)
{
	char text[256];

	snprintf(text, sizeof(text), "+0 < S; +0~%.6f > S.; ^%.6f~%.6f > S.; +%.6f~%.6f > S.",
		 (150 + chance(1000)) / 1e6, 1 - chance(reach_us) / 1e6,
		 1 + chance(reach_us) / 1e6, 2 - chance(reach_us) / 1e6,
		 2 + chance(reach_us) / 1e6);
	judged_alike(record, back, EXPECT(WIRE("flood", text)));
}

static struct hf_record *only_answered(uint16_t count, uint32_t jitter_us)
{
	struct hf_record *record = sample_record();

	sample_names(record, "flood", "198.18.0.1", 20000, count, 40000);
	for (uint16_t i = 0; i < count; i++) {
		const uint32_t isn[2] = {chance(UINT32_MAX), chance(UINT32_MAX)};
		uint16_t port = (uint16_t)(20000 + i);
		int64_t t_us = 200000 + i * 10;

		see(record, t_us, "< S", port, isn);
		see(record, t_us + chance(200), "> S.", port, isn);
		see(record, t_us + 1000000 + chance(jitter_us), "> S.", port, isn);
		see(record, t_us + 3000000 + chance(jitter_us), "> S.", port, isn);
	}
	qsort(record->packets, record->packet_total, sizeof(*record->packets), by_time);
	ck_assert_int_eq(hf_record_count_packets(record), 0);
	/* Windows as narrow as they are stated, but for a microsecond. */
	record->kernel.jiffy_ns = HF_US;
	return record;
}

START_TEST(wires_are_judged_alike)
{
	agreed[0] = agreed[1] = 0;
	for (seed = 1; seed < 60; seed++) {
		uint32_t start = seed, reach_us = 400 + chance(100000);
		struct hf_record *record = only_answered((uint16_t)(40 + chance(200)), reach_us);
		HF_AUTO_FREE char *text = hf_record_to_json(record);
		struct hf_record *back = read_back(text);

		ck_assert_ptr_nonnull(strstr(text, "\"alike\""));
		for (int i = 0; i < 20; i++)
			judge_wire(record, back, 4 * reach_us);
		hf_record_free(record);
		hf_record_free(back);
		seed = start;
	}
	ck_assert_int_ge(agreed[false], 100);
	ck_assert_int_ge(agreed[true], 100);
}
END_TEST

static int64_t packets_of(const struct hf_record *record, bool client, const char *flags)
{
	for (size_t i = 0; i < record->count_count; i++) {
		if (record->counts[i].from_client == client &&
		    !strcmp(record->counts[i].flags, flags))
			return record->counts[i].packets;
	}
	return 0;
}

START_TEST(counts_are_judged_alike)
{
	agreed[0] = agreed[1] = 0;
	for (seed = 1; seed < 30; seed++) {
		uint32_t start = seed;
		struct hf_record *record = flood((uint16_t)(150 + chance(500)), 1000);
		HF_AUTO_FREE char *text = hf_record_to_json(record);
		struct hf_record *back = read_back(text);

		for (int more = 0; more <= 1; more++) {
			judged_alike(record, back,
				     EXPECT(WIRE_COUNT(FROM_SERVER, "S.",
						       more + packets_of(record, false, "S."))));
			judged_alike(record, back,
				     EXPECT(WIRE_COUNT(FROM_CLIENT, "S",
						       more + packets_of(record, true, "S"))));
			judged_alike(record, back,
				     EXPECT(WIRE_FLOWS(FROM_CLIENT, "R",
						       more + packets_of(record, true, "R"))));
			judged_alike(record, back,
				     EXPECT(WIRE_TAIL(more + record->tail.packets, "> S.")));
		}
		hf_record_free(record);
		hf_record_free(back);
		seed = start;
	}
	ck_assert_int_eq(agreed[false], agreed[true]);
}
END_TEST

static void count_kept(const struct hf_record *record, bool keep[], const struct hf_thinned *thinned)
{
	for (size_t i = 0; i < record->packet_total; i++)
		keep[record->packets[i].sport] |= thinned->keep[i];
}

/* A flow of its own kind is never made like others: another window, number or side of MEASURE. */
START_TEST(what_is_special_stays)
{
	struct hf_record *record = sample_record();
	static bool keep[65536];
	struct hf_thinned thinned;

	memset(keep, 0, sizeof(keep));
	for (uint16_t port = 20000; port < 20300; port++) {
		sample_sees(record, port < 20100 ? 99000 : 200000, "< S", port)->seq = port;
		sample_sees(record, 210000, "< .", port)->seq = port + 1u;
	}
	record->packets[2 * 10].win = 1;
	record->packets[2 * 20].len = 1;
	record->packets[2 * 30].flags |= HF_TCP_ECE;
	record->packets[2 * 40 + 1].seq++;
	record->packets[2 * 50 + 1].ack++;
	record->packets[2 * 60].t_ns = record->measure_ns;
	record->packets[2 * 70 + 1].dport = 80;
	record->packets[2 * 90].mss = 1460;
	record->packets[2 * 91].has_wscale = true;
	/* Time stamps may differ; the least and the greatest stay. */
	for (size_t i = 0; i < record->packet_total; i++)
		record->packets[i].has_ts = true;
	record->packets[2 * 92].tsval = 7;
	record->packets[2 * 93 + 1].tsecr = 7;
	record->packets[2 * 80].src = sample_addr("198.18.0.7");
	ck_assert_int_eq(hf_thin(record, &thinned), 0);
	count_kept(record, keep, &thinned);
	for (uint16_t at = 10; at <= 50; at += 10)
		ck_assert_msg(keep[20000 + at], "port %d", 20000 + at);
	ck_assert(keep[20070] && keep[20080]);
	for (uint16_t port = 20090; port <= 20093; port++)
		ck_assert_msg(keep[port], "port %d", port);
	ck_assert(!keep[20005] && !keep[20299]);
	/* One side of MEASURE is not the other: two of either at least. */
	ck_assert_uint_ge(thinned.alike_count, 2);
	for (size_t i = 0; i < thinned.alike_count; i++) {
		const struct hf_alike *alike = &thinned.alike[i];

		ck_assert_int_eq(alike->first < 20100 && alike->first != 20060,
				 alike->as < 20100 && alike->as != 20060);
	}
	hf_thinned_done(&thinned);
	hf_record_free(record);
}
END_TEST

/* ---- the reverse ---- */

START_TEST(refuses_what_makes_no_sense)
{
	const struct hf_addr client = sample_addr(SAMPLE_CLIENT);
	const struct {
		struct hf_alike alike;
		size_t total;
		int err;
	} tries[] = {
		{{client, 8888, 20001, 20009, 20000}, 10, 0},
		{{client, 8888, 20001, 20009, 20000}, 9, -EBADMSG},
		{{client, 8888, 20001, 20009, 20000}, 11, -EBADMSG},
		{{client, 8888, 20001, 20009, 20002}, 10, -EBADMSG},
		{{client, 80, 20001, 20009, 20000}, 10, -EBADMSG},
		{{sample_addr("192.0.2.3"), 8888, 20001, 20009, 20000}, 10, -EBADMSG},
		{{client, 8888, 0, 65535, 20000}, HF_THIN_MOST_PACKETS + 1, -EBADMSG},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(tries); i++) {
		struct hf_record *record = sample_record();

		sample_sees(record, 200000, "< S", 20000);
		record->packet_total = tries[i].total;
		ck_assert_int_eq(hf_thicken(record, 1, &tries[i].alike, 1), tries[i].err);
		record->packet_total = 0;
		hf_record_free(record);
	}
}
END_TEST

/* Copies have other ports, and stand beside what they are copies of. */
START_TEST(copies)
{
	struct hf_record *record = sample_record();
	const struct hf_alike alike = {record->client, 8888, 20001, 20002, 20000};
	static const uint16_t ports[] = {20000, 20001, 20002, 20000, 20001, 20002};

	sample_sees(record, 200000, "< S", 20000)->seq = 77;
	sample_sees(record, 200100, "> S.", 20000)->ack = 78;
	record->packet_total = 6;
	ck_assert_int_eq(hf_thicken(record, 2, &alike, 1), 0);
	for (size_t i = 0; i < 6; i++) {
		const struct hf_seg *seg = &record->packets[i];

		ck_assert_int_eq(hf_record_from_client(record, seg), i < 3);
		ck_assert_uint_eq(i < 3 ? seg->sport : seg->dport, ports[i]);
		ck_assert_uint_eq(i < 3 ? seg->dport : seg->sport, 8888);
		ck_assert_int_eq(seg->t_ns, (i < 3 ? 200000 : 200100) * HF_US);
		ck_assert_uint_eq(i < 3 ? seg->seq : seg->ack, i < 3 ? 77 : 78);
	}
	hf_record_free(record);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("thin");
	TCase *tc = tcase_create("thin");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, is_small);
	tcase_add_test(tc, says_ranges);
	tcase_add_test(tc, keeps_few_whole);
	tcase_add_test(tc, thinned_again_stays);
	tcase_add_test(tc, wires_are_judged_alike);
	tcase_add_test(tc, counts_are_judged_alike);
	tcase_add_test(tc, what_is_special_stays);
	tcase_add_test(tc, refuses_what_makes_no_sense);
	tcase_add_test(tc, copies);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
