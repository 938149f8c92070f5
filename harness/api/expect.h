/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of a case: what must be seen, everywhere or in one era. Counts, order and multiplicity are
 * exact; time is asked for only as the kernel's timers (docs/wire.md).
 */
#ifndef HF_EXPECT_H
#define HF_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "changes.h"
#include "number.h"

enum hf_rule {
	HF_RULE_UNSET,
	HF_RULE_DELTA,
	HF_RULE_WIRE,
	HF_RULE_WIRE_COUNT,
	HF_RULE_WIRE_TAIL,
	HF_RULE_QUEUE,
	HF_RULE_SOCKETS,
	HF_RULE_BUFFER,
	HF_RULE_CALL,
	HF_RULE_HITS,
	HF_RULE_OUTPUT,
	HF_RULE_CONSERVED,
	HF_RULE_SETTING,
	HF_RULE_VALUE,
};

enum hf_direction {
	HF_DIRECTION_UNSET,
	FROM_CLIENT,
	FROM_SERVER,
};

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

/* The counter grew by `lo` to `hi` between MEASURE and the end. */
struct hf_delta {
	enum hf_host at;
	const char *counter;
	int64_t lo, hi;
};

/* Every packet of the flow `name`, in order, no others (notation: docs/wire.md). */
struct hf_wire {
	const char *name; /* NULL: each flow that began after MEASURE */
	const char *text; /* ROW_WIRE: the row's */
};

/* So many segments with exactly these flags since MEASURE. */
struct hf_wire_count {
	enum hf_direction from;
	const char *flags;
	int64_t count;
	bool flows; /* so many flows with at least one such segment, instead */
};

/* The last `count` packets since MEASURE are all of this kind: "< S". */
struct hf_wire_tail {
	int64_t count;
	const char *kind;
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

/*
 * What the application was told: each (or the .nth) call of that kind on the connection returned .err
 * and, if .after is given, after the sum of these timers: "1 + 2 + 4", in seconds, each with its own
 * slack. A program's end is the call "exit" with its status in .err.
 */
struct hf_call_expect {
	const char *who;
	const char *call; /* "connect", "send", "recv", "accept", "error", ..., "exit" */
	int err;	  /* errno; 0: it succeeded */
	bool pending;	  /* instead: it has not returned at the end */
	int64_t bytes;	  /* 0: not asked; NONE: end of stream */
	const char *after;
	int64_t nth;	 /* 1: the first of several such calls; 0: each of them */
	int64_t calls;	 /* 0: at least one; NONE: there is none; else exactly so many returned so */
};

/* So many packets matched the rule of a DROP step. */
struct hf_hits {
	const char *name;
	int64_t count;
};

/* A program of RUN printed this text, in which the names of columns in braces are filled in. */
struct hf_output {
	const char *who;
	const char *has;
};

/*
 * Nothing is unaccounted for: SYNs of the train = requests at the mark + refused + answered with a
 * cookie, from capture, counters and socket table alike.
 */
struct hf_conserved {
	const char *train;
	const char *mark;
};

/*
 * What a key of .sysctl (with .if_present) is in a namespace of this kernel: "private", "global-only",
 * "read-only" or "absent". A private one has read back as the value that was written.
 */
struct hf_setting_expect {
	enum hf_host at;
	const char *key;
	const char *scope;
};

/* A key of .sysctl reads `lo` to `hi` on this kernel, before the first step. */
struct hf_value_expect {
	enum hf_host at;
	const char *key;
	int64_t lo, hi;
};

struct hf_expect {
	enum hf_rule rule;
	union {
		struct hf_delta delta;
		struct hf_wire wire;
		struct hf_wire_count wire_count;
		struct hf_wire_tail wire_tail;
		struct hf_queue queue;
		struct hf_sockets sockets;
		struct hf_buffer buffer;
		struct hf_call_expect call;
		struct hf_hits hits;
		struct hf_output output;
		struct hf_conserved conserved;
		struct hf_setting_expect setting;
		struct hf_value_expect value;
	};
};

enum hf_claim_verdict {
	HF_CLAIM_UNSET,
	TRUE_AS_TOLD,
	TRUE_FOR_ANOTHER_REASON,
	NO_LONGER_TRUE,
	NEVER_TRUE,
};

/* The span of kernels that have `since` and do not have `until`; both may be unset. */
struct hf_era {
	enum hf_change since, until;
	enum hf_claim_verdict claim_is;
	const char *because;	       /* one sentence, where the claim is not simply true */
	const char *wire;	       /* as WIRE(NULL, wire) */
	const struct hf_expect *expect; /* besides the case's own; ended by an unset rule */
};

/* ---- as they stand in a case ---- */

#define DELTA(host, name, n)                                                                       \
	{.rule = HF_RULE_DELTA, .delta = {.at = (host), .counter = (name), .lo = (n), .hi = (n)}}
#define DELTA_BETWEEN(host, name, a, b)                                                            \
	{.rule = HF_RULE_DELTA, .delta = {.at = (host), .counter = (name), .lo = (a), .hi = (b)}}
#define WIRE(flow, notation)                                                                       \
	{.rule = HF_RULE_WIRE, .wire = {.name = (flow), .text = (notation)}}
#define ROW_WIRE ((const char *)1)
#define WIRE_COUNT(who, letters, n)                                                                \
	{.rule = HF_RULE_WIRE_COUNT,                                                               \
	 .wire_count = {.from = (who), .flags = (letters), .count = (n)}}
#define WIRE_FLOWS(who, letters, n)                                                                \
	{.rule = HF_RULE_WIRE_COUNT,                                                               \
	 .wire_count = {.from = (who), .flags = (letters), .count = (n), .flows = true}}
#define WIRE_TAIL(n, what)                                                                         \
	{.rule = HF_RULE_WIRE_TAIL, .wire_tail = {.count = (n), .kind = (what)}}
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
#define CALL(...) {.rule = HF_RULE_CALL, .call = {__VA_ARGS__}}
#define HITS(drop_name, n)                                                                         \
	{.rule = HF_RULE_HITS, .hits = {.name = (drop_name), .count = (n)}}
#define OUTPUT(program, text)                                                                      \
	{.rule = HF_RULE_OUTPUT, .output = {.who = (program), .has = (text)}}
#define SETTING(host, name, is)                                                                    \
	{.rule = HF_RULE_SETTING, .setting = {.at = (host), .key = (name), .scope = (is)}}
#define VALUE(host, name, n)                                                                       \
	{.rule = HF_RULE_VALUE, .value = {.at = (host), .key = (name), .lo = (n), .hi = (n)}}
#define VALUE_BETWEEN(host, name, a, b)                                                            \
	{.rule = HF_RULE_VALUE, .value = {.at = (host), .key = (name), .lo = (a), .hi = (b)}}
#define CONSERVED(train_name, at_mark)                                                             \
	{.rule = HF_RULE_CONSERVED, .conserved = {.train = (train_name), .mark = (at_mark)}}

#endif
