/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An application on one of the hosts: a process of its own, driven over a control socket.
 *
 * The driver gives orders; the puppet performs them, and reports every application call when it is
 * made and again when it has returned, with errno and time. The two kinds are the listener and the
 * dialer.
 */
#ifndef HF_PUPPET_H
#define HF_PUPPET_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "addr.h"
#include "proc.h"

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

/* A call was made (not yet `returned`), or has returned. `id` is the same in both reports. */
struct hf_report {
	uint32_t id;
	bool returned;
	char who[HF_PUPPET_NAME];
	int index;
	uint16_t sport; /* of the client's end, where the puppet is the server */
	char call[12];
	int err; /* errno of the call, 0 on success */
	int64_t bytes;
	int64_t start_ns, end_ns;
	int64_t late_ns; /* longest time so far that the application waited for a CPU */
};

struct hf_puppet {
	struct hf_proc proc;
	int control; /* SOCK_SEQPACKET; -EBADF when unset */
	struct hf_report *backlog; /* reports that came while an order was answered */
	size_t backlog_count, backlog_taken;
	uint64_t yield; /* what the last order yielded */
};

#define HF_PUPPET_NULL ((struct hf_puppet){.proc = HF_PROC_NULL, .control = -EBADF})

/* Starts the puppet in the namespace; `main` is hf_listener_main or hf_dialer_main. */
int hf_puppet_start(int netns_fd, int (*main)(int control), struct hf_puppet *ret_puppet,
		    struct hf_fault *fault);

/*
 * Gives an order and waits until it has been taken: for CONNECT and RECV the call has then been made,
 * not returned. What the puppet could not do (bind(), no such connection) is the fault.
 */
int hf_puppet_order(struct hf_puppet *puppet, const struct hf_order *order,
		    struct hf_fault *fault);

/* Takes the next report, if there is one now: 1, or 0. A dead puppet has none. */
int hf_puppet_report(struct hf_puppet *puppet, struct hf_report *ret_report);

/* Sends it a signal: SIGSTOP, SIGCONT, ... A stopped one takes no orders. */
int hf_puppet_signal(struct hf_puppet *puppet, int signal, struct hf_fault *fault);

/* Ends the puppet as SIGKILL does: its sockets are closed by the kernel. */
void hf_puppet_kill(struct hf_puppet *puppet);

/* Kills it, and lets go of the control socket and of reports not taken. */
void hf_puppet_done(struct hf_puppet *puppet);

#endif
