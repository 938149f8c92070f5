/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A step of a case: what is done, in order. Steps grow by a verb, never by a callback. The verbs stand
 * in the files below by what they act on.
 */
#ifndef HF_STEP_H
#define HF_STEP_H

#include "step_close.h"
#include "step_connection.h"
#include "step_host.h"
#include "step_listener.h"
#include "step_process.h"
#include "step_segment.h"
#include "step_wait.h"

enum hf_verb {
	HF_VERB_UNSET,
	HF_LISTEN,
	HF_RELISTEN,
	HF_ACCEPT,
	HF_CONNECT,
	HF_SYN,
	HF_ACK,
	HF_SEGMENT,
	HF_SEND,
	HF_RECV,
	HF_SHUTDOWN,
	HF_CLOSE,
	HF_DISCONNECT,
	HF_ERROR,
	HF_DUP,
	HF_FILES,
	HF_DROP,
	HF_UNDROP,
	HF_PACE,
	HF_UNPACE,
	HF_SET,
	HF_KILL,
	HF_RUN,
	HF_UNTIL,
	HF_QUIET,
	HF_MEASURE,
	HF_VERBS,
};

struct hf_step {
	enum hf_verb verb;
	union {
		struct hf_listen listen;
		struct hf_relisten relisten;
		struct hf_accept accept;
		struct hf_connect connect;
		struct hf_syn syn;
		struct hf_ack ack;
		struct hf_segment segment;
		struct hf_send send;
		struct hf_recv recv;
		struct hf_shutdown shutdown;
		struct hf_closing closing;
		struct hf_disconnect disconnect;
		struct hf_ask_error ask_error;
		struct hf_dup dup;
		struct hf_files files;
		struct hf_drop drop;
		struct hf_undrop undrop;
		struct hf_pace pace;
		struct hf_unpace unpace;
		struct hf_set set;
		struct hf_kill kill;
		struct hf_run run;
		struct hf_until until;
		struct hf_quiet quiet;
		struct hf_measure measure;
	};
};

#endif
