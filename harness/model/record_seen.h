/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a record: what was seen at the hosts.
 */
#ifndef HF_RECORD_SEEN_H
#define HF_RECORD_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case.h"

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

struct hf_record_hits {
	char name[32];
	int64_t packets;
};

struct hf_record_output {
	char who[32];
	char *text;
};

#endif
