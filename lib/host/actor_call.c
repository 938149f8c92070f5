/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actor_call.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "own.h"
#include "tick.h"

static void report(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		   struct hf_report what)
{
	struct hf_actor_message message = {.kind = HF_ACTOR_REPORT, .report = what};

	memcpy(message.report.who, conn->who, sizeof(message.report.who));
	message.report.index = conn->index;
	message.report.sport = conn->sport;
	message.report.late_ns = actor->late_ns;
	snprintf(message.report.call, sizeof(message.report.call), "%s", call);
	hf_actor_tell(actor, &message);
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

void hf_actor_close(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	call_close(actor, conn, false);
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

void hf_actor_call(struct hf_actor *actor, const struct hf_order *order,
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

/*
 * connect() is reported when the request, if there is one, is on its way and its answer is waited
 * for: who waits until every call has returned finds no moment in between.
 */
void hf_actor_connected(struct hf_actor *actor, struct hf_actor_conn *conn)
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

void hf_actor_received(struct hf_actor *actor, struct hf_actor_conn *conn)
{
	char data[16384];
	ssize_t size = recv(conn->fd, data, sizeof(data), 0);

	if (size < 0 && errno == EAGAIN)
		return;
	conn->reading = false;
	hf_actor_returned(actor, conn, "recv", conn->call_id, conn->call_start_ns,
			  size < 0 ? errno : 0, size < 0 ? 0 : size);
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
