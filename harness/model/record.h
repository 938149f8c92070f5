/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record: everything seen in one run of a case, as one value. JSON in and out (schema
 * "halfopen.record/1": keys are stable, new ones may come, none is renamed).
 *
 * A record owns all it points to; _free accepts NULL. Strings are never NULL after a successful read.
 */
#ifndef HF_RECORD_H
#define HF_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case.h"
#include "fault.h"
#include "mib.h"
#include "pkt.h"

#define HF_RECORD_SCHEMA "halfopen.record/1"

/* Of more packets than these the JSON keeps those of a few flows, and which others are like them. */
#define HF_RECORD_WHOLE_PACKETS 128

enum hf_verdict {
	HF_VERDICT_UNSET,
	AS_EXPECTED,
	DIFFERS,
	BROKEN,
	SKIPPED,
};

/* Absent or global-only: the runner itself was not in the initial namespace (a container). */
#define HF_SCOPE_NOT_HERE "not-here"

struct hf_record_setting {
	enum hf_host host;
	char key[64];
	char value[64]; /* as read back; empty where it could not be written */
	char scope[16]; /* "private", "absent", ...: see sysctl.h; or HF_SCOPE_NOT_HERE */
};

/* The accept queue of one of several listeners. */
struct hf_record_queue {
	char listener[32];
	int64_t len, limit; /* -1: it listens no longer */
};

enum { HF_RECORD_QUEUES = 4 };

/* A look at all sockets, at a mark. */
struct hf_record_mark {
	char name[48];
	int64_t t_ns; /* since the start of the run */
	int64_t acceptq_len, acceptq_limit; /* of the case's first listener; -1: there is none */
	int64_t requests;		    /* SYN-RECV entries on the server */
	struct hf_record_queue queues[HF_RECORD_QUEUES]; /* where the case has several listeners */
	size_t queue_count;
	struct {
		uint32_t by_state[16]; /* index: enum hf_tcp_state */
		int64_t unread;	       /* longest Recv-Q of an ESTABLISHED socket */
		int64_t unacked;       /* longest Send-Q */
	} sockets[3];		       /* index: enum hf_host */
};

/* One application call and what it was told. */
struct hf_record_call {
	char who[32];
	int index; /* which of the connections of that name */
	enum hf_host host;
	char call[12];
	bool pending; /* it had not returned when the run ended */
	int err;      /* errno, 0 on success; status of "exit" */
	int64_t bytes;
	int64_t start_ns, end_ns; /* since the start of the run */
};

/*
 * Which tuples belong to a name of the case: tuple i is client + i / ports, sport + i % ports. With dport 0,
 * which is that of a listener at the client, all that its port has connections with.
 */
struct hf_record_flow {
	char name[32];
	struct hf_addr client;
	uint16_t sport, dport;
	int64_t count, ports;
};

/* What a train reports. */
struct hf_record_train {
	char name[32];
	int64_t sent, first_ns, last_ns, worst_gap_ns;
};

struct hf_record_hits {
	char name[32];
	int64_t packets;
};

struct hf_record_output {
	char who[32];
	char *text;
};

struct hf_record_reason {
	char rule[96];
	char expected[256];
	char seen[256];
	char hint[256];	 /* where to look next; may be empty */
	int64_t packet;	 /* index of the packet at which it shows; -1: none */
};

struct hf_record_count {
	bool from_client;
	char flags[HF_FLAGS_TEXT];
	int64_t packets;
};

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

/* The counter of frames that the wire lost because a CPU's backlog was full; in guests only. */
#define HF_DROPPED_BY_BACKLOG "Softnet.Dropped"

/* Part of the sentence of every run that is BROKEN for want of a CPU. */
#define HF_TOO_BUSY "this machine was too busy"

/* Parts of sentences of other runs that are BROKEN: they may but need not have the same cause. */
#define HF_NOT_REACHED	"was not reached"
#define HF_NOT_RETURNED "had not returned"
#define HF_FRAMES_LOST	"the wire lost"

/* How often an experiment is to be made at most, this run included; 1: made again it would end so too. */
int hf_record_attempts(const struct hf_record *record);

void hf_record_free(struct hf_record *record);

const char *hf_verdict_text(enum hf_verdict verdict);
const char *hf_claim_verdict_text(enum hf_claim_verdict verdict);

/* "synq-overflow/backlog=10/inet6": the case, the row if there is one, the family if it is IPv6. */
void hf_record_id(const struct hf_record *record, char *id, size_t size);

/* The whole record as JSON text (with newline at the end); the caller frees it. NULL: no memory. */
char *hf_record_to_json(const struct hf_record *record);

/*
 * Reads a record. -EBADMSG when the text is no JSON, cut short, or lacks a key, or when a value is of
 * another type or makes no sense: the key is named; -EPROTONOSUPPORT when its schema is another one;
 * -ENOMEM. `origin` (a file name) is named in the fault.
 */
int hf_record_from_json(const char *text, size_t size, const char *origin,
			struct hf_record **ret_record, struct hf_fault *fault);

/* True when the packet goes to the server. */
bool hf_record_from_client(const struct hf_record *record, const struct hf_seg *seg);

/* Fills counts and tail from the packets; -ENOMEM. */
int hf_record_count_packets(struct hf_record *record);

/* Appends `one` (elem_size bytes) to an array of the record; -ENOMEM. */
int hf_record_append(void *array, size_t *count, size_t elem_size, const void *one);
#define HF_RECORD_APPEND(record, field, counter, one)                                              \
	hf_record_append(&(record)->field, &(record)->counter, sizeof(*(record)->field), (one))

#endif
