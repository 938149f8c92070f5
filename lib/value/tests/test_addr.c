/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "addr.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "own.h"
#include "suite.h"

static struct hf_addr addr(const char *text)
{
	struct hf_addr a;

	ck_assert_int_eq(hf_addr_parse(text, &a), 0);
	return a;
}

START_TEST(addresses_as_text)
{
	static const char *const texts[] = {
		"0.0.0.0", "10.0.0.2", "255.255.255.255",   "fd00::2",
		"::",      "::1",      "2001:db8::1:0:0:1", "fe80::ff:fe00:1"};
	static const char *const wrong[] = {"",        "10.0.0", "10.0.0.256",  "10.0.0.1 ",
					    "fd00::g", ":::",    "10.0.0.1/24", "localhost"};
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < HF_ARRAY_LEN(texts); i++) {
		struct hf_addr a = addr(texts[i]);

		ck_assert_int_eq(a.family, strchr(texts[i], ':') ? AF_INET6 : AF_INET);
		ck_assert_ptr_eq(hf_addr_text(&a, text), text);
		ck_assert_str_eq(text, texts[i]);
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(wrong); i++) {
		struct hf_addr a = {.family = 77};

		ck_assert_int_eq(hf_addr_parse(wrong[i], &a), -EINVAL);
		ck_assert_int_eq(a.family, 77);
	}
	ck_assert_str_eq(hf_addr_text(&(struct hf_addr){0}, text), "unset");
}
END_TEST

START_TEST(address_bytes_are_the_packets)
{
	struct hf_addr a = addr("10.20.30.40");

	ck_assert_mem_eq(a.bytes, "\x0a\x14\x1e\x28", 4);
	a = addr("fd00::1:2");
	ck_assert_mem_eq(a.bytes, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\1\0\2", 16);
}
END_TEST

START_TEST(walking_through_a_subnet)
{
	static const struct {
		const char *from;
		uint32_t n;
		const char *to;
	} steps[] = {
		{"10.0.0.1", 0, "10.0.0.1"},
		{"10.0.0.255", 1, "10.0.1.0"},
		{"10.0.0.0", 65536, "10.1.0.0"},
		{"255.255.255.255", 1, "0.0.0.0"},
		{"fd00::1", 254, "fd00::ff"},
		{"fd00::ffff", 1, "fd00::1:0"},
		{"fd00:0:0:1::ffff:ffff", 2, "fd00:0:0:1::1"}, /* four bytes, no more */
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(steps); i++) {
		struct hf_addr got = hf_addr_plus(addr(steps[i].from), steps[i].n);
		struct hf_addr want = addr(steps[i].to);

		ck_assert(hf_addr_equal(&got, &want));
	}
}
END_TEST

START_TEST(equal_addresses)
{
	struct hf_addr a = addr("10.0.0.1");
	struct hf_addr b = addr("10.0.0.1");
	struct hf_addr c = addr("fd00::1");
	struct hf_addr d = addr("fd00::1");

	ck_assert(hf_addr_equal(&a, &b));
	b.bytes[15] = 1; /* not part of an IPv4 address */
	ck_assert(hf_addr_equal(&a, &b));
	b.bytes[3] = 2;
	ck_assert(!hf_addr_equal(&a, &b));
	ck_assert(hf_addr_equal(&c, &d));
	d.bytes[15] = 2;
	ck_assert(!hf_addr_equal(&c, &d));
	memcpy(c.bytes, a.bytes, 16);
	ck_assert(!hf_addr_equal(&a, &c));
}
END_TEST

START_TEST(sockaddrs)
{
	struct hf_addr four = addr("10.0.0.1"), six = addr("fd00::1");
	struct sockaddr_storage got;
	const struct sockaddr_in *in = (const struct sockaddr_in *)&got;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&got;

	ck_assert_uint_eq(hf_addr_sockaddr(&four, 8888, &got), sizeof(*in));
	ck_assert_int_eq(in->sin_family, AF_INET);
	ck_assert_uint_eq(ntohs(in->sin_port), 8888);
	ck_assert_uint_eq(ntohl(in->sin_addr.s_addr), 0x0a000001);
	ck_assert_uint_eq(hf_addr_sockaddr(&six, 80, &got), sizeof(*in6));
	ck_assert_int_eq(in6->sin6_family, AF_INET6);
	ck_assert_uint_eq(ntohs(in6->sin6_port), 80);
	ck_assert_uint_eq(in6->sin6_scope_id, 0);
	ck_assert_mem_eq(&in6->sin6_addr, six.bytes, 16);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("addr");
	TCase *tc = tcase_create("addr");

	tcase_add_test(tc, addresses_as_text);
	tcase_add_test(tc, address_bytes_are_the_packets);
	tcase_add_test(tc, walking_through_a_subnet);
	tcase_add_test(tc, equal_addresses);
	tcase_add_test(tc, sockaddrs);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
