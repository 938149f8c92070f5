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
#include "order.h"
#include "proc.h"

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
