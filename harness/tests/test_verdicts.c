/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The harness against itself: what each kind of trouble is called, on real experiments. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "delivery.h"
#include "own.h"
#include "record_json.h"
#include "registry.h"
#include "scheduler.h"
#include "world.h"

/* ---- cases that no catalogue has ---- */

HF_CASE(good) = {
	.name = "good",
	.claims = CLAIMS("D0.8"),
	.claim = "A listener has the limit it was given, and one more fits.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE,
		       CONNECT(.name = "c", .count = 8, .wait = true),
		       UNTIL(.acceptq_len = 8, .mark = "full")),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LIMIT, 7), QUEUE("end", ACCEPTQ_LEN, 8),
			 WIRE("c", "+0 < S; +0 > S.; +0 < .")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

/* Each order to an application, and what it was told. */
HF_CASE(orders) = {
	.name = "orders",
	.claims = CLAIMS("D3.6"),
	.claim = "Applications do as they are told.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER),
		       /* A gap among the descriptors, below some that are waited for. */
		       CONNECT(.name = "gap", .wait = true), ACCEPT(.count = 1),
		       CONNECT(.name = "many", .count = 7, .wait = true), ACCEPT(.count = 7),
		       RECV(.name = "many", .at = SERVER),
		       CONNECT(.name = "shared", .wait = true),
		       CONNECT(.name = "cut", .keepalive = true, .wait = true), ACCEPT(.count = 2),
		       CLOSE(.name = "gap", .at = SERVER),
		       CONNECT(.name = "starved", .wait = true), UNTIL(.acceptq_len = 1), MEASURE,
		       FILES(.at = SERVER, .more = NONE), ACCEPT(.count = 1), FILES(.at = SERVER),
		       ACCEPT(.count = 1), DUP(.name = "shared"), CLOSE(.name = "shared"),
		       SEND(.name = "shared", .bytes = 5), CLOSE(.name = "shared"),
		       UNTIL(.at = CLIENT, .state = "FIN-WAIT-2", .sockets = 1),
		       DISCONNECT(.name = "cut"),
		       ERROR(.name = "cut"), ERROR(.name = "cut"),
		       KILL(.name = "listener", .signal = SIGSTOP),
		       KILL(.name = "listener", .signal = SIGCONT), SHUTDOWN(.name = "listener"),
		       KILL(.name = "listener", .signal = SIGTERM),
		       UNTIL(.at = SERVER, .state = "LISTEN", .sockets = NONE),
		       UNTIL(.segment = "> R.", .times = 1)),
	.expect = EXPECT(WIRE("shared", "+0 < S; +0 > S.; +0 < .; +0~9 < P. 5; +0 > .; +0~9 < F.;"
					"+0~0.2 > .; +0~9 > R. 0 seq 1 ack 7"),
			 WIRE("cut", "+0 < S; +0 > S.; +0 < .; +0~9 < R. 0 seq 1"),
			 CALL(.who = "listener", .call = "accept", .err = EMFILE, .calls = 1),
			 CALL(.who = "shared", .call = "dup"),
			 CALL(.who = "cut", .call = "error", .nth = 1, .err = ECONNRESET),
			 CALL(.who = "cut", .call = "error", .nth = 2),
			 DELTA(SERVER, "Tcp.OutRsts", 1), DELTA(CLIENT, "Tcp.OutRsts", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 30,
};

/* Listeners of every kind, at both hosts. */
HF_CASE(listeners) = {
	.name = "listeners",
	.claims = CLAIMS("D0.8"),
	.claim = "Each listener has a queue of its own.",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x202}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_fastopen", 0x5}),
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER, .reuseport = true),
		       CONNECT(.name = "waits", .count = 3, .wait = true),
		       LISTEN(.name = "twin", .backlog = 5, .accept = NEVER, .reuseport = true),
		       LISTEN(.name = "dual", .port = 81, .backlog = 3, .accept = AT_ONCE,
			      .serve = ANSWER, .dual_stack = true, .fastopen = 2),
		       LISTEN(.name = "upstream", .at = CLIENT, .port = 90, .backlog = 2,
			      .accept = AT_ONCE),
		       MEASURE, UNTIL(.acceptq_len = 3, .mark = "full"),
		       CONNECT(.name = "quick", .port = 81, .request = 90, .fastopen = true,
			       .wait = true),
		       UNTIL(.segment = "< .", .times = 2, .at = SERVER, .state = "ESTABLISHED",
			     .sockets = 4),
		       RUN(.name = "proxy", .at = SERVER, .package = "bash",
			   .argv = ARGV("bash", "-c", "exec cat </dev/tcp/{client}/90")),
		       UNTIL(.at = CLIENT, .state = "ESTABLISHED", .sockets = 5),
		       UNTIL(.at = SERVER, .state = "ESTABLISHED", .sockets = 5),
		       QUIET(.ms = 50), SEND(.name = "upstream", .bytes = 5),
		       UNTIL(.segment = "> .", .times = 2),
		       CLOSE(.name = "upstream", .accepted = true, .abort = true),
		       CLOSE(.name = "twin"), UNTIL(.returned = "proxy")),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LIMIT, 7), QUEUE("full", ACCEPTQ_LEN, 3),
			 QUEUE_OF("listener", "full", ACCEPTQ_LEN, 3),
			 QUEUE_OF("twin", "full", ACCEPTQ_LEN, 0),
			 QUEUE_OF("twin", "full", ACCEPTQ_LIMIT, 5),
			 QUEUE_OF("twin", "end", ACCEPTQ_LIMIT, -1),
			 QUEUE_OF("dual", "full", ACCEPTQ_LIMIT, 3),
			 QUEUE_OF("upstream", "full", ACCEPTQ_LIMIT, 2),
			 WIRE("quick", "+0 < S 90; +0 > S. 0 ack 91; +0 < .; +0~9 > P. 100; +0 < ."),
			 WIRE("upstream", "+0 > S; +0 < S.; +0 > .; +0~9 < P. 5; +0 > ."
					  "; +0~9 < R."),
			 CALL(.who = "quick", .call = "send", .bytes = 90),
			 OUTPUT("proxy", "xxxxx"), DELTA(CLIENT, "Tcp.OutRsts", 1)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 40,
};

HF_CASE(wrong_counter) = {
	.name = "wrong-counter",
	.claims = CLAIMS("D0.8"),
	.claim = "A wrong expectation differs, and says what was seen.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE,
		       CONNECT(.name = "c", .wait = true), UNTIL(.acceptq_len = 1)),
	.expect = EXPECT(DELTA(SERVER, "Tcp.PassiveOpens", 3)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(wrong_wire) = {
	.name = "wrong-wire",
	.claims = CLAIMS("D0.8"),
	.claim = "A packet that nobody expected differs.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE,
		       CONNECT(.name = "c", .wait = true), UNTIL(.acceptq_len = 1)),
	.expect = EXPECT(WIRE("c", "+0 < S; +0 > S.")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(wrong_time) = {
	.name = "wrong-time",
	.claims = CLAIMS("D0.8"),
	.claim = "A packet at the wrong time differs.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE,
		       CONNECT(.name = "c", .wait = true), UNTIL(.acceptq_len = 1)),
	.expect = EXPECT(WIRE("c", "+0 < S; +20 > S.; +0 < .")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

/* One SYN too many for listen(0): ListenDrops and TCPReqQFullDrop move, and nobody says so. */
HF_CASE(unmentioned) = {
	.name = "unmentioned",
	.claims = CLAIMS("D0.8"),
	.claim = "A watched counter that moves without being mentioned differs.",
	.server.sysctl = SYSCTLS({.key = "net.ipv4.tcp_syncookies", .value = 0}),
	.steps = STEPS(LISTEN(.backlog = 0, .accept = NEVER), MEASURE,
		       SYN(.name = "flood", .count = 40), QUIET(.ms = 20)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 40)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(unreachable) = {
	.name = "unreachable",
	.claims = CLAIMS("D0.8"),
	.claim = "A state that is not reached is broken.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE,
		       UNTIL(.acceptq_len = 3, .within_ms = 200, .mark = "never"), QUIET(.ms = 1)),
	.expect = EXPECT(QUEUE("never", ACCEPTQ_LEN, 3)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(refused_knob) = {
	.name = "refused-knob",
	.claims = CLAIMS("D0.8"),
	.claim = "A value that the kernel refuses is broken.",
	.server.sysctl = SYSCTLS({.key = "net.ipv4.tcp_synack_retries", .value = 256}),
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE, QUIET(.ms = 1)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(missing_knob) = {
	.name = "missing-knob",
	.claims = CLAIMS("D0.8"),
	.claim = "A key that is global is skipped.",
	.server.sysctl = SYSCTLS({.key = "net.core.netdev_max_backlog", .value = 1}),
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE, QUIET(.ms = 1)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(missing_program) = {
	.name = "missing-program",
	.claims = CLAIMS("D0.8"),
	.claim = "A program that is not here is skipped.",
	.steps = STEPS(RUN(.name = "p", .at = SERVER, .argv = ARGV("no-such-program-anywhere"),
			   .package = "some-package"),
		       MEASURE),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};

HF_CASE(over_budget) = {
	.name = "over-budget",
	.claims = CLAIMS("D0.8"),
	.claim = "A case over its budget is ended.",
	.steps = STEPS(LISTEN(.backlog = 7, .accept = NEVER), MEASURE, QUIET(.ms = 600000)),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 1,
};

/* Back to back, as fast as the machine can: nothing may be lost, and every SYN is accounted for. */
HF_CASE(full_rate) = {
	.name = "full-rate",
	.claims = CLAIMS("D0.11"),
	.claim = "100,000 SYNs back to back: the captures lose none.",
	.server.sysctl = SYSCTLS({.key = "net.ipv4.tcp_syncookies", .value = 0}),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER), MEASURE,
		       SYN(.name = "flood", .count = 100000), QUIET(.ms = 1, .mark = "flooded")),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 100000), CONSERVED("flood", "flooded"),
			 DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 99968, 99984),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPReqQFullDrop", 99968, 99984),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 32),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 32)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};

/* The same numbers by other means: nstat and ss look at the very host. */
HF_CASE(cross_check) = {
	.name = "cross-check",
	.claims = CLAIMS("D0.10"),
	.claim = "nstat and ss see what we see.",
	.server.sysctl = SYSCTLS({.key = "net.ipv4.tcp_syncookies", .value = 0}),
	.steps = STEPS(LISTEN(.backlog = 5, .accept = NEVER), MEASURE,
		       CONNECT(.name = "c", .count = 3, .wait = true),
		       SYN(.name = "flood", .count = 40),
		       RUN(.name = "ss", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ss", "-Hlnt", "sport = :8888")),
		       RUN(.name = "half-open", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("ss", "-Hnt", "state", "syn-recv")),
		       RUN(.name = "nstat", .at = SERVER, .package = "iproute2", .wait = true,
			   .argv = ARGV("nstat", "-asz"))),
	.expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "S", 43),
			 DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 32, 35),
			 DELTA_BETWEEN(SERVER, "TcpExt.TCPReqQFullDrop", 32, 35)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};

/* ---- running one ---- */

static struct hf_record *seen; /* what the last run left; freed by the next */

static char *kept_text;

static void copy(const struct hf_job *job, const struct hf_record *record, void *arg)
{
	struct hf_fault fault;

	(void)job;
	(void)arg;
	free(kept_text);
	kept_text = hf_record_to_json(record);
	hf_record_free(seen);
	seen = NULL;
	/* A copy by way of JSON: the scheduler frees its own. */
	ck_assert_msg(hf_record_from_json(kept_text, strlen(kept_text), "copy", &seen, &fault) == 0,
		      "%s", fault.text);
}

static int keep(const struct hf_job *job, struct hf_record *record, int capture_fd, void *arg,
		struct hf_fault *fault)
{
	const struct hf_delivery delivery = {.dir = -EBADF, .may_repeat = true, .done = copy};

	(void)arg;
	return hf_delivery_take(&delivery, job, record, capture_fd, fault);
}

static const struct hf_record *run(const char *name, bool inet6)
{
	struct hf_job job = {
		.variant = {.c = hf_registry_find(name), .row = -1, .inet6 = inet6},
		.repeat = 1,
	};
	struct hf_scheduler sched = {
		.jobs = &job,
		.job_count = 1,
		.parallel = 1,
		.dir = -EBADF,
		.ended = keep,
	};
	struct hf_fault fault;

	ck_assert_ptr_nonnull(job.variant.c);
	ck_assert_msg(hf_scheduler_run(&sched, &fault) == 0, "%s", fault.text);
	return seen;
}

static void assert_says(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part), "\"%s\" does not say \"%s\"", text, part);
}

/* Libcheck takes no whole record as a message. */
static void assert_as_expected(const struct hf_record *record)
{
	ck_assert_msg(record->verdict == AS_EXPECTED, "%s: %s: %.1500s",
		      hf_verdict_text(record->verdict), record->why,
		      strstr(kept_text, "\"reasons\""));
}

/* ---- tests ---- */

START_TEST(good_is_as_expected)
{
	const struct hf_record *record = run("good", _i);

	assert_as_expected(record);
	ck_assert_int_eq(record->claim_is, TRUE_AS_TOLD);
}
END_TEST

START_TEST(orders_are_obeyed)
{
	const struct hf_record *record = run("orders", _i);

	assert_as_expected(record);
}
END_TEST

START_TEST(listeners_are_told_apart)
{
	const struct hf_record *record = run("listeners", _i);

	assert_as_expected(record);
}
END_TEST

START_TEST(wrong_counter_differs)
{
	const struct hf_record *record = run("wrong-counter", false);

	ck_assert_int_eq(record->verdict, DIFFERS);
	ck_assert_int_eq(record->claim_is, HF_CLAIM_UNSET);
	ck_assert_uint_eq(record->reason_count, 1);
	assert_says(record->reasons[0].rule, "Tcp.PassiveOpens");
	ck_assert_str_eq(record->reasons[0].expected, "3");
	ck_assert_str_eq(record->reasons[0].seen, "1");
}
END_TEST

START_TEST(wrong_wire_differs)
{
	const struct hf_record *record = run("wrong-wire", false);

	ck_assert_int_eq(record->verdict, DIFFERS);
	ck_assert_uint_eq(record->reason_count, 1);
	assert_says(record->reasons[0].rule, "wire");
	ck_assert_int_eq(record->reasons[0].packet, 2);
}
END_TEST

START_TEST(wrong_time_differs)
{
	const struct hf_record *record = run("wrong-time", false);

	ck_assert_int_eq(record->verdict, DIFFERS);
	ck_assert_int_eq(record->reasons[0].packet, 1);
}
END_TEST

START_TEST(unmentioned_counter_differs)
{
	const struct hf_record *record = run("unmentioned", false);

	ck_assert_int_eq(record->verdict, DIFFERS);
	ck_assert_uint_eq(record->reason_count, 2);
	assert_says(record->reasons[0].rule, "ListenDrops");
	assert_says(record->reasons[1].rule, "TCPReqQFullDrop");
}
END_TEST

START_TEST(unreachable_is_broken)
{
	const struct hf_record *record = run("unreachable", false);

	ck_assert_int_eq(record->verdict, BROKEN);
	assert_says(record->why, "\"never\" was not reached");
	ck_assert_uint_eq(record->reason_count, 0);
}
END_TEST

START_TEST(refused_knob_is_broken)
{
	const struct hf_record *record = run("refused-knob", false);

	ck_assert_int_eq(record->verdict, BROKEN);
	assert_says(record->why, "net.ipv4.tcp_synack_retries=256");
	assert_says(record->why, "Invalid argument");
	assert_says(record->why, "server");
}
END_TEST

START_TEST(missing_knob_is_skipped)
{
	const struct hf_record *record = run("missing-knob", false);

	ck_assert_int_eq(record->verdict, SKIPPED);
	assert_says(record->why, "net.core.netdev_max_backlog belongs to the whole machine");
}
END_TEST

START_TEST(missing_program_is_skipped)
{
	const struct hf_record *record = run("missing-program", false);

	ck_assert_int_eq(record->verdict, SKIPPED);
	assert_says(record->why, "no-such-program-anywhere");
	assert_says(record->why, "install the package some-package");
}
END_TEST

START_TEST(over_budget_is_ended)
{
	const struct hf_record *record = run("over-budget", false);

	ck_assert_int_eq(record->verdict, BROKEN);
	assert_says(record->why, "longer than its budget of 1 s");
	ck_assert_ptr_null(hf_world_children());
}
END_TEST

START_TEST(capture_loses_nothing)
{
	const struct hf_record *record = run("full-rate", _i);

	assert_as_expected(record);
	ck_assert_int_eq(record->capture_lost, 0);
	ck_assert_int_ge(record->capture_server, 100000);
	ck_assert_int_eq(record->capture_server, record->capture_client);
}
END_TEST

static const char *output_of(const struct hf_record *record, const char *who)
{
	for (size_t i = 0; i < record->output_count; i++) {
		if (!strcmp(record->outputs[i].who, who))
			return record->outputs[i].text;
	}
	return "";
}

/* Every counter that moved is in nstat's list with the same value: it counts from the same zero. */
static void compare_with_nstat(const struct hf_record *record)
{
	static const char *const names[][2] = {
		{"TcpExt.ListenDrops", "TcpExtListenDrops"},
		{"TcpExt.TCPReqQFullDrop", "TcpExtTCPReqQFullDrop"},
		{"Tcp.PassiveOpens", "TcpPassiveOpens"},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(names); i++) {
		const char *at = strstr(output_of(record, "nstat"), names[i][1]);
		int64_t value = 0;

		ck_assert_msg(at != NULL, "nstat does not list %s", names[i][1]);
		ck_assert_int_eq(hf_mib_get(&record->delta[SERVER], names[i][0], &value), 0);
		ck_assert_int_gt(value, 0);
		ck_assert_int_eq(atoll(at + strlen(names[i][1])), value);
	}
}

START_TEST(nstat_and_ss_agree)
{
	const struct hf_record *record = run("cross-check", _i);
	const struct hf_record_mark *end;
	unsigned recv_q = 0, send_q = 0;
	int64_t lines = 0;

	assert_as_expected(record);
	end = &record->marks[record->mark_count - 1];
	ck_assert_int_eq(sscanf(output_of(record, "ss"), "LISTEN %u %u", &recv_q, &send_q), 2);
	ck_assert_int_eq(end->acceptq_len, recv_q);
	ck_assert_int_eq(end->acceptq_limit, send_q);
	for (const char *c = output_of(record, "half-open"); *c; c++)
		lines += *c == '\n';
	ck_assert_int_gt(lines, 0);
	ck_assert_int_eq(end->requests, lines);
	compare_with_nstat(record);
}
END_TEST

START_TEST(host_is_untouched)
{
	HF_AUTO_FREE char *before = hf_world_text();
	HF_AUTO_FREE char *after = NULL;
	const char *change;

	run("good", false);
	run("unmentioned", true);
	ck_assert_ptr_null(hf_world_children());
	after = hf_world_text();
	change = hf_world_change(before, after);
	ck_assert_msg(!change, "%s", change);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verdicts");
	TCase *tests = tcase_create("verdicts");
	SRunner *runner;
	int failed;

	hf_world_enter();
	hf_world_adopt_orphans();
	tcase_set_timeout(tests, 110);
	tcase_add_loop_test(tests, good_is_as_expected, 0, 2);
	tcase_add_loop_test(tests, orders_are_obeyed, 0, 2);
	tcase_add_loop_test(tests, listeners_are_told_apart, 0, 2);
	tcase_add_test(tests, wrong_counter_differs);
	tcase_add_test(tests, wrong_wire_differs);
	tcase_add_test(tests, wrong_time_differs);
	tcase_add_test(tests, unmentioned_counter_differs);
	tcase_add_test(tests, unreachable_is_broken);
	tcase_add_test(tests, refused_knob_is_broken);
	tcase_add_test(tests, missing_knob_is_skipped);
	tcase_add_test(tests, missing_program_is_skipped);
	tcase_add_test(tests, over_budget_is_ended);
	tcase_add_loop_test(tests, capture_loses_nothing, 0, 2);
	tcase_add_loop_test(tests, nstat_and_ss_agree, 0, 2);
	tcase_add_test(tests, host_is_untouched);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	/* One process: the scheduler forks, and a test of leaks must see its own children. */
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	hf_record_free(seen);
	free(kept_text);
	return failed ? 1 : 0;
}
