/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver tells a puppet to do. Plain bytes on a control socket.
 */
#ifndef HF_ORDER_H
#define HF_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

enum hf_order_kind {
	HF_ORDER_UNSET,
	HF_ORDER_LISTEN,	 /* who, address, port, backlog, policies; yields the inode */
	HF_ORDER_RELISTEN,	 /* who, backlog */
	HF_ORDER_ACCEPT,	 /* who, count: they must be waiting */
	HF_ORDER_CONNECT,	 /* who, index, address, port, sport, bytes: request */
	/* A connection is one by its sport; with sport 0 each open one of that name. */
	HF_ORDER_SEND,		 /* connection, bytes */
	HF_ORDER_RECV,		 /* connection */
	HF_ORDER_SHUTDOWN,	 /* connection: SHUT_WR */
	HF_ORDER_CLOSE,		 /* connection, abort */
	HF_ORDER_DISCONNECT,	 /* connection: connect() to AF_UNSPEC */
	HF_ORDER_ERROR,		 /* connection: SO_ERROR is asked for */
	HF_ORDER_DUP,		 /* connection: one descriptor more */
	HF_ORDER_CLOSE_LISTENER, /* who */
	HF_ORDER_SHUTDOWN_LISTENER,   /* who: SHUT_RDWR */
	HF_ORDER_DISCONNECT_LISTENER, /* who */
	HF_ORDER_FILES,		      /* count: further files that may be opened; -1: no limit */
};

/* What an accepting puppet does with connections by itself. */
enum hf_serving {
	HF_SERVE_HOLD,		   /* nothing */
	HF_SERVE_READ,		   /* reads and discards; closes at the end of the stream */
	HF_SERVE_ANSWER,	   /* answers each request with HF_ANSWER_BYTES */
	HF_SERVE_ANSWER_AND_CLOSE, /* answers one request, then closes */
};

#define HF_ANSWER_BYTES 100
#define HF_PUPPET_NAME	32

struct hf_order {
	enum hf_order_kind kind;
	char who[HF_PUPPET_NAME];
	int index;
	struct hf_addr address;
	uint16_t port;	/* of the server */
	uint16_t sport; /* of the client: the key by which a listener knows an accepted connection */
	int64_t backlog;
	int64_t count;
	int64_t bytes;
	bool accept_at_once;
	bool abort;
	bool keepalive;
	bool dual_stack; /* LISTEN: an IPv6 socket that takes IPv4 too */
	bool reuseport;
	int fastopen; /* LISTEN: TCP_FASTOPEN, requests; CONNECT: not 0: the request goes with the SYN */
	enum hf_serving serving;
	int defer_accept_s, syncnt;
};

#endif
