/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case: one experiment as a table. This is all that a file in cases/ may include.
 *
 * Two hosts, server and client, are joined by one wire. The steps are performed in order; what was
 * seen is recorded; the record is judged against .expect and against the one era that holds for the
 * kernel. A case is data: it is run, listed, linted, hashed and shown from the same table.
 *
 * Numbers are literals, or COL(i): column i of the row of .rows that is being run.
 */
#ifndef HF_CASE_H
#define HF_CASE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "changes.h"

enum hf_host {
	HF_HOST_UNSET,
	SERVER,
	CLIENT,
};

/* A number given by the row: column i. */
#define HF_COL_BASE INT64_C(0x4000000000000000)
#define COL(i)	    (HF_COL_BASE + (i))

/* In fields where 0 means "not asked": exactly zero. */
#define NONE (-1)

enum { HF_ROW_COLUMNS = 12 };

/* One row of a sweep. */
struct hf_row {
	int64_t v[HF_ROW_COLUMNS];
	const char *wire; /* what ROW_WIRE stands for in this row */
};

/* ---- set-up ------------------------------------------------------------------------------- */

struct hf_setting {
	const char *key; /* dotted, below net. */
	int64_t value;
	bool if_present; /* a kernel without the key already behaves so */
};

struct hf_host_setup {
	const struct hf_setting *sysctl; /* ended by a NULL key */
};

/* ---- steps -------------------------------------------------------------------------------- */

enum hf_verb {
	HF_VERB_UNSET,
	HF_LISTEN,
	HF_RELISTEN,
	HF_ACCEPT,
	HF_CONNECT,
	HF_SYN,
	HF_ACK,
	HF_SEND,
	HF_RECV,
	HF_SHUTDOWN,
	HF_CLOSE,
	HF_DROP,
	HF_UNDROP,
	HF_PACE,
	HF_UNPACE,
	HF_SET,
	HF_KILL,
	HF_RUN,
	HF_UNTIL,
	HF_QUIET,
	HF_MEASURE,
	HF_VERBS,
};

enum hf_accept_policy {
	HF_ACCEPT_UNSET,
	NEVER,	 /* until an ACCEPT step */
	AT_ONCE, /* whenever a connection waits */
};

enum hf_serve_policy {
	HOLD,		  /* nothing is read, nothing is sent */
	READ,		  /* everything is read and thrown away; at the end of the stream, close() */
	ANSWER,		  /* each request is read and answered with 100 bytes */
	ANSWER_AND_CLOSE, /* the first request is read and answered, then close() */
};

/* The server calls socket(), bind(), listen(). */
struct hf_listen {
	const char *name; /* default "listener" */
	uint16_t port;	  /* default 8888 */
	int64_t backlog;
	enum hf_accept_policy accept; /* required */
	enum hf_serve_policy serve;
	int defer_accept_s; /* TCP_DEFER_ACCEPT */
	int syncnt;	    /* TCP_SYNCNT on the listener */
};

/* The server calls listen() again on the same socket. */
struct hf_relisten {
	const char *name; /* default "listener" */
	int64_t backlog;
};

/* The server accepts `count` connections (they must be waiting) and serves them as the listener says. */
struct hf_accept {
	const char *name; /* default "listener" */
	int64_t count;	  /* default 1 */
};

/* The client's kernel connects `count` sockets; each is known as name and index. */
struct hf_connect {
	const char *name;
	int64_t count;	 /* default 1 */
	uint16_t port;	 /* default 8888 */
	bool wait;	 /* go on when all are established, and answered; broken when one is not */
	int64_t request; /* > 0: once connected send so many bytes at once, then wait for an answer */
};

enum hf_source {
	STRANGERS, /* addresses behind the client that nobody owns: SYN-ACKs to them die unanswered */
	CLIENT_ITSELF, /* the client's own address: its kernel answers SYN-ACKs with RST unless dropped */
};

/* A train of hand-made SYNs from the client, all with different tuples: window 512, no options. */
struct hf_syn {
	const char *name;
	int64_t count;	  /* default 1 */
	int64_t every_us; /* spacing by absolute deadlines; 0: back to back */
	uint16_t port;	  /* default 8888 */
	enum hf_source from;
	int64_t ports;	/* source ports per source address; default 40000 */
	uint16_t sport; /* first source port; default 20000, further trains go on from there */
};

/* The hand-made peer answers the SYN-ACKs it got: the third step of the handshake, and more. */
struct hf_ack {
	const char *name; /* of a SYN step */
	int64_t first;	  /* index of the first to answer */
	int64_t count;	  /* how many; default all that were sent */
	bool again;	  /* answer each SYN-ACK that comes later as well */
	bool wrong;	  /* acknowledge a number the server never sent; needs no SYN-ACK */
	int64_t bytes;	  /* data carried by the segment; it begins where the last ACK's data ended */
};

/* An application sends: the dialer's connection `name`, or with .at = SERVER its accepted end. */
struct hf_send {
	const char *name;
	enum hf_host at; /* default CLIENT */
	int64_t bytes;
};

/* An application starts to read until bytes, end of stream or an error come. */
struct hf_recv {
	const char *name;
	enum hf_host at; /* default CLIENT */
	bool wait;	 /* go on when the call has returned */
};

struct hf_shutdown {
	const char *name;
	enum hf_host at; /* default CLIENT */
};

/* close() of the connection `name` at one host, or of the listener of that name. */
struct hf_closing {
	const char *name;
	enum hf_host at;  /* default CLIENT */
	bool abort;	  /* SO_LINGER with 0 s first */
};

/* An iptables rule. {server} and {client} stand for the addresses. */
struct hf_drop {
	const char *name; /* for UNDROP and HITS */
	enum hf_host at;
	const char *table; /* default "filter" */
	const char *rule;  /* "INPUT -s {server} -j DROP" */
};

struct hf_undrop {
	const char *name;
};

/*
 * Makes a host's sending slow, so that one packet of `bytes` leaves every gap_ms and the first at once
 * (a token bucket of one packet). Nothing is lost: the answers are late, as on a long line. Another
 * PACE changes the pace, also for what waits by then.
 */
struct hf_pace {
	enum hf_host at;
	int64_t bytes; /* on the wire, Ethernet header included; IPv6 adds its 20 bytes by itself */
	int64_t gap_ms;
};

/* Takes the slowness away; what still waits to be sent is lost. */
struct hf_unpace {
	enum hf_host at;
};

/* Writes a sysctl in flight. */
struct hf_set {
	enum hf_host at;
	const char *key;
	int64_t value;
};

/* SIGKILL to the process that holds a listener or dialer's connections, or to a program of RUN. */
struct hf_kill {
	const char *name; /* "listener", a CONNECT's or a RUN's name */
};

/*
 * A real program in one of the hosts. {server}, {client}, {conf} and {run} are filled in, and
 * {fixtures}, where the programs of fixtures/ have been built.
 */
struct hf_run {
	const char *name;
	enum hf_host at;
	const char *const *argv; /* ended by NULL */
	const char *package;	 /* to install where argv[0] is missing */
	const char *conf;	 /* written to the private file {conf} first */
	bool wait;		 /* go on when it has ended */
};

/*
 * Waits until all that is asked holds, at most .within_ms (default 5000); else the case is BROKEN.
 * A number of 0 is not asked; NONE asks for exactly zero.
 */
struct hf_until {
	const char *mark; /* a look at all sockets is recorded under this name */
	int64_t acceptq_len;
	int64_t requests;     /* half-open requests on the server */
	const char *returned; /* every call of this connection or program has returned */
	enum hf_host at;      /* whom the following three are about */
	const char *counter;  /* "Group.Name" ... */
	int64_t reaches;      /* ... has grown so far since MEASURE, at least */
	const char *state;    /* "ESTABLISHED" ... */
	int64_t sockets;      /* ... so many sockets are in it */
	uint16_t listening;   /* somebody listens on this port of the server */
	const char *segment;  /* "> S." as in the wire notation ... */
	int64_t times;	      /* ... seen so often since MEASURE, at least */
	int64_t no_later_ms;  /* all this so soon after the first packet since MEASURE, or BROKEN */
	int64_t within_ms;
};

/* Watches in silence: nothing is done for so long. */
struct hf_quiet {
	const char *mark;
	int64_t ms;
};

/* Counters are counted from here, packets are counted from here. Without it: from the first step. */
struct hf_measure {
	const char *mark; /* default "measure" */
};

struct hf_step {
	enum hf_verb verb;
	union {
		struct hf_listen listen;
		struct hf_relisten relisten;
		struct hf_accept accept;
		struct hf_connect connect;
		struct hf_syn syn;
		struct hf_ack ack;
		struct hf_send send;
		struct hf_recv recv;
		struct hf_shutdown shutdown;
		struct hf_closing closing;
		struct hf_drop drop;
		struct hf_undrop undrop;
		struct hf_pace pace;
		struct hf_unpace unpace;
		struct hf_set set;
		struct hf_kill kill;
		struct hf_run run;
		struct hf_until until;
		struct hf_quiet quiet;
		struct hf_measure measure;
	};
};

/* ---- expectation -------------------------------------------------------------------------- */

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

/* A queue's value at a mark; "end" is always there. */
struct hf_queue {
	const char *mark;
	enum hf_queue_value what;
	int64_t is;
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
 * What the application was told: each (or .index) call of that kind on the connection returned .err
 * and, if .after is given, after the sum of these timers: "1 + 2 + 4", in seconds, each with its own
 * slack. A program's end is the call "exit" with its status in .err.
 */
struct hf_call_expect {
	const char *who;
	const char *call; /* "connect", "send", "recv", "accept", "close", "exit" */
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

/* A program of RUN printed this text. */
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

/* ---- the case ----------------------------------------------------------------------------- */

struct hf_case {
	const char *name;	   /* lower case, digits, '-' */
	const char *const *claims; /* ids such as "D0.11", ended by NULL */
	const char *claim;	   /* what is claimed, in one or two sentences */
	const char *quote;	   /* the document's own words, short; may be NULL */
	const char *group;	   /* "synq", "acceptq", "cookies", "reset", ... */
	struct hf_host_setup server, client;
	const char *const *columns; /* names of the columns of .rows, ended by NULL */
	int label_columns;	    /* how many columns name the row; default 1 */
	const struct hf_row *rows;
	size_t row_count;
	bool ipv4_only; /* the mechanism or the program knows no IPv6; say why in a comment */
	const struct hf_step *steps;   /* ended by an unset verb */
	const struct hf_expect *expect; /* in every era; ended by an unset rule */
	const struct hf_era *eras;     /* they cover every kernel exactly once; ended by claim_is unset */
	int budget_s;		       /* longest time it may take, seconds */
};

/* ---- construction of tables --------------------------------------------------------------- */

/* Registers the case: a pointer to it goes into the linker section that the registry walks. */
#define HF_CASE(ident)                                                                             \
	static const struct hf_case hf_case_##ident;                                               \
	static const struct hf_case *const hf_case_entry_##ident                                   \
		__attribute__((used, section("hf_cases"))) = &hf_case_##ident;                     \
	static const struct hf_case hf_case_##ident

#define CLAIMS(...)   ((const char *const[]){__VA_ARGS__, NULL})
#define COLUMNS(...)  ((const char *const[]){__VA_ARGS__, NULL})
#define ARGV(...)     ((const char *const[]){__VA_ARGS__, NULL})
#define SYSCTLS(...)  ((const struct hf_setting[]){__VA_ARGS__, {.key = NULL}})
#define STEPS(...)    ((const struct hf_step[]){__VA_ARGS__, {.verb = HF_VERB_UNSET}})
#define EXPECT(...)   ((const struct hf_expect[]){__VA_ARGS__, {.rule = HF_RULE_UNSET}})
#define ERAS(...)     ((const struct hf_era[]){__VA_ARGS__, {.claim_is = HF_CLAIM_UNSET}})
#define ALWAYS(is)    ERAS({.claim_is = (is)})
#define ROW(...)      {.v = {__VA_ARGS__}}
#define ROW_WITH_WIRE(text, ...) {.v = {__VA_ARGS__}, .wire = (text)}
#define ROWS(...)                                                                                  \
	((const struct hf_row[]){__VA_ARGS__}),                                                    \
	.row_count = sizeof((const struct hf_row[]){__VA_ARGS__}) / sizeof(struct hf_row)

#define LISTEN(...)   {.verb = HF_LISTEN, .listen = {__VA_ARGS__}}
#define RELISTEN(...) {.verb = HF_RELISTEN, .relisten = {__VA_ARGS__}}
#define ACCEPT(...)   {.verb = HF_ACCEPT, .accept = {__VA_ARGS__}}
#define CONNECT(...)  {.verb = HF_CONNECT, .connect = {__VA_ARGS__}}
#define SYN(...)      {.verb = HF_SYN, .syn = {__VA_ARGS__}}
#define ACK(...)      {.verb = HF_ACK, .ack = {__VA_ARGS__}}
#define SEND(...)     {.verb = HF_SEND, .send = {__VA_ARGS__}}
#define RECV(...)     {.verb = HF_RECV, .recv = {__VA_ARGS__}}
#define SHUTDOWN(...) {.verb = HF_SHUTDOWN, .shutdown = {__VA_ARGS__}}
#define CLOSE(...)    {.verb = HF_CLOSE, .closing = {__VA_ARGS__}}
#define DROP(...)     {.verb = HF_DROP, .drop = {__VA_ARGS__}}
#define UNDROP(...)   {.verb = HF_UNDROP, .undrop = {__VA_ARGS__}}
#define PACE(...)     {.verb = HF_PACE, .pace = {__VA_ARGS__}}
#define UNPACE(...)   {.verb = HF_UNPACE, .unpace = {__VA_ARGS__}}
#define SET(...)      {.verb = HF_SET, .set = {__VA_ARGS__}}
#define KILL(...)     {.verb = HF_KILL, .kill = {__VA_ARGS__}}
#define RUN(...)      {.verb = HF_RUN, .run = {__VA_ARGS__}}
#define UNTIL(...)    {.verb = HF_UNTIL, .until = {__VA_ARGS__}}
#define QUIET(...)    {.verb = HF_QUIET, .quiet = {__VA_ARGS__}}
#define MEASURE	      {.verb = HF_MEASURE, .measure = {.mark = "measure"}}

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
#define CONSERVED(train_name, at_mark)                                                             \
	{.rule = HF_RULE_CONSERVED, .conserved = {.train = (train_name), .mark = (at_mark)}}

#endif
