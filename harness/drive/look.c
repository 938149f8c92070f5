/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "look.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "own.h"
#include "tick.h"

static const enum hf_host both[] = {SERVER, CLIENT};

static void note_buffers(const struct hf_sock *sock, int64_t *unread, int64_t *unacked)
{
	if (sock->rqueue > *unread)
		*unread = sock->rqueue;
	if (sock->wqueue > *unacked)
		*unacked = sock->wqueue;
}

/* Of several listeners on a port the first of the case is the one that looks tell about. */
static bool is_first(const struct hf_stage *stage, const struct hf_sock *sock)
{
	if (sock->local_port != stage->port)
		return false;
	for (size_t i = 0; i < stage->listener_count; i++) {
		if (stage->listeners[i].host == SERVER)
			return stage->listeners[i].inode == sock->inode;
	}
	return true;
}

static void note_queue(const struct hf_stage *stage, const struct hf_sock *sock,
		       struct hf_record_mark *mark)
{
	for (size_t i = 0; i < mark->queue_count; i++) {
		if (stage->listeners[i].inode != sock->inode)
			continue;
		mark->queues[i].len = sock->rqueue;
		mark->queues[i].limit = sock->wqueue;
	}
}

/* Where there is more than one listener, the queue of each is told. */
static void name_queues(const struct hf_stage *stage, struct hf_record_mark *mark)
{
	if (stage->listener_count < 2)
		return;
	mark->queue_count = stage->listener_count;
	for (size_t i = 0; i < mark->queue_count; i++) {
		mark->queues[i] = (struct hf_record_queue){.len = -1, .limit = -1};
		snprintf(mark->queues[i].listener, sizeof(mark->queues[i].listener), "%s",
			 stage->listeners[i].name);
	}
}

static void count_sockets(struct hf_stage *stage, enum hf_host host, const struct hf_sock *socks,
			  size_t count, struct hf_record_mark *mark)
{
	for (size_t i = 0; i < count; i++) {
		const struct hf_sock *sock = &socks[i];

		if (sock->state < HF_ARRAY_LEN(mark->sockets[host].by_state))
			mark->sockets[host].by_state[sock->state]++;
		if (sock->state == HF_TCP_ESTABLISHED)
			note_buffers(sock, &mark->sockets[host].unread,
				     &mark->sockets[host].unacked);
		if (sock->state == HF_TCP_LISTEN)
			note_queue(stage, sock, mark);
		if (host != SERVER)
			continue;
		if (sock->state == HF_TCP_SYN_RECV)
			mark->requests++;
		if (sock->state == HF_TCP_LISTEN && is_first(stage, sock)) {
			mark->acceptq_len = sock->rqueue;
			mark->acceptq_limit = sock->wqueue;
		}
	}
}

int hf_look(struct hf_stage *stage, struct hf_record_mark *ret_mark, struct hf_fault *fault)
{
	const int families[] = {stage->variant->inet6 ? AF_INET6 : AF_INET, AF_INET6};
	size_t dumps = stage->dual_stack && !stage->variant->inet6 ? 2 : 1;

	*ret_mark = (struct hf_record_mark){
		.t_ns = hf_tick_now_ns() - stage->start_ns,
		.acceptq_len = -1,
		.acceptq_limit = -1,
	};
	name_queues(stage, ret_mark);
	for (size_t i = 0; i < dumps * HF_ARRAY_LEN(both); i++) {
		HF_AUTO_FREE struct hf_sock *socks = NULL;
		enum hf_host host = both[i / dumps];
		size_t count;
		int err = hf_sockdiag_dump(stage->bench->host[host].diag, families[i % dumps],
					   &socks, &count, fault);

		if (err)
			return err;
		count_sockets(stage, host, socks, count, ret_mark);
	}
	return 0;
}

int hf_look_keep(struct hf_stage *stage, struct hf_record_mark *mark, const char *name,
		 struct hf_fault *fault)
{
	snprintf(mark->name, sizeof(mark->name), "%s", name);
	if (HF_RECORD_APPEND(stage->record, marks, mark_count, mark) < 0)
		return HF_FAULT(fault, -ENOMEM, "keep the mark %s", name);
	return 0;
}

int hf_look_mark(struct hf_stage *stage, const char *name, struct hf_fault *fault)
{
	struct hf_record_mark mark;
	int err = hf_look(stage, &mark, fault);

	return err ? err : hf_look_keep(stage, &mark, name, fault);
}

int hf_look_counters(const struct hf_stage *stage, enum hf_host host, struct hf_mib *ret_mib,
		     struct hf_fault *fault)
{
	int err = hf_bench_enter(stage->bench, host, fault);

	if (!err)
		err = hf_mib_snapshot(ret_mib, fault);
	if (err || !stage->counts_machine || host != SERVER)
		return err;
	err = hf_mib_add_machine(ret_mib, fault);
	if (err)
		hf_mib_done(ret_mib);
	return err;
}

int hf_look_measure(struct hf_stage *stage, const char *name, struct hf_fault *fault)
{
	int err = hf_look_mark(stage, name, fault);

	stage->record->measure_ns = hf_tick_now_ns() - stage->start_ns;
	stage->frames_before = hf_capture_count(stage->bench->host[SERVER].capture);
	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++) {
		hf_mib_done(&stage->before[both[i]]);
		err = hf_look_counters(stage, both[i], &stage->before[both[i]], fault);
	}
	return err;
}
