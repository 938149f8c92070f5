/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "actor_call.h"
#include "actor_files.h"
#include "own.h"

void hf_actor_tell(struct hf_actor *actor, const struct hf_actor_message *message)
{
	/* Blocks when the driver lags behind; when it is gone, so is this process. */
	if (send(actor->control, message, sizeof(*message), MSG_NOSIGNAL) < 0)
		_exit(1);
}

struct hf_actor_conn *hf_actor_add(struct hf_actor *actor, int fd, const char *who, int index,
				   uint16_t sport)
{
	struct hf_actor_conn *more = realloc(actor->conns,
					     (actor->conn_count + 1) * sizeof(*more));
	struct hf_actor_conn *conn;

	if (!more)
		return NULL;
	actor->conns = more;
	conn = &more[actor->conn_count++];
	*conn = (struct hf_actor_conn){
		.fd = fd, .spare = -EBADF, .index = index, .sport = sport};
	snprintf(conn->who, sizeof(conn->who), "%s", who);
	return conn;
}

static struct hf_actor_conn *find_conn(struct hf_actor *actor, const struct hf_order *order,
				       struct hf_fault *fault)
{
	for (size_t i = 0; i < actor->conn_count; i++) {
		struct hf_actor_conn *conn = &actor->conns[i];

		if (conn->sport == order->sport && conn->fd >= 0)
			return conn;
	}
	HF_FAULT_PLAIN(fault, -ENOENT, "no open connection %s[%d] (client port %u) here",
		       order->who, order->index, order->sport);
	return NULL;
}

static int perform_on_conn(struct hf_actor *actor, const struct hf_order *order,
			   struct hf_fault *fault)
{
	struct hf_actor_conn *conn;

	if (order->sport) {
		conn = find_conn(actor, order, fault);
		if (!conn)
			return -ENOENT;
		hf_actor_call(actor, order, conn);
		return 0;
	}
	for (size_t i = 0; i < actor->conn_count; i++) {
		conn = &actor->conns[i];
		if (conn->fd >= 0 && !strcmp(conn->who, order->who))
			hf_actor_call(actor, order, conn);
	}
	return 0;
}

static int perform(struct hf_actor *actor, const struct hf_order *order, struct hf_fault *fault)
{
	switch (order->kind) {
	case HF_ORDER_SEND:
	case HF_ORDER_RECV:
	case HF_ORDER_SHUTDOWN:
	case HF_ORDER_CLOSE:
	case HF_ORDER_DISCONNECT:
	case HF_ORDER_ERROR:
	case HF_ORDER_DUP:
		return perform_on_conn(actor, order, fault);
	case HF_ORDER_FILES:
		return hf_actor_limit_files(actor, order->count, fault);
	default:
		return actor->perform(actor, order, fault);
	}
}

static void serve(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	char data[16384];
	char answer[HF_ANSWER_BYTES + 1];
	ssize_t size = recv(conn->fd, data, sizeof(data), 0);

	if (size < 0 && errno == EAGAIN)
		return;
	if (size <= 0) {
		conn->serves = false;
		hf_actor_close(actor, conn);
		return;
	}
	if (conn->serving == HF_SERVE_READ)
		return;
	snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%0*d",
		 HF_ANSWER_BYTES - 39, HF_ANSWER_BYTES - 39, 0);
	if (send(conn->fd, answer, HF_ANSWER_BYTES, MSG_NOSIGNAL) < 0 ||
	    conn->serving == HF_SERVE_ANSWER_AND_CLOSE) {
		conn->serves = false;
		hf_actor_close(actor, conn);
	}
}

static void attend_conn(struct hf_actor *actor, size_t i)
{
	struct hf_actor_conn *conn = &actor->conns[i];

	if (conn->connecting)
		hf_actor_connected(actor, conn);
	else if (conn->reading)
		hf_actor_received(actor, conn);
	else if (conn->serves)
		serve(actor, conn);
}

static void take_order(struct hf_actor *actor)
{
	struct hf_actor_message taken = {.kind = HF_ACTOR_TAKEN};
	struct hf_order order;

	if (recv(actor->control, &order, sizeof(order), 0) != (ssize_t)sizeof(order))
		_exit(0); /* the driver has gone */
	taken.err = perform(actor, &order, &taken.fault);
	taken.yield = actor->yield;
	hf_actor_tell(actor, &taken);
}

static short events_of(const struct hf_actor_conn *conn)
{
	if (conn->fd < 0)
		return 0;
	if (conn->connecting)
		return POLLOUT;
	return conn->reading || conn->serves ? POLLIN : 0;
}

/* Which descriptors have something outstanding: control first, listeners, connections. */
static size_t gather(const struct hf_actor *actor, struct pollfd *fds, size_t *which)
{
	size_t n = 0;

	fds[n++] = (struct pollfd){.fd = actor->control, .events = POLLIN};
	for (size_t i = 0; i < actor->listener_count; i++) {
		if (actor->listeners[i].fd < 0 || !actor->listeners[i].at_once ||
		    actor->listeners[i].starved)
			continue;
		which[n] = i;
		fds[n++] = (struct pollfd){.fd = actor->listeners[i].fd, .events = POLLIN};
	}
	which[0] = n; /* where the connections begin */
	for (size_t i = 0; i < actor->conn_count; i++) {
		short events = events_of(&actor->conns[i]);

		if (!events)
			continue;
		which[n] = i;
		fds[n++] = (struct pollfd){.fd = actor->conns[i].fd, .events = events};
	}
	return n;
}

static void attend(struct hf_actor *actor, const struct pollfd *fds, const size_t *which, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (!fds[i].revents)
			continue;
		if (i >= which[0]) {
			attend_conn(actor, which[i]);
			continue;
		}
		while (hf_actor_accept(actor, &actor->listeners[which[i]]) == 0)
			;
	}
	/* Orders last: an order to close must not meet a descriptor polled above. */
	if (fds[0].revents)
		take_order(actor);
}

/* How long this process has waited for a CPU in all; 0 where the kernel does not tell. */
static int64_t waited_ns(int schedstat)
{
	char text[64] = "";
	long long waited = 0;

	if (schedstat < 0 || pread(schedstat, text, sizeof(text) - 1, 0) < 0)
		return 0;
	return sscanf(text, "%*d %lld", &waited) == 1 ? waited : 0;
}

int hf_actor_run(struct hf_actor *actor)
{
	HF_AUTO_FD int schedstat = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
	int64_t before_ns = waited_ns(schedstat);

	for (;;) {
		size_t room = 1 + actor->listener_count + actor->conn_count;
		HF_AUTO_FREE struct pollfd *fds = calloc(room, sizeof(*fds));
		HF_AUTO_FREE size_t *which = calloc(room, sizeof(*which));
		int64_t now_ns;
		int ready;
		size_t n;

		if (!fds || !which)
			return 1;
		n = gather(actor, fds, which);
		ready = poll(fds, n, -1);
		now_ns = waited_ns(schedstat);
		if (now_ns - before_ns > actor->late_ns)
			actor->late_ns = now_ns - before_ns;
		before_ns = now_ns;
		if (ready > 0)
			attend(actor, fds, which, n);
	}
}
