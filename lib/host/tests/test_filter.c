/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules in a namespace, and what they hit. Needs iptables; without it only its absence is tested.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "../../kernel/tests/bed.h"
#include "filter.h"

#define PORT 8888

static const int families[] = {AF_INET, AF_INET6};

static const struct hf_addr *server_addr(int family)
{
	return family == AF_INET ? &bed_server.end.v4 : &bed_server.end.v6;
}

static bool is_installed(void)
{
	HF_AUTO_FREE char *v4 = hf_proc_find("iptables-restore");
	HF_AUTO_FREE char *v6 = hf_proc_find("ip6tables-restore");

	return v4 && v6;
}

/* One SYN from the client, through its socket's first step. */
static int try_to_connect(int family)
{
	HF_AUTO_FD int fd = -EBADF;

	return bed_connect(server_addr(family), PORT, SOCK_NONBLOCK, &fd);
}

/* Until the rule has been hit: a SYN may still be on its way to another CPU. */
static uint64_t await_hits(int family, const struct hf_filter_rule *rules, size_t n, size_t which)
{
	int64_t deadline_ns = hf_tick_now_ns() + BED_PATIENCE_NS;
	uint64_t hits[8] = {0};

	bed_enter(&bed_server);
	do
		bed_ok(hf_filter_hits(family, rules, n, hits, &bed_fault));
	while (!hits[which] && hf_tick_now_ns() < deadline_ns);
	return hits[which];
}

START_TEST(a_dropped_syn_is_counted)
{
	static const struct hf_filter_rule rules[] = {
		{"filter", "INPUT -p tcp --dport 8888 -j DROP"},
	};
	const int family = families[_i];
	HF_AUTO_FD int listener = -EBADF;

	if (!is_installed())
		return;
	listener = bed_listen(family, PORT, 1);
	bed_ok(hf_filter_load(family, rules, 1, &bed_fault));
	ck_assert_int_eq(try_to_connect(family), -EINPROGRESS);
	ck_assert_uint_ge(await_hits(family, rules, 1, 0), 1);
	/* The other family has no such rule. */
	ck_assert_int_ne(hf_filter_hits(families[!_i], rules, 1, &(uint64_t){0}, &bed_fault), 0);
	bed_ok(hf_filter_load(family, NULL, 0, &bed_fault));
	ck_assert_int_ne(hf_filter_hits(family, rules, 1, &(uint64_t){0}, &bed_fault), 0);
}
END_TEST

/* iptables-save lists by table and chain, whatever the order of loading. */
START_TEST(hits_keep_the_order_of_loading)
{
	static const struct hf_filter_rule rules[] = {
		{"filter", "OUTPUT -p tcp --dport 1 -j DROP"},
		{"mangle", "PREROUTING -p tcp --dport 1 -j DROP"},
		{"filter", "INPUT -p tcp --dport 2 -j DROP"},
		{"mangle", "PREROUTING -p tcp --dport 8888 -j DROP"},
		{"filter", "INPUT -p tcp --dport 8888 -j DROP"},
	};
	uint64_t hits[5];

	if (!is_installed())
		return;
	bed_enter(&bed_server);
	bed_ok(hf_filter_load(AF_INET, rules, 5, &bed_fault));
	ck_assert_int_eq(try_to_connect(AF_INET), -EINPROGRESS);
	ck_assert_uint_ge(await_hits(AF_INET, rules, 5, 3), 1);
	bed_ok(hf_filter_hits(AF_INET, rules, 5, hits, &bed_fault));
	ck_assert_uint_eq(hits[0] + hits[1] + hits[2] + hits[4], 0);
	/* Loading replaces, in all tables, and counts anew. */
	bed_ok(hf_filter_load(AF_INET, &rules[4], 1, &bed_fault));
	bed_ok(hf_filter_hits(AF_INET, &rules[4], 1, hits, &bed_fault));
	ck_assert_uint_eq(hits[0], 0);
	ck_assert_int_eq(try_to_connect(AF_INET), -EINPROGRESS);
	ck_assert_uint_ge(await_hits(AF_INET, &rules[4], 1, 0), 1);
}
END_TEST

START_TEST(rules_are_of_one_namespace)
{
	static const struct hf_filter_rule rule = {"filter", "INPUT -j DROP"};

	if (!is_installed())
		return;
	bed_enter(&bed_server);
	bed_ok(hf_filter_load(AF_INET, &rule, 1, &bed_fault));
	bed_enter(&bed_client);
	bed_fails(hf_filter_hits(AF_INET, &rule, 1, &(uint64_t){0}, &bed_fault), -EBADMSG,
		  "rule \"INPUT -j DROP\" has gone");
}
END_TEST

START_TEST(a_refused_rule_is_told)
{
	static const struct hf_filter_rule refused = {"filter", "INPUT --no-such-option"},
					   raw = {"raw", "OUTPUT -j DROP"},
					   two = {"filter", "INPUT -j DROP\n-A INPUT -j DROP"};

	if (!is_installed())
		return;
	bed_enter(&bed_server);
	bed_fails(hf_filter_load(AF_INET, &refused, 1, &bed_fault), -EINVAL, "--no-such-option");
	ck_assert_ptr_null(strchr(bed_fault.text, '\n'));
	bed_fails(hf_filter_load(AF_INET, &raw, 1, &bed_fault), -EINVAL, "not filter or mangle");
	bed_fails(hf_filter_load(AF_INET, &two, 1, &bed_fault), -EINVAL, "more than one line");
	bed_ok(hf_filter_load(AF_INET, NULL, 0, &bed_fault));
}
END_TEST

/* A world without /usr/sbin/iptables: what is mounted here is seen by nobody else. */
static int look_for_iptables(void *arg)
{
	static const struct hf_filter_rule rule = {"filter", "INPUT -j DROP"};

	(void)arg;
	if (mount("tmpfs", "/usr/sbin", "tmpfs", 0, NULL) < 0)
		return BED_SKIPPED;
	(void)mount("tmpfs", "/sbin", "tmpfs", 0, NULL);
	setenv("PATH", "/nowhere", 1);
	if (hf_filter_load(AF_INET, NULL, 0, &bed_fault) != 0)
		return 1;
	if (hf_filter_load(AF_INET, &rule, 1, &bed_fault) != -ENOENT)
		return 2;
	return strstr(bed_fault.text, "install iptables") ? 0 : 3;
}

START_TEST(absence_is_told)
{
	struct hf_proc world = HF_PROC_NULL;
	int status;

	bed_ok(hf_proc_start(look_for_iptables, NULL, true, &world, &bed_fault));
	bed_ok(hf_proc_wait(&world, hf_tick_now_ns() + BED_PATIENCE_NS, &status, &bed_fault));
	ck_assert(WIFEXITED(status));
	ck_assert(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == BED_SKIPPED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("filter");
	TCase *tests = tcase_create("filter");

	tcase_add_checked_fixture(tests, bed_lay, NULL);
	tcase_add_loop_test(tests, a_dropped_syn_is_counted, 0, 2);
	tcase_add_test(tests, hits_keep_the_order_of_loading);
	tcase_add_test(tests, rules_are_of_one_namespace);
	tcase_add_test(tests, a_refused_rule_is_told);
	tcase_add_test(tests, absence_is_told);
	tcase_set_timeout(tests, 30);
	suite_add_tcase(suite, tests);
	return bed_main(srunner_create(suite));
}
