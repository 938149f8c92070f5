/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server application: listens, accepts never, at once or when told, and serves what it accepted.
 */
#ifndef HF_LISTENER_H
#define HF_LISTENER_H

/* The puppet's main: takes LISTEN, RELISTEN, ACCEPT, CLOSE_LISTENER and orders on connections. */
int hf_listener_main(int control);

#endif
