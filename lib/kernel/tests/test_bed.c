/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two hosts on a wire: link, routes, sysctls and sock_diag in namespaces. */
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bed.h"
#include "sockdiag.h"
#include "suites.h"
#include "sysctl.h"

#define PORT 8888

static const int families[] = {AF_INET, AF_INET6};

static const struct hf_addr *server_addr(int family)
{
	return family == AF_INET ? &bed_server.end.v4 : &bed_server.end.v6;
}

START_TEST(connections_cross_the_wire)
{
	const int family = families[_i];
	HF_AUTO_FD int listener = -EBADF, client = -EBADF, accepted = -EBADF;
	char byte = 'x';

	listener = bed_listen(family, PORT, 1);
	ck_assert_int_eq(bed_connect(server_addr(family), PORT, 0, &client), 0);
	accepted = accept(listener, NULL, NULL);
	ck_assert_int_ge(accepted, 0);
	ck_assert_int_eq(write(client, &byte, 1), 1);
	byte = 0;
	ck_assert_int_eq(read(accepted, &byte, 1), 1);
	ck_assert_int_eq(byte, 'x');
}
END_TEST

/*
 * Laid too early, the first end still drops all it sends: a few of a hundred wires did. The first
 * SYN or its answer is then sent again.
 */
START_TEST(a_wire_that_is_laid_passes_frames)
{
	HF_AUTO_FD int listener = -EBADF, client = -EBADF;
	struct tcp_info info;
	socklen_t len = sizeof(info);

	listener = bed_listen(AF_INET, PORT, 1);
	ck_assert_int_eq(bed_connect(&bed_server.end.v4, PORT, 0, &client), 0);
	ck_assert_int_eq(getsockopt(client, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
	ck_assert_uint_eq(info.tcpi_total_retrans, 0);
}
END_TEST

/* Packets received and sent by HF_LINK_NAME here. */
static unsigned long packets_here(void)
{
	FILE *file = fopen("/proc/thread-self/net/dev", "r");
	unsigned long received, sent, sum = 0;
	char line[512];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " " HF_LINK_NAME ": %*u %lu %*u %*u %*u %*u %*u %*u %*u %lu",
			   &received, &sent) == 2)
			sum = received + sent;
	}
	fclose(file);
	return sum;
}

/* IPv6 reports its groups within a second of the start, if it does: this is what is waited for. */
START_TEST(an_idle_wire_carries_no_frame)
{
	struct sockaddr_ll on = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	HF_AUTO_FD int fd = -EBADF;
	struct pollfd frames;

	bed_enter(&bed_client);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	on.sll_ifindex = (int)if_nametoindex(HF_LINK_NAME);
	ck_assert_int_eq(bind(fd, (void *)&on, sizeof(on)), 0);
	frames = (struct pollfd){.fd = fd, .events = POLLIN};
	ck_assert_int_eq(poll(&frames, 1, 2500), 0);
	ck_assert_uint_eq(packets_here(), 0);
}
END_TEST

static ino_t present_netns(void)
{
	struct stat st;

	ck_assert_int_eq(stat("/proc/thread-self/ns/net", &st), 0);
	return st.st_ino;
}

START_TEST(laying_leaves_no_trace_in_the_callers_namespace)
{
	struct if_nameindex *links;
	ino_t before;

	bed_make_hosts(true);
	before = present_netns();
	bed_ok(hf_link_lay(&bed_server.end, &bed_client.end, &bed_fault));
	ck_assert_uint_eq(present_netns(), before);
	links = if_nameindex();
	ck_assert_str_eq(links[0].if_name, "lo");
	ck_assert_ptr_null(links[1].if_name);
	if_freenameindex(links);
}
END_TEST

START_TEST(a_second_wire_is_refused)
{
	bed_fails(hf_link_lay(&bed_server.end, &bed_client.end, &bed_fault), -EEXIST,
		  "create a veth pair");
}
END_TEST

START_TEST(ipv6_is_off_without_an_address)
{
	HF_AUTO_FD int listener = -EBADF, client = -EBADF;
	char value[8];

	bed_make_hosts(false);
	bed_ok(hf_link_lay(&bed_server.end, &bed_client.end, &bed_fault));
	listener = bed_listen(AF_INET, PORT, 1);
	ck_assert_int_eq(bed_connect(&bed_server.end.v4, PORT, 0, &client), 0);
	if (!hf_sysctl_exists("net.ipv6.conf.eth0.disable_ipv6"))
		return;
	bed_ok(hf_sysctl_read("net.ipv6.conf.eth0.disable_ipv6", value, sizeof(value), &bed_fault));
	ck_assert_str_eq(value, "1");
}
END_TEST

/* Whether the client has a way to the address: connect() of a UDP socket looks for one. */
static int seek_way(const char *to)
{
	struct hf_addr addr = bed_addr(to);
	struct sockaddr_storage peer;
	socklen_t len = hf_addr_sockaddr(&addr, PORT, &peer);
	HF_AUTO_FD int fd = socket(addr.family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return connect(fd, (void *)&peer, len) < 0 ? -errno : 0;
}

START_TEST(routes_lead_over_the_wire)
{
	static const char *const text[][3] = {
		{"198.51.100.0", "198.51.100.9", "203.0.113.1"},
		{"2001:db8:1::", "2001:db8:1::9", "2001:db8:2::1"},
	};
	struct hf_addr net = bed_addr(text[_i][0]);
	const struct hf_addr *gateway = server_addr(families[_i]);

	bed_enter(&bed_client);
	ck_assert_int_eq(seek_way(text[_i][1]), -ENETUNREACH);
	bed_ok(hf_link_route(&net, _i ? 48 : 24, gateway, &bed_fault));
	ck_assert_int_eq(seek_way(text[_i][1]), 0);
	ck_assert_int_eq(seek_way(text[_i][2]), -ENETUNREACH);
	bed_fails(hf_link_route(&net, _i ? 48 : 24, gateway, &bed_fault), -EEXIST, "add route");
	memset(net.bytes, 0, sizeof(net.bytes));
	bed_ok(hf_link_route(&net, 0, gateway, &bed_fault));
	ck_assert_int_eq(seek_way(text[_i][2]), 0);
}
END_TEST

START_TEST(nothing_is_dropped_at_rest)
{
	uint64_t dropped = 1;

	bed_enter(&bed_client);
	bed_ok(hf_link_dropped(&dropped, &bed_fault));
	ck_assert_uint_eq(dropped, 0);
}
END_TEST

static void dump(struct hf_sockdiag *diag, int family, struct hf_sock **ret_socks, size_t *ret_n)
{
	free(*ret_socks);
	*ret_socks = NULL;
	bed_ok(hf_sockdiag_dump(diag, family, ret_socks, ret_n, &bed_fault));
}

/* The only socket in that state. */
static const struct hf_sock *only(const struct hf_sock *socks, size_t n, enum hf_tcp_state state)
{
	const struct hf_sock *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (socks[i].state != state)
			continue;
		ck_assert_ptr_null(found);
		found = &socks[i];
	}
	ck_assert_ptr_nonnull(found);
	return found;
}

static struct hf_sockdiag *open_diag(const struct bed_host *host)
{
	struct hf_sockdiag *diag;

	bed_enter(host);
	bed_ok(hf_sockdiag_open(&diag, &bed_fault));
	return diag;
}

START_TEST(sockdiag_shows_the_queue_of_a_listener)
{
	const int family = families[_i];
	struct hf_sockdiag *diag = open_diag(&bed_server);
	HF_AUTO_FREE struct hf_sock *socks = NULL;
	HF_AUTO_FD int listener = -EBADF, client = -EBADF;
	const struct hf_sock *sock;
	size_t n;

	listener = bed_listen(family, PORT, 5);
	dump(diag, family, &socks, &n);
	sock = only(socks, n, HF_TCP_LISTEN);
	ck_assert(hf_addr_equal(&sock->local, server_addr(family)));
	ck_assert_uint_eq(sock->local_port, PORT);
	ck_assert_uint_eq(sock->rqueue, 0);
	ck_assert_uint_eq(sock->wqueue, 5);
	/* Asked from the client's namespace: the dump is of the one it was opened in. */
	ck_assert_int_eq(bed_connect(server_addr(family), PORT, 0, &client), 0);
	dump(diag, family, &socks, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(only(socks, n, HF_TCP_LISTEN)->rqueue, 1);
	sock = only(socks, n, HF_TCP_ESTABLISHED);
	ck_assert_uint_eq(sock->local_port, PORT);
	ck_assert_int_eq(sock->peer.family, family);
	dump(diag, family == AF_INET ? AF_INET6 : AF_INET, &socks, &n);
	ck_assert_uint_eq(n, 0);
	hf_sockdiag_free(diag);
}
END_TEST

/* A SYN to an address that nobody has: nothing comes back, not even an ICMP error. */
START_TEST(sockdiag_shows_a_timer)
{
	struct hf_sockdiag *diag = open_diag(&bed_client);
	HF_AUTO_FREE struct hf_sock *socks = NULL;
	HF_AUTO_FD int client = -EBADF;
	struct hf_addr nobody = bed_addr(families[_i] == AF_INET ? "10.0.0.77" : "fd00::77");
	const struct hf_sock *sock;
	size_t n;

	ck_assert_int_eq(bed_connect(&nobody, PORT, SOCK_NONBLOCK, &client), -EINPROGRESS);
	dump(diag, families[_i], &socks, &n);
	sock = only(socks, n, HF_TCP_SYN_SENT);
	ck_assert(hf_addr_equal(&sock->peer, &nobody));
	ck_assert_uint_eq(sock->peer_port, PORT);
	ck_assert_uint_eq(sock->timer, 1);
	ck_assert_uint_gt(sock->expires_ms, 0);
	ck_assert_uint_le(sock->expires_ms, 4000);
	hf_sockdiag_free(diag);
}
END_TEST

/* Enough sockets for a dump of several messages. */
START_TEST(sockdiag_shows_many)
{
	enum { MANY = 450 };
	struct hf_sockdiag *diag = open_diag(&bed_server);
	HF_AUTO_FREE struct hf_sock *socks = NULL;
	HF_AUTO_FD int listener = -EBADF;
	size_t n, established = 0;
	int fd;

	listener = bed_listen(AF_INET, PORT, 2 * MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(bed_connect(&bed_server.end.v4, PORT, 0, &fd), 0);
	dump(diag, AF_INET, &socks, &n);
	for (size_t i = 0; i < n; i++)
		established += socks[i].state == HF_TCP_ESTABLISHED;
	ck_assert_uint_eq(established, MANY);
	ck_assert_uint_eq(only(socks, n, HF_TCP_LISTEN)->rqueue, MANY);
	hf_sockdiag_free(diag);
}
END_TEST

START_TEST(a_private_sysctl_is_of_one_namespace)
{
	const char *key = "net.core.somaxconn";
	char value[16];

	bed_enter(&bed_server);
	ck_assert_int_eq(hf_sysctl_scope(key, true), HF_SYSCTL_PRIVATE);
	bed_ok(hf_sysctl_write(key, "77", &bed_fault));
	bed_enter(&bed_client);
	bed_ok(hf_sysctl_write(key, "78", &bed_fault));
	bed_enter(&bed_server);
	bed_ok(hf_sysctl_read(key, value, sizeof(value), &bed_fault));
	ck_assert_str_eq(value, "77");
	bed_ok(hf_sysctl_write("net.ipv4.ip_local_port_range", " 20000\t 30000\n", &bed_fault));
}
END_TEST

/* What the initial namespace said, before this program left it. */
static bool has_max_backlog_outside;

START_TEST(a_key_that_is_not_private_is_told)
{
	const char *max_backlog = "net.core.netdev_max_backlog";

	bed_enter(&bed_server);
	ck_assert_int_eq(hf_sysctl_scope(max_backlog, has_max_backlog_outside),
			 has_max_backlog_outside ? HF_SYSCTL_GLOBAL_ONLY : HF_SYSCTL_ABSENT);
	ck_assert_int_eq(hf_sysctl_scope(max_backlog, false), HF_SYSCTL_ABSENT);
	ck_assert_int_eq(hf_sysctl_scope("net.ipv4.no_such_key", false), HF_SYSCTL_ABSENT);
	bed_fails(hf_sysctl_write(max_backlog, "1000", &bed_fault), -ENOENT,
		  "write net.core.netdev_max_backlog=1000: No such file");
	if (!hf_sysctl_exists("net.ipv4.tcp_allowed_congestion_control"))
		return;
	ck_assert_int_eq(hf_sysctl_scope("net.ipv4.tcp_allowed_congestion_control", true),
			 HF_SYSCTL_READ_ONLY);
	bed_fails(hf_sysctl_write("net.ipv4.tcp_allowed_congestion_control", "reno", &bed_fault),
		  -EACCES, "write net.ipv4.tcp_allowed_congestion_control=reno");
}
END_TEST

START_TEST(a_value_that_is_not_taken_is_told)
{
	bed_enter(&bed_server);
	bed_fails(hf_sysctl_write("net.ipv4.conf.eth0.forwarding", "many", &bed_fault), -EINVAL,
		  "write net.ipv4.conf.eth0.forwarding=many: Invalid argument");
	/* The kernel reads a leading 0 as octal and prints decimal. */
	bed_fails(hf_sysctl_write("net.ipv4.conf.eth0.tag", "010", &bed_fault), -ESTALE,
		  "reads back as 8");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("bed");
	TCase *laid = tcase_create("laid"), *bare = tcase_create("bare");

	tcase_add_checked_fixture(laid, bed_lay, NULL);
	tcase_add_loop_test(laid, connections_cross_the_wire, 0, 2);
	tcase_add_loop_test(laid, a_wire_that_is_laid_passes_frames, 0, 50);
	tcase_add_test(laid, an_idle_wire_carries_no_frame);
	tcase_add_test(laid, a_second_wire_is_refused);
	tcase_add_loop_test(laid, routes_lead_over_the_wire, 0, 2);
	tcase_add_test(laid, nothing_is_dropped_at_rest);
	tcase_add_loop_test(laid, sockdiag_shows_the_queue_of_a_listener, 0, 2);
	tcase_add_loop_test(laid, sockdiag_shows_a_timer, 0, 2);
	tcase_add_test(laid, sockdiag_shows_many);
	tcase_add_test(laid, a_private_sysctl_is_of_one_namespace);
	tcase_add_test(laid, a_key_that_is_not_private_is_told);
	tcase_add_test(laid, a_value_that_is_not_taken_is_told);
	tcase_set_timeout(laid, 30);
	tcase_add_test(bare, laying_leaves_no_trace_in_the_callers_namespace);
	tcase_add_test(bare, ipv6_is_off_without_an_address);
	suite_add_tcase(suite, laid);
	suite_add_tcase(suite, bare);
	return suite;
}

int main(void)
{
	SRunner *runner;

	has_max_backlog_outside = hf_sysctl_exists("net.core.netdev_max_backlog");
	runner = srunner_create(make_suite());
	srunner_add_suite(runner, make_world_suite());
	return bed_main(runner);
}
