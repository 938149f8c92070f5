/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: hand-made segments, of which no kernel on the client's side knows.
 */
#ifndef HF_STEP_SEGMENT_H
#define HF_STEP_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"

enum hf_source {
	STRANGERS, /* addresses behind the client that nobody owns: SYN-ACKs to them die unanswered */
	CLIENT_ITSELF, /* the client's own address: its kernel answers SYN-ACKs with RST unless dropped */
};

/* A train of hand-made SYNs from the client, all with different tuples. */
struct hf_syn {
	const char *name;
	int64_t count;	  /* default 1 */
	int64_t every_us; /* spacing by absolute deadlines; 0: back to back */
	uint16_t port;	  /* default 8888 */
	enum hf_source from;
	int64_t ports;	/* source ports per source address; default 40000 */
	uint16_t sport; /* first source port; default 20000, further trains go on from there */
	const char *options; /* "mss 1460,sackOK,TS val 100,wscale 7"; default none; TS alone: val 1 */
	int64_t bytes;	     /* data carried by the SYN */
	int64_t win;	     /* default 512; NONE: 0 */
	bool bad_checksum;
};

/* The hand-made peer answers the SYN-ACKs it got: the third step of the handshake, and more. */
struct hf_ack {
	const char *name; /* of a SYN step */
	int64_t first;	  /* index of the first to answer */
	int64_t count;	  /* how many; default all that were sent */
	bool again;	  /* answer each SYN-ACK that comes later as well */
	bool wrong;	  /* acknowledge a number the server never sent; needs no SYN-ACK */
	int64_t bytes;	  /* data carried by the segment; it begins where the last ACK's data ended */
};

/*
 * Any hand-made segment, in the name of a peer of a SYN step or of a connection of a CONNECT step,
 * whose kernel knows nothing of it. Numbers are those of the wire notation: relative to the sender's
 * and (.ack) the receiver's initial sequence number, before it if negative. A segment with ACK waits
 * until the server has sent something to that peer.
 */
struct hf_segment {
	const char *name;
	int64_t nth;	   /* which SYN or connection of that name; the first is 0 */
	const char *flags; /* letters of tcpdump: ".", "P.", "R", "S", "F.", "none" */
	int64_t seq;
	int64_t ack;
	int64_t bytes; /* of data */
	int64_t win;   /* default 512; NONE: 0 */
	/*
	 * As of a SYN; "TS" alone goes on as the peer of a SYN step did: its own stamp and the
	 * server's last one.
	 */
	const char *options;
	bool bad_checksum;
};

#define SYN(...)     {.verb = HF_SYN, .syn = {__VA_ARGS__}}
#define ACK(...)     {.verb = HF_ACK, .ack = {__VA_ARGS__}}
#define SEGMENT(...) {.verb = HF_SEGMENT, .segment = {__VA_ARGS__}}

#endif
