/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "puppet.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "actor.h"
#include "netns.h"
#include "own.h"
#include "tick.h"

/* An order makes no call that blocks: a puppet that does not answer for so long is lost. */
#define ORDER_DEADLINE_NS (10 * HF_SEC)

struct start {
	int netns_fd, control, other;
	int (*main)(int control);
};

static int puppet_main(void *arg)
{
	struct start *start = arg;

	hf_close(&start->other);
	if (hf_netns_enter(start->netns_fd, NULL) < 0)
		return 1;
	return start->main(start->control);
}

int hf_puppet_start(int netns_fd, int (*main)(int control), struct hf_puppet *ret_puppet,
		    struct hf_fault *fault)
{
	HF_AUTO_FD int ours = -EBADF;
	HF_AUTO_FD int theirs = -EBADF;
	struct start start;
	int pair[2];
	int err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return HF_FAULT(fault, -errno, "make a control socket");
	ours = pair[0];
	theirs = pair[1];
	*ret_puppet = HF_PUPPET_NULL;
	start = (struct start){netns_fd, theirs, ours, main};
	err = hf_proc_start(puppet_main, &start, false, &ret_puppet->proc, fault);
	if (err)
		return err;
	ret_puppet->control = hf_take_fd(&ours);
	return 0;
}

static int keep_report(struct hf_puppet *puppet, const struct hf_report *report)
{
	struct hf_report *more = realloc(puppet->backlog,
					 (puppet->backlog_count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	puppet->backlog = more;
	more[puppet->backlog_count++] = *report;
	return 0;
}

/* Reads one message; 0 when none came by the deadline, -EPIPE when the puppet is gone. */
static int read_message(struct hf_puppet *puppet, int64_t deadline_ns,
			struct hf_actor_message *ret_message)
{
	struct pollfd ready = {.fd = puppet->control, .events = POLLIN};
	ssize_t size;

	if (poll(&ready, 1, hf_tick_left_ms(deadline_ns)) <= 0)
		return 0;
	size = recv(puppet->control, ret_message, sizeof(*ret_message), MSG_DONTWAIT);
	return size == (ssize_t)sizeof(*ret_message) ? 1 : -EPIPE;
}

int hf_puppet_order(struct hf_puppet *puppet, const struct hf_order *order,
		    struct hf_fault *fault)
{
	int64_t deadline_ns = hf_tick_now_ns() + ORDER_DEADLINE_NS;
	struct hf_actor_message message;
	int got;

	if (send(puppet->control, order, sizeof(*order), MSG_NOSIGNAL) != (ssize_t)sizeof(*order))
		return HF_FAULT(fault, -errno, "give an order to the application of %s",
				order->who);
	while ((got = read_message(puppet, deadline_ns, &message)) > 0) {
		if (message.kind == HF_ACTOR_REPORT) {
			if (keep_report(puppet, &message.report) < 0)
				return HF_FAULT(fault, -ENOMEM, "keep a report of %s", order->who);
			continue;
		}
		puppet->yield = message.yield;
		if (message.err && fault)
			*fault = message.fault;
		return message.err;
	}
	return HF_FAULT_PLAIN(fault, got ? got : -ETIMEDOUT,
			      "the application of %s %s after an order", order->who,
			      got ? "died" : "fell silent");
}

int hf_puppet_report(struct hf_puppet *puppet, struct hf_report *ret_report)
{
	struct hf_actor_message message;

	if (puppet->backlog_taken < puppet->backlog_count) {
		*ret_report = puppet->backlog[puppet->backlog_taken++];
		return 1;
	}
	puppet->backlog_count = puppet->backlog_taken = 0;
	if (puppet->control < 0 || read_message(puppet, 0, &message) <= 0)
		return 0;
	*ret_report = message.report;
	return 1;
}

int hf_puppet_signal(struct hf_puppet *puppet, int signal, struct hf_fault *fault)
{
	return hf_proc_signal(&puppet->proc, signal, fault);
}

void hf_puppet_kill(struct hf_puppet *puppet)
{
	hf_proc_kill(&puppet->proc);
}

void hf_puppet_done(struct hf_puppet *puppet)
{
	hf_puppet_kill(puppet);
	hf_close(&puppet->control);
	free(puppet->backlog);
	*puppet = HF_PUPPET_NULL;
}
