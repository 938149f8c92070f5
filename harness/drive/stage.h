/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver keeps while a case is performed; shared by the files of harness/drive only.
 */
#ifndef HF_STAGE_H
#define HF_STAGE_H

#include "bench.h"
#include "program.h"
#include "record.h"

/*
 * A hand-made peer: one SYN of a train, and what became of its handshake. Or a connection of the
 * client's kernel in whose name segments are made: its numbers are learned from the capture.
 */
struct hf_peer {
	const char *name;
	int index;
	struct hf_addr address;
	uint16_t sport, dport;
	bool dialled;	      /* the client's kernel has the connection */
	bool knows_isn;	      /* of a dialled one: its SYN was seen */
	bool heard;	      /* the server has sent something */
	bool stamped;	      /* the last SYN-ACK had a time stamp */
	bool again;	      /* answers each SYN-ACK that comes */
	uint32_t isn;
	uint32_t server_isn;  /* of the last SYN-ACK */
	uint32_t server_zero; /* from which the wire notation counts */
	uint32_t tsval, server_tsval; /* its own stamp, and the server's last one */
	uint32_t synack_tsval;	      /* of the last SYN-ACK */
	int64_t synacks;  /* seen so far */
	int64_t answered; /* SYN-ACKs that were answered */
	uint32_t sent;	  /* bytes of data so far */
};

struct hf_act {
	const char *name;
	struct hf_program program;
	size_t call; /* its "exit" in record->calls */
	bool ended;
};

/* A listener of the case, and its socket by which the kernel's table tells it from others. */
struct hf_stage_listener {
	const char *name;
	enum hf_host host;
	uint32_t inode;
};

/* Which report of a puppet a call of the record is waiting for. */
struct hf_call_key {
	enum hf_host host;
	uint32_t id;
};

struct hf_stage {
	struct hf_bench *bench;
	struct hf_record *record;
	const struct hf_variant *variant;
	int64_t start_ns;
	uint16_t next_sport; /* of the dialer */
	uint16_t next_raw_sport;
	uint32_t trains;
	struct hf_peer *peers;
	size_t peer_count;
	int bell;	      /* polls readable when a frame has come at the client's end; -EBADF
				 until a peer answers SYN-ACKs by itself */
	size_t dialled_count; /* of peers: those of the client's kernel */
	size_t peer_cursor; /* frames of the client's capture that peers have looked at */
	struct hf_act *acts;
	size_t act_count;
	struct hf_call_key *keys; /* one for each call of the record */
	size_t key_count;
	size_t report_count; /* taken so far */
	struct hf_mib before[3];
	bool counts_machine; /* the server's counters include those of the whole machine */
	size_t frames_before; /* at the server's end, at MEASURE */
	uint16_t port;	      /* of the first listener at the server: the one that looks tell about */
	struct hf_stage_listener listeners[HF_RECORD_QUEUES];
	size_t listener_count;
	bool dual_stack; /* IPv4 clients have IPv6 sockets at the server */
	int64_t waited_ns;    /* hf_proc_waited_ns() when it was looked at last */
};

/* ---- watch.c: time passes, things are noticed ---- */

/*
 * Lets time pass until the deadline or until something was noticed; then returns. Takes reports,
 * answers SYN-ACKs, measures how late the process was woken.
 */
int hf_watch(struct hf_stage *stage, int64_t deadline_ns, struct hf_fault *fault);

/* Notices for how long the process has been kept from running since it was asked last. */
void hf_watch_delay(struct hf_stage *stage);

/* Until when one may wait for reports before something else must be looked at, deadline_ns at most. */
int64_t hf_watch_stretch(const struct hf_stage *stage, int64_t deadline_ns);

/* A silence of so many ns. */
int hf_watch_for(struct hf_stage *stage, int64_t ns, struct hf_fault *fault);

/* A look at all sockets, recorded under the name. */
int hf_watch_look(struct hf_stage *stage, const char *mark, struct hf_fault *fault);

/* Waits as an UNTIL step says. */
int hf_watch_until(struct hf_stage *stage, const struct hf_until *until, struct hf_fault *fault);

/* True when every call of that name has returned. */
bool hf_watch_returned(const struct hf_stage *stage, const char *who);

/* All counters of a host as they are. */
int hf_watch_counters(const struct hf_stage *stage, enum hf_host host, struct hf_mib *ret_mib,
		      struct hf_fault *fault);

/* Counters from now on. */
int hf_watch_measure(struct hf_stage *stage, const char *mark, struct hf_fault *fault);

/* Ends watching: last look, counters, packets into the record. `capture_fd` receives the pcapng. */
int hf_watch_end(struct hf_stage *stage, int capture_fd, struct hf_fault *fault);

/* ---- peers.c: the hand-made handshakes ---- */

int hf_peers_syn(struct hf_stage *stage, const struct hf_syn *syn, struct hf_fault *fault);
int hf_peers_ack(struct hf_stage *stage, const struct hf_ack *ack, struct hf_fault *fault);
int hf_peers_segment(struct hf_stage *stage, const struct hf_segment *segment,
		     struct hf_fault *fault);

/* The client's kernel is about to connect these: the case may have SEGMENTs in their name. -ENOMEM. */
int hf_peers_dialled(struct hf_stage *stage, const struct hf_record_flow *flow, const char *name);

/*
 * Notices in the client's capture what was sent to peers, and what the kernel sent for those of its
 * own, and answers the SYN-ACKs that are to be answered.
 */
int hf_peers_attend(struct hf_stage *stage, struct hf_fault *fault);

/* Silences the bell, which rings until then. */
void hf_peers_silence(const struct hf_stage *stage);

/* ---- acts.c: real programs ---- */

int hf_acts_run(struct hf_stage *stage, const struct hf_run *run, struct hf_fault *fault);

/* Notices which programs have ended. */
void hf_acts_attend(struct hf_stage *stage);

/* Sends the program of that name a signal; SIGKILL is waited for. -ENOENT when there is none. */
int hf_acts_kill(struct hf_stage *stage, const char *name, int signal, struct hf_fault *fault);

/* Their output goes into the record; they end. */
int hf_acts_end(struct hf_stage *stage);

#endif
