/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: an application gives up a connection, a listener, or all that a listener has accepted.
 */
#ifndef HF_STEP_CLOSE_H
#define HF_STEP_CLOSE_H

#include <stdbool.h>

#include "number.h"

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

/* dup(): the connection has two descriptors at that host. */
struct hf_dup {
	const char *name;
	enum hf_host at; /* default CLIENT */
};

#define SHUTDOWN(...)   {.verb = HF_SHUTDOWN, .shutdown = {__VA_ARGS__}}
#define CLOSE(...)      {.verb = HF_CLOSE, .closing = {__VA_ARGS__}}
#define DISCONNECT(...) {.verb = HF_DISCONNECT, .disconnect = {__VA_ARGS__}}
#define DUP(...)        {.verb = HF_DUP, .dup = {__VA_ARGS__}}

#endif
