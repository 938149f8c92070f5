/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iptables rules of the calling thread's network namespace, loaded in one go by iptables-restore, and
 * their hit counts.
 */
#ifndef HF_FILTER_H
#define HF_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

struct hf_filter_rule {
	const char *table;	/* "filter", "mangle" */
	const char *rule;	/* as after `iptables -A`: "INPUT -p tcp --dport 40000 -j DROP" */
};

/*
 * Makes the namespace's rules exactly `rules` (n may be 0) for the family, AF_INET or AF_INET6: other
 * rules of the tables filter and mangle go. -ENOENT when iptables is not installed; what
 * iptables-restore prints on a refused rule is in the fault.
 */
int hf_filter_load(int family, const struct hf_filter_rule *rules, size_t n,
		   struct hf_fault *fault);

/* Packets each of the n loaded rules has matched, in the order of hf_filter_load(). */
int hf_filter_hits(int family, const struct hf_filter_rule *rules, size_t n, uint64_t *ret_hits,
		   struct hf_fault *fault);

#endif
