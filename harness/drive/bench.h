/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bench of one case: two hosts, one wire, knobs, applications, captures. Laid once, in a process
 * of its own, and thrown away with it.
 *
 * A fault of -EOPNOTSUPP says that the case does not apply here (a knob that is absent or global-only,
 * a program or kernel feature that is missing): the case is SKIPPED. Any other fault: BROKEN.
 */
#ifndef HF_BENCH_H
#define HF_BENCH_H

#include "capture.h"
#include "fault.h"
#include "filter.h"
#include "pkt.h"
#include "puppet.h"
#include "rawtcp.h"
#include "record.h"
#include "registry.h"
#include "sockdiag.h"

/* A DROP step in force, or one that was. */
struct hf_bench_rule {
	const char *name;
	enum hf_host host;
	const char *table;
	char *rule; /* placeholders filled; owned */
	bool loaded;
	uint64_t hits; /* of loads before the present one */
};

struct hf_bench_host {
	int netns;
	struct hf_addr address;
	struct hf_mac mac;
	struct hf_capture *capture;
	struct hf_sockdiag *diag;
	struct hf_puppet app; /* server: the listener; client: the dialer */
};

struct hf_bench {
	const struct hf_variant *variant;
	struct hf_bench_host host[3]; /* index: enum hf_host */
	int machine;		      /* in a guest its initial network namespace; else -EBADF */
	struct hf_rawtcp *raw;	      /* from the client's end */
	struct hf_addr strangers;     /* first address behind the client */
	struct hf_bench_rule *rules;
	size_t rule_count;
};

/*
 * Lays the bench for the variant and writes every setting, as read back, into the record. The calling
 * process must be a world of its own (hf_proc_start()) and single-threaded.
 */
int hf_bench_lay(const struct hf_variant *variant, struct hf_bench *ret_bench,
		 struct hf_record *record, struct hf_fault *fault);

/* Moves the calling thread into a host. */
int hf_bench_enter(const struct hf_bench *bench, enum hf_host host, struct hf_fault *fault);

/* Text with {server} and {client} filled in; the caller frees it. */
char *hf_bench_fill(const struct hf_bench *bench, const char *text);

/* Puts a DROP step's rule in force; takes one out by name. */
int hf_bench_drop(struct hf_bench *bench, const struct hf_drop *drop, struct hf_fault *fault);
int hf_bench_undrop(struct hf_bench *bench, const char *name, struct hf_fault *fault);

/* Adds the packets that the rules of both hosts have matched so far to the record. */
int hf_bench_hits(struct hf_bench *bench, struct hf_record *record, struct hf_fault *fault);

void hf_bench_clear(struct hf_bench *bench);

#endif
