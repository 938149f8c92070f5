/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small records built in memory, for tests. A record is the caller's and freed with
 * hf_record_free(); what cannot be done fails the test.
 */
#ifndef HF_TEST_SAMPLE_H
#define HF_TEST_SAMPLE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "defaults.h"
#include "record.h"
#include "tick.h"
#include "timeline.h"

#define SAMPLE_SERVER "192.0.2.1"
#define SAMPLE_CLIENT "192.0.2.2"

/* MEASURE, ms after the start of the run. */
#define SAMPLE_MEASURE_MS 100

static inline struct hf_addr sample_addr(const char *text)
{
	struct hf_addr addr = {0};

	ck_assert_int_eq(hf_addr_parse(text, &addr), 0);
	return addr;
}

/* A look at all sockets that found none. */
static inline struct hf_record_mark *sample_mark(struct hf_record *record, const char *name)
{
	struct hf_record_mark mark = {.acceptq_len = -1, .acceptq_limit = -1};

	snprintf(mark.name, sizeof(mark.name), "%s", name);
	ck_assert_int_eq(HF_RECORD_APPEND(record, marks, mark_count, &mark), 0);
	return &record->marks[record->mark_count - 1];
}

/* A 6.18.44 at HZ=250 on which nothing happened. */
static inline struct hf_record *sample_record(void)
{
	struct hf_record *record = calloc(1, sizeof(*record));

	ck_assert_ptr_nonnull(record);
	record->case_name = strdup("sample");
	record->why = strdup("");
	record->because = strdup("");
	record->capture_file = strdup("");
	strcpy(record->case_hash, "0123456789abcdef");
	strcpy(record->kernel.release, "6.18.44");
	strcpy(record->kernel.machine, "x86_64");
	record->kernel.jiffy_ns = 4 * HF_MS;
	record->server = sample_addr(SAMPLE_SERVER);
	record->client = sample_addr(SAMPLE_CLIENT);
	record->measure_ns = SAMPLE_MEASURE_MS * HF_MS;
	sample_mark(record, HF_END_MARK);
	return record;
}

/* One segment between the peer (NULL: the client) and port 8888; `kind` is as in "> S.". */
static inline struct hf_seg *sample_sees_from(struct hf_record *record, int64_t t_us,
					      const char *kind, const char *peer, uint16_t sport)
{
	struct hf_addr other = peer ? sample_addr(peer) : record->client;
	struct hf_seg seg = {.t_ns = t_us * HF_US};
	bool from_client = false;

	ck_assert_int_eq(hf_kind_parse(kind, &from_client, &seg.flags), 0);
	seg.src = from_client ? other : record->server;
	seg.dst = from_client ? record->server : other;
	seg.sport = from_client ? sport : HF_DEFAULT_PORT;
	seg.dport = from_client ? HF_DEFAULT_PORT : sport;
	ck_assert_int_eq(HF_RECORD_APPEND(record, packets, packet_total, &seg), 0);
	record->capture_server++;
	record->capture_client++;
	return &record->packets[record->packet_total - 1];
}

static inline struct hf_seg *sample_sees(struct hf_record *record, int64_t t_us, const char *kind,
					 uint16_t sport)
{
	return sample_sees_from(record, t_us, kind, NULL, sport);
}

static inline void sample_sets(struct hf_mib *mib, const char *name, int64_t value)
{
	struct hf_counter counter = {.value = value};
	size_t i;

	for (i = 0; i < mib->count; i++) {
		if (!strcmp(mib->counters[i].name, name)) {
			mib->counters[i].value = value;
			return;
		}
	}
	snprintf(counter.name, sizeof(counter.name), "%s", name);
	ck_assert_int_eq(hf_record_append(&mib->counters, &mib->count, sizeof(counter), &counter),
			 0);
	for (; i > 0 && strcmp(mib->counters[i - 1].name, name) > 0; i--)
		mib->counters[i] = mib->counters[i - 1];
	mib->counters[i] = counter;
}

/* The kernel has the counter, and it grew by `value`. */
static inline void sample_counts(struct hf_record *record, enum hf_host at, const char *name,
				 int64_t value)
{
	sample_sets(&record->delta[at], name, value);
}

/* So much was counted before MEASURE that no invariant is broken by a little more or less. */
static inline void sample_has_a_past(struct hf_record *record)
{
	for (int host = SERVER; host <= CLIENT; host++) {
		struct hf_mib *before = &record->before[host];

		sample_sets(before, "TcpExt.ListenDrops", 100);
		sample_sets(before, "TcpExt.TCPReqQFullDoCookies", 50);
		sample_sets(before, "Tcp.OutRsts", 100);
		sample_sets(before, "Tcp.RetransSegs", 100);
	}
}

/* A name of the case and its tuples: first address, first port, how many, ports an address. */
static inline void sample_names(struct hf_record *record, const char *name, const char *client,
				uint16_t sport, int64_t count, int64_t ports)
{
	struct hf_record_flow flow = {
		.client = client ? sample_addr(client) : record->client,
		.sport = sport,
		.dport = HF_DEFAULT_PORT,
		.count = count,
		.ports = ports,
	};

	snprintf(flow.name, sizeof(flow.name), "%s", name);
	ck_assert_int_eq(HF_RECORD_APPEND(record, flows, flow_count, &flow), 0);
}

static inline void sample_sent(struct hf_record *record, const char *name, int64_t sent)
{
	struct hf_record_train train = {.sent = sent};

	snprintf(train.name, sizeof(train.name), "%s", name);
	ck_assert_int_eq(HF_RECORD_APPEND(record, trains, train_count, &train), 0);
}

/* A call of connection 0 of that name, which took so long. */
static inline struct hf_record_call *sample_call(struct hf_record *record, const char *who,
						 const char *call, int err, int64_t took_ns)
{
	struct hf_record_call made = {
		.host = CLIENT,
		.err = err,
		.start_ns = HF_SEC,
		.end_ns = HF_SEC + took_ns,
	};

	snprintf(made.who, sizeof(made.who), "%s", who);
	snprintf(made.call, sizeof(made.call), "%s", call);
	ck_assert_int_eq(HF_RECORD_APPEND(record, calls, call_count, &made), 0);
	return &record->calls[record->call_count - 1];
}

#endif
