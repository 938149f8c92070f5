/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record: everything seen in one run of a case, as one value.
 *
 * A record owns all it points to; _free accepts NULL. Strings are never NULL after a successful read.
 */
#ifndef HF_RECORD_H
#define HF_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib.h"
#include "pkt.h"
#include "record_seen.h"
#include "record_wire.h"
#include "verdict.h"

struct hf_record {
	char *case_name;
	char variant[64]; /* "backlog=10", "" */
	bool inet6;
	char case_hash[17];
	struct {
		char release[96], version[128], machine[65];
		bool guest, virtual_clock;
		int64_t jiffy_ns;
	} kernel;

	enum hf_verdict verdict;
	char *why; /* of BROKEN and SKIPPED: one sentence; else empty */
	int attempt; /* 1, or more where the machine was too busy for the runs before */
	struct hf_record_reason *reasons;
	size_t reason_count;
	char judged_as[128]; /* "5.10.223 without X"; empty: as what the kernel says it is */
	char claims[160];    /* ids, "D0.1 D0.2"; set by judge */
	char *claim;	     /* the sentence; set by judge */
	enum hf_claim_verdict claim_is; /* set by judge */
	char *because;

	struct hf_record_setting *settings;
	size_t setting_count;
	struct hf_mib delta[3];	 /* by host: MEASURE to end */
	struct hf_mib before[3]; /* by host: at MEASURE */
	struct hf_record_mark *marks;
	size_t mark_count;
	struct hf_record_call *calls;
	size_t call_count;
	struct hf_record_flow *flows;
	size_t flow_count;
	struct hf_record_train *trains;
	size_t train_count;
	struct hf_record_hits *hits;
	size_t hit_count;
	struct hf_record_output *outputs;
	size_t output_count;

	/* TCP segments at the server's end, t_ns since the start of the run. Of a record that was read
	 * from JSON some may be copies: see thin.h. */
	struct hf_seg *packets;
	size_t packet_total;
	struct hf_record_count *counts; /* since MEASURE, by direction and flags */
	size_t count_count;
	struct hf_record_count tail; /* since MEASURE, the last ones, all of one kind */
	int64_t measure_ns; /* when MEASURE was, since the start of the run */
	struct hf_addr server, client;

	char *capture_file; /* beside the record; empty when not kept */
	int64_t capture_lost;
	int64_t capture_server, capture_client; /* frames seen at the ends */

	int64_t latency_ns; /* worst lateness of a timed wake-up during the run */
	int64_t start_real_ns; /* start of the run, since the epoch */
	int64_t elapsed_ns, wall_ns;
};

void hf_record_free(struct hf_record *record);

/* "synq-overflow/backlog=10/inet6": the case, the row if there is one, the family if it is IPv6. */
void hf_record_id(const struct hf_record *record, char *id, size_t size);

/* Appends `one` (elem_size bytes) to an array of the record; -ENOMEM. */
int hf_record_append(void *array, size_t *count, size_t elem_size, const void *one);
#define HF_RECORD_APPEND(record, field, counter, one)                                              \
	hf_record_append(&(record)->field, &(record)->counter, sizeof(*(record)->field), (one))

#endif
