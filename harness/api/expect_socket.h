/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: queues, states and buffers of sockets at a mark.
 */
#ifndef HF_EXPECT_SOCKET_H
#define HF_EXPECT_SOCKET_H

#include <stdint.h>

#include "number.h"

enum hf_queue_value {
	HF_QUEUE_UNSET,
	ACCEPTQ_LEN,   /* Recv-Q of the listener */
	ACCEPTQ_LIMIT, /* Send-Q of the listener */
	REQUESTS,      /* SYN-RECV entries on the server */
};

enum hf_buffer_value {
	HF_BUFFER_UNSET,
	UNREAD,	 /* Recv-Q: bytes that the application has not read */
	UNACKED, /* Send-Q: bytes that the peer has not acknowledged */
};

/* A queue's value at a mark; "end" is always there. Of a listener that has gone it is -1. */
struct hf_queue {
	const char *mark;
	enum hf_queue_value what;
	int64_t is;
	const char *listener; /* NULL: the first one at the server */
};

/* So many sockets in a state at a mark. */
struct hf_sockets {
	const char *mark;
	enum hf_host at;
	const char *state;
	int64_t count;
};

/* The longest queue of bytes of the host's ESTABLISHED sockets at a mark. */
struct hf_buffer {
	const char *mark;
	enum hf_host at;
	enum hf_buffer_value what;
	int64_t is;
};

#define QUEUE(at_mark, value, n)                                                                   \
	{.rule = HF_RULE_QUEUE, .queue = {.mark = (at_mark), .what = (value), .is = (n)}}
#define QUEUE_OF(listener_name, at_mark, value, n)                                                 \
	{.rule = HF_RULE_QUEUE,                                                                    \
	 .queue = {.mark = (at_mark), .what = (value), .is = (n), .listener = (listener_name)}}
#define SOCKETS(at_mark, host, in_state, n)                                                        \
	{.rule = HF_RULE_SOCKETS,                                                                  \
	 .sockets = {.mark = (at_mark), .at = (host), .state = (in_state), .count = (n)}}
#define BUFFER(at_mark, host, value, n)                                                            \
	{.rule = HF_RULE_BUFFER,                                                                   \
	 .buffer = {.mark = (at_mark), .at = (host), .what = (value), .is = (n)}}

#endif
