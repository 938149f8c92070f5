/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs: the processes of a host: real programs, signals, limits.
 */
#ifndef HF_STEP_PROCESS_H
#define HF_STEP_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "number.h"

/*
 * A real program in one of the hosts. {server}, {client}, {conf} and {run} are filled in, the two
 * addresses as they stand in an URL ({server_host}, {client_host}), {fixtures}, where the programs
 * of fixtures/ have been built, and each column's name in braces.
 */
struct hf_run {
	const char *name;
	enum hf_host at;
	const char *const *argv; /* ended by NULL */
	const char *package;	 /* to install where argv[0] is missing */
	const char *conf;	 /* written to the private file {conf} first */
	bool wait;		 /* go on when it has ended */
};

/* A signal to the process that holds a listener or dialer's connections, or to a program of RUN. */
struct hf_kill {
	const char *name; /* "listener", a CONNECT's or a RUN's name */
	int signal;	  /* default SIGKILL; SIGSTOP, SIGCONT, SIGTERM, ... */
};

/* RLIMIT_NOFILE of a host's application, so that it can open `more` further files. */
struct hf_files {
	enum hf_host at;
	int64_t more; /* NONE: not one; 0: as many as it likes again */
};

#define RUN(...)   {.verb = HF_RUN, .run = {__VA_ARGS__}}
#define KILL(...)  {.verb = HF_KILL, .kill = {__VA_ARGS__}}
#define FILES(...) {.verb = HF_FILES, .files = {__VA_ARGS__}}

#endif
