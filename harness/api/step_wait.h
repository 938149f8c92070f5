/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: time passes. UNTIL(a state) is bounded, QUIET(ms) is a deliberate silence; MEASURE begins to
 * count.
 */
#ifndef HF_STEP_WAIT_H
#define HF_STEP_WAIT_H

#include <stdint.h>

#include "number.h"

/*
 * Waits until all that is asked holds, at most .within_ms (default 5000); else the case is BROKEN.
 * A number of 0 is not asked; NONE asks for exactly zero.
 */
struct hf_until {
	const char *mark; /* a look at all sockets is recorded under this name */
	int64_t acceptq_len;
	int64_t requests;     /* half-open requests on the server */
	const char *returned; /* every call of this connection or program has returned */
	enum hf_host at;      /* whom the following three are about */
	const char *counter;  /* "Group.Name" ... */
	int64_t reaches;      /* ... has grown so far since MEASURE, at least */
	const char *state;    /* "ESTABLISHED" ... */
	int64_t sockets;      /* ... so many sockets are in it */
	uint16_t listening;   /* somebody listens on this port of the server: it is the first
				 listener, of which QUEUE tells, if none was before */
	const char *segment;  /* "> S." as in the wire notation ... */
	int64_t times;	      /* ... seen so often since MEASURE, at least */
	int64_t no_later_ms;  /* all this so soon after the first packet since MEASURE, or BROKEN */
	int64_t within_ms;
};

/* Watches in silence: nothing is done for so long. */
struct hf_quiet {
	const char *mark;
	int64_t ms;
};

/* Counters are counted from here, packets are counted from here. Without it: from the first step. */
struct hf_measure {
	const char *mark; /* default "measure" */
};

#define UNTIL(...) {.verb = HF_UNTIL, .until = {__VA_ARGS__}}
#define QUIET(...) {.verb = HF_QUIET, .quiet = {__VA_ARGS__}}
#define MEASURE    {.verb = HF_MEASURE, .measure = {.mark = "measure"}}

#endif
