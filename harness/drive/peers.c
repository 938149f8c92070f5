/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "defaults.h"
#include "stage.h"
#include "tick.h"

/* Stranger addresses that one train may walk through before the next train begins. */
#define STRANGERS_PER_TRAIN 1024

#define SYNACK_DEADLINE_NS (2 * HF_SEC)

static int64_t number_or(const struct hf_stage *stage, int64_t number, int64_t otherwise)
{
	return number ? hf_variant_number(stage->variant, number) : otherwise;
}

/* The train that the step describes, with sources that no other train of the case has. */
static struct hf_train train_of(struct hf_stage *stage, const struct hf_syn *syn)
{
	const struct hf_bench *bench = stage->bench;
	struct hf_train train = {
		.first = {.dst = bench->host[SERVER].address,
			  .dport = syn->port ? syn->port : HF_DEFAULT_PORT,
			  .sport = syn->sport ? syn->sport : HF_DEFAULT_TRAIN_SPORT},
		.count = (uint32_t)number_or(stage, syn->count, HF_DEFAULT_COUNT),
		.ports = (uint32_t)number_or(stage, syn->ports, HF_DEFAULT_TRAIN_PORTS),
		.every_ns = number_or(stage, syn->every_us, 0) * HF_US,
	};

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
			.isn = hf_rawtcp_isn(i),
		};

		err = hf_record_append(&stage->peers, &stage->peer_count, sizeof(peer), &peer);
	}
	return err;
}

/* A flood that nobody will ever acknowledge need not be remembered SYN by SYN. */
static bool has_ack_step(const struct hf_case *c, const char *train)
{
	for (const struct hf_step *step = c->steps; step->verb; step++) {
		if (step->verb == HF_ACK && !strcmp(step->ack.name, train))
			return true;
	}
	return false;
}

int hf_peers_syn(struct hf_stage *stage, const struct hf_syn *syn, struct hf_fault *fault)
{
	struct hf_train train = train_of(stage, syn);
	struct hf_train_report report;
	int err;

	stage->trains++;
	if (has_ack_step(stage->variant->c, syn->name) &&
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
static struct hf_peer *peer_of(struct hf_stage *stage, const struct hf_seg *seg)
{
	for (size_t i = 0; i < stage->peer_count; i++) {
		struct hf_peer *peer = &stage->peers[i];

		if (peer->sport == seg->dport && hf_addr_equal(&peer->address, &seg->dst))
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
		.win = 512,
		.len = bytes,
		.flags = HF_TCP_ACK | (bytes ? HF_TCP_PSH : 0),
	};

	peer->sent += bytes;
	peer->answered = peer->synacks;
	return hf_rawtcp_send(stage->bench->raw, &seg, fault);
}

int hf_peers_attend(struct hf_stage *stage, struct hf_fault *fault)
{
	struct hf_capture *capture = stage->bench->host[CLIENT].capture;
	int err = 0;

	if (!stage->peer_count)
		return 0;
	while (stage->synack_cursor < hf_capture_count(capture) && !err) {
		struct hf_frame frame = hf_capture_frame(capture, stage->synack_cursor++);
		struct hf_peer *peer;
		struct hf_seg seg;

		if (frame.outgoing || hf_pkt_decode(frame.data, frame.caplen, &seg) != 1 ||
		    seg.flags != (HF_TCP_SYN | HF_TCP_ACK))
			continue;
		peer = peer_of(stage, &seg);
		if (!peer)
			continue;
		peer->server_isn = seg.seq;
		peer->synacks++;
		if (peer->again)
			err = answer(stage, peer, false, 0, fault);
	}
	return err;
}

bool hf_peers_are_alert(const struct hf_stage *stage)
{
	for (size_t i = 0; i < stage->peer_count; i++) {
		if (stage->peers[i].again)
			return true;
	}
	return false;
}

static int wait_for_synack(struct hf_stage *stage, size_t i, struct hf_fault *fault)
{
	int64_t deadline_ns = hf_tick_now_ns() + SYNACK_DEADLINE_NS;
	int err = hf_peers_attend(stage, fault);

	while (!err && !stage->peers[i].synacks) {
		if (hf_tick_now_ns() > deadline_ns)
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT,
					      "no SYN-ACK came for %s[%d] to acknowledge",
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
	int err = hf_peers_attend(stage, fault);

	for (size_t i = 0; i < stage->peer_count && !err; i++) {
		struct hf_peer *peer = &stage->peers[i];

		if (strcmp(peer->name, ack->name) != 0 || peer->index < first ||
		    peer->index - first >= count)
			continue;
		if (!ack->wrong)
			err = wait_for_synack(stage, i, fault);
		if (!err)
			err = answer(stage, &stage->peers[i], ack->wrong, (uint32_t)bytes, fault);
		stage->peers[i].again = ack->again;
	}
	return err;
}
