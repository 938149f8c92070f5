/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "own.h"
#include "tick.h"

/* ---- reports ---- */

static void tell(struct hf_actor *actor, const struct hf_actor_message *message)
{
	/* Blocks when the driver lags behind; when it is gone, so is this process. */
	if (send(actor->control, message, sizeof(*message), MSG_NOSIGNAL) < 0)
		_exit(1);
}

static void report(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		   struct hf_report what)
{
	struct hf_actor_message message = {.kind = HF_ACTOR_REPORT, .report = what};

	memcpy(message.report.who, conn->who, sizeof(message.report.who));
	message.report.index = conn->index;
	message.report.sport = conn->sport;
	message.report.late_ns = actor->late_ns;
	snprintf(message.report.call, sizeof(message.report.call), "%s", call);
	tell(actor, &message);
}

uint32_t hf_actor_made(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		       int64_t *ret_start_ns)
{
	uint32_t id = ++actor->calls;

	*ret_start_ns = hf_tick_now_ns();
	report(actor, conn, call, (struct hf_report){.id = id, .start_ns = *ret_start_ns});
	return id;
}

void hf_actor_returned(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		       uint32_t id, int64_t start_ns, int err, int64_t bytes)
{
	report(actor, conn, call,
	       (struct hf_report){.id = id,
				  .returned = true,
				  .err = err,
				  .bytes = bytes,
				  .start_ns = start_ns,
				  .end_ns = hf_tick_now_ns()});
}

/* ---- connections ---- */

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

void hf_actor_fill_request(char *text, size_t bytes)
{
	static const char head[] = "GET /user/login HTTP/1.1\r\nHost: server\r\nX-Fill: ";
	static const char tail[] = "\r\n\r\n";

	memset(text, 'x', bytes);
	if (bytes >= sizeof(head) + sizeof(tail)) {
		memcpy(text, head, sizeof(head) - 1);
		memcpy(text + bytes - (sizeof(tail) - 1), tail, sizeof(tail) - 1);
	}
}

static void call_send(struct hf_actor *actor, struct hf_actor_conn *conn, int64_t bytes)
{
	HF_AUTO_FREE char *data = malloc((size_t)bytes);
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "send", &start_ns);
	ssize_t sent;

	if (!data)
		_exit(1);
	hf_actor_fill_request(data, (size_t)bytes);
	sent = send(conn->fd, data, (size_t)bytes, MSG_NOSIGNAL);
	hf_actor_returned(actor, conn, "send", id, start_ns, sent < 0 ? errno : 0,
			  sent < 0 ? 0 : sent);
}

static void begin_recv(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	if (conn->reading)
		return;
	conn->call_id = hf_actor_made(actor, conn, "recv", &conn->call_start_ns);
	conn->reading = true;
}

static void call_close(struct hf_actor *actor, struct hf_actor_conn *conn, bool abortive)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "close", &start_ns);
	int err = 0;

	if (abortive && setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		err = errno;
	if (close(conn->fd) < 0)
		err = errno;
	conn->fd = conn->spare;
	conn->spare = -EBADF;
	if (conn->fd < 0)
		conn->connecting = conn->reading = false;
	hf_actor_returned(actor, conn, "close", id, start_ns, err, 0);
}

static void call_dup(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "dup", &start_ns);

	conn->spare = fcntl(conn->fd, F_DUPFD_CLOEXEC, 0);
	hf_actor_returned(actor, conn, "dup", id, start_ns, conn->spare < 0 ? errno : 0, 0);
}

int hf_actor_disconnect(int fd)
{
	struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	return connect(fd, &nobody, sizeof(nobody)) < 0 ? -errno : 0;
}

static void call_disconnect(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "disconnect", &start_ns);

	hf_actor_returned(actor, conn, "disconnect", id, start_ns, -hf_actor_disconnect(conn->fd),
			  0);
}

/* Whoever asks for the error takes it away: the next call is not told of it. */
static void call_error(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "error", &start_ns);
	socklen_t size = sizeof(int);
	int err = 0;

	if (getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &err, &size) < 0)
		err = errno;
	hf_actor_returned(actor, conn, "error", id, start_ns, err, 0);
}

static void call_shutdown(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	int64_t start_ns;
	uint32_t id = hf_actor_made(actor, conn, "shutdown", &start_ns);
	int err = shutdown(conn->fd, SHUT_WR) < 0 ? errno : 0;

	hf_actor_returned(actor, conn, "shutdown", id, start_ns, err, 0);
}

static void make_call(struct hf_actor *actor, const struct hf_order *order,
		      struct hf_actor_conn *conn)
{
	switch (order->kind) {
	case HF_ORDER_SEND:
		call_send(actor, conn, order->bytes);
		break;
	case HF_ORDER_RECV:
		begin_recv(actor, conn);
		break;
	case HF_ORDER_SHUTDOWN:
		call_shutdown(actor, conn);
		break;
	case HF_ORDER_DISCONNECT:
		call_disconnect(actor, conn);
		break;
	case HF_ORDER_ERROR:
		call_error(actor, conn);
		break;
	case HF_ORDER_DUP:
		call_dup(actor, conn);
		break;
	default:
		call_close(actor, conn, order->abort);
		break;
	}
}

static int perform_on_conn(struct hf_actor *actor, const struct hf_order *order,
			   struct hf_fault *fault)
{
	struct hf_actor_conn *conn;

	if (order->sport) {
		conn = find_conn(actor, order, fault);
		if (!conn)
			return -ENOENT;
		make_call(actor, order, conn);
		return 0;
	}
	for (size_t i = 0; i < actor->conn_count; i++) {
		conn = &actor->conns[i];
		if (conn->fd >= 0 && !strcmp(conn->who, order->who))
			make_call(actor, order, conn);
	}
	return 0;
}

/* A limit that leaves `more` descriptors free: those below it that are open count as they are. */
static rlim_t limit_that_leaves(int64_t more)
{
	rlim_t limit = 0;

	for (;; limit++) {
		bool is_free = fcntl((int)limit, F_GETFD) < 0;

		if (is_free && more-- <= 0)
			return limit;
	}
}

static int highest_open(const struct hf_actor *actor)
{
	int highest = actor->control;

	for (size_t i = 0; i < actor->listener_count; i++) {
		if (actor->listeners[i].fd > highest)
			highest = actor->listeners[i].fd;
	}
	for (size_t i = 0; i < actor->conn_count; i++) {
		if (actor->conns[i].fd > highest)
			highest = actor->conns[i].fd;
	}
	return highest;
}

/* poll() takes no more descriptors than the limit: none may be open above a limit that is a gap. */
static void fill_gaps(const struct hf_actor *actor)
{
	int highest = highest_open(actor);
	int fd = 0;

	while (fd >= 0 && fd < highest)
		fd = fcntl(actor->control, F_DUPFD_CLOEXEC, 0);
	if (fd > highest)
		close(fd);
}

static int limit_files(struct hf_actor *actor, int64_t more, struct hf_fault *fault)
{
	struct rlimit limit;
	rlim_t wanted;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return HF_FAULT(fault, -errno, "read the limit of open files");
	limit.rlim_cur = limit.rlim_max;
	if (more >= 0) {
		fill_gaps(actor);
		wanted = limit_that_leaves(more);
		if (wanted < limit.rlim_max)
			limit.rlim_cur = wanted;
	}
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return HF_FAULT(fault, -errno, "limit open files to %llu",
				(unsigned long long)limit.rlim_cur);
	for (size_t i = 0; i < actor->listener_count; i++)
		actor->listeners[i].starved = false;
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
		return limit_files(actor, order->count, fault);
	default:
		return actor->perform(actor, order, fault);
	}
}

/* accept() that failed has no connection: it is filed under the listener, as number 0. */
static void tell_starved(struct hf_actor *actor, struct hf_actor_listener *listener,
			 int64_t start_ns)
{
	struct hf_actor_conn nobody = {.fd = -EBADF};

	listener->starved = true;
	snprintf(nobody.who, sizeof(nobody.who), "%s", listener->who);
	hf_actor_returned(actor, &nobody, "accept", ++actor->calls, start_ns, EMFILE, 0);
}

int hf_actor_accept(struct hf_actor *actor, struct hf_actor_listener *listener)
{
	struct sockaddr_storage peer = {0};
	socklen_t size = sizeof(peer);
	struct hf_actor_conn *conn;
	int64_t start_ns = hf_tick_now_ns();
	int fd = accept4(listener->fd, (struct sockaddr *)&peer, &size,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0 && errno == EMFILE) {
		tell_starved(actor, listener, start_ns);
		return -EMFILE;
	}
	if (fd < 0)
		return -errno;
	/* sin_port and sin6_port stand at the same place. */
	conn = hf_actor_add(actor, fd, listener->who, (int)actor->conn_count,
			    /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): accept4() sets it */
			    ntohs(((struct sockaddr_in *)&peer)->sin_port));
	if (!conn)
		_exit(1);
	conn->serving = listener->serving;
	conn->serves = listener->serving != HF_SERVE_HOLD;
	hf_actor_returned(actor, conn, "accept", ++actor->calls, start_ns, 0, 0);
	return 0;
}

/* ---- events ---- */

/*
 * connect() is reported when the request, if there is one, is on its way and its answer is waited
 * for: who waits until every call has returned finds no moment in between.
 */
static void finish_connect(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	struct hf_report connected = {
		.id = conn->call_id,
		.returned = true,
		.start_ns = conn->call_start_ns,
		.end_ns = hf_tick_now_ns(),
	};
	socklen_t size = sizeof(connected.err);

	getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &connected.err, &size);
	conn->connecting = false;
	if (!connected.err && conn->request > 0)
		call_send(actor, conn, conn->request);
	if (!connected.err && (conn->request > 0 || conn->asked))
		begin_recv(actor, conn);
	report(actor, conn, "connect", connected);
}

static void finish_recv(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	char data[16384];
	ssize_t size = recv(conn->fd, data, sizeof(data), 0);

	if (size < 0 && errno == EAGAIN)
		return;
	conn->reading = false;
	hf_actor_returned(actor, conn, "recv", conn->call_id, conn->call_start_ns,
			  size < 0 ? errno : 0, size < 0 ? 0 : size);
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
		call_close(actor, conn, false);
		return;
	}
	if (conn->serving == HF_SERVE_READ)
		return;
	snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%0*d",
		 HF_ANSWER_BYTES - 39, HF_ANSWER_BYTES - 39, 0);
	if (send(conn->fd, answer, HF_ANSWER_BYTES, MSG_NOSIGNAL) < 0 ||
	    conn->serving == HF_SERVE_ANSWER_AND_CLOSE) {
		conn->serves = false;
		call_close(actor, conn, false);
	}
}

static void attend_conn(struct hf_actor *actor, size_t i)
{
	struct hf_actor_conn *conn = &actor->conns[i];

	if (conn->connecting)
		finish_connect(actor, conn);
	else if (conn->reading)
		finish_recv(actor, conn);
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
	tell(actor, &taken);
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
