/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls that a puppet makes on its connections, each reported when it is made and when it has
 * returned. Without memory or without the driver the process ends.
 */
#ifndef HF_ACTOR_CALL_H
#define HF_ACTOR_CALL_H

#include "actor.h"

/* Reports that a call is being made; *ret_start_ns and the id are for hf_actor_returned(). */
uint32_t hf_actor_made(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		       int64_t *ret_start_ns);
void hf_actor_returned(struct hf_actor *actor, const struct hf_actor_conn *conn, const char *call,
		       uint32_t id, int64_t start_ns, int err, int64_t bytes);

/* Makes the call on the connection that the order says: SEND, RECV, SHUTDOWN, CLOSE, ... */
void hf_actor_call(struct hf_actor *actor, const struct hf_order *order,
		   struct hf_actor_conn *conn);

void hf_actor_close(struct hf_actor *actor, struct hf_actor_conn *conn);

/* The socket is ready for the call that is outstanding on it: connect(), recv(). */
void hf_actor_connected(struct hf_actor *actor, struct hf_actor_conn *conn);
void hf_actor_received(struct hf_actor *actor, struct hf_actor_conn *conn);

/* A request of about an HTTP GET's look, `bytes` long: what the kernel sees is its length. */
void hf_actor_fill_request(char *text, size_t bytes);

/*
 * accept() on the listener once, reported: 0, or -EAGAIN and other errnos. -EMFILE, which an application
 * is told, is reported too.
 */
int hf_actor_accept(struct hf_actor *actor, struct hf_actor_listener *listener);

/* connect() to AF_UNSPEC: 0, or a negative errno. */
int hf_actor_disconnect(int fd);

#endif
