/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "luggage.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "defaults.h"
#include "suite.h"

static const struct hf_case programs = {
	.steps = STEPS(RUN(.name = "web", .argv = ARGV("nginx", "-c", "{conf}"),
			   .conf = "events { }\n"),
		       RUN(.name = "go", .argv = ARGV("{fixtures}/go-retry", "curl")),
		       RUN(.name = "tracked", .argv = ARGV("conntrack", "-L"))),
};

static const struct hf_case scripts = {
	.steps = STEPS(RUN(.name = "look", .argv = ARGV("sh", "-c",
							"for i in 1 2; do ss -tn|grep -c ESTAB; done; "
							"X=$(/bin/date +%s) && tc qdisc show"))),
};

static const struct hf_case rules = {
	.steps = STEPS(DROP(.at = SERVER, .rule = "INPUT -p tcp -m conntrack --ctstate INVALID -j DROP"),
		       DROP(.at = CLIENT, .table = "raw", .rule = "PREROUTING -j NOTRACK")),
};

static const struct hf_case script_rules = {
	.steps = STEPS(RUN(.name = "nat", .argv = ARGV("sh", "-c",
						       "iptables -t nat -A PREROUTING -p tcp "
						       "-j REDIRECT --to-ports 81"))),
};

static const struct hf_case plain = {.steps = STEPS(LISTEN(.port = 80, .backlog = 1))};
static const struct hf_case slow = {.steps = STEPS(PACE(.at = SERVER, .bytes = 74, .gap_ms = 9))};

static bool lists(const struct hf_luggage_list *list, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->names[i], name) != 0)
			continue;
		ck_assert_msg(!found, "%s is listed twice", name);
		found = true;
	}
	return found;
}

START_TEST(programs_and_what_they_need)
{
	struct hf_luggage luggage = {0};

	ck_assert_int_eq(hf_luggage_note(&luggage, &programs), 0);
	ck_assert_int_eq(hf_luggage_note(&luggage, &programs), 0);
	ck_assert_uint_eq(luggage.programs.count, 3);
	ck_assert(lists(&luggage.programs, "nginx"));
	ck_assert(lists(&luggage.programs, HF_FIXTURE_PROGRAMS "/go-retry"));
	ck_assert(lists(&luggage.programs, "conntrack"));
	ck_assert(lists(&luggage.modules, "nf_conntrack_netlink"));
	ck_assert_uint_eq(luggage.extensions.count, 0);
	ck_assert(!luggage.iptables);
	hf_luggage_done(&luggage);
}
END_TEST

START_TEST(words_of_scripts)
{
	static const char *const words[] = {"sh", "ss", "grep", "/bin/date", "tc"};
	struct hf_luggage luggage = {0};

	ck_assert_int_eq(hf_luggage_note(&luggage, &scripts), 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		ck_assert_msg(lists(&luggage.programs, words[i]), "%s is not there", words[i]);
	/* Neither options nor numbers nor names of states are programs. */
	ck_assert(!lists(&luggage.programs, "-tn"));
	ck_assert(!lists(&luggage.programs, "ESTAB"));
	ck_assert(!lists(&luggage.programs, "1"));
	ck_assert(lists(&luggage.modules, "sch_netem"));
	hf_luggage_done(&luggage);
}
END_TEST

START_TEST(rules_of_drops)
{
	struct hf_luggage luggage = {0};

	ck_assert_int_eq(hf_luggage_note(&luggage, &rules), 0);
	ck_assert_uint_eq(luggage.extensions.count, 2);
	ck_assert(lists(&luggage.extensions, "conntrack"));
	ck_assert(lists(&luggage.extensions, "NOTRACK"));
	ck_assert(lists(&luggage.modules, "xt_conntrack"));
	ck_assert(lists(&luggage.modules, "nf_conntrack_ipv6"));
	ck_assert(lists(&luggage.modules, "ip6table_raw"));
	ck_assert(lists(&luggage.modules, "iptable_" HF_DEFAULT_TABLE));
	ck_assert(lists(&luggage.modules, "xt_tcpudp"));
	ck_assert(luggage.iptables);
	ck_assert_uint_eq(luggage.programs.count, 0);
	hf_luggage_done(&luggage);
}
END_TEST

START_TEST(rules_in_scripts)
{
	struct hf_luggage luggage = {0};

	ck_assert_int_eq(hf_luggage_note(&luggage, &script_rules), 0);
	ck_assert(lists(&luggage.extensions, "REDIRECT"));
	ck_assert(lists(&luggage.modules, "xt_REDIRECT"));
	ck_assert(lists(&luggage.modules, "iptable_nat"));
	ck_assert(lists(&luggage.modules, "ip_tables"));
	ck_assert(luggage.iptables);
	hf_luggage_done(&luggage);
}
END_TEST

START_TEST(nothing_for_nobody)
{
	struct hf_luggage luggage = {0};

	ck_assert_int_eq(hf_luggage_note(&luggage, &plain), 0);
	ck_assert_uint_eq(luggage.modules.count, 0);
	ck_assert_int_eq(hf_luggage_note(&luggage, &slow), 0);
	ck_assert_uint_eq(luggage.modules.count, 1);
	ck_assert(lists(&luggage.modules, "sch_tbf"));
	ck_assert(!luggage.iptables);
	hf_luggage_done(&luggage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("luggage");
	TCase *tc = tcase_create("luggage");

	tcase_add_test(tc, programs_and_what_they_need);
	tcase_add_test(tc, words_of_scripts);
	tcase_add_test(tc, rules_of_drops);
	tcase_add_test(tc, rules_in_scripts);
	tcase_add_test(tc, nothing_for_nobody);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
