/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: a host is set differently in flight: its rules, its pace, its settings.
 */
#ifndef HF_STEP_HOST_H
#define HF_STEP_HOST_H

#include <stdint.h>

#include "number.h"

/* An iptables rule. {server} and {client} stand for the addresses. */
struct hf_drop {
	const char *name; /* for UNDROP and HITS */
	enum hf_host at;
	const char *table; /* default "filter" */
	const char *rule;  /* "INPUT -s {server} -j DROP" */
};

struct hf_undrop {
	const char *name;
};

/*
 * Makes a host's sending slow, so that one packet of `bytes` leaves every gap_ms and the first at once
 * (a token bucket of one packet). Nothing is lost: the answers are late, as on a long line. Another
 * PACE changes the pace, also for what waits by then.
 */
struct hf_pace {
	enum hf_host at;
	int64_t bytes; /* on the wire, Ethernet header included; IPv6 adds its 20 bytes by itself */
	int64_t gap_ms;
};

/* Takes the slowness away; what still waits to be sent is lost. */
struct hf_unpace {
	enum hf_host at;
};

/* Writes a sysctl in flight. */
struct hf_set {
	enum hf_host at;
	const char *key;
	int64_t value;
	const char *text; /* instead of a number: "1 2 3" */
};

#define DROP(...)   {.verb = HF_DROP, .drop = {__VA_ARGS__}}
#define UNDROP(...) {.verb = HF_UNDROP, .undrop = {__VA_ARGS__}}
#define PACE(...)   {.verb = HF_PACE, .pace = {__VA_ARGS__}}
#define UNPACE(...) {.verb = HF_UNPACE, .unpace = {__VA_ARGS__}}
#define SET(...)    {.verb = HF_SET, .set = {__VA_ARGS__}}

#endif
