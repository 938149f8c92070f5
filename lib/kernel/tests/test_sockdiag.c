/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of states, and a dump without privilege. What needs two hosts is in test_bed.c. */
#include <arpa/inet.h>
#include <check.h>
#include <string.h>
#include <sys/socket.h>

#include "own.h"
#include "sockdiag.h"

static struct hf_fault fault;

START_TEST(every_state_has_a_name)
{
	const char *text = hf_tcp_state_text(_i);

	ck_assert_str_ne(text, "UNKNOWN");
	ck_assert_int_eq(hf_tcp_state_parse(text), _i);
}
END_TEST

START_TEST(names_are_those_of_ss)
{
	ck_assert_str_eq(hf_tcp_state_text(HF_TCP_ESTABLISHED), "ESTABLISHED");
	ck_assert_str_eq(hf_tcp_state_text(HF_TCP_SYN_RECV), "SYN-RECV");
	ck_assert_str_eq(hf_tcp_state_text(HF_TCP_FIN_WAIT2), "FIN-WAIT-2");
	ck_assert_str_eq(hf_tcp_state_text(HF_TCP_LISTEN), "LISTEN");
	ck_assert_str_eq(hf_tcp_state_text(0), "UNKNOWN");
	ck_assert_str_eq(hf_tcp_state_text(HF_TCP_STATES), "UNKNOWN");
	ck_assert_int_eq(hf_tcp_state_parse("ESTAB"), 0);
	ck_assert_int_eq(hf_tcp_state_parse(""), 0);
}
END_TEST

/* Nobody connects to it. */
START_TEST(a_listener_is_listed)
{
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	HF_AUTO_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(own);
	struct hf_sockdiag *diag;
	struct hf_sock *socks;
	size_t n, found = 0;

	ck_assert_int_eq(bind(fd, (void *)&own, len), 0);
	ck_assert_int_eq(getsockname(fd, (void *)&own, &len), 0);
	ck_assert_int_eq(listen(fd, 3), 0);
	ck_assert_msg(hf_sockdiag_open(&diag, &fault) == 0, "%s", fault.text);
	ck_assert_msg(hf_sockdiag_dump(diag, AF_INET, &socks, &n, &fault) == 0, "%s", fault.text);
	for (size_t i = 0; i < n; i++) {
		if (socks[i].state != HF_TCP_LISTEN || socks[i].local_port != ntohs(own.sin_port) ||
		    memcmp(socks[i].local.bytes, &own.sin_addr, 4))
			continue;
		ck_assert_uint_eq(socks[i].rqueue, 0);
		ck_assert_uint_eq(socks[i].wqueue, 3);
		found++;
	}
	ck_assert_uint_eq(found, 1);
	free(socks);
	hf_sockdiag_free(diag);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sockdiag");
	TCase *tests = tcase_create("sockdiag");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, every_state_has_a_name, 1, HF_TCP_STATES);
	tcase_add_test(tests, names_are_those_of_ss);
	tcase_add_test(tests, a_listener_is_listed);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
