/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: a listener, and what it does with those that come.
 */
#ifndef HF_STEP_LISTENER_H
#define HF_STEP_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"

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

#define LISTEN(...)   {.verb = HF_LISTEN, .listen = {__VA_ARGS__}}
#define RELISTEN(...) {.verb = HF_RELISTEN, .relisten = {__VA_ARGS__}}
#define ACCEPT(...)   {.verb = HF_ACCEPT, .accept = {__VA_ARGS__}}

#endif
