/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "drive.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "broken.h"
#include "defaults.h"
#include "gather.h"
#include "kernel.h"
#include "lint.h"
#include "look.h"
#include "own.h"
#include "pace.h"
#include "peers.h"
#include "settings.h"
#include "tick.h"
#include "until.h"
#include "watch.h"

static int64_t num(const struct hf_stage *stage, int64_t number)
{
	return hf_variant_number(stage->variant, number);
}

static int64_t num_or(const struct hf_stage *stage, int64_t number, int64_t otherwise)
{
	return number ? num(stage, number) : otherwise;
}

static struct hf_puppet *app_of(struct hf_stage *stage, enum hf_host host)
{
	return &stage->bench->host[host == SERVER ? SERVER : CLIENT].app;
}

static const char *listener_name(const char *name)
{
	return name ? name : HF_DEFAULT_LISTENER;
}

static struct hf_order order_of(const struct hf_stage *stage, enum hf_order_kind kind,
				const char *who)
{
	struct hf_order order = {.kind = kind, .address = stage->bench->host[SERVER].address};

	snprintf(order.who, sizeof(order.who), "%s", who);
	return order;
}

static enum hf_serving serving_of(enum hf_serve_policy policy)
{
	static const enum hf_serving serving[] = {
		[HOLD] = HF_SERVE_HOLD,
		[READ] = HF_SERVE_READ,
		[ANSWER] = HF_SERVE_ANSWER,
		[ANSWER_AND_CLOSE] = HF_SERVE_ANSWER_AND_CLOSE,
	};

	return serving[policy];
}

/* The LISTEN step of that name; NULL: there is none. */
static const struct hf_listen *listen_of(const struct hf_stage *stage, const char *name)
{
	for (const struct hf_step *step = stage->variant->c->steps; step->verb; step++) {
		if (step->verb == HF_LISTEN && !strcmp(listener_name(step->listen.name), name))
			return &step->listen;
	}
	return NULL;
}

/* The application that holds the listener. */
static struct hf_puppet *listening_app(struct hf_stage *stage, const char *name)
{
	const struct hf_listen *listen = listen_of(stage, name);

	return app_of(stage, listen && listen->at == CLIENT ? CLIENT : SERVER);
}

/* ---- listeners ---- */

/* What connects to a port of the client is a flow by that name. */
static int note_listener(struct hf_stage *stage, const struct hf_listen *listen, enum hf_host at,
			 uint16_t port, struct hf_fault *fault)
{
	struct hf_record_flow flow = {
		.client = stage->record->client,
		.sport = port,
		.count = 1,
		.ports = 1,
	};

	if (at == SERVER && !stage->port)
		stage->port = port;
	stage->dual_stack |= listen->dual_stack;
	if (stage->listener_count < HF_ARRAY_LEN(stage->listeners))
		stage->listeners[stage->listener_count++] = (struct hf_stage_listener){
			.name = listener_name(listen->name),
			.host = at,
			.inode = (uint32_t)app_of(stage, at)->yield,
		};
	snprintf(flow.name, sizeof(flow.name), "%s", listener_name(listen->name));
	if (at == CLIENT && HF_RECORD_APPEND(stage->record, flows, flow_count, &flow) < 0)
		return HF_FAULT(fault, -ENOMEM, "remember %s", flow.name);
	return 0;
}

static int do_listen(struct hf_stage *stage, const struct hf_listen *listen,
		     struct hf_fault *fault)
{
	enum hf_host at = listen->at == CLIENT ? CLIENT : SERVER;
	struct hf_order order = order_of(stage, HF_ORDER_LISTEN, listener_name(listen->name));
	int err;

	order.port = listen->port ? listen->port : HF_DEFAULT_PORT;
	order.backlog = num(stage, listen->backlog);
	order.accept_at_once = listen->accept == AT_ONCE;
	order.serving = serving_of(listen->serve);
	order.defer_accept_s = listen->defer_accept_s;
	order.syncnt = listen->syncnt;
	order.dual_stack = listen->dual_stack;
	order.reuseport = listen->reuseport;
	order.fastopen = listen->fastopen;
	err = hf_puppet_order(app_of(stage, at), &order, fault);
	return err ? err : note_listener(stage, listen, at, order.port, fault);
}

static int do_relisten(struct hf_stage *stage, const struct hf_relisten *relisten,
		       struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_RELISTEN, listener_name(relisten->name));

	order.backlog = num(stage, relisten->backlog);
	return hf_puppet_order(listening_app(stage, order.who), &order, fault);
}

static int do_accept(struct hf_stage *stage, const struct hf_accept *accept,
		     struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_ACCEPT, listener_name(accept->name));

	order.count = num_or(stage, accept->count, HF_DEFAULT_COUNT);
	return hf_puppet_order(listening_app(stage, order.who), &order, fault);
}

/* ---- the client ---- */

static int note_flow(struct hf_stage *stage, const char *name, uint16_t port, int64_t count)
{
	struct hf_record_flow flow = {
		.client = stage->record->client,
		.sport = stage->next_sport,
		.dport = port,
		.count = count,
		.ports = count,
	};

	snprintf(flow.name, sizeof(flow.name), "%s", name);
	if (hf_peers_dialled(stage, &flow, name) < 0)
		return -ENOMEM;
	return HF_RECORD_APPEND(stage->record, flows, flow_count, &flow);
}

/* How many calls of that kind have returned well. */
static int64_t calls_done(const struct hf_stage *stage, const char *who, const char *kind)
{
	int64_t done = 0;

	for (size_t i = 0; i < stage->record->call_count; i++) {
		const struct hf_record_call *call = &stage->record->calls[i];

		done += !strcmp(call->who, who) && !strcmp(call->call, kind) && !call->pending &&
			!call->err;
	}
	return done;
}

/* Calls report their return; the end of a program must be looked for. */
static int wait_returned(struct hf_stage *stage, const char *who, bool program,
			 struct hf_fault *fault)
{
	int64_t deadline_ns = hf_tick_now_ns() + HF_DEFAULT_WITHIN_MS * HF_MS;
	int err = hf_watch(stage, hf_tick_now_ns(), fault);

	while (!err && !hf_watch_returned(stage, who)) {
		if (hf_tick_now_ns() > deadline_ns)
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT,
					      "a call of %s " HF_NOT_RETURNED " after %d ms", who,
					      HF_DEFAULT_WITHIN_MS);
		err = hf_watch(stage,
			       program ? hf_tick_now_ns() + HF_MS
				       : hf_watch_stretch(stage, deadline_ns),
			       fault);
	}
	return err;
}

static int do_connect(struct hf_stage *stage, const struct hf_connect *connect,
		      struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_CONNECT, connect->name);
	int64_t count = num_or(stage, connect->count, HF_DEFAULT_COUNT);
	int64_t done;
	int err = 0;

	order.port = connect->port ? connect->port : HF_DEFAULT_PORT;
	order.bytes = num(stage, connect->request);
	order.keepalive = connect->keepalive;
	order.fastopen = connect->fastopen;
	if (note_flow(stage, connect->name, order.port, count) < 0)
		return HF_FAULT(fault, -ENOMEM, "remember %s", connect->name);
	for (int64_t i = 0; i < count && !err; i++) {
		order.index = (int)i;
		order.sport = stage->next_sport++;
		err = hf_puppet_order(app_of(stage, CLIENT), &order, fault);
	}
	if (err || !connect->wait)
		return err;
	err = wait_returned(stage, connect->name, false, fault);
	done = calls_done(stage, connect->name, "connect");
	if (!err && done < count)
		return HF_FAULT_PLAIN(fault, -ECONNREFUSED,
				      "only %" PRId64 " of %" PRId64 " connections of %s came about",
				      done, count, connect->name);
	return err;
}

/*
 * Gives the order to each connection of that name; with the name of a listener, to all that it has
 * accepted.
 */
static int order_conns(struct hf_stage *stage, enum hf_host at, struct hf_order *order,
		       struct hf_fault *fault)
{
	int err = -ENOENT;

	if (listen_of(stage, order->who))
		return hf_puppet_order(listening_app(stage, order->who), order, fault);
	for (size_t i = 0; i < stage->record->flow_count; i++) {
		struct hf_record_flow flow = stage->record->flows[i];

		if (strcmp(flow.name, order->who) != 0)
			continue;
		for (int64_t k = 0; k < flow.count; k++) {
			order->index = (int)k;
			order->sport = (uint16_t)(flow.sport + k);
			err = hf_puppet_order(app_of(stage, at), order, fault);
			if (err)
				return err;
		}
	}
	if (err)
		return HF_FAULT_PLAIN(fault, err, "no connection %s was made", order->who);
	return 0;
}

static int do_send(struct hf_stage *stage, const struct hf_send *send, struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_SEND, send->name);

	order.bytes = num(stage, send->bytes);
	return order_conns(stage, send->at, &order, fault);
}

static const char *first_listener(const struct hf_stage *stage)
{
	return stage->listener_count ? stage->listeners[0].name : HF_DEFAULT_LISTENER;
}

static int do_recv(struct hf_stage *stage, const struct hf_recv *recv, struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_RECV, recv->name);
	int err = order_conns(stage, recv->at, &order, fault);

	if (err || !recv->wait)
		return err;
	/* What the server's end of a connection is told is told to the listener's application. */
	return wait_returned(stage, recv->at == SERVER ? first_listener(stage) : recv->name, false,
			     fault);
}

/* An order to a connection, or the one that means the same to a listener, if the name is a listener's. */
static int order_either(struct hf_stage *stage, enum hf_host at, const char *name, bool accepted,
			enum hf_order_kind to_conn, enum hf_order_kind to_listener,
			struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, to_conn, name);

	if (accepted || !listen_of(stage, name))
		return order_conns(stage, at, &order, fault);
	order.kind = to_listener;
	return hf_puppet_order(listening_app(stage, name), &order, fault);
}

static int do_shutdown(struct hf_stage *stage, const struct hf_shutdown *shutdown,
		       struct hf_fault *fault)
{
	return order_either(stage, shutdown->at, shutdown->name, shutdown->accepted,
			    HF_ORDER_SHUTDOWN, HF_ORDER_SHUTDOWN_LISTENER, fault);
}

static int do_disconnect(struct hf_stage *stage, const struct hf_disconnect *disconnect,
			 struct hf_fault *fault)
{
	return order_either(stage, disconnect->at, disconnect->name, disconnect->accepted,
			    HF_ORDER_DISCONNECT, HF_ORDER_DISCONNECT_LISTENER, fault);
}

static int do_error(struct hf_stage *stage, const struct hf_ask_error *ask, struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_ERROR, ask->name);

	return order_conns(stage, ask->at, &order, fault);
}

static int do_dup(struct hf_stage *stage, const struct hf_dup *dup, struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_DUP, dup->name);

	return order_conns(stage, dup->at, &order, fault);
}

static int do_files(struct hf_stage *stage, const struct hf_files *files, struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_FILES, "");

	order.count = files->more == NONE ? 0 : files->more ? num(stage, files->more) : -1;
	return hf_puppet_order(app_of(stage, files->at), &order, fault);
}

static int do_close(struct hf_stage *stage, const struct hf_closing *closing,
		    struct hf_fault *fault)
{
	struct hf_order order = order_of(stage, HF_ORDER_CLOSE, closing->name);

	order.abort = closing->abort;
	if (closing->accepted || !listen_of(stage, closing->name))
		return order_conns(stage, closing->at, &order, fault);
	order.kind = HF_ORDER_CLOSE_LISTENER;
	return hf_puppet_order(listening_app(stage, closing->name), &order, fault);
}

/* ---- the rest ---- */

static int do_pace(struct hf_stage *stage, const struct hf_pace *pace, struct hf_fault *fault)
{
	/* An IPv6 header is 20 bytes longer. */
	int64_t bytes = num(stage, pace->bytes) + (stage->variant->inet6 ? 20 : 0);
	int err = hf_bench_enter(stage->bench, pace->at, fault);

	return err ? err : hf_pace_set(bytes, num(stage, pace->gap_ms), fault);
}

static int do_unpace(struct hf_stage *stage, const struct hf_unpace *unpace,
		     struct hf_fault *fault)
{
	int err = hf_bench_enter(stage->bench, unpace->at, fault);

	return err ? err : hf_pace_clear(fault);
}

static int do_set(struct hf_stage *stage, const struct hf_set *set, struct hf_fault *fault)
{
	char value[HF_VALUE_SIZE];

	hf_variant_value(stage->variant, set->value, set->text, value, sizeof(value));
	return hf_settings_set(stage->bench, set->at, set->key, value, fault);
}

static int kill_app(struct hf_puppet *app, int signal, struct hf_fault *fault)
{
	if (signal != SIGKILL)
		return hf_puppet_signal(app, signal, fault);
	hf_puppet_kill(app);
	return 0;
}

static int do_kill(struct hf_stage *stage, const struct hf_kill *kill, struct hf_fault *fault)
{
	int signal = kill->signal ? kill->signal : SIGKILL;
	int err;

	if (listen_of(stage, kill->name))
		return kill_app(listening_app(stage, kill->name), signal, fault);
	err = hf_acts_kill(stage, kill->name, signal, fault);
	if (err != -ENOENT)
		return err;
	for (size_t i = 0; i < stage->record->flow_count; i++) {
		if (!strcmp(stage->record->flows[i].name, kill->name))
			return kill_app(app_of(stage, CLIENT), signal, fault);
	}
	return HF_FAULT_PLAIN(fault, -ENOENT, "nothing called %s can be killed", kill->name);
}

static int do_run(struct hf_stage *stage, const struct hf_run *run, struct hf_fault *fault)
{
	int err = hf_acts_run(stage, run, fault);

	return err || !run->wait ? err : wait_returned(stage, run->name, true, fault);
}

static int do_quiet(struct hf_stage *stage, const struct hf_quiet *quiet, struct hf_fault *fault)
{
	int err = hf_watch_for(stage, num(stage, quiet->ms) * HF_MS, fault);

	return err || !quiet->mark ? err : hf_look_mark(stage, quiet->mark, fault);
}

static int perform(struct hf_stage *stage, const struct hf_step *step, struct hf_fault *fault)
{
	switch (step->verb) {
	case HF_LISTEN:
		return do_listen(stage, &step->listen, fault);
	case HF_RELISTEN:
		return do_relisten(stage, &step->relisten, fault);
	case HF_ACCEPT:
		return do_accept(stage, &step->accept, fault);
	case HF_CONNECT:
		return do_connect(stage, &step->connect, fault);
	case HF_SYN:
		return hf_peers_syn(stage, &step->syn, fault);
	case HF_ACK:
		return hf_peers_ack(stage, &step->ack, fault);
	case HF_SEGMENT:
		return hf_peers_segment(stage, &step->segment, fault);
	case HF_SEND:
		return do_send(stage, &step->send, fault);
	case HF_RECV:
		return do_recv(stage, &step->recv, fault);
	case HF_SHUTDOWN:
		return do_shutdown(stage, &step->shutdown, fault);
	case HF_CLOSE:
		return do_close(stage, &step->closing, fault);
	case HF_DISCONNECT:
		return do_disconnect(stage, &step->disconnect, fault);
	case HF_ERROR:
		return do_error(stage, &step->ask_error, fault);
	case HF_DUP:
		return do_dup(stage, &step->dup, fault);
	case HF_FILES:
		return do_files(stage, &step->files, fault);
	case HF_DROP:
		return hf_bench_drop(stage->bench, &step->drop, fault);
	case HF_UNDROP:
		return hf_bench_undrop(stage->bench, step->undrop.name, fault);
	case HF_PACE:
		return do_pace(stage, &step->pace, fault);
	case HF_UNPACE:
		return do_unpace(stage, &step->unpace, fault);
	case HF_SET:
		return do_set(stage, &step->set, fault);
	case HF_KILL:
		return do_kill(stage, &step->kill, fault);
	case HF_RUN:
		return do_run(stage, &step->run, fault);
	case HF_UNTIL:
		return hf_until_wait(stage, &step->until, fault);
	case HF_QUIET:
		return do_quiet(stage, &step->quiet, fault);
	case HF_MEASURE:
		return hf_look_measure(stage, step->measure.mark, fault);
	default:
		return HF_FAULT_PLAIN(fault, -EINVAL, "step of unknown verb %d", step->verb);
	}
}

int hf_drive(struct hf_bench *bench, struct hf_record *record, int capture_fd,
	     struct hf_fault *fault)
{
	struct hf_stage stage = {
		.bench = bench,
		.record = record,
		.variant = bench->variant,
		.next_sport = HF_DEFAULT_DIALER_SPORT,
		.next_raw_sport = HF_DEFAULT_TRAIN_SPORT,
		.bell = -EBADF,
	};
	const char *counter = hf_lint_machine_counter(bench->variant->c);
	int err;

	if (counter && !hf_kernel_is_guest())
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "%s counts for the whole machine: run this case in a guest "
				      "(-k)",
				      counter);
	stage.counts_machine = counter;
	stage.waited_ns = hf_proc_waited_ns();
	stage.start_ns = hf_tick_now_ns();
	record->start_real_ns = stage.start_ns + hf_tick_real_offset_ns();
	err = hf_look_measure(&stage, HF_START_MARK, fault);
	for (const struct hf_step *step = bench->variant->c->steps; step->verb && !err; step++) {
		err = perform(&stage, step, fault);
		if (!err)
			err = hf_watch(&stage, 0, fault); /* what came at once is noticed at once */
		if (err)
			hf_fault_prefix(fault, "step %td", step - bench->variant->c->steps + 1);
	}
	if (!err)
		err = hf_gather(&stage, capture_fd, fault);
	hf_close(&stage.bell);
	free(stage.peers);
	free(stage.acts);
	free(stage.keys);
	hf_mib_done(&stage.before[SERVER]);
	hf_mib_done(&stage.before[CLIENT]);
	return err;
}
