/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings that every case has on both hosts unless it says otherwise: those whose default depends on
 * the kernel, on the machine's memory or on the host outside. All others have the same compile-time
 * default in every new network namespace. Constants only.
 */
#ifndef HF_BASELINE_H
#define HF_BASELINE_H

struct hf_baseline {
	const char *key, *value;
};

static const struct hf_baseline hf_baseline[] = {
	/* 128 before 5.4, 4096 since. */
	{"net.core.somaxconn", "4096"},
	/* From the size of the established hash table, that is from the memory of the machine. */
	{"net.ipv4.tcp_max_syn_backlog", "4096"},
	/* Copied from the host. */
	{"net.ipv4.tcp_congestion_control", "reno"},
};

#endif
