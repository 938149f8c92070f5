/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: what applications were told, and what programs printed.
 */
#ifndef HF_EXPECT_APPLICATION_H
#define HF_EXPECT_APPLICATION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the application was told: each (or the .nth) call of that kind on the connection returned .err
 * and, if .after is given, after the sum of these timers: "1 + 2 + 4", in seconds, each with its own
 * slack. A program's end is the call "exit" with its status in .err.
 */
struct hf_call_expect {
	const char *who;
	const char *call; /* "connect", "send", "recv", "accept", "error", ..., "exit" */
	int err;	  /* errno; 0: it succeeded */
	bool pending;	  /* instead: it has not returned at the end */
	int64_t bytes;	  /* 0: not asked; NONE: end of stream */
	const char *after;
	int64_t nth;	 /* 1: the first of several such calls; 0: each of them */
	int64_t calls;	 /* 0: at least one; NONE: there is none; else exactly so many returned so */
};

/* A program of RUN printed this text, in which the names of columns in braces are filled in. */
struct hf_output {
	const char *who;
	const char *has;
};

#define CALL(...) {.rule = HF_RULE_CALL, .call = {__VA_ARGS__}}
#define OUTPUT(program, text)                                                                      \
	{.rule = HF_RULE_OUTPUT, .output = {.who = (program), .has = (text)}}

#endif
