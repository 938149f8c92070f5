/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a step of a case means where it leaves a field out (harness/api/step_*.h say so): one
 * place for those who perform, show and check steps. Constants only.
 */
#ifndef HF_DEFAULTS_H
#define HF_DEFAULTS_H

#define HF_DEFAULT_LISTENER "listener"
#define HF_DEFAULT_TABLE    "filter"
#define HF_DEFAULT_MEASURE  "measure"
#define HF_START_MARK	    "start" /* the marks that every record has */
#define HF_END_MARK	    "end"

enum {
	HF_DEFAULT_PORT = 8888,
	HF_DEFAULT_COUNT = 1,
	HF_DEFAULT_TRAIN_PORTS = 40000, /* source ports per source address */
	HF_DEFAULT_TRAIN_SPORT = 20000, /* first source port of the first train */
	HF_DEFAULT_RAW_WINDOW = 512,	/* of hand-made segments: hping3's */
	HF_DEFAULT_TSVAL = 1000,	/* of a hand-made SYN with a time stamp */
	HF_DEFAULT_DIALER_SPORT = 61000, /* first port of CONNECT: above the kernel's own range */
	HF_UPTIME_WITHIN_S = 60, /* a case that wants an uptime begins so much later at most */
	HF_DEFAULT_WITHIN_MS = 5000,	/* of UNTIL, and of steps that .wait */
};

#endif
