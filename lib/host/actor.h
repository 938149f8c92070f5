/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside a puppet's process: its connections, its event loop, its reports to the driver.
 *
 * Sockets do not block; a call that would have blocked is reported as made, and as returned when the
 * kernel has an answer. A socket with nothing outstanding is not polled, so that what arrives on it
 * waits for the application as it would for a busy one.
 */
#ifndef HF_ACTOR_H
#define HF_ACTOR_H

#include "puppet.h"

enum hf_actor_kind {
	HF_ACTOR_UNSET,
	HF_ACTOR_REPORT,
	HF_ACTOR_TAKEN, /* the order has been taken: err, fault */
};

/* What a puppet writes on its control socket. */
struct hf_actor_message {
	enum hf_actor_kind kind;
	int err;
	uint64_t yield;
	struct hf_fault fault;
	struct hf_report report;
};

struct hf_actor_conn {
	int fd; /* -EBADF: closed */
	int spare; /* one more descriptor of the same socket; -EBADF: none */
	char who[HF_PUPPET_NAME];
	int index;
	uint16_t sport; /* the client's port */
	bool connecting;
	bool reading; /* a recv() is outstanding */
	bool serves;  /* the actor reads and answers by itself */
	enum hf_serving serving;
	int64_t request; /* to send once connected */
	bool asked;	 /* it has gone with the SYN: the answer is to be read */
	uint32_t call_id; /* of the outstanding call */
	int64_t call_start_ns;
};

struct hf_actor_listener {
	int fd; /* -EBADF: closed */
	char who[HF_PUPPET_NAME];
	bool at_once;
	bool starved; /* accept() found no descriptor: nothing is accepted until it may be */
	enum hf_serving serving;
};

struct hf_actor {
	int control;
	uint32_t calls; /* ids given so far */
	int64_t late_ns; /* longest wait for a CPU so far */
	uint64_t yield;	 /* of the order that is being performed */
	struct hf_actor_conn *conns;
	size_t conn_count;
	struct hf_actor_listener *listeners;
	size_t listener_count;
	/* Performs one order; what is its own to a listener or a dialer. -ENOSYS: not one of its. */
	int (*perform)(struct hf_actor *actor, const struct hf_order *order,
		       struct hf_fault *fault);
};

/* Sends the driver a message. */
void hf_actor_tell(struct hf_actor *actor, const struct hf_actor_message *message);

/* Takes orders until the driver goes away; the exit status of the process. */
int hf_actor_run(struct hf_actor *actor);

/* Adds a connection; NULL when there is no memory. Takes the fd. The pointer is good until the next. */
struct hf_actor_conn *hf_actor_add(struct hf_actor *actor, int fd, const char *who, int index,
				   uint16_t sport);

#endif
