/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timeline.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "suite.h"
#include "tick.h"

#define HZ_250 (4 * HF_MS)

/* ---- parsing ---- */

static void check_refused(const char *text, const char *sentence)
{
	struct hf_timeline timeline;
	struct hf_fault fault;

	ck_assert_int_eq(hf_timeline_parse(text, &timeline, &fault), -EINVAL);
	ck_assert_str_eq(fault.text, sentence);
	ck_assert_ptr_null(timeline.lines);
}

START_TEST(reads_every_field)
{
	struct hf_timeline t;

	ck_assert_int_eq(hf_timeline_parse("+0 < S win 512\n"
					   "  +0.000001   >  S.   ack 1 # answers\n"
					   "\n"
					   "# only a comment; + 7 < garbage\n"
					   "+0 < P. 90 seq 1 ack 1; ^0.2~0.23 < P. 90\r\n"
					   "+1.25 > RE 0 seq 4294967295",
					   &t, NULL),
			 0);
	ck_assert_uint_eq(t.count, 5);
	ck_assert(t.lines[0].from_client && t.lines[0].flags == HF_TCP_SYN);
	ck_assert(t.lines[0].has_win && t.lines[0].win == 512);
	ck_assert(!t.lines[0].has_seq && !t.lines[0].has_ack);
	ck_assert(!t.lines[1].from_client && t.lines[1].flags == (HF_TCP_SYN | HF_TCP_ACK));
	ck_assert_int_eq(t.lines[1].lo_ns, 1000);
	ck_assert_int_eq(t.lines[1].hi_ns, 1000);
	ck_assert(t.lines[1].has_ack && t.lines[1].ack == 1);
	ck_assert_uint_eq(t.lines[2].len, 90);
	ck_assert(!t.lines[2].again && t.lines[3].again);
	ck_assert_int_eq(t.lines[3].lo_ns, 200 * HF_MS);
	ck_assert_int_eq(t.lines[3].hi_ns, 230 * HF_MS);
	ck_assert_int_eq(t.lines[4].lo_ns, 1250 * HF_MS);
	ck_assert_uint_eq(t.lines[4].seq, UINT32_MAX);
	hf_timeline_done(&t);
	ck_assert_uint_eq(t.count, 0);
}
END_TEST

START_TEST(reads_options)
{
	struct hf_timeline t;

	ck_assert_int_eq(hf_timeline_parse("+0 < S <mss 1460, sackOK> win 512\n"
					   "+0 > S. 0 ack 1 <>\n"
					   "+0 < .",
					   &t, NULL),
			 0);
	ck_assert(t.lines[0].has_opts && t.lines[0].opts.has == (HF_OPT_MSS | HF_OPT_SACK_OK));
	ck_assert(t.lines[0].has_win && t.lines[0].opts.mss == 1460);
	ck_assert(t.lines[1].has_opts && t.lines[1].opts.has == 0);
	ck_assert(!t.lines[2].has_opts);
	hf_timeline_done(&t);
	check_refused("+0 < S <mss", "packet line 1, \"+0 < S <mss\": expected nothing more, or one "
				     "each of \"seq N\", \"ack N\", \"win N\", \"<options>\"");
	check_refused("+0 < S <mms 1460>",
		      "packet line 1, \"+0 < S <mms 1460>\": expected nothing more, or one "
		      "each of \"seq N\", \"ack N\", \"win N\", \"<options>\"");
	check_refused("+0 < S <> <>",
		      "packet line 1, \"+0 < S <> <>\": expected nothing more, or one "
		      "each of \"seq N\", \"ack N\", \"win N\", \"<options>\"");
}
END_TEST

START_TEST(says_what_it_expected)
{
	check_refused("", "the wire notation holds no packet line");
	check_refused("+0 < S\n0 > S.",
		      "packet line 2, \"0 > S.\": expected '+' or '^' and a time in front");
	check_refused(
		"+x < S",
		"packet line 1, \"+x < S\": expected a time in seconds such as 1.0 or 1.0~1.4");
	check_refused("+0 < S; +2~1 < S", "packet line 2, \"+2~1 < S\": expected a time in seconds "
					  "such as 1.0 or 1.0~1.4");
	check_refused("+0 S", "packet line 1, \"+0 S\": expected '<' or '>' after the time");
	check_refused("+0 < Q", "packet line 1, \"+0 < Q\": expected flags of the letters "
				"FSRP.UEW after the direction");
	check_refused("+0 <", "packet line 1, \"+0 <\": expected flags of the letters FSRP.UEW "
			      "after the direction");
	check_refused("+0 < . 9x", "packet line 1, \"+0 < . 9x\": expected a length in bytes");
	check_refused("+0 < S seq", "packet line 1, \"+0 < S seq\": expected nothing more, or one "
				    "each of \"seq N\", \"ack N\", \"win N\", \"<options>\"");
	check_refused("+0 < S win 1 win 2",
		      "packet line 1, \"+0 < S win 1 win 2\": expected nothing "
		      "more, or one each of \"seq N\", \"ack N\", \"win N\", \"<options>\"");
}
END_TEST

START_TEST(refuses_lines_out_of_place)
{
	check_refused("+1 < S", "packet line 1, \"+1 < S\": expected +0 on the first line: no "
				"packet of the flow comes before it");
	/* Another length is another segment. */
	check_refused("+0 < P. 90\n^0.2 < P. 91",
		      "packet line 2, \"^0.2 < P. 91\": expected a line above with the same "
		      "direction, flags and length for '^' to repeat");
	check_refused("^0 < S", "packet line 1, \"^0 < S\": expected a line above with the same "
				"direction, flags and length for '^' to repeat");
}
END_TEST

START_TEST(reads_kinds)
{
	bool from_client;
	uint8_t flags;

	ck_assert_int_eq(hf_kind_parse(" > S. ", &from_client, &flags), 0);
	ck_assert(!from_client && flags == (HF_TCP_SYN | HF_TCP_ACK));
	ck_assert_int_eq(hf_kind_parse("<R", &from_client, &flags), 0);
	ck_assert(from_client && flags == HF_TCP_RST);
	ck_assert_int_eq(hf_kind_parse("S", &from_client, &flags), -EINVAL);
	ck_assert_int_eq(hf_kind_parse("< S 90", &from_client, &flags), -EINVAL);
	ck_assert_int_eq(hf_kind_parse("<", &from_client, &flags), -EINVAL);
}
END_TEST

/* ---- matching: a flow that is as it should be, and each way to be otherwise ---- */

enum { CLIENT_ISN = 4000000000u, SERVER_ISN = 77 };

/* SYN, SYN-ACK, ACK, 90 bytes, the SYN-ACK again after 1 s, the bytes again 0.2 s after themselves.
 */
struct flow {
	struct hf_seg segs[8];
	bool from_client[8];
	size_t count;
};

static void add(struct flow *flow, int64_t t_ms, char side, uint8_t flags, uint32_t seq,
		uint32_t ack, uint32_t len)
{
	bool from_client = side == '<';
	uint32_t own = from_client ? CLIENT_ISN : SERVER_ISN;
	uint32_t other = from_client ? SERVER_ISN : CLIENT_ISN;

	flow->from_client[flow->count] = from_client;
	flow->segs[flow->count++] = (struct hf_seg){
		.t_ns = 5 * HF_SEC + t_ms * HF_MS,
		.flags = flags,
		.seq = own + seq,
		.ack = flags & HF_TCP_ACK ? other + ack : 0,
		.len = len,
		.win = 512,
	};
}

static const char good_text[] = "+0 < S\n"
				"+0 > S.\n"
				"+0 < . ack 1\n"
				"+0 < P. 90 seq 1\n"
				"^0.2 < P. 90\n"
				"^1 > S. ack 1\n"
				"+0 > R seq 1 win 512 <nop>\n";

static struct flow good_flow(void)
{
	struct flow flow = {.count = 0};

	add(&flow, 0, '<', HF_TCP_SYN, 0, 0, 0);
	add(&flow, 0, '>', HF_TCP_SYN | HF_TCP_ACK, 0, 1, 0);
	add(&flow, 1, '<', HF_TCP_ACK, 1, 1, 0);
	add(&flow, 1, '<', HF_TCP_PSH | HF_TCP_ACK, 1, 1, 90);
	add(&flow, 207, '<', HF_TCP_PSH | HF_TCP_ACK, 1, 1, 90);
	add(&flow, 1020, '>', HF_TCP_SYN | HF_TCP_ACK, 0, 1, 0);
	add(&flow, 1020, '>', HF_TCP_RST, 1, 0, 0);
	return flow;
}

static int match(const struct flow *flow, struct hf_mismatch *m)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250, .latency_ns = HF_MS};
	struct hf_timeline timeline;
	int differs;

	ck_assert_int_eq(hf_timeline_parse(good_text, &timeline, NULL), 0);
	differs =
		hf_timeline_match(&timeline, flow->segs, flow->from_client, flow->count, &slack, m);
	hf_timeline_done(&timeline);
	return differs;
}

static void check_mismatch(const struct flow *flow, size_t line, const char *expected,
			   const char *seen)
{
	struct hf_mismatch m;

	ck_assert_int_eq(match(flow, &m), 1);
	ck_assert_uint_eq(m.line, line);
	ck_assert_uint_eq(m.packet, line);
	ck_assert_str_eq(m.expected, expected);
	ck_assert_str_eq(m.seen, seen);
}

START_TEST(matches_what_is_told)
{
	struct flow flow = good_flow();
	struct hf_mismatch m;

	ck_assert_int_eq(match(&flow, &m), 0);
}
END_TEST

START_TEST(holds_the_ends_of_the_window)
{
	struct flow flow = good_flow();
	struct hf_mismatch m;
	const int64_t sent = flow.segs[1].t_ns;

	/* 1 s at HZ=250: 995 ms to 1037 ms */
	flow.segs[5].t_ns = flow.segs[6].t_ns = sent + 995 * HF_MS;
	ck_assert_int_eq(match(&flow, &m), 0);
	flow.segs[5].t_ns = flow.segs[6].t_ns = sent + 1037 * HF_MS;
	ck_assert_int_eq(match(&flow, &m), 0);
	flow.segs[5].t_ns = flow.segs[6].t_ns = sent + 995 * HF_MS - 1;
	ck_assert_int_eq(match(&flow, &m), 1);
	flow.segs[5].t_ns = flow.segs[6].t_ns = sent + 1037 * HF_MS + 1;
	ck_assert_int_eq(match(&flow, &m), 1);
}
END_TEST

START_TEST(tells_a_late_timer)
{
	struct flow flow = good_flow();

	flow.segs[5].t_ns = flow.segs[1].t_ns + 1412 * HF_MS;
	check_mismatch(&flow, 5, "0.995 to 1.037 s after its last transmission: > S. ack 1",
		       "1.412 s after: > S. ack 1");
	/* A miss that three decimals would hide. */
	flow.segs[5].t_ns = flow.segs[1].t_ns + 1037 * HF_MS + 1000;
	check_mismatch(&flow, 5, "0.995000 to 1.037000 s after its last transmission: > S. ack 1",
		       "1.037001 s after: > S. ack 1");
}
END_TEST

START_TEST(tells_a_late_answer)
{
	struct flow flow = good_flow();

	flow.segs[1].t_ns = flow.segs[0].t_ns + 500 * HF_MS;
	check_mismatch(&flow, 1, "0.000 to 0.009 s after the line before: > S.",
		       "0.500 s after: > S.");
}
END_TEST

START_TEST(tells_another_segment)
{
	struct flow flow = good_flow();

	flow.segs[1].flags = HF_TCP_RST | HF_TCP_ACK;
	check_mismatch(&flow, 1, "0.000 to 0.009 s after the line before: > S.",
		       "0.000 s after: > R.");
	flow = good_flow();
	flow.from_client[1] = true;
	check_mismatch(&flow, 1, "0.000 to 0.009 s after the line before: > S.",
		       "0.000 s after: < S.");
	flow = good_flow();
	flow.segs[3].len = 89;
	check_mismatch(&flow, 3, "0.000 to 0.009 s after the line before: < P. 90 seq 1",
		       "0.000 s after: < P. 89 seq 1");
	/* 'P' counts. */
	flow = good_flow();
	flow.segs[3].flags = HF_TCP_ACK;
	check_mismatch(&flow, 3, "0.000 to 0.009 s after the line before: < P. 90 seq 1",
		       "0.000 s after: < . 90 seq 1");
	flow = good_flow();
	flow.segs[0].flags = HF_TCP_ACK;
	check_mismatch(&flow, 0, "first: < S", "first: < .");
}
END_TEST

START_TEST(tells_other_numbers)
{
	struct flow flow = good_flow();

	flow.segs[2].ack++;
	check_mismatch(&flow, 2, "0.000 to 0.009 s after the line before: < . ack 1",
		       "0.001 s after: < . ack 2");
	flow = good_flow();
	flow.segs[3].seq += 90;
	check_mismatch(&flow, 3, "0.000 to 0.009 s after the line before: < P. 90 seq 1",
		       "0.000 s after: < P. 90 seq 91");
	flow = good_flow();
	flow.segs[6].win = 0;
	check_mismatch(&flow, 6, "0.000 to 0.009 s after the line before: > R seq 1 win 512 <>",
		       "0.000 s after: > R seq 1 win 0 <>");
	flow = good_flow();
	flow.segs[6].mss = 1440;
	check_mismatch(&flow, 6, "0.000 to 0.009 s after the line before: > R seq 1 win 512 <>",
		       "0.000 s after: > R seq 1 win 512 <mss 1440>");
}
END_TEST

START_TEST(tells_a_repetition_that_is_none)
{
	struct flow flow = good_flow();

	flow.segs[4].seq += 90; /* new data of the same length */
	check_mismatch(&flow, 4, "0.195 to 0.209 s after its last transmission: < P. 90 seq 1",
		       "0.206 s after: < P. 90 seq 91");
	flow = good_flow();
	flow.segs[5].seq++; /* another SYN-ACK */
	check_mismatch(&flow, 5, "0.995 to 1.037 s after its last transmission: > S. seq 0 ack 1",
		       "1.020 s after: > S. seq 1 ack 1");
}
END_TEST

START_TEST(compares_the_ack_of_repeated_syn_acks_only)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250};
	struct hf_timeline timeline;
	struct hf_mismatch m;
	struct flow flow = {.count = 0};

	add(&flow, 0, '<', HF_TCP_SYN, 0, 0, 0);
	add(&flow, 0, '>', HF_TCP_SYN | HF_TCP_ACK, 0, 1, 0);
	add(&flow, 0, '<', HF_TCP_PSH | HF_TCP_ACK, 1, 1, 10);
	add(&flow, 200, '<', HF_TCP_PSH | HF_TCP_ACK, 1, 101, 10);
	add(&flow, 1000, '>', HF_TCP_SYN | HF_TCP_ACK, 0, 11, 0);
	ck_assert_int_eq(hf_timeline_parse("+0 < S; +0 > S.; +0 < P. 10; ^0.2 < P. 10; ^1 > S.",
					   &timeline, NULL),
			 0);
	ck_assert_int_eq(
		hf_timeline_match(&timeline, flow.segs, flow.from_client, flow.count, &slack, &m),
		1);
	ck_assert_uint_eq(m.line, 4);
	ck_assert_str_eq(m.expected,
			 "0.996 to 1.036 s after its last transmission: > S. seq 0 ack 1");
	ck_assert_str_eq(m.seen, "1.000 s after: > S. seq 0 ack 11");
	hf_timeline_done(&timeline);
}
END_TEST

START_TEST(times_a_repetition_from_the_latest)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250};
	struct hf_timeline timeline;
	struct hf_mismatch m;
	struct flow flow = {.count = 0};

	add(&flow, 0, '<', HF_TCP_SYN, 0, 0, 0);
	add(&flow, 1000, '<', HF_TCP_SYN, 0, 0, 0);
	add(&flow, 3000, '<', HF_TCP_SYN, 0, 0, 0);
	ck_assert_int_eq(hf_timeline_parse("+0 < S; ^1 < S; ^2 < S", &timeline, NULL), 0);
	ck_assert_int_eq(
		hf_timeline_match(&timeline, flow.segs, flow.from_client, flow.count, &slack, &m),
		0);
	hf_timeline_done(&timeline);
}
END_TEST

START_TEST(tells_an_early_end)
{
	struct flow flow = good_flow();

	flow.count = 5;
	check_mismatch(&flow, 5, "0.995 to 1.037 s after its last transmission: > S. ack 1",
		       "nothing: the flow ends here");
	flow.count = 0;
	check_mismatch(&flow, 0, "first: < S", "nothing: the flow is empty");
}
END_TEST

START_TEST(tells_an_extra_packet)
{
	struct flow flow = good_flow();

	add(&flow, 3020, '<', HF_TCP_SYN, 0, 0, 0);
	check_mismatch(&flow, 7, "nothing: the flow ends here",
		       "an extra packet: < S 2.000 s after the last one");
}
END_TEST

START_TEST(counts_from_the_first_segment_without_syn)
{
	const struct hf_slack slack = {.jiffy_ns = HZ_250};
	const bool from_client[] = {true, false};
	/* A stray ACK, and the RST that takes its sequence number from it. */
	const struct hf_seg segs[] = {
		{.flags = HF_TCP_ACK, .seq = 500, .ack = 9000},
		{.flags = HF_TCP_RST, .seq = 9000},
	};
	struct hf_timeline timeline;
	struct hf_mismatch m;

	ck_assert_int_eq(hf_timeline_parse("+0 < . seq 0 ack 0; +0 > R seq 0", &timeline, NULL), 0);
	ck_assert_int_eq(hf_timeline_match(&timeline, segs, from_client, 2, &slack, &m), 0);
	/* A side that never spoke has no number to count from. */
	ck_assert_int_eq(hf_timeline_match(&timeline, segs, from_client, 1, &slack, &m), 1);
	ck_assert_str_eq(m.seen, "first: < . seq 0 ack 9000");
	hf_timeline_done(&timeline);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timeline");
	TCase *tc = tcase_create("timeline");

	tcase_add_test(tc, reads_every_field);
	tcase_add_test(tc, reads_options);
	tcase_add_test(tc, says_what_it_expected);
	tcase_add_test(tc, refuses_lines_out_of_place);
	tcase_add_test(tc, reads_kinds);
	tcase_add_test(tc, matches_what_is_told);
	tcase_add_test(tc, holds_the_ends_of_the_window);
	tcase_add_test(tc, tells_a_late_timer);
	tcase_add_test(tc, tells_a_late_answer);
	tcase_add_test(tc, tells_another_segment);
	tcase_add_test(tc, tells_other_numbers);
	tcase_add_test(tc, tells_a_repetition_that_is_none);
	tcase_add_test(tc, compares_the_ack_of_repeated_syn_acks_only);
	tcase_add_test(tc, times_a_repetition_from_the_latest);
	tcase_add_test(tc, tells_an_early_end);
	tcase_add_test(tc, tells_an_extra_packet);
	tcase_add_test(tc, counts_from_the_first_segment_without_syn);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
