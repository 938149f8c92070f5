/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialer.h"

#include <errno.h>
#include <sys/socket.h>

#include "actor.h"
#include "own.h"

static int bind_source(int fd, const struct hf_order *order, struct hf_fault *fault)
{
	struct hf_addr any = {.family = order->address.family};
	struct sockaddr_storage address;
	socklen_t size = hf_actor_sockaddr(&any, order->sport, &address);

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

static int perform(struct hf_actor *actor, const struct hf_order *order, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	struct sockaddr_storage server;
	struct hf_actor_conn *conn;
	socklen_t size;
	int err;

	if (order->kind != HF_ORDER_CONNECT)
		return HF_FAULT_PLAIN(fault, -ENOSYS, "a dialer takes no order %d", order->kind);
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
	size = hf_actor_sockaddr(&order->address, order->port, &server);
	if (connect(conn->fd, (struct sockaddr *)&server, size) < 0 && errno != EINPROGRESS) {
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
