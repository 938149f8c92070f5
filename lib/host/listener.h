/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server application: listens, accepts never, at once or when told, and serves what it accepted.
 */
#ifndef HF_LISTENER_H
#define HF_LISTENER_H

#include "actor.h"

/* The puppet's main: takes LISTEN, RELISTEN, ACCEPT, CLOSE_LISTENER and orders on connections. */
int hf_listener_main(int control);

/* The orders of a listener, for another kind of puppet; -ENOSYS: it is none of them. */
int hf_listener_perform(struct hf_actor *actor, const struct hf_order *order,
			struct hf_fault *fault);

#endif
