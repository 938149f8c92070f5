/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actor_call.h"
#include "listener.h"
#include "own.h"
#include "tick.h"

static int bind_source(int fd, const struct hf_order *order, struct hf_fault *fault)
{
	struct hf_addr any = {.family = order->address.family};
	struct sockaddr_storage address;
	socklen_t size = hf_addr_sockaddr(&any, order->sport, &address);

	if (bind(fd, (struct sockaddr *)&address, size) < 0)
		return HF_FAULT(fault, -errno, "bind %s[%d] to port %u", order->who, order->index,
				order->sport);
	return 0;
}

static int set_options(int fd, const struct hf_order *order, struct hf_fault *fault)
{
	int on = 1;

	if (order->keepalive && setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) < 0)
		return HF_FAULT(fault, -errno, "set SO_KEEPALIVE of %s[%d]", order->who,
				order->index);
	return 0;
}

/* The request goes with the SYN, if the kernel has a cookie for it; else when there is a connection. */
static int begin_fast(struct hf_actor *actor, struct hf_actor_conn *conn, struct sockaddr *server,
		      socklen_t size)
{
	HF_AUTO_FREE char *data = malloc((size_t)conn->request);
	int64_t start_ns = hf_tick_now_ns();
	ssize_t sent;

	if (!data)
		_exit(1);
	hf_actor_fill_request(data, (size_t)conn->request);
	sent = sendto(conn->fd, data, (size_t)conn->request, MSG_FASTOPEN | MSG_NOSIGNAL, server,
		      size);
	if (sent < 0)
		return -1;
	hf_actor_returned(actor, conn, "send", ++actor->calls, start_ns, 0, sent);
	conn->request = 0;
	conn->asked = true;
	return 0;
}

static int begin(struct hf_actor *actor, struct hf_actor_conn *conn, const struct hf_order *order,
		 struct sockaddr *server, socklen_t size)
{
	if (order->fastopen)
		return begin_fast(actor, conn, server, size);
	return connect(conn->fd, server, size);
}

static int perform(struct hf_actor *actor, const struct hf_order *order, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	struct sockaddr_storage server;
	struct hf_actor_conn *conn;
	socklen_t size;
	int err;

	if (order->kind != HF_ORDER_CONNECT)
		return hf_listener_perform(actor, order, fault);
	fd = socket(order->address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "open a socket for %s[%d]", order->who,
				order->index);
	err = set_options(fd, order, fault);
	if (!err)
		err = bind_source(fd, order, fault);
	if (err)
		return err;
	conn = hf_actor_add(actor, fd, order->who, order->index, order->sport);
	if (!conn)
		return HF_FAULT(fault, -ENOMEM, "keep %s[%d]", order->who, order->index);
	hf_take_fd(&fd); /* the actor has it now */
	conn->request = order->bytes;
	conn->call_id = hf_actor_made(actor, conn, "connect", &conn->call_start_ns);
	size = hf_addr_sockaddr(&order->address, order->port, &server);
	if (begin(actor, conn, order, (struct sockaddr *)&server, size) < 0 &&
	    errno != EINPROGRESS) {
		hf_actor_returned(actor, conn, "connect", conn->call_id, conn->call_start_ns,
				  errno, 0);
		return 0;
	}
	conn->connecting = true; /* also when it is done: the loop looks at once */
	return 0;
}

int hf_dialer_main(int control)
{
	struct hf_actor actor = {.control = control, .perform = perform};

	return hf_actor_run(&actor);
}
