/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client meets at a listener whose accept queue is full, and its server's counters: queues
 * and timers of both hosts together. Pure. Knobs must be complete.
 */
#ifndef HF_PREDICT_FATE_H
#define HF_PREDICT_FATE_H

#include <stdbool.h>
#include <stdint.h>

#include "era.h"
#include "knobs.h"
#include "predict_queue.h"

/* connect() to a listener whose accept queue is full and stays so, with no other request. */
struct hf_connect_fate {
	bool connects;    /* it returns 0 at once: the server has dropped the third ACK */
	bool reset;       /* ... and answered it with RST */
	int64_t after_ns; /* else ETIMEDOUT after so long */
	int64_t syns;     /* that the client sends */
	int64_t acks; /* that the server drops: the third, and one for each SYN-ACK sent again */
	struct hf_syns server; /* all SYNs and ACKs counted */
	int64_t out_rsts, embryonic_rsts, cookies_recv;
};

void hf_predict_connect(const struct hf_release *release, const struct hf_knobs *knobs,
			struct hf_connect_fate *ret_fate);

/*
 * A connection that exists for its client only: the queue became full between its SYN and its third
 * ACK, and it sends one segment of data at once.
 */
struct hf_ghost_fate {
	int64_t forgotten_ns; /* when the server gives the request up */
	bool reset;           /* the client is told ECONNRESET; else ETIMEDOUT */
	int64_t end_ns;       /* when it is told */
	int64_t copies; /* of the data, after the first: those dropped, not the one that is reset */
	int64_t challenges;      /* ACKs with which it answers SYN-ACKs that were sent again */
	int64_t listen_drops;    /* and ListenOverflows: third ACK, data, copies and challenges */
	int64_t synack_timeouts; /* timers of the request that fire */
	int64_t late_synacks; /* that find the client's port closed and draw its RST: at most one */
};

void hf_predict_ghost(const struct hf_release *release, const struct hf_knobs *knobs,
		      struct hf_ghost_fate *ret_fate);

#endif
