/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver keeps while a case is performed; shared by the files of harness/drive only.
 */
#ifndef HF_STAGE_H
#define HF_STAGE_H

#include "bench.h"
#include "record.h"

struct hf_act;
struct hf_peer;

/* A listener of the case, and its socket by which the kernel's table tells it from others. */
struct hf_stage_listener {
	const char *name;
	enum hf_host host;
	uint32_t inode;
};

/* Which report of a puppet a call of the record is waiting for. */
struct hf_call_key {
	enum hf_host host;
	uint32_t id;
};

struct hf_stage {
	struct hf_bench *bench;
	struct hf_record *record;
	const struct hf_variant *variant;
	int64_t start_ns;
	uint16_t next_sport; /* of the dialer */
	uint16_t next_raw_sport;
	uint32_t trains;
	struct hf_peer *peers; /* of peers.c */
	size_t peer_count;
	int bell;	      /* polls readable when a frame has come at the client's end; -EBADF
				 until a peer answers SYN-ACKs by itself */
	size_t dialled_count; /* of peers: those of the client's kernel */
	size_t peer_cursor; /* frames of the client's capture that peers have looked at */
	struct hf_act *acts; /* of acts.c */
	size_t act_count;
	struct hf_call_key *keys; /* one for each call of the record */
	size_t key_count;
	size_t report_count; /* taken so far */
	struct hf_mib before[3];
	bool counts_machine; /* the server's counters include those of the whole machine */
	size_t frames_before; /* at the server's end, at MEASURE */
	uint16_t port;	      /* of the first listener at the server: the one that looks tell about */
	struct hf_stage_listener listeners[HF_RECORD_QUEUES];
	size_t listener_count;
	bool dual_stack; /* IPv4 clients have IPv6 sockets at the server */
	int64_t waited_ns;    /* hf_proc_waited_ns() when it was looked at last */
};

#endif
