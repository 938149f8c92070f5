/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: an application connects and uses its connection.
 */
#ifndef HF_STEP_CONNECTION_H
#define HF_STEP_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"

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

/*
 * The application asks for SO_ERROR, which takes it away: the call "error" fails with it. Names as for
 * SEND.
 */
struct hf_ask_error {
	const char *name;
	enum hf_host at; /* default CLIENT */
};

#define CONNECT(...) {.verb = HF_CONNECT, .connect = {__VA_ARGS__}}
#define SEND(...)    {.verb = HF_SEND, .send = {__VA_ARGS__}}
#define RECV(...)    {.verb = HF_RECV, .recv = {__VA_ARGS__}}
#define ERROR(...)   {.verb = HF_ERROR, .ask_error = {__VA_ARGS__}}

#endif
