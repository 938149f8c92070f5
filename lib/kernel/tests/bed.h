/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests in namespaces share: a world of their own to run in, and two hosts on a wire.
 *
 * A test program runs as pid 1 of a world, so that whatever a test leaves behind dies with it. It
 * ends with status 4 (skipped) where the machine refuses it namespaces.
 */
#ifndef HF_BED_H
#define HF_BED_H

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "link.h"
#include "netns.h"
#include "own.h"
#include "proc.h"
#include "tick.h"

#define BED_SKIPPED 4

/* More than anything here takes on a busy machine; only a failure waits so long. */
#define BED_PATIENCE_NS (20 * HF_SEC)

static struct hf_fault bed_fault;

/* Asserts that a call with &bed_fault as its last argument succeeds. */
#define bed_ok(call) ck_assert_msg((call) == 0, "%s: %s", #call, bed_fault.text)

/* Asserts that it fails so, and that the sentence contains the words. */
#define bed_fails(call, error, words)                                                              \
	do {                                                                                       \
		ck_assert_int_eq((call), (error));                                                 \
		ck_assert_int_eq(bed_fault.err, (error));                                          \
		ck_assert_msg(strstr(bed_fault.text, (words)) != NULL, "%s", bed_fault.text);      \
	} while (0)

struct bed_host {
	int netns;
	struct hf_link_end end;
};

static struct bed_host bed_server = {.netns = -EBADF}, bed_client = {.netns = -EBADF};

static inline struct hf_addr bed_addr(const char *text)
{
	struct hf_addr addr;

	ck_assert_int_eq(hf_addr_parse(text, &addr), 0);
	return addr;
}

static inline void bed_make_host(struct bed_host *host, const char *v4, const char *v6,
				 unsigned char mac)
{
	bed_ok(hf_netns_make(&host->netns, &bed_fault));
	host->end = (struct hf_link_end){
		.netns_fd = host->netns, .mac = {{2, 0, 0, 0, 0, mac}}, .v4 = bed_addr(v4)};
	if (v6)
		host->end.v6 = bed_addr(v6);
}

/* Two hosts, not yet wired; the thread is in a third namespace, which stays empty. */
static inline void bed_make_hosts(bool v6)
{
	int home;

	bed_make_host(&bed_server, "10.0.0.1", v6 ? "fd00::1" : NULL, 1);
	bed_make_host(&bed_client, "10.0.0.2", v6 ? "fd00::2" : NULL, 2);
	bed_ok(hf_netns_make(&home, &bed_fault));
	close(home);
}

static inline void bed_lay(void)
{
	bed_make_hosts(true);
	bed_ok(hf_link_lay(&bed_server.end, &bed_client.end, &bed_fault));
}

static inline void bed_enter(const struct bed_host *host)
{
	bed_ok(hf_netns_enter(host->netns, &bed_fault));
}

/* A TCP socket, in the namespace of `host`. */
static inline int bed_socket(const struct bed_host *host, int family, int flags)
{
	int fd;

	bed_enter(host);
	fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	ck_assert_int_ge(fd, 0);
	return fd;
}

/* A listener on the server's own address. */
static inline int bed_listen(int family, uint16_t port, int backlog)
{
	const struct hf_link_end *end = &bed_server.end;
	int fd = bed_socket(&bed_server, family, 0);
	struct sockaddr_storage own;
	socklen_t len = hf_addr_sockaddr(family == AF_INET ? &end->v4 : &end->v6, port, &own);

	ck_assert_int_eq(bind(fd, (void *)&own, len), 0);
	ck_assert_int_eq(listen(fd, backlog), 0);
	return fd;
}

/* connect() from the client to any address: 0 or a negative errno, and the socket. */
static inline int bed_connect(const struct hf_addr *to, uint16_t port, int flags, int *ret_fd)
{
	struct sockaddr_storage peer;
	socklen_t len = hf_addr_sockaddr(to, port, &peer);

	*ret_fd = bed_socket(&bed_client, to->family, flags);
	return connect(*ret_fd, (void *)&peer, len) < 0 ? -errno : 0;
}

/* Runs the suites of *arg inside the world. */
static inline int bed_run_suites(void *arg)
{
	SRunner *runner = *(SRunner **)arg;
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static inline int bed_skip(void)
{
	fprintf(stderr, "skipped: %s\n", bed_fault.text);
	return BED_SKIPPED;
}

/* To be returned from main(). */
static inline int bed_main(SRunner *runner)
{
	struct hf_proc world = HF_PROC_NULL;
	int status;

	if (!hf_netns_is_privileged() && hf_netns_become_root(&bed_fault) < 0)
		return bed_skip();
	if (hf_proc_start(bed_run_suites, &runner, true, &world, &bed_fault) < 0)
		return bed_skip();
	if (hf_proc_wait(&world, INT64_MAX, &status, &bed_fault) < 0 || !WIFEXITED(status))
		return EXIT_FAILURE;
	srunner_free(runner);
	return WEXITSTATUS(status);
}

#endif
