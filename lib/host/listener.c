/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "actor_call.h"
#include "own.h"

static int set_options(int fd, const struct hf_order *order, struct hf_fault *fault)
{
	int on = 1, off = 0;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		return HF_FAULT(fault, -errno, "set SO_REUSEADDR of %s", order->who);
	if (order->defer_accept_s &&
	    setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &order->defer_accept_s,
		       sizeof(order->defer_accept_s)) < 0)
		return HF_FAULT(fault, -errno, "set TCP_DEFER_ACCEPT=%d of %s",
				order->defer_accept_s, order->who);
	if (order->dual_stack &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0)
		return HF_FAULT(fault, -errno, "clear IPV6_V6ONLY of %s", order->who);
	if (order->reuseport && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0)
		return HF_FAULT(fault, -errno, "set SO_REUSEPORT of %s", order->who);
	if (order->fastopen && setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN, &order->fastopen,
					  sizeof(order->fastopen)) < 0)
		return HF_FAULT(fault, -errno, "set TCP_FASTOPEN=%d of %s", order->fastopen,
				order->who);
	if (order->syncnt && setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &order->syncnt,
					sizeof(order->syncnt)) < 0)
		return HF_FAULT(fault, -errno, "set TCP_SYNCNT=%d of %s", order->syncnt,
				order->who);
	return 0;
}

static int family_of(const struct hf_order *order)
{
	return order->dual_stack ? AF_INET6 : order->address.family;
}

static int bind_and_listen(int fd, const struct hf_order *order, struct hf_fault *fault)
{
	struct hf_addr any = {.family = family_of(order)};
	struct sockaddr_storage address;
	socklen_t size = hf_addr_sockaddr(&any, order->port, &address);

	if (bind(fd, (struct sockaddr *)&address, size) < 0)
		return HF_FAULT(fault, -errno, "bind %s to port %u", order->who, order->port);
	if (listen(fd, (int)order->backlog) < 0)
		return HF_FAULT(fault, -errno, "listen(%d) of %s", (int)order->backlog,
				order->who);
	return 0;
}

static int begin_listening(struct hf_actor *actor, const struct hf_order *order,
			   struct hf_fault *fault)
{
	HF_AUTO_FD int fd = socket(family_of(order), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct hf_actor_listener *more;
	struct stat self;
	int err;

	if (fd < 0)
		return HF_FAULT(fault, -errno, "open a socket for %s", order->who);
	err = set_options(fd, order, fault);
	if (!err)
		err = bind_and_listen(fd, order, fault);
	if (!err && fstat(fd, &self) < 0)
		err = HF_FAULT(fault, -errno, "look at the socket of %s", order->who);
	if (err)
		return err;
	actor->yield = self.st_ino;
	more = realloc(actor->listeners, (actor->listener_count + 1) * sizeof(*more));
	if (!more)
		return HF_FAULT(fault, -ENOMEM, "keep %s", order->who);
	actor->listeners = more;
	more[actor->listener_count] = (struct hf_actor_listener){
		.fd = hf_take_fd(&fd),
		.at_once = order->accept_at_once,
		.serving = order->serving,
	};
	snprintf(more[actor->listener_count].who, HF_PUPPET_NAME, "%s", order->who);
	actor->listener_count++;
	return 0;
}

static int accept_some(struct hf_actor *actor, struct hf_actor_listener *listener,
		       int64_t count, struct hf_fault *fault)
{
	for (int64_t i = 0; i < count; i++) {
		int err = hf_actor_accept(actor, listener);

		if (err == -EMFILE)
			return 0; /* the application was told, and the record says so */
		if (err)
			return HF_FAULT(fault, err, "accept() number %lld of %lld on %s",
					(long long)i + 1, (long long)count, listener->who);
	}
	return 0;
}

int hf_listener_perform(struct hf_actor *actor, const struct hf_order *order,
			struct hf_fault *fault)
{
	struct hf_actor_listener *listener = NULL;
	int err;

	if (order->kind == HF_ORDER_LISTEN)
		return begin_listening(actor, order, fault);
	for (size_t i = 0; i < actor->listener_count; i++) {
		if (!strcmp(actor->listeners[i].who, order->who) && actor->listeners[i].fd >= 0)
			listener = &actor->listeners[i];
	}
	if (!listener)
		return HF_FAULT_PLAIN(fault, -ENOENT, "no open listener %s", order->who);
	switch (order->kind) {
	case HF_ORDER_RELISTEN:
		if (listen(listener->fd, (int)order->backlog) < 0)
			return HF_FAULT(fault, -errno, "listen(%d) again of %s",
					(int)order->backlog, order->who);
		return 0;
	case HF_ORDER_ACCEPT:
		return accept_some(actor, listener, order->count, fault);
	case HF_ORDER_CLOSE_LISTENER:
		hf_close(&listener->fd);
		return 0;
	case HF_ORDER_SHUTDOWN_LISTENER:
		if (shutdown(listener->fd, SHUT_RDWR) < 0)
			return HF_FAULT(fault, -errno, "shut %s down", order->who);
		return 0;
	case HF_ORDER_DISCONNECT_LISTENER:
		err = hf_actor_disconnect(listener->fd);
		return err ? HF_FAULT(fault, err, "disconnect %s", order->who) : 0;
	default:
		return HF_FAULT_PLAIN(fault, -ENOSYS, "a listener takes no order %d", order->kind);
	}
}

int hf_listener_main(int control)
{
	struct hf_actor actor = {.control = control, .perform = hf_listener_perform};

	return hf_actor_run(&actor);
}
