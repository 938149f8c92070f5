/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protocol counters by name, `Group.Name` as in "TcpExt.ListenDrops": snapshot and subtract.
 *
 * Counters appear and disappear between kernels: one that a kernel does not have is absent (-ENOENT),
 * never 0. Counters are read by name, never by column. struct hf_mib owns its storage; _done frees.
 */
#ifndef HF_MIB_H
#define HF_MIB_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

struct hf_counter {
	char name[48];
	int64_t value;
};

struct hf_mib {
	struct hf_counter *counters; /* sorted by name, names unique */
	size_t count;
};

/*
 * Adds the counters of a text of /proc/net/netstat or /proc/net/snmp: pairs of lines, names then
 * values, both beginning "Group:". `origin` names the text in faults. -EBADMSG when the two lines of
 * a pair disagree in group or number of fields, a value is no number, or the mib has the counter
 * already; the mib is then as it was. Values beyond INT64_MAX wrap.
 */
int hf_mib_add_pairs(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault);

/*
 * Adds the counters of a text of /proc/net/snmp6: one "name value" a line. "Ip6InReceives" becomes
 * "Ip6.InReceives" (groups Ip6, Icmp6, Udp6, UdpLite6, longest first); a name of another group
 * is kept whole. Fails as above.
 */
int hf_mib_add_snmp6(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault);

/*
 * Adds from a text of /proc/net/softnet_stat, one line a CPU, columns in hex: Softnet.Dropped, the frames
 * that found a CPU's backlog full (the second). -EBADMSG when a line has fewer than two columns.
 */
int hf_mib_add_softnet(struct hf_mib *mib, const char *text, const char *origin,
		       struct hf_fault *fault);

/* Adds from a text of /proc/sys/fs/file-nr: Files.Allocated, the first number. -EBADMSG. */
int hf_mib_add_files(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault);

/*
 * Adds from a text of /proc/net/sockstat what its line "TCP:" tells of the whole machine:
 * Sockstat.TcpOrphans, and Sockstat.TcpMemPages, which tcp_mem bounds. -EBADMSG without these.
 */
int hf_mib_add_sockstat(struct hf_mib *mib, const char *text, const char *origin,
			struct hf_fault *fault);

/* Adds all three of this machine, whatever namespace the thread is in. Some of them can fall. */
int hf_mib_add_machine(struct hf_mib *mib, struct hf_fault *fault);

/*
 * Reads netstat, snmp and snmp6 of the calling thread's network namespace from
 * /proc/thread-self/net (/proc/self/net before Linux 3.17). /proc/net would follow the thread group
 * leader's namespace (kernel commit 155134fef2b6). snmp6 may be absent (no IPv6).
 */
int hf_mib_snapshot(struct hf_mib *ret_mib, struct hf_fault *fault);

/* Value of one counter; 0, or -ENOENT when this kernel has no such counter. */
int hf_mib_get(const struct hf_mib *mib, const char *name, int64_t *ret_value);

/*
 * *ret_delta = after - before for every counter of `after`; one missing in `before` counts from 0.
 */
int hf_mib_subtract(const struct hf_mib *after, const struct hf_mib *before,
		    struct hf_mib *ret_delta);

void hf_mib_done(struct hf_mib *mib);

#endif
