/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "own.h"
#include "suite.h"

struct complaints {
	int count;
	char first[1024];
};

static void note(const char *sentence, void *arg)
{
	struct complaints *c = arg;

	if (c->count++ == 0)
		snprintf(c->first, sizeof(c->first), "%s", sentence);
}

/* A case with nothing wrong about it, from which the bad ones are made. */
#define GOOD_STEPS                                                                                 \
	LISTEN(.backlog = COL(0), .accept = NEVER),                                                \
		DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"), MEASURE,  \
		SYN(.name = "flood", .count = 100, .every_us = 1000),                              \
		ACK(.name = "flood", .count = COL(1)), CONNECT(.name = "late", .wait = true),      \
		RUN(.name = "ab", .at = CLIENT, .argv = ARGV("ab", "http://{server}/"),            \
		    .package = "apache2-utils"),                                                   \
		UNTIL(.mark = "full", .acceptq_len = 2, .within_ms = 3000),                        \
		QUIET(.ms = 2000, .mark = "flooded")

static const struct hf_case good = {
	.name = "good-1",
	.claims = CLAIMS("D0.11", "D4.120"),
	.claim = "It is so.",
	.group = "synq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0}),
	.columns = COLUMNS("backlog", "kept"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S", 1, 16), ROW_WITH_WIRE("+0 < S; +0 > S.", 16, 32)),
	.steps = STEPS(GOOD_STEPS),
	.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", COL(1)),
			 DELTA_BETWEEN(CLIENT, "Tcp.OutRsts", 1, 2), WIRE("late", ROW_WIRE),
			 WIRE_COUNT(FROM_SERVER, "S.", 2), WIRE_TAIL(3, "< S"),
			 QUEUE("flooded", REQUESTS, 1), SOCKETS("end", SERVER, "SYN-RECV", 1),
			 BUFFER("end", SERVER, UNREAD, COL(0)),
			 CALL(.who = "late", .call = "connect", .err = ETIMEDOUT, .after = "1 + 2"),
			 HITS("mute", 2), OUTPUT("ab", "Complete"), CONSERVED("flood", "full"),
			 SETTING(SERVER, "net.ipv4.tcp_syncookies", "private")),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ, .claim_is = TRUE_AS_TOLD},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = NEVER_TRUE,
		      .because = "it never was",
		      .wire = "+0 < S"}),
	.budget_s = 11,
};

/* The case has this one thing wrong with it, and no other. */
static void check_one(const struct hf_case *c, const char *sentence)
{
	struct complaints complaints = {0};
	int count = hf_lint_case(c, note, &complaints);

	ck_assert_msg(count > 0, "nobody complained that %s", sentence);
	ck_assert_str_eq(complaints.first, sentence);
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(complaints.count, 1);
}

START_TEST(good_case_is_silent)
{
	struct complaints complaints = {0};

	ck_assert_msg(hf_lint_case(&good, note, &complaints) == 0, "%s", complaints.first);
	ck_assert_int_eq(complaints.count, 0);
}
END_TEST

START_TEST(texts)
{
	struct hf_case c = good;

	c.name = NULL;
	check_one(&c, "the name is missing");
	c.name = "Bad_name";
	check_one(&c, "the name \"Bad_name\" is not of lower case letters, digits and '-'");
	c = good;
	c.claim = "";
	check_one(&c, "the claim is missing");
	c = good;
	c.group = NULL;
	check_one(&c, "the group is missing");
	c = good;
	c.claims = (const char *const[]){NULL};
	check_one(&c, "it names no claim of the catalogue");
	c.claims = CLAIMS("D0.11", "claim 3");
	check_one(&c, "the claim id \"claim 3\" is not of the form D0.11 or X7");
	c.claims = CLAIMS("X7", "X.7");
	check_one(&c, "the claim id \"X.7\" is not of the form D0.11 or X7");
	c.claims = CLAIMS("D0.11a", "D0.11B");
	check_one(&c, "the claim id \"D0.11B\" is not of the form D0.11 or X7");
}
END_TEST

START_TEST(families)
{
	struct complaints complaints = {0};
	struct hf_case c = good;

	c.ipv6_only = true;
	ck_assert_int_eq(hf_lint_case(&c, note, &complaints), 0);
	c.ipv4_only = true;
	check_one(&c, "it is both .ipv4_only and .ipv6_only: nothing is left to run");
	c = good;
	c.uptime_s = -1;
	check_one(&c, "no kernel began -1 s ago");
}
END_TEST

START_TEST(settings)
{
	struct hf_case c = good;

	c.client.sysctl = SYSCTLS({"kernel.panic", 1});
	check_one(&c, "sysctls of the client: the sysctl kernel.panic is not below net.");
	c.client.sysctl = SYSCTLS({"net.core.somaxconn", COL(2)});
	check_one(&c, "sysctls of the client: net.core.somaxconn is COL(2), but the rows have 2 "
		      "named columns");
	c.client.sysctl = SYSCTLS({"net.core.somaxconn", 128, .as_found = true});
	check_one(&c, "sysctls of the client: net.core.somaxconn is .as_found and has a value");
}
END_TEST

START_TEST(rows)
{
	struct hf_case c = good;

	c.columns =
		COLUMNS("backlog", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13");
	check_one(&c, "it names 13 columns, but a row holds 12");
	c = good;
	c.label_columns = 3;
	check_one(&c, "3 columns are to name the row, but there are 2");
	c = good;
	c.rows = (const struct hf_row[]){{{7}, "+0 < S"}, {{7}, "+0 < S"}};
	check_one(&c, "rows 1 and 2 are both called \"backlog=7\"");
	c = good;
	c.columns = COLUMNS("a-column-whose-name-is-so-long-that-a-record-cannot-keep-its-7", "n");
	c.rows = (const struct hf_row[]){{{7}, "+0 < S"}};
	c.row_count = 1;
	check_one(&c, "row 1 is called "
		      "\"a-column-whose-name-is-so-long-that-a-record-cannot-keep-its-7=7\","
		      " longer than a record keeps");
}
END_TEST

START_TEST(columns_without_rows)
{
	struct hf_case c = good;

	c.expect = EXPECT(WIRE_TAIL(3, "< S"));
	c.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER), CONNECT(.name = "late"));
	c.rows = NULL;
	c.row_count = 0;
	check_one(&c, "it names columns, but has no rows");
	c.columns = NULL;
	c.expect = EXPECT(WIRE("late", ROW_WIRE));
	check_one(&c, "expectation 1, WIRE: ROW_WIRE is used, but the case has no rows");
	c.expect = EXPECT(WIRE_COUNT(FROM_SERVER, "S.", COL(0)));
	check_one(&c, "expectation 1, WIRE_COUNT: the number of segments is COL(0), but the rows "
		      "have 0 named columns");
	c = good;
	c.expect = EXPECT(WIRE_TAIL(3, "< S"));
	c.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER));
	c.columns = NULL;
	check_one(&c, "the rows have no named columns");
}
END_TEST

/* ---- eras ---- */

START_TEST(eras_partition_all_kernels)
{
	struct hf_case c = good;

	c.eras = (const struct hf_era[]){{.claim_is = HF_CLAIM_UNSET}};
	check_one(&c, "it has no eras");
	/* The last kernels without, and none for them. */
	c.eras = ERAS({.since = SYN_REFUSED_ON_FULL_ACCEPTQ, .claim_is = TRUE_AS_TOLD});
	check_one(&c, "no era holds for Linux 3.10.0");
	/* 5.4.290 has the later change and not the earlier one. */
	c.eras = ERAS({.until = SYN_LINEAR_TIMEOUTS, .claim_is = TRUE_AS_TOLD},
		      {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE, .claim_is = TRUE_AS_TOLD},
		      {.since = SYN_LINEAR_TIMEOUTS,
		       .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		       .claim_is = TRUE_AS_TOLD});
	check_one(&c, "2 eras hold for Linux 5.4.290");
	c.eras = ERAS({.claim_is = TRUE_AS_TOLD}, {.since = SYN_LINEAR_TIMEOUTS,
						   .until = SYNQ_LIMIT_IS_BACKLOG,
						   .claim_is = TRUE_AS_TOLD});
	check_one(&c, "era 2: it holds for no kernel");
}
END_TEST

START_TEST(eras_judge_the_claim)
{
	struct hf_case c = good;

	c.eras = ERAS({.claim_is = (enum hf_claim_verdict)9});
	check_one(&c, "era 1: it has no verdict on the claim");
	c.eras = ALWAYS(NO_LONGER_TRUE);
	check_one(&c, "era 1: the claim is not simply true, but it is not said why");
}
END_TEST

START_TEST(eras_state_the_wire)
{
	struct hf_case c = good;

	c.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 1));
	check_one(&c, "era 1: no packet on the wire is expected; a counter alone proves nothing");
	c.eras = ERAS({.claim_is = TRUE_AS_TOLD, .expect = EXPECT(WIRE_TAIL(1, "< S"))});
	ck_assert_int_eq(hf_lint_case(&c, note, &(struct complaints){0}), 0);
	/* Nothing goes over the wire: nothing need be said of it. */
	c.eras = ALWAYS(TRUE_AS_TOLD);
	c.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER));
	ck_assert_int_eq(hf_lint_case(&c, note, &(struct complaints){0}), 0);
	c = good;
	c.eras = ERAS({.claim_is = TRUE_AS_TOLD, .wire = "+0 < S; +1 <"});
	check_one(&c, "era 1: packet line 2, \"+1 <\": expected flags of the letters FSRP.UEW "
		      "after the direction");
	c.eras = ERAS({.claim_is = TRUE_AS_TOLD, .expect = EXPECT(HITS("nobody", 1))});
	check_one(&c, "era 1, expectation 1, HITS: there is no rule \"nobody\"");
}
END_TEST

/* ---- budget ---- */

START_TEST(budget_covers_every_wait)
{
	struct hf_case c = good;

	/* 100 SYNs at 1 ms, CONNECT that waits 5000, UNTIL 3000, QUIET 2000 */
	ck_assert_int_eq(hf_lint_longest_ms(&good), 100 + 5000 + 3000 + 2000);
	c.budget_s = 10;
	check_one(&c, "its steps may take 10100 ms, but its budget is 10 s, 100 ms less");
	c.budget_s = 0;
	check_one(&c, "it has no budget; its steps may take 10100 ms");
}
END_TEST

START_TEST(budget_is_that_of_the_longest_row)
{
	struct hf_case c = good;

	c.rows = (const struct hf_row[]){{{1, 9000}, "+0 < S"}, {{2, 4000}, "+0 < S"}};
	c.steps = STEPS(UNTIL(.requests = 1), QUIET(.ms = COL(1)), CONNECT(.name = "a"),
			RECV(.name = "a", .wait = true));
	ck_assert_int_eq(hf_lint_longest_ms(&c), 5000 + 9000 + 5000);
}
END_TEST

/* ---- one bad step ---- */

/* `step` comes after the good ones; as step 10 it is what is complained of. */
#define AFTER_GOOD(...) STEPS(GOOD_STEPS, __VA_ARGS__)

static const struct {
	const struct hf_step *steps;
	const char *sentence;
} bad_steps[] = {
	{AFTER_GOOD(LISTEN(.name = "b", .backlog = 1)),
	 "step 10, LISTEN: it is not said when it accepts: .accept is NEVER or AT_ONCE"},
	{AFTER_GOOD(LISTEN(.backlog = 1, .accept = NEVER)),
	 "step 10, LISTEN: the name \"listener\" is taken"},
	{AFTER_GOOD(LISTEN(.name = "b", .backlog = COL(2), .accept = NEVER)),
	 "step 10, LISTEN: .backlog is COL(2), but the rows have 2 named columns"},
	{AFTER_GOOD(RELISTEN(.name = "b", .backlog = 1)),
	 "step 10, RELISTEN: there is no listener \"b\" before it"},
	{AFTER_GOOD(ACCEPT(.name = "late")),
	 "step 10, ACCEPT: there is no listener \"late\" before it"},
	{AFTER_GOOD(CONNECT(.count = 1)), "step 10, CONNECT: .name is missing"},
	{AFTER_GOOD(CONNECT(.name = "late")), "step 10, CONNECT: the name \"late\" is taken"},
	{AFTER_GOOD(CONNECT(.name = "a", .count = COL(5))),
	 "step 10, CONNECT: .count is COL(5), but the rows have 2 named columns"},
	{AFTER_GOOD(SYN(.count = 1)), "step 10, SYN: .name is missing"},
	{AFTER_GOOD(ACK(.name = "late")), "step 10, ACK: there is no train \"late\" before it"},
	{AFTER_GOOD(ACK(.count = 1)), "step 10, ACK: it does not say which train"},
	{AFTER_GOOD(SYN(.name = "a", .bytes = 1401)), "step 10, SYN: .bytes are 0 to 1400"},
	{AFTER_GOOD(SYN(.name = "a", .win = 65536)),
	 "step 10, SYN: .win is at most 65535, or NONE"},
	{AFTER_GOOD(SYN(.name = "a", .options = "mms 5")),
	 "step 10, SYN: \"mms 5\" are no options such as \"mss 1460,sackOK,TS,wscale 7\""},
	{AFTER_GOOD(SYN(.name = "a", .options = "TS,wscale")),
	 "step 10, SYN: \"TS,wscale\" lacks a value"},
	{AFTER_GOOD(SEGMENT(.flags = "R")),
	 "step 10, SEGMENT: it does not say which train or connection"},
	{AFTER_GOOD(SEGMENT(.name = "ab", .flags = "R")),
	 "step 10, SEGMENT: there is no train or connection \"ab\" before it"},
	{AFTER_GOOD(SEGMENT(.name = "flood")),
	 "step 10, SEGMENT: \"\" are no flags such as \"P.\""},
	{AFTER_GOOD(SEGMENT(.name = "flood", .flags = "A")),
	 "step 10, SEGMENT: \"A\" are no flags such as \"P.\""},
	{AFTER_GOOD(SEGMENT(.name = "late", .flags = "R", .ack = 1)),
	 "step 10, SEGMENT: .ack is not sent without the flag '.'"},
	{AFTER_GOOD(SEGMENT(.name = "late", .flags = "R.", .ack = 1, .nth = COL(2))),
	 "step 10, SEGMENT: .nth is COL(2), but the rows have 2 named columns"},
	{AFTER_GOOD(SEGMENT(.name = "late", .flags = "P.", .bytes = -1)),
	 "step 10, SEGMENT: .bytes are 0 to 1400"},
	{AFTER_GOOD(SEND(.name = "flood", .bytes = 1)),
	 "step 10, SEND: there is no connection or listener \"flood\" before it"},
	{AFTER_GOOD(SEND(.name = "late")), "step 10, SEND: it sends nothing: .bytes is 0"},
	{AFTER_GOOD(RECV(.name = "none")),
	 "step 10, RECV: there is no connection or listener \"none\" before it"},
	{AFTER_GOOD(CLOSE(.name = "late", .accepted = true)),
	 "step 10, CLOSE: \"late\" is no listener that could have .accepted"},
	{AFTER_GOOD(LISTEN(.name = "up", .at = CLIENT, .accept = NEVER)),
	 "step 10, LISTEN: a listener at the client has a .port of its own"},
	{AFTER_GOOD(LISTEN(.name = "fast", .fastopen = -1, .accept = NEVER)),
	 "step 10, LISTEN: .fastopen is a number of requests, not -1"},
	{AFTER_GOOD(CONNECT(.name = "fast", .fastopen = true)),
	 "step 10, CONNECT: nothing could go with the SYN: .fastopen needs a .request"},
	{AFTER_GOOD(SHUTDOWN(.name = "none")),
	 "step 10, SHUTDOWN: there is no connection or listener \"none\" before it"},
	{AFTER_GOOD(CLOSE(.name = "none")),
	 "step 10, CLOSE: there is no connection or listener \"none\" before it"},
	{AFTER_GOOD(DROP(.rule = "INPUT -j DROP")),
	 "step 10, DROP: it is not said whether this is about SERVER or CLIENT"},
	{AFTER_GOOD(DROP(.at = SERVER)), "step 10, DROP: .rule is missing"},
	{AFTER_GOOD(DROP(.at = SERVER, .rule = "INPUT -s {sevrer} -j DROP")),
	 "step 10, DROP: {sevrer} is not filled in here"},
	{AFTER_GOOD(UNDROP(.name = "late")),
	 "step 10, UNDROP: there is no rule \"late\" before it"},
	{AFTER_GOOD(PACE(.at = SERVER, .bytes = 66)),
	 "step 10, PACE: .bytes and .gap_ms are more than 0"},
	{AFTER_GOOD(UNPACE(.at = SERVER)), "step 10, UNPACE: no PACE of that host comes before it"},
	{AFTER_GOOD(SET(.at = SERVER, .value = 1)), "step 10, SET: the sysctl key is missing"},
	{AFTER_GOOD(SET(.at = SERVER, .key = "vm.x", .value = 1)),
	 "step 10, SET: the sysctl vm.x is not below net."},
	{AFTER_GOOD(SET(.at = SERVER, .key = "net.x", .value = 1, .text = "1 2")),
	 "step 10, SET: it has both a number and a text for its value"},
	{AFTER_GOOD(SET(.at = SERVER, .key = "net.x", .text = "it's")),
	 "step 10, SET: \"it's\" is no value of a setting"},
	{AFTER_GOOD(SET(.key = "net.x", .value = 1)),
	 "step 10, SET: it is not said whether this is about SERVER or CLIENT"},
	{AFTER_GOOD(DISCONNECT(.name = "none")),
	 "step 10, DISCONNECT: there is no connection or listener \"none\" before it"},
	{AFTER_GOOD(ERROR(.name = "flood")),
	 "step 10, ERROR: there is no connection or listener \"flood\" before it"},
	{AFTER_GOOD(SHUTDOWN(.name = "late", .accepted = true)),
	 "step 10, SHUTDOWN: \"late\" is no listener that could have .accepted"},
	{AFTER_GOOD(DISCONNECT(.name = "late", .accepted = true)),
	 "step 10, DISCONNECT: \"late\" is no listener that could have .accepted"},
	{AFTER_GOOD(DUP(.name = "none")),
	 "step 10, DUP: there is no connection \"none\" before it"},
	{AFTER_GOOD(DUP(.name = "late"), DUP(.name = "late")),
	 "step 11, DUP: \"late\" has two descriptors already"},
	{AFTER_GOOD(FILES(.more = NONE)),
	 "step 10, FILES: it is not said whether this is about SERVER or CLIENT"},
	{AFTER_GOOD(KILL(.name = "late", .signal = 99)),
	 "step 10, KILL: there is no signal 99"},
	{AFTER_GOOD(KILL(.name = "flood")),
	 "step 10, KILL: there is no listener, connection or program \"flood\" before it"},
	{AFTER_GOOD(RUN(.name = "x", .at = CLIENT, .package = "p")),
	 "step 10, RUN: .argv is missing"},
	{AFTER_GOOD(RUN(.name = "x", .at = CLIENT, .argv = ARGV("x"))),
	 "step 10, RUN: .package is missing"},
	{AFTER_GOOD(RUN(.at = CLIENT, .argv = ARGV("x"), .package = "p")),
	 "step 10, RUN: .name is missing"},
	{AFTER_GOOD(
		 RUN(.name = "x", .at = CLIENT, .argv = ARGV("x", "-c", "{conf}"), .package = "p")),
	 "step 10, RUN: {conf} is not filled in here"},
	{AFTER_GOOD(UNTIL(.mark = "x")), "step 10, UNTIL: it waits for nothing"},
	{AFTER_GOOD(UNTIL(.requests = 1, .mark = "full")),
	 "step 10, UNTIL: the mark \"full\" is set twice"},
	{AFTER_GOOD(UNTIL(.requests = 1, .mark = "end")),
	 "step 10, UNTIL: the mark \"end\" is set at the end of every run"},
	{AFTER_GOOD(QUIET(.ms = 1, .mark = "start")),
	 "step 10, QUIET: the mark \"start\" is set at the start of every run"},
	{AFTER_GOOD(QUIET(.ms = 1, .mark = "a-mark-of-forty-eight-bytes-is-one-more-than-fit")),
	 "step 10, QUIET: \"a-mark-of-forty-eight-bytes-is-one-more-than-fit\" is longer than the "
	 "47 bytes that a record keeps"},
	{AFTER_GOOD(CONNECT(.name = "a-name-of-thirty-two-bytes-is-it")),
	 "step 10, CONNECT: \"a-name-of-thirty-two-bytes-is-it\" is longer than the 31 bytes that "
	 "a record keeps"},
	{AFTER_GOOD(UNTIL(.requests = COL(2))),
	 "step 10, UNTIL: .requests is COL(2), but the rows have 2 named columns"},
	{AFTER_GOOD(UNTIL(.returned = "flood")),
	 "step 10, UNTIL: there is no connection or program \"flood\" before it"},
	{AFTER_GOOD(UNTIL(.at = SERVER, .counter = "TcpExt.ListenDrop", .reaches = 1)),
	 "step 10, UNTIL: no kernel from 3.10 on has a counter TcpExt.ListenDrop"},
	{AFTER_GOOD(UNTIL(.at = SERVER, .counter = "TcpExt.ListenDrops")),
	 "step 10, UNTIL: TcpExt.ListenDrops has always grown by 0: .reaches is missing"},
	{AFTER_GOOD(UNTIL(.counter = "TcpExt.ListenDrops", .reaches = 1)),
	 "step 10, UNTIL: it is not said whether this is about SERVER or CLIENT"},
	{AFTER_GOOD(UNTIL(.at = SERVER, .state = "SYN_RECV", .sockets = 1)),
	 "step 10, UNTIL: no socket is ever \"SYN_RECV\"; ss names the states SYN-RECV, "
	 "FIN-WAIT-1, ..."},
	{AFTER_GOOD(UNTIL(.at = SERVER, .state = "SYN-RECV")),
	 "step 10, UNTIL: .sockets is missing: so many, or NONE"},
	{AFTER_GOOD(UNTIL(.segment = "S.", .times = 1)),
	 "step 10, UNTIL: \"S.\" is no kind of segment such as \"> S.\""},
	{AFTER_GOOD(UNTIL(.segment = "> S.")),
	 "step 10, UNTIL: \"> S.\" was always seen 0 times: .times is missing"},
	{AFTER_GOOD(UNTIL(.no_later_ms = COL(2))),
	 "step 10, UNTIL: .no_later_ms is COL(2), but the rows have 2 named columns"},
	{AFTER_GOOD(QUIET(.mark = "x")), "step 10, QUIET: a silence takes more than 0 ms"},
};

START_TEST(steps)
{
	struct hf_case c = good;

	c.steps = bad_steps[_i].steps;
	c.budget_s = 100;
	check_one(&c, bad_steps[_i].sentence);
}
END_TEST

START_TEST(steps_out_of_order)
{
	struct hf_case c = good;

	c.expect = EXPECT(WIRE_TAIL(1, "< S"));
	c.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER), UNDROP(.name = "mute"),
			DROP(.name = "mute", .at = CLIENT, .rule = "INPUT -j DROP"));
	check_one(&c, "step 2, UNDROP: there is no rule \"mute\" before it");
	c.steps = (const struct hf_step[]){{.verb = HF_VERB_UNSET}};
	check_one(&c, "it has no steps");
}
END_TEST

START_TEST(one_measure)
{
	struct complaints complaints = {0};
	struct hf_case c = good;

	c.steps = STEPS(GOOD_STEPS, MEASURE);
	ck_assert_int_eq(hf_lint_case(&c, note, &complaints), 2);
	ck_assert_str_eq(complaints.first, "step 10, MEASURE: counters are counted from one "
					   "MEASURE, not from several");
}
END_TEST

/* ---- one bad expectation ---- */

/* The first one states the wire. */
#define AFTER_TAIL(...) EXPECT(WIRE_TAIL(1, "< S"), __VA_ARGS__)

static const struct {
	const struct hf_expect *expect;
	const char *sentence;
} bad_rules[] = {
	{AFTER_TAIL(DELTA(HF_HOST_UNSET, "TcpExt.ListenDrops", 1)),
	 "expectation 2, DELTA: it is not said whether this is about SERVER or CLIENT"},
	{AFTER_TAIL(DELTA(SERVER, "ListenDrops", 1)),
	 "expectation 2, DELTA: no kernel from 3.10 on has a counter ListenDrops"},
	{AFTER_TAIL(DELTA(SERVER, "TcpExt.ListenDrops", COL(2))),
	 "expectation 2, DELTA: the growth is COL(2), but the rows have 2 named columns"},
	{AFTER_TAIL(DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 3, 2)),
	 "expectation 2, DELTA: TcpExt.ListenDrops cannot grow by 3 to 2"},
	{AFTER_TAIL(WIRE("ab", "+0 < S")),
	 "expectation 2, WIRE: there is no connection or train \"ab\""},
	{AFTER_TAIL(WIRE("late", NULL)), "expectation 2, WIRE: the wire notation is missing"},
	{AFTER_TAIL(WIRE(NULL, "+0 < S\n+0 > SA")),
	 "expectation 2, WIRE: packet line 2, \"+0 > SA\": expected flags of the letters FSRP.UEW "
	 "after the direction"},
	{AFTER_TAIL(WIRE_COUNT(HF_DIRECTION_UNSET, "S", 1)),
	 "expectation 2, WIRE_COUNT: it is not said from whom the segments come"},
	{AFTER_TAIL(WIRE_COUNT(FROM_SERVER, "SA", 1)),
	 "expectation 2, WIRE_COUNT: \"SA\" are no flags: the letters are FSRP.UEW"},
	{AFTER_TAIL(WIRE_FLOWS(FROM_SERVER, NULL, 1)),
	 "expectation 2, WIRE_COUNT: the text of the flags is missing"},
	{AFTER_TAIL(WIRE_TAIL(1, "S")),
	 "expectation 2, WIRE_TAIL: \"S\" is no kind of segment such as \"< S\""},
	{AFTER_TAIL(QUEUE("fool", REQUESTS, 1)),
	 "expectation 2, QUEUE: no step sets the mark \"fool\""},
	{AFTER_TAIL(QUEUE("end", HF_QUEUE_UNSET, 1)),
	 "expectation 2, QUEUE: it is not said which value of the queues"},
	{AFTER_TAIL(SOCKETS("end", SERVER, "ESTAB", 1)),
	 "expectation 2, SOCKETS: no socket is ever \"ESTAB\"; ss names the states SYN-RECV, "
	 "FIN-WAIT-1, ..."},
	{AFTER_TAIL(SOCKETS("measured", SERVER, "LISTEN", 1)),
	 "expectation 2, SOCKETS: no step sets the mark \"measured\""},
	{AFTER_TAIL(BUFFER("end", SERVER, HF_BUFFER_UNSET, 1)),
	 "expectation 2, BUFFER: it is not said whether UNREAD or UNACKED bytes"},
	{AFTER_TAIL(BUFFER("fool", SERVER, UNREAD, 1)),
	 "expectation 2, BUFFER: no step sets the mark \"fool\""},
	{AFTER_TAIL(CALL(.who = "flood", .call = "connect")),
	 "expectation 2, CALL: there is no connection, listener or program \"flood\""},
	{AFTER_TAIL(CALL(.call = "connect")),
	 "expectation 2, CALL: it does not say which connection, listener or program"},
	{AFTER_TAIL(CALL(.who = "late", .call = "write")),
	 "expectation 2, CALL: no call is named \"write\""},
	{AFTER_TAIL(CALL(.who = "late", .call = "connect", .pending = true, .err = EPIPE)),
	 "expectation 2, CALL: a call that is pending has no outcome"},
	{AFTER_TAIL(CALL(.who = "late", .call = "recv", .bytes = 1, .err = EPIPE)),
	 "expectation 2, CALL: a call that fails returns no bytes"},
	{AFTER_TAIL(CALL(.who = "late", .call = "recv", .after = "1 s")),
	 "expectation 2, CALL: .after = \"1 s\" is no sum of times such as \"1 + 2 + 4\""},
	{AFTER_TAIL(HITS("late", 1)), "expectation 2, HITS: there is no rule \"late\""},
	{AFTER_TAIL(OUTPUT("late", "x")), "expectation 2, OUTPUT: there is no program \"late\""},
	{AFTER_TAIL(OUTPUT("ab", "{kept} {kepd}")),
	 "expectation 2, OUTPUT: {kepd} is not filled in here"},
	{AFTER_TAIL(OUTPUT("ab", NULL)), "expectation 2, OUTPUT: the text it prints is missing"},
	{AFTER_TAIL(CONSERVED("late", "end")),
	 "expectation 2, CONSERVED: there is no train \"late\""},
	{AFTER_TAIL(CONSERVED("flood", NULL)), "expectation 2, CONSERVED: the mark is missing"},
	{AFTER_TAIL(SETTING(SERVER, "net.ipv4.tcp_syncookies", "shared")),
	 "expectation 2, SETTING: \"shared\" is no scope of a setting"},
	{AFTER_TAIL(SETTING(SERVER, "net.ipv4.tcp_syncookies", NULL)),
	 "expectation 2, SETTING: the scope is missing"},
	{AFTER_TAIL(SETTING(SERVER, NULL, "private")),
	 "expectation 2, SETTING: the sysctl key is missing"},
	{AFTER_TAIL(SETTING(CLIENT, "net.ipv4.tcp_syncookies", "private")),
	 "expectation 2, SETTING: the case does not set net.ipv4.tcp_syncookies on that host"},
	{AFTER_TAIL(VALUE(SERVER, "net.core.somaxconn", 1)),
	 "expectation 2, VALUE: the case does not set net.core.somaxconn on that host"},
	{AFTER_TAIL(VALUE_BETWEEN(SERVER, "net.ipv4.tcp_syncookies", 2, 1)),
	 "expectation 2, VALUE: no value is from 2 to 1"},
	{AFTER_TAIL(VALUE(SERVER, "net.ipv4.tcp_syncookies", COL(9))),
	 "expectation 2, VALUE: the value is COL(9), but the rows have 2 named columns"},
};

START_TEST(rules)
{
	struct hf_case c = good;

	c.expect = bad_rules[_i].expect;
	check_one(&c, bad_rules[_i].sentence);
}
END_TEST

START_TEST(row_without_wire)
{
	struct hf_case c = good;

	c.rows = (const struct hf_row[]){{{1, 1}, "+0 < S"}, {{2, 2}, NULL}};
	check_one(&c, "expectation 3, WIRE: ROW_WIRE is used, but row 2 has no wire");
	c.rows = (const struct hf_row[]){{{1, 1}, "+0 < S"}, {{2, 2}, "+0 < S; 1"}};
	check_one(&c, "expectation 3, WIRE: packet line 2, \"1\": expected '+' or '^' and a time "
		      "in front");
}
END_TEST

/* ---- counters ---- */

START_TEST(counters_are_sorted)
{
	size_t count;
	const char *const *all = hf_counters_known(&count);

	ck_assert_uint_gt(count, 300);
	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_nonnull(strchr(all[i], '.'));
		ck_assert(i == 0 || strcmp(all[i - 1], all[i]) < 0);
		ck_assert(hf_counter_known(all[i]));
	}
}
END_TEST

START_TEST(counters_of_old_and_new_kernels)
{
	ck_assert(hf_counter_known("TcpExt.ListenDrops"));
	ck_assert(hf_counter_known("TcpExt.PAWSPassive"));   /* up to 4.11 */
	ck_assert(hf_counter_known("TcpExt.TSEcrRejected")); /* since 6.15 */
	ck_assert(hf_counter_known("Tcp.OutRsts"));
	ck_assert(hf_counter_known("Ip.OutNoRoutes"));
	ck_assert(hf_counter_known("Icmp.InDestUnreachs"));
	ck_assert(hf_counter_known("Ip6.InReceives"));
	ck_assert(hf_counter_known("Icmp6.OutDestUnreachs"));
	ck_assert(!hf_counter_known("TcpExt.OutRsts"));
	ck_assert(!hf_counter_known("listendrops"));
	ck_assert(!hf_counter_known(""));
}
END_TEST

START_TEST(watched_counters)
{
	static const char *const watched[] = {
		"TcpExt.ListenDrops",          "TcpExt.ListenOverflows", "TcpExt.TCPReqQFullDrop",
		"TcpExt.TCPReqQFullDoCookies", "TcpExt.SyncookiesSent",  "TcpExt.SyncookiesRecv",
		"TcpExt.SyncookiesFailed",     "TcpExt.EmbryonicRsts",   "Tcp.OutRsts",
		"TcpExt.TCPSynRetrans",        "TcpExt.TCPTimeouts",     "TcpExt.PAWSPassive",
		"TcpExt.PAWSActive",           "TcpExt.PAWSEstab",
	};
	static const char *const others[] = {"TcpExt.DelayedACKs", "Tcp.InSegs", "Tcp.PassiveOpens",
					     "Tcp.RetransSegs", "Ip.OutRequests"};

	for (size_t i = 0; i < HF_ARRAY_LEN(watched); i++) {
		ck_assert(hf_counter_known(watched[i]));
		ck_assert(hf_counter_watched(watched[i]));
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(others); i++)
		ck_assert(!hf_counter_watched(others[i]));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tc = tcase_create("lint");

	tcase_add_test(tc, good_case_is_silent);
	tcase_add_test(tc, texts);
	tcase_add_test(tc, families);
	tcase_add_test(tc, settings);
	tcase_add_test(tc, rows);
	tcase_add_test(tc, columns_without_rows);
	tcase_add_test(tc, eras_partition_all_kernels);
	tcase_add_test(tc, eras_judge_the_claim);
	tcase_add_test(tc, eras_state_the_wire);
	tcase_add_test(tc, budget_covers_every_wait);
	tcase_add_test(tc, budget_is_that_of_the_longest_row);
	tcase_add_loop_test(tc, steps, 0, (int)HF_ARRAY_LEN(bad_steps));
	tcase_add_test(tc, steps_out_of_order);
	tcase_add_test(tc, one_measure);
	tcase_add_loop_test(tc, rules, 0, (int)HF_ARRAY_LEN(bad_rules));
	tcase_add_test(tc, row_without_wire);
	tcase_add_test(tc, counters_are_sorted);
	tcase_add_test(tc, counters_of_old_and_new_kernels);
	tcase_add_test(tc, watched_counters);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
