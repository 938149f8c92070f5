/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gather.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "broken.h"
#include "counters.h"
#include "defaults.h"
#include "link.h"
#include "look.h"
#include "own.h"
#include "pcapng.h"
#include "tick.h"
#include "watch.h"

static const enum hf_host both[] = {SERVER, CLIENT};

/* A step of the real-time clock by more than this would tear packet stamps from all other times. */
#define CLOCK_STEP_NS HF_MS

static int gather_counters(struct hf_stage *stage, struct hf_fault *fault)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		enum hf_host host = both[i];
		struct hf_mib after = {0};
		int err = hf_look_counters(stage, host, &after, fault);

		if (err)
			return err;
		err = hf_mib_subtract(&after, &stage->before[host], &stage->record->delta[host]);
		hf_mib_done(&after);
		if (err)
			return HF_FAULT(fault, err, "subtract counters");
		stage->record->before[host] = stage->before[host];
		stage->before[host] = (struct hf_mib){0};
	}
	return 0;
}

/*
 * The wire itself must not lose anything: the other end's CPU backlog can overflow. A case that counts
 * what is dropped there knows, if it is all of it.
 */
static int check_wire(struct hf_stage *stage, struct hf_fault *fault)
{
	uint64_t dropped[HF_ARRAY_LEN(both)];
	int64_t known = 0;

	hf_mib_get(&stage->record->delta[SERVER], HF_DROPPED_BY_BACKLOG, &known);
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		int err = hf_bench_enter(stage->bench, both[i], fault);

		if (!err)
			err = hf_link_dropped(&dropped[i], fault);
		if (err)
			return err;
	}
	if ((int64_t)(dropped[0] + dropped[1]) == known)
		return 0;
	return HF_FAULT_PLAIN(fault, -EIO,
			      HF_FRAMES_LOST " %llu frames sent by the %s "
			      "(net.core.netdev_max_backlog of this machine)",
			      (unsigned long long)(dropped[0] ? dropped[0] : dropped[1]),
			      dropped[0] ? "server" : "client");
}

static int gather_packets(struct hf_stage *stage, struct hf_fault *fault)
{
	struct hf_capture *capture = stage->bench->host[SERVER].capture;
	struct hf_record *record = stage->record;
	size_t frames = hf_capture_count(capture);

	for (size_t i = 0; i < frames; i++) {
		struct hf_frame frame = hf_capture_frame(capture, i);
		struct hf_seg seg;

		if (hf_pkt_decode(frame.data, frame.caplen, &seg) != 1)
			continue;
		seg.t_ns = frame.t_ns - stage->start_ns;
		if (HF_RECORD_APPEND(record, packets, packet_total, &seg) < 0)
			return HF_FAULT(fault, -ENOMEM, "keep %zu packets", frames);
	}
	return hf_record_count_packets(record) < 0
		       ? HF_FAULT(fault, -ENOMEM, "count %zu packets", frames)
		       : 0;
}

static int gather_losses(struct hf_stage *stage, struct hf_fault *fault)
{
	struct hf_record *record = stage->record;
	uint64_t lost[3] = {0};

	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		struct hf_capture *capture = stage->bench->host[both[i]].capture;
		int err = hf_capture_lost(capture, &lost[both[i]], fault);

		if (err)
			return err;
		record->capture_lost += (int64_t)lost[both[i]];
	}
	record->capture_server = (int64_t)hf_capture_count(stage->bench->host[SERVER].capture);
	record->capture_client = (int64_t)hf_capture_count(stage->bench->host[CLIENT].capture);
	return 0;
}

/* Frames of both ends by time, so that readers see them in order. */
static int write_packets(struct hf_stage *stage, struct hf_pcapng *file, struct hf_fault *fault)
{
	size_t at[HF_ARRAY_LEN(both)] = {0};
	int err = 0;

	while (!err) {
		struct hf_frame frames[HF_ARRAY_LEN(both)];
		size_t next = HF_ARRAY_LEN(both);

		for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
			struct hf_capture *capture = stage->bench->host[both[i]].capture;

			if (at[i] == hf_capture_count(capture))
				continue;
			frames[i] = hf_capture_frame(capture, at[i]);
			if (next == HF_ARRAY_LEN(both) || frames[i].t_ns < frames[next].t_ns)
				next = i;
		}
		if (next == HF_ARRAY_LEN(both))
			break;
		at[next]++;
		err = hf_pcapng_packet(file,
				       &(struct hf_pcapng_packet){
					       .interface = (uint32_t)next,
					       .t_ns = frames[next].t_ns - stage->start_ns +
						       stage->record->start_real_ns,
					       .outgoing = frames[next].outgoing,
					       .caplen = frames[next].caplen,
					       .len = frames[next].len,
					       .data = frames[next].data,
				       },
				       fault);
	}
	return err;
}

static int write_capture(struct hf_stage *stage, int fd, struct hf_fault *fault)
{
	static const char *const names[] = {"server:" HF_LINK_NAME, "client:" HF_LINK_NAME};
	struct hf_pcapng *file = NULL;
	char id[160];
	int err;

	hf_variant_id(stage->variant, id, sizeof(id));
	err = hf_pcapng_create(fd, HF_CAPTURE_SNAPLEN, id, &file, fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++)
		err = hf_pcapng_interface(file, names[i], fault);
	if (!err)
		err = write_packets(stage, file, fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++) {
		struct hf_capture *capture = stage->bench->host[both[i]].capture;
		uint64_t lost;

		err = hf_capture_lost(capture, &lost, fault);
		if (!err)
			err = hf_pcapng_statistics(file, (uint32_t)i, hf_capture_count(capture),
						   lost, fault);
	}
	if (!err)
		err = hf_pcapng_finish(file, fault);
	hf_pcapng_free(file);
	return err;
}

static int check_clock(const struct hf_stage *stage, struct hf_fault *fault)
{
	int64_t began = stage->record->start_real_ns - stage->start_ns;
	int64_t stepped = hf_tick_real_offset_ns() - began;

	if (llabs(stepped) < CLOCK_STEP_NS)
		return 0;
	return HF_FAULT_PLAIN(fault, -EIO,
			      "the machine's clock was set by %lld ms during the run: packet times "
			      "cannot be trusted",
			      (long long)(stepped / HF_MS));
}

/*
 * Timers go on while the record is made, which takes long on a busy machine. Both ends end with the
 * same frame: what came while they were counted makes them count again.
 */
static void stop_captures(struct hf_stage *stage)
{
	struct hf_capture *server = stage->bench->host[SERVER].capture;
	struct hf_capture *client = stage->bench->host[CLIENT].capture;
	size_t at_server, at_client;

	do {
		at_server = hf_capture_count(server);
		at_client = hf_capture_count(client);
	} while (hf_capture_count(server) != at_server);
	hf_capture_stop(server, at_server);
	hf_capture_stop(client, at_client);
}

int hf_gather(struct hf_stage *stage, int capture_fd, struct hf_fault *fault)
{
	int err = hf_look_mark(stage, HF_END_MARK, fault);

	if (!err)
		err = gather_counters(stage, fault);
	stop_captures(stage);
	hf_watch_delay(stage);
	stage->record->elapsed_ns = hf_tick_now_ns() - stage->start_ns;
	if (!err)
		err = hf_bench_hits(stage->bench, stage->record, fault);
	if (hf_acts_end(stage) < 0 && !err)
		err = HF_FAULT(fault, -ENOMEM, "keep the output of programs");
	if (!err)
		err = gather_packets(stage, fault);
	if (!err)
		err = gather_losses(stage, fault);
	if (!err) {
		err = write_capture(stage, capture_fd, fault);
		/* A piece of a capture is not kept. */
		if (err)
			stage->record->capture_server = stage->record->capture_client = 0;
	}
	if (!err)
		err = check_wire(stage, fault);
	return err ? err : check_clock(stage, fault);
}
