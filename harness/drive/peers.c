/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "peers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "defaults.h"
#include "opts.h"
#include "tick.h"
#include "watch.h"

/* Stranger addresses that one train may walk through before the next train begins. */
#define STRANGERS_PER_TRAIN 1024

#define SYNACK_DEADLINE_NS (2 * HF_SEC)

/*
 * A hand-made peer: one SYN of a train, and what became of its handshake. Or a connection of the
 * client's kernel in whose name segments are made: its numbers are learned from the capture.
 */
struct hf_peer {
	const char *name;
	int index;
	struct hf_addr address;
	uint16_t sport, dport;
	bool dialled;	      /* the client's kernel has the connection */
	bool knows_isn;	      /* of a dialled one: its SYN was seen */
	bool heard;	      /* the server has sent something */
	bool stamped;	      /* the last SYN-ACK had a time stamp */
	bool again;	      /* answers each SYN-ACK that comes */
	uint32_t isn;
	uint32_t server_isn;  /* of the last SYN-ACK */
	uint32_t server_zero; /* from which the wire notation counts */
	uint32_t tsval, server_tsval; /* its own stamp, and the server's last one */
	uint32_t synack_tsval;	      /* of the last SYN-ACK */
	int64_t synacks;  /* seen so far */
	int64_t answered; /* SYN-ACKs that were answered */
	uint32_t sent;	  /* bytes of data so far */
};

static int64_t number_or(const struct hf_stage *stage, int64_t number, int64_t otherwise)
{
	return number ? hf_variant_number(stage->variant, number) : otherwise;
}

static uint16_t window_of(const struct hf_stage *stage, int64_t win)
{
	win = number_or(stage, win, HF_DEFAULT_RAW_WINDOW);
	return win == NONE ? 0 : (uint16_t)win;
}

/* The options of a step (lint has read them), with these stamps where it says none. */
static void put_options(struct hf_seg *seg, const char *text, uint32_t tsval, uint32_t tsecr)
{
	struct hf_opts opts;

	if (!text || hf_opts_parse(text, strlen(text), &opts) < 0)
		return;
	if (!opts.tsval_said)
		opts.tsval = tsval;
	if (!opts.tsecr_said)
		opts.tsecr = tsecr;
	hf_opts_put(&opts, seg);
}

/* The train that the step describes, with sources that no other train of the case has. */
static struct hf_train train_of(struct hf_stage *stage, const struct hf_syn *syn)
{
	const struct hf_bench *bench = stage->bench;
	struct hf_train train = {
		.first = {.dst = bench->host[SERVER].address,
			  .dport = syn->port ? syn->port : HF_DEFAULT_PORT,
			  .sport = syn->sport ? syn->sport : HF_DEFAULT_TRAIN_SPORT,
			  .len = (uint32_t)number_or(stage, syn->bytes, 0),
			  .win = window_of(stage, syn->win),
			  .bad_checksum = syn->bad_checksum},
		.count = (uint32_t)number_or(stage, syn->count, HF_DEFAULT_COUNT),
		.ports = (uint32_t)number_or(stage, syn->ports, HF_DEFAULT_TRAIN_PORTS),
		.every_ns = number_or(stage, syn->every_us, 0) * HF_US,
	};

	put_options(&train.first, syn->options, HF_DEFAULT_TSVAL, 0);
	if (syn->from == STRANGERS) {
		train.first.src = hf_addr_plus(bench->strangers,
					       stage->trains * STRANGERS_PER_TRAIN);
	} else {
		train.first.src = bench->host[CLIENT].address;
		if (!syn->sport)
			train.first.sport = stage->next_raw_sport;
		stage->next_raw_sport = (uint16_t)(train.first.sport + train.count);
	}
	return train;
}

static int note_train(struct hf_stage *stage, const char *name, const struct hf_train *train,
		      const struct hf_train_report *report)
{
	struct hf_record_flow flow = {
		.client = train->first.src,
		.sport = train->first.sport,
		.dport = train->first.dport,
		.count = train->count,
		.ports = train->ports,
	};
	struct hf_record_train about = {
		.sent = report->sent,
		.first_ns = report->first_ns - stage->start_ns,
		.last_ns = report->last_ns - stage->start_ns,
		.worst_gap_ns = report->worst_gap_ns,
	};

	snprintf(flow.name, sizeof(flow.name), "%s", name);
	snprintf(about.name, sizeof(about.name), "%s", name);
	if (HF_RECORD_APPEND(stage->record, flows, flow_count, &flow) < 0)
		return -ENOMEM;
	return HF_RECORD_APPEND(stage->record, trains, train_count, &about);
}

static int note_peers(struct hf_stage *stage, const char *name, const struct hf_train *train)
{
	int err = 0;

	for (uint32_t i = 0; i < train->count && !err; i++) {
		struct hf_peer peer = {
			.name = name,
			.index = (int)i,
			.address = hf_addr_plus(train->first.src, i / train->ports),
			.sport = (uint16_t)(train->first.sport + i % train->ports),
			.dport = train->first.dport,
			.knows_isn = true,
			.isn = hf_rawtcp_isn(i),
			.tsval = train->first.tsval,
		};

		err = hf_record_append(&stage->peers, &stage->peer_count, sizeof(peer), &peer);
	}
	return err;
}

/* A flood that nobody will ever acknowledge need not be remembered SYN by SYN. */
static bool is_spoken_for(const struct hf_case *c, const char *name)
{
	for (const struct hf_step *step = c->steps; step->verb; step++) {
		if ((step->verb == HF_ACK && !strcmp(step->ack.name, name)) ||
		    (step->verb == HF_SEGMENT && !strcmp(step->segment.name, name)))
			return true;
	}
	return false;
}

int hf_peers_dialled(struct hf_stage *stage, const struct hf_record_flow *flow, const char *name)
{
	if (!is_spoken_for(stage->variant->c, name))
		return 0;
	for (int64_t i = 0; i < flow->count; i++) {
		struct hf_peer peer = {
			.name = name,
			.index = (int)i,
			.address = flow->client,
			.sport = (uint16_t)(flow->sport + i),
			.dport = flow->dport,
			.dialled = true,
		};

		if (hf_record_append(&stage->peers, &stage->peer_count, sizeof(peer), &peer) < 0)
			return -ENOMEM;
		stage->dialled_count++;
	}
	return 0;
}

int hf_peers_syn(struct hf_stage *stage, const struct hf_syn *syn, struct hf_fault *fault)
{
	struct hf_train train = train_of(stage, syn);
	struct hf_train_report report;
	int err;

	stage->trains++;
	if (is_spoken_for(stage->variant->c, syn->name) &&
	    note_peers(stage, syn->name, &train) < 0)
		return HF_FAULT(fault, -ENOMEM, "remember the train %s", syn->name);
	hf_watch_delay(stage);
	err = hf_rawtcp_train(stage->bench->raw, &train, &report, fault);
	/* SYNs have deadlines of their own, which make up for waits: their sum says nothing. */
	stage->waited_ns = hf_proc_waited_ns();
	if (note_train(stage, syn->name, &train, &report) < 0)
		return HF_FAULT(fault, -ENOMEM, "record the train %s", syn->name);
	return err;
}

/* Peers lie in trains, in order of their tuples: a few candidates at most. */
static struct hf_peer *peer_at(struct hf_stage *stage, const struct hf_addr *address,
			       uint16_t sport)
{
	for (size_t i = 0; i < stage->peer_count; i++) {
		struct hf_peer *peer = &stage->peers[i];

		if (peer->sport == sport && hf_addr_equal(&peer->address, address))
			return peer;
	}
	return NULL;
}

static int answer(struct hf_stage *stage, struct hf_peer *peer, bool wrong, uint32_t bytes,
		  struct hf_fault *fault)
{
	struct hf_seg seg = {
		.src = peer->address,
		.dst = stage->bench->host[SERVER].address,
		.sport = peer->sport,
		.dport = peer->dport,
		.seq = peer->isn + 1 + peer->sent,
		/* Half the space away from the truth is never acceptable. */
		.ack = peer->server_isn + 1 + (wrong ? UINT32_C(0x80000000) : 0),
		.win = HF_DEFAULT_RAW_WINDOW,
		.len = bytes,
		.flags = HF_TCP_ACK | (bytes ? HF_TCP_PSH : 0),
		.has_ts = peer->stamped,
		.tsval = peer->tsval,
		.tsecr = peer->synack_tsval,
	};

	peer->sent += bytes;
	peer->answered = peer->synacks;
	return hf_rawtcp_send(stage->bench->raw, &seg, fault);
}

/* What the client's kernel says of its own connections; hand-made segments are known anyway. */
static void overhear(struct hf_stage *stage, const struct hf_seg *seg)
{
	struct hf_peer *peer =
		stage->dialled_count ? peer_at(stage, &seg->src, seg->sport) : NULL;

	if (!peer || !peer->dialled)
		return;
	if (!peer->knows_isn && seg->flags & HF_TCP_SYN) {
		peer->knows_isn = true;
		peer->isn = seg->seq;
	}
	if (seg->has_ts)
		peer->tsval = seg->tsval;
}

/* The wire notation counts from the server's first SYN, or else from its first segment. */
static int hear(struct hf_stage *stage, const struct hf_seg *seg, struct hf_fault *fault)
{
	struct hf_peer *peer = peer_at(stage, &seg->dst, seg->dport);
	bool synack = seg->flags == (HF_TCP_SYN | HF_TCP_ACK);

	if (!peer)
		return 0;
	if (!peer->heard || (synack && !peer->synacks))
		peer->server_zero = seg->seq;
	peer->heard = true;
	if (seg->has_ts)
		peer->server_tsval = seg->tsval;
	if (!synack)
		return 0;
	peer->server_isn = seg->seq;
	peer->synack_tsval = seg->tsval;
	peer->stamped = seg->has_ts;
	peer->synacks++;
	return peer->again ? answer(stage, peer, false, 0, fault) : 0;
}

int hf_peers_attend(struct hf_stage *stage, struct hf_fault *fault)
{
	struct hf_capture *capture = stage->bench->host[CLIENT].capture;
	int err = 0;

	if (!stage->peer_count)
		return 0;
	while (stage->peer_cursor < hf_capture_count(capture) && !err) {
		struct hf_frame frame = hf_capture_frame(capture, stage->peer_cursor++);
		struct hf_seg seg;

		if (hf_pkt_decode(frame.data, frame.caplen, &seg) != 1)
			continue;
		if (frame.outgoing)
			overhear(stage, &seg);
		else
			err = hear(stage, &seg, fault);
	}
	return err;
}

/* The ring keeps its frames and polls readable for ever: only the edge tells of new ones. */
static int hang_bell(struct hf_stage *stage, struct hf_fault *fault)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLET};

	if (stage->bell >= 0)
		return 0;
	stage->bell = epoll_create1(EPOLL_CLOEXEC);
	if (stage->bell < 0 ||
	    epoll_ctl(stage->bell, EPOLL_CTL_ADD,
		      hf_capture_fd(stage->bench->host[CLIENT].capture), &event) < 0)
		return HF_FAULT(fault, -errno, "watch for frames at the client's end");
	return 0;
}

void hf_peers_silence(const struct hf_stage *stage)
{
	struct epoll_event event;

	(void)epoll_wait(stage->bell, &event, 1, 0);
}

/* What a peer must know before it can act. */
enum knowledge {
	ITS_ISN,
	A_SYNACK,
	THE_SERVER, /* anything that the server sent */
};

static bool knows(const struct hf_peer *peer, enum knowledge what)
{
	switch (what) {
	case ITS_ISN:
		return peer->knows_isn;
	case A_SYNACK:
		return peer->synacks > 0;
	default:
		return peer->heard;
	}
}

static int wait_to_know(struct hf_stage *stage, size_t i, enum knowledge what,
			struct hf_fault *fault)
{
	static const char *const missed[] = {
		[ITS_ISN] = "no SYN of %s[%d] was seen from which its numbers are counted",
		[A_SYNACK] = "no SYN-ACK came for %s[%d] to acknowledge",
		[THE_SERVER] = "nothing came for %s[%d] to acknowledge",
	};
	int64_t deadline_ns = hf_tick_now_ns() + SYNACK_DEADLINE_NS;
	int err = hf_peers_attend(stage, fault);

	while (!err && !knows(&stage->peers[i], what)) {
		if (hf_tick_now_ns() > deadline_ns)
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT, missed[what],
					      stage->peers[i].name, stage->peers[i].index);
		err = hf_watch(stage, hf_tick_now_ns() + HF_MS, fault);
	}
	return err;
}

int hf_peers_ack(struct hf_stage *stage, const struct hf_ack *ack, struct hf_fault *fault)
{
	int64_t first = number_or(stage, ack->first, 0);
	int64_t count = number_or(stage, ack->count, INT64_MAX);
	int64_t bytes = number_or(stage, ack->bytes, 0);
	int err = ack->again ? hang_bell(stage, fault) : 0;

	if (!err)
		err = hf_peers_attend(stage, fault);
	for (size_t i = 0; i < stage->peer_count && !err; i++) {
		struct hf_peer *peer = &stage->peers[i];

		if (strcmp(peer->name, ack->name) != 0 || peer->index < first ||
		    peer->index - first >= count)
			continue;
		if (!ack->wrong)
			err = wait_to_know(stage, i, A_SYNACK, fault);
		if (!err)
			err = answer(stage, &stage->peers[i], ack->wrong, (uint32_t)bytes, fault);
		stage->peers[i].again = ack->again;
	}
	return err;
}

static int send_segment(struct hf_stage *stage, const struct hf_peer *peer,
			const struct hf_segment *segment, uint8_t flags, struct hf_fault *fault)
{
	uint32_t ack = (uint32_t)hf_variant_number(stage->variant, segment->ack);
	struct hf_seg seg = {
		.src = peer->address,
		.dst = stage->bench->host[SERVER].address,
		.sport = peer->sport,
		.dport = peer->dport,
		.seq = peer->isn + (uint32_t)hf_variant_number(stage->variant, segment->seq),
		.ack = flags & HF_TCP_ACK ? peer->server_zero + ack : 0,
		.win = window_of(stage, segment->win),
		.len = (uint32_t)number_or(stage, segment->bytes, 0),
		.flags = flags,
		.bad_checksum = segment->bad_checksum,
	};

	put_options(&seg, segment->options, peer->tsval, peer->server_tsval);
	return hf_rawtcp_send(stage->bench->raw, &seg, fault);
}

int hf_peers_segment(struct hf_stage *stage, const struct hf_segment *segment,
		     struct hf_fault *fault)
{
	int64_t nth = number_or(stage, segment->nth, 0);
	int flags = hf_pkt_flags_parse(segment->flags, strlen(segment->flags));
	int err = hf_peers_attend(stage, fault);
	size_t i = 0;

	while (i < stage->peer_count &&
	       (strcmp(stage->peers[i].name, segment->name) != 0 || stage->peers[i].index != nth))
		i++;
	if (!err && (i == stage->peer_count || flags < 0))
		return HF_FAULT_PLAIN(fault, -ENOENT, "%s has no number %" PRId64 " to send %s",
				      segment->name, nth, segment->flags);
	if (!err)
		err = wait_to_know(stage, i, ITS_ISN, fault);
	if (!err && flags & HF_TCP_ACK)
		err = wait_to_know(stage, i, THE_SERVER, fault);
	return err ? err : send_segment(stage, &stage->peers[i], segment, (uint8_t)flags, fault);
}
