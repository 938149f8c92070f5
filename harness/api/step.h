/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs of a case: what is done, in order. They grow by a verb, never by a callback.
 *
 * Waiting has two verbs: UNTIL(a state), bounded, and QUIET(ms), a deliberate silence.
 */
#ifndef HF_STEP_H
#define HF_STEP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "number.h"

enum hf_verb {
	HF_VERB_UNSET,
	HF_LISTEN,
	HF_RELISTEN,
	HF_ACCEPT,
	HF_CONNECT,
	HF_SYN,
	HF_ACK,
	HF_SEGMENT,
	HF_SEND,
	HF_RECV,
	HF_SHUTDOWN,
	HF_CLOSE,
	HF_DISCONNECT,
	HF_ERROR,
	HF_DUP,
	HF_FILES,
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

/* The server, or the host it says, calls socket(), bind(), listen(). */
struct hf_listen {
	const char *name; /* default "listener" */
	uint16_t port;	  /* default 8888 */
	int64_t backlog;
	enum hf_accept_policy accept; /* required */
	enum hf_serve_policy serve;
	int defer_accept_s; /* TCP_DEFER_ACCEPT */
	int syncnt;	    /* TCP_SYNCNT on the listener */
	enum hf_host at;    /* default SERVER; CLIENT: what a proxy at the server connects to */
	bool dual_stack;    /* an IPv6 socket without IPV6_V6ONLY: IPv4 clients are mapped */
	bool reuseport;	    /* SO_REUSEPORT: several listeners may have the port */
	int fastopen;	    /* TCP_FASTOPEN: so many requests with data at most */
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
	bool keepalive;	 /* SO_KEEPALIVE; its times are the client's settings */
	bool fastopen;	 /* .request goes with the SYN (MSG_FASTOPEN), where the client may do so */
};

enum hf_source {
	STRANGERS, /* addresses behind the client that nobody owns: SYN-ACKs to them die unanswered */
	CLIENT_ITSELF, /* the client's own address: its kernel answers SYN-ACKs with RST unless dropped */
};

/* A train of hand-made SYNs from the client, all with different tuples. */
struct hf_syn {
	const char *name;
	int64_t count;	  /* default 1 */
	int64_t every_us; /* spacing by absolute deadlines; 0: back to back */
	uint16_t port;	  /* default 8888 */
	enum hf_source from;
	int64_t ports;	/* source ports per source address; default 40000 */
	uint16_t sport; /* first source port; default 20000, further trains go on from there */
	const char *options; /* "mss 1460,sackOK,TS val 100,wscale 7"; default none; TS alone: val 1 */
	int64_t bytes;	     /* data carried by the SYN */
	int64_t win;	     /* default 512; NONE: 0 */
	bool bad_checksum;
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

/*
 * Any hand-made segment, in the name of a peer of a SYN step or of a connection of a CONNECT step,
 * whose kernel knows nothing of it. Numbers are those of the wire notation: relative to the sender's
 * and (.ack) the receiver's initial sequence number, before it if negative. A segment with ACK waits
 * until the server has sent something to that peer.
 */
struct hf_segment {
	const char *name;
	int64_t nth;	   /* which SYN or connection of that name; the first is 0 */
	const char *flags; /* letters of tcpdump: ".", "P.", "R", "S", "F.", "none" */
	int64_t seq;
	int64_t ack;
	int64_t bytes; /* of data */
	int64_t win;   /* default 512; NONE: 0 */
	/*
	 * As of a SYN; "TS" alone goes on as the peer of a SYN step did: its own stamp and the
	 * server's last one.
	 */
	const char *options;
	bool bad_checksum;
};

/*
 * An application sends: the dialer's connection `name`, or with .at = SERVER its accepted end. With the
 * name of a listener: each connection that it has accepted and not closed.
 */
struct hf_send {
	const char *name;
	enum hf_host at; /* default CLIENT */
	int64_t bytes;
};

/* An application starts to read until bytes, end of stream or an error come. Names as for SEND. */
struct hf_recv {
	const char *name;
	enum hf_host at; /* default CLIENT */
	bool wait;	 /* go on when the call has returned */
};

/* shutdown(SHUT_WR) of the connection `name` at one host; of the listener of that name SHUT_RDWR. */
struct hf_shutdown {
	const char *name;
	enum hf_host at; /* default CLIENT */
	bool accepted;	 /* not the listener, but each connection that it has accepted */
};

/*
 * close() of the connection `name` at one host, or of the listener of that name. After DUP it takes two.
 */
struct hf_closing {
	const char *name;
	enum hf_host at;  /* default CLIENT */
	bool abort;	  /* SO_LINGER with 0 s first */
	bool accepted;	  /* not the listener, but each connection that it has accepted */
};

/* connect() to AF_UNSPEC on the connection `name` at one host, or on the listener of that name. */
struct hf_disconnect {
	const char *name;
	enum hf_host at; /* default CLIENT */
	bool accepted;	 /* not the listener, but each connection that it has accepted */
};

/*
 * The application asks for SO_ERROR, which takes it away: the call "error" fails with it. Names as for
 * SEND.
 */
struct hf_ask_error {
	const char *name;
	enum hf_host at; /* default CLIENT */
};

/* dup(): the connection has two descriptors at that host. */
struct hf_dup {
	const char *name;
	enum hf_host at; /* default CLIENT */
};

/* RLIMIT_NOFILE of a host's application, so that it can open `more` further files. */
struct hf_files {
	enum hf_host at;
	int64_t more; /* NONE: not one; 0: as many as it likes again */
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
	const char *text; /* instead of a number: "1 2 3" */
};

/* A signal to the process that holds a listener or dialer's connections, or to a program of RUN. */
struct hf_kill {
	const char *name; /* "listener", a CONNECT's or a RUN's name */
	int signal;	  /* default SIGKILL; SIGSTOP, SIGCONT, SIGTERM, ... */
};

/*
 * A real program in one of the hosts. {server}, {client}, {conf} and {run} are filled in, the two
 * addresses as they stand in an URL ({server_host}, {client_host}), {fixtures}, where the programs
 * of fixtures/ have been built, and each column's name in braces.
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
	uint16_t listening;   /* somebody listens on this port of the server: it is the first
				 listener, of which QUEUE tells, if none was before */
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
		struct hf_segment segment;
		struct hf_send send;
		struct hf_recv recv;
		struct hf_shutdown shutdown;
		struct hf_closing closing;
		struct hf_disconnect disconnect;
		struct hf_ask_error ask_error;
		struct hf_dup dup;
		struct hf_files files;
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

/* ---- as they stand in a case ---- */

#define LISTEN(...)   {.verb = HF_LISTEN, .listen = {__VA_ARGS__}}
#define RELISTEN(...) {.verb = HF_RELISTEN, .relisten = {__VA_ARGS__}}
#define ACCEPT(...)   {.verb = HF_ACCEPT, .accept = {__VA_ARGS__}}
#define CONNECT(...)  {.verb = HF_CONNECT, .connect = {__VA_ARGS__}}
#define SYN(...)      {.verb = HF_SYN, .syn = {__VA_ARGS__}}
#define ACK(...)      {.verb = HF_ACK, .ack = {__VA_ARGS__}}
#define SEGMENT(...)  {.verb = HF_SEGMENT, .segment = {__VA_ARGS__}}
#define SEND(...)     {.verb = HF_SEND, .send = {__VA_ARGS__}}
#define RECV(...)     {.verb = HF_RECV, .recv = {__VA_ARGS__}}
#define SHUTDOWN(...) {.verb = HF_SHUTDOWN, .shutdown = {__VA_ARGS__}}
#define CLOSE(...)    {.verb = HF_CLOSE, .closing = {__VA_ARGS__}}
#define DISCONNECT(...) {.verb = HF_DISCONNECT, .disconnect = {__VA_ARGS__}}
#define ERROR(...)    {.verb = HF_ERROR, .ask_error = {__VA_ARGS__}}
#define DUP(...)      {.verb = HF_DUP, .dup = {__VA_ARGS__}}
#define FILES(...)    {.verb = HF_FILES, .files = {__VA_ARGS__}}
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

#endif
