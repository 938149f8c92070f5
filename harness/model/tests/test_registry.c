/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "suite.h"

/* The cases of this test; the section holds them in the order of the linker's liking. */
HF_CASE(walrus) = {
	.name = "walrus",
	.claims = CLAIMS("D0.11", "D1.2"),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER)),
	.ipv4_only = true,
};

HF_CASE(beaver) = {
	.name = "beaver",
	.columns = COLUMNS("backlog", "somaxconn", "limit"),
	.label_columns = 2,
	.rows = ROWS(ROW(10, 128, 10), ROW_WITH_WIRE("+0 < S", 200, 128, -1)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER), SYN(.name = "flood", .count = 3),
		       QUIET(.ms = 10)),
};

HF_CASE(marten) = {
	.name = "marten",
	.columns = COLUMNS("n"),
	.rows = ROWS(ROW(5)),
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER)),
};

HF_CASE(otter) = {
	.name = "otter",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER)),
	.ipv6_only = true,
};

START_TEST(sorts_by_name)
{
	size_t count;
	const struct hf_case *const *all = hf_registry_all(&count);

	ck_assert_uint_eq(count, 4);
	ck_assert_str_eq(all[0]->name, "beaver");
	ck_assert_str_eq(all[1]->name, "marten");
	ck_assert_str_eq(all[2]->name, "otter");
	ck_assert_str_eq(all[3]->name, "walrus");
	ck_assert_ptr_eq(hf_registry_all(&count), all);
	ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(finds_by_name)
{
	ck_assert_ptr_eq(hf_registry_find("walrus"), &hf_case_walrus);
	ck_assert_ptr_null(hf_registry_find("walru"));
	ck_assert_ptr_null(hf_registry_find(""));
}
END_TEST

START_TEST(fills_columns)
{
	const struct hf_variant row = {&hf_case_beaver, 1, false};
	const struct hf_variant none = {&hf_case_walrus, -1, true};
	HF_AUTO_FREE char *filled = hf_variant_filled(&row, "{backlog} of {somaxconn}, {n}{limit}");
	HF_AUTO_FREE char *same = hf_variant_filled(&none, "{backlog}");

	ck_assert_str_eq(filled, "200 of 128, {n}-1");
	ck_assert_str_eq(same, "{backlog}");
}
END_TEST

START_TEST(puts_ipv6_in_brackets)
{
	const struct hf_variant inet = {&hf_case_walrus, -1, false};
	const struct hf_variant inet6 = {&hf_case_walrus, -1, true};
	char text[72];

	ck_assert_str_eq(hf_variant_host(&inet, "192.0.2.1", text), "192.0.2.1");
	ck_assert_str_eq(hf_variant_host(&inet6, "2001:db8::1", text), "[2001:db8::1]");
}
END_TEST

START_TEST(finds_variants_by_id)
{
	struct hf_variant variant;

	ck_assert_int_eq(hf_registry_variant("beaver/backlog=200,somaxconn=128/inet6", &variant),
			 0);
	ck_assert_ptr_eq(variant.c, &hf_case_beaver);
	ck_assert_int_eq(variant.row, 1);
	ck_assert(variant.inet6);
	ck_assert_int_eq(hf_registry_variant("walrus", &variant), 0);
	ck_assert_int_eq(hf_registry_variant("walrus/inet6", &variant), -ENOENT);
	ck_assert_int_eq(hf_registry_variant("beaver", &variant), -ENOENT);
	ck_assert_int_eq(hf_registry_variant("", &variant), -ENOENT);
}
END_TEST

static void check_ids(const struct hf_case *c, const char *const *ids, size_t n)
{
	size_t count;
	HF_AUTO_FREE struct hf_variant *variants = hf_registry_variants(c, &count);

	ck_assert_uint_eq(count, n);
	for (size_t i = 0; i < n; i++) {
		char id[128];

		hf_variant_id(&variants[i], id, sizeof(id));
		ck_assert_str_eq(id, ids[i]);
	}
}

START_TEST(varies_rows_and_families)
{
	static const char *const beaver[] = {
		"beaver/backlog=10,somaxconn=128",
		"beaver/backlog=200,somaxconn=128",
		"beaver/backlog=10,somaxconn=128/inet6",
		"beaver/backlog=200,somaxconn=128/inet6",
	};
	static const char *const marten[] = {"marten/n=5", "marten/n=5/inet6"};
	static const char *const walrus[] = {"walrus"};
	static const char *const otter[] = {"otter/inet6"};

	check_ids(&hf_case_beaver, beaver, HF_ARRAY_LEN(beaver));
	check_ids(&hf_case_marten, marten, HF_ARRAY_LEN(marten));
	check_ids(&hf_case_walrus, walrus, HF_ARRAY_LEN(walrus));
	check_ids(&hf_case_otter, otter, HF_ARRAY_LEN(otter));
}
END_TEST

START_TEST(cuts_a_label_that_is_too_long)
{
	const struct hf_variant variant = {&hf_case_beaver, 0, false};
	char label[8];

	hf_variant_label(&variant, label, sizeof(label));
	ck_assert_str_eq(label, "backlog");
}
END_TEST

START_TEST(looks_columns_up)
{
	const struct hf_variant row = {&hf_case_beaver, 1, false};
	const struct hf_variant none = {&hf_case_walrus, -1, false};

	ck_assert_int_eq(hf_variant_number(&row, COL(0)), 200);
	ck_assert_int_eq(hf_variant_number(&row, COL(2)), -1);
	ck_assert_int_eq(hf_variant_number(&row, 7), 7);
	ck_assert_int_eq(hf_variant_number(&row, NONE), NONE);
	ck_assert_int_eq(hf_variant_number(&none, 7), 7);
}
END_TEST

START_TEST(finds_the_wire)
{
	const struct hf_variant row = {&hf_case_beaver, 1, false};

	ck_assert_str_eq(hf_variant_wire(&row, ROW_WIRE), "+0 < S");
	ck_assert_str_eq(hf_variant_wire(&row, "+0 > S."), "+0 > S.");
}
END_TEST

START_TEST(knows_its_claims)
{
	ck_assert(hf_case_has_claim(&hf_case_walrus, "D0.11"));
	ck_assert(hf_case_has_claim(&hf_case_walrus, "D1.2"));
	ck_assert(!hf_case_has_claim(&hf_case_walrus, "D0.1"));
	ck_assert(!hf_case_has_claim(&hf_case_beaver, "D0.11"));
}
END_TEST

/* ---- the hash tells experiments apart, and only experiments ---- */

static void hash(const struct hf_case *c, int row, bool inet6, char text[17])
{
	const struct hf_variant variant = {c, row, inet6};

	hf_variant_hash(&variant, text);
	ck_assert_uint_eq(strspn(text, "0123456789abcdef"), 16);
}

static bool same_hash(const struct hf_case *a, const struct hf_case *b)
{
	char x[17], y[17];

	hash(a, -1, false, x);
	hash(b, -1, false, y);
	return strcmp(x, y) == 0;
}

START_TEST(hash_is_the_same_for_one_experiment)
{
	struct hf_case other = hf_case_walrus;

	ck_assert(same_hash(&other, &hf_case_walrus));
	other.name = "seal";
	other.claim = "Something else.";
	other.quote = "quoth";
	other.claims = CLAIMS("D4.1");
	other.expect = EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", 1));
	other.eras = ALWAYS(NEVER_TRUE);
	other.budget_s = 99;
	ck_assert(same_hash(&other, &hf_case_walrus));
	/* What is left out means the default. */
	other.steps =
		STEPS(LISTEN(.name = "listener", .port = 8888, .backlog = 1, .accept = NEVER));
	ck_assert(same_hash(&other, &hf_case_walrus));
}
END_TEST

START_TEST(hash_differs_between_variants)
{
	char hashes[4][17];

	hash(&hf_case_beaver, 0, false, hashes[0]);
	hash(&hf_case_beaver, 1, false, hashes[1]);
	hash(&hf_case_beaver, 0, true, hashes[2]);
	hash(&hf_case_walrus, -1, false, hashes[3]);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(hashes[i], hashes[j]);
}
END_TEST

/* One field of each verb, changed: the experiment is another one. */
static const struct {
	const struct hf_step *steps, *other;
} pairs[] = {
	{STEPS(LISTEN(.backlog = 1)), STEPS(LISTEN(.backlog = 2))},
	{STEPS(LISTEN(.port = 1)), STEPS(LISTEN(.port = 2))},
	{STEPS(LISTEN(.name = "a")), STEPS(LISTEN(.name = "b"))},
	{STEPS(LISTEN(.accept = NEVER)), STEPS(LISTEN(.accept = AT_ONCE))},
	{STEPS(LISTEN(.serve = HOLD)), STEPS(LISTEN(.serve = READ))},
	{STEPS(LISTEN(.serve = ANSWER)), STEPS(LISTEN(.serve = ANSWER_AND_CLOSE))},
	{STEPS(LISTEN(.defer_accept_s = 1)), STEPS(LISTEN(.defer_accept_s = 2))},
	{STEPS(LISTEN(.syncnt = 1)), STEPS(LISTEN(.syncnt = 2))},
	{STEPS(LISTEN(.at = SERVER)), STEPS(LISTEN(.at = CLIENT))},
	{STEPS(LISTEN(.dual_stack = true)), STEPS(LISTEN(.dual_stack = false))},
	{STEPS(LISTEN(.reuseport = true)), STEPS(LISTEN(.reuseport = false))},
	{STEPS(LISTEN(.fastopen = 1)), STEPS(LISTEN(.fastopen = 2))},
	{STEPS(RELISTEN(.backlog = 1)), STEPS(RELISTEN(.backlog = 2))},
	{STEPS(ACCEPT(.count = 1)), STEPS(ACCEPT(.count = 2))},
	{STEPS(CONNECT(.name = "a")), STEPS(CONNECT(.name = "b"))},
	{STEPS(CONNECT(.count = 1)), STEPS(CONNECT(.count = 2))},
	{STEPS(CONNECT(.port = 1)), STEPS(CONNECT(.port = 2))},
	{STEPS(CONNECT(.wait = true)), STEPS(CONNECT(.wait = false))},
	{STEPS(CONNECT(.request = 1)), STEPS(CONNECT(.request = 2))},
	{STEPS(CONNECT(.fastopen = true)), STEPS(CONNECT(.fastopen = false))},
	{STEPS(CONNECT(.keepalive = true)), STEPS(CONNECT(.keepalive = false))},
	{STEPS(SYN(.count = 1)), STEPS(SYN(.count = 2))},
	{STEPS(SYN(.every_us = 1)), STEPS(SYN(.every_us = 2))},
	{STEPS(SYN(.from = STRANGERS)), STEPS(SYN(.from = CLIENT_ITSELF))},
	{STEPS(SYN(.ports = 1)), STEPS(SYN(.ports = 2))},
	{STEPS(SYN(.sport = 1)), STEPS(SYN(.sport = 2))},
	{STEPS(SYN(.port = 1)), STEPS(SYN(.port = 2))},
	{STEPS(ACK(.first = 1)), STEPS(ACK(.first = 2))},
	{STEPS(ACK(.count = 1)), STEPS(ACK(.count = 2))},
	{STEPS(ACK(.again = true)), STEPS(ACK(.again = false))},
	{STEPS(ACK(.wrong = true)), STEPS(ACK(.wrong = false))},
	{STEPS(ACK(.bytes = 1)), STEPS(ACK(.bytes = 2))},
	{STEPS(SEND(.bytes = 1)), STEPS(SEND(.bytes = 2))},
	{STEPS(SEND(.at = CLIENT)), STEPS(SEND(.at = SERVER))},
	{STEPS(RECV(.wait = true)), STEPS(RECV(.wait = false))},
	{STEPS(RECV(.at = CLIENT)), STEPS(RECV(.at = SERVER))},
	{STEPS(SHUTDOWN(.at = CLIENT)), STEPS(SHUTDOWN(.at = SERVER))},
	{STEPS(CLOSE(.at = CLIENT)), STEPS(CLOSE(.at = SERVER))},
	{STEPS(CLOSE(.abort = true)), STEPS(CLOSE(.abort = false))},
	{STEPS(CLOSE(.accepted = true)), STEPS(CLOSE(.accepted = false))},
	{STEPS(SHUTDOWN(.accepted = true)), STEPS(SHUTDOWN(.accepted = false))},
	{STEPS(DISCONNECT(.accepted = true)), STEPS(DISCONNECT(.accepted = false))},
	{STEPS(DROP(.rule = "a")), STEPS(DROP(.rule = "b"))},
	{STEPS(DROP(.table = "mangle")), STEPS(DROP(.table = "filter"))},
	{STEPS(DROP(.at = CLIENT)), STEPS(DROP(.at = SERVER))},
	{STEPS(UNDROP(.name = "a")), STEPS(UNDROP(.name = "b"))},
	{STEPS(PACE(.bytes = 1)), STEPS(PACE(.bytes = 2))},
	{STEPS(PACE(.gap_ms = 1)), STEPS(PACE(.gap_ms = 2))},
	{STEPS(PACE(.at = CLIENT)), STEPS(PACE(.at = SERVER))},
	{STEPS(UNPACE(.at = CLIENT)), STEPS(UNPACE(.at = SERVER))},
	{STEPS(SYN(.options = "mss 1")), STEPS(SYN(.options = "mss 2"))},
	{STEPS(SYN(.bytes = 1)), STEPS(SYN(.bytes = 2))},
	{STEPS(SYN(.win = 1)), STEPS(SYN(.win = NONE))},
	{STEPS(SYN()), STEPS(SYN(.bad_checksum = true))},
	{STEPS(SEGMENT(.name = "a")), STEPS(SEGMENT(.name = "b"))},
	{STEPS(SEGMENT(.nth = 1)), STEPS(SEGMENT(.nth = 2))},
	{STEPS(SEGMENT(.flags = "S")), STEPS(SEGMENT(.flags = "R"))},
	{STEPS(SEGMENT(.seq = 1)), STEPS(SEGMENT(.seq = -1))},
	{STEPS(SEGMENT(.flags = ".", .ack = 1)), STEPS(SEGMENT(.flags = ".", .ack = 2))},
	{STEPS(SEGMENT(.bytes = 1)), STEPS(SEGMENT(.bytes = 2))},
	{STEPS(SEGMENT(.win = 1)), STEPS(SEGMENT(.win = NONE))},
	{STEPS(SEGMENT(.options = "")), STEPS(SEGMENT())},
	{STEPS(SEGMENT()), STEPS(SEGMENT(.bad_checksum = true))},
	{STEPS(SET(.key = "a")), STEPS(SET(.key = "b"))},
	{STEPS(SET(.value = 1)), STEPS(SET(.value = 2))},
	{STEPS(SET(.at = CLIENT)), STEPS(SET(.at = SERVER))},
	{STEPS(KILL(.name = "a")), STEPS(KILL(.name = "b"))},
	{STEPS(KILL(.signal = SIGKILL)), STEPS(KILL(.signal = SIGTERM))},
	{STEPS(DISCONNECT(.name = "a")), STEPS(DISCONNECT(.name = "b"))},
	{STEPS(DISCONNECT(.at = CLIENT)), STEPS(DISCONNECT(.at = SERVER))},
	{STEPS(ERROR(.at = CLIENT)), STEPS(ERROR(.at = SERVER))},
	{STEPS(DUP(.at = CLIENT)), STEPS(DUP(.at = SERVER))},
	{STEPS(FILES(.at = CLIENT)), STEPS(FILES(.at = SERVER))},
	{STEPS(FILES(.at = CLIENT)), STEPS(FILES(.at = CLIENT, .more = NONE))},
	{STEPS(RUN(.argv = ARGV("a", "b"))), STEPS(RUN(.argv = ARGV("a", "c")))},
	{STEPS(RUN(.conf = "a")), STEPS(RUN(.conf = "b"))},
	{STEPS(RUN(.wait = true)), STEPS(RUN(.wait = false))},
	{STEPS(RUN(.at = CLIENT)), STEPS(RUN(.at = SERVER))},
	{STEPS(UNTIL(.acceptq_len = 1)), STEPS(UNTIL(.acceptq_len = NONE))},
	{STEPS(UNTIL(.requests = 1)), STEPS(UNTIL(.requests = 2))},
	{STEPS(UNTIL(.returned = "a")), STEPS(UNTIL(.returned = "b"))},
	{STEPS(UNTIL(.counter = "a")), STEPS(UNTIL(.counter = "b"))},
	{STEPS(UNTIL(.counter = "a", .reaches = 1)), STEPS(UNTIL(.counter = "a", .reaches = 2))},
	{STEPS(UNTIL(.counter = "a", .at = CLIENT)), STEPS(UNTIL(.counter = "a", .at = SERVER))},
	{STEPS(UNTIL(.state = "a")), STEPS(UNTIL(.state = "b"))},
	{STEPS(UNTIL(.state = "a", .sockets = 1)), STEPS(UNTIL(.state = "a", .sockets = 2))},
	{STEPS(UNTIL(.listening = 1)), STEPS(UNTIL(.listening = 2))},
	{STEPS(UNTIL(.segment = "> S")), STEPS(UNTIL(.segment = "> R"))},
	{STEPS(UNTIL(.segment = "> S", .times = 1)), STEPS(UNTIL(.segment = "> S", .times = 2))},
	{STEPS(UNTIL(.segment = "> S", .no_later_ms = 1)),
	 STEPS(UNTIL(.segment = "> S", .no_later_ms = 2))},
	{STEPS(UNTIL(.within_ms = 1)), STEPS(UNTIL(.within_ms = 2))},
	{STEPS(UNTIL(.mark = "a")), STEPS(UNTIL(.mark = "b"))},
	{STEPS(QUIET(.ms = 1)), STEPS(QUIET(.ms = 2))},
	{STEPS(QUIET(.mark = "a")), STEPS(QUIET(.mark = "b"))},
	{STEPS(MEASURE), STEPS(QUIET(.ms = 1))},
};

START_TEST(hash_differs_with_each_field)
{
	struct hf_case a = {.name = "a", .steps = pairs[_i].steps};
	struct hf_case b = {.name = "a", .steps = pairs[_i].other};

	ck_assert(!same_hash(&a, &b));
}
END_TEST

START_TEST(hash_differs_with_each_setting)
{
	const struct hf_step *steps = STEPS(MEASURE);
	const struct hf_case cases[] = {
		{.steps = steps},
		{.steps = steps, .server.sysctl = SYSCTLS({"net.a", 1})},
		{.steps = steps, .server.sysctl = SYSCTLS({"net.a", 2})},
		{.steps = steps, .server.sysctl = SYSCTLS({"net.a", 2, .if_present = true})},
		{.steps = steps, .client.sysctl = SYSCTLS({"net.a", 1})},
		{.steps = steps, .server.sysctl = SYSCTLS({"net.b", 1})},
		{.steps = steps, .uptime_s = 300},
		{.steps = steps, .uptime_s = 310},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(cases); i++)
		for (size_t j = 0; j < i; j++)
			ck_assert(!same_hash(&cases[i], &cases[j]));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("registry");
	TCase *tc = tcase_create("registry");

	tcase_add_test(tc, sorts_by_name);
	tcase_add_test(tc, finds_by_name);
	tcase_add_test(tc, fills_columns);
	tcase_add_test(tc, puts_ipv6_in_brackets);
	tcase_add_test(tc, finds_variants_by_id);
	tcase_add_test(tc, varies_rows_and_families);
	tcase_add_test(tc, cuts_a_label_that_is_too_long);
	tcase_add_test(tc, looks_columns_up);
	tcase_add_test(tc, finds_the_wire);
	tcase_add_test(tc, knows_its_claims);
	tcase_add_test(tc, hash_is_the_same_for_one_experiment);
	tcase_add_test(tc, hash_differs_between_variants);
	tcase_add_loop_test(tc, hash_differs_with_each_field, 0, (int)HF_ARRAY_LEN(pairs));
	tcase_add_test(tc, hash_differs_with_each_setting);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
