/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#include "addresses.h"
#include "capture.h"
#include "filter.h"
#include "link.h"
#include "netns.h"
#include "own.h"
#include "pace.h"
#include "proc.h"
#include "programs.h"
#include "rawtcp.h"
#include "sockdiag.h"
#include "sysctl.h"
#include "tick.h"

#define PROBE_DEADLINE_NS (20 * HF_SEC)

static bool in_guest, by_virtual_clock; /* set once, before anything runs */

void hf_kernel_in_guest(bool virtual_clock)
{
	in_guest = true;
	by_virtual_clock = virtual_clock;
}

bool hf_kernel_is_guest(void)
{
	return in_guest;
}

void hf_kernel_identify(struct hf_record *record)
{
	struct utsname name;

	uname(&name);
	snprintf(record->kernel.release, sizeof(record->kernel.release), "%s", name.release);
	snprintf(record->kernel.version, sizeof(record->kernel.version), "%s", name.version);
	snprintf(record->kernel.machine, sizeof(record->kernel.machine), "%s", name.machine);
	record->kernel.jiffy_ns = hf_tick_jiffy_ns();
	record->kernel.guest = in_guest;
	record->kernel.virtual_clock = by_virtual_clock;
}

int hf_kernel_release(const struct hf_record *record, struct hf_release *ret_release,
		      struct hf_fault *fault)
{
	int err = hf_release_parse(record->kernel.release, record->kernel.version, ret_release);

	if (err)
		return HF_FAULT_PLAIN(fault, err, "no kernel version can be read from \"%s\"",
				      record->kernel.release);
	return 0;
}

/* ---- probes ---- */

/* What the probing world and this process share. */
struct probing {
	struct hf_probe probes[HF_PROBES_MAX];
	size_t count;
};

static void say(struct probing *probing, const char *what, bool needed, int err,
		const struct hf_fault *fault, const char *remedy)
{
	struct hf_probe *probe = &probing->probes[probing->count++];

	*probe = (struct hf_probe){.what = what, .works = !err, .needed = needed};
	if (err)
		snprintf(probe->why, sizeof(probe->why), "%.400s%s%.100s", fault->text,
			 remedy[0] ? "; " : "", remedy);
}

static int probe_wire(int ns[2], struct hf_fault *fault)
{
	struct hf_link_end ends[2] = {
		{.mac = {{0x02, 0, 0, 0, 0, 1}}},
		{.mac = {{0x02, 0, 0, 0, 0, 2}}},
	};
	int err = 0;

	hf_addr_parse(HF_SERVER_V4, &ends[0].v4);
	hf_addr_parse(HF_SERVER_V6, &ends[0].v6);
	hf_addr_parse(HF_CLIENT_V4, &ends[1].v4);
	hf_addr_parse(HF_CLIENT_V6, &ends[1].v6);
	for (int i = 0; i < 2 && !err; i++) {
		err = hf_netns_make(&ns[i], fault);
		ends[i].netns_fd = ns[i];
	}
	return err ? err : hf_link_lay(&ends[0], &ends[1], fault);
}

static int probe_sysctl(struct hf_fault *fault)
{
	static const char *const keys[] = {
		"net.core.somaxconn",	    "net.ipv4.tcp_syncookies",
		"net.ipv4.tcp_max_syn_backlog", "net.ipv4.tcp_synack_retries",
		"net.ipv4.tcp_syn_retries", "net.ipv4.tcp_abort_on_overflow",
		"net.ipv4.tcp_retries2",
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(keys); i++) {
		enum hf_sysctl_scope scope = hf_sysctl_scope(keys[i], true);

		if (scope != HF_SYSCTL_PRIVATE)
			return HF_FAULT_PLAIN(fault, -EACCES, "%s is %s in a namespace", keys[i],
					      hf_sysctl_scope_text(scope));
	}
	return 0;
}

static int probe_filter(int family, struct hf_fault *fault)
{
	static const struct hf_filter_rule rule = {"filter", "INPUT -p tcp --dport 1 -j DROP"};

	return hf_filter_load(family, &rule, 1, fault);
}

static void probe_mechanisms(struct probing *probing, const int ns[2])
{
	const struct hf_mac mac = {{0x02, 0, 0, 0, 0, 1}};
	struct hf_fault fault = {0};
	struct hf_sockdiag *diag = NULL;
	struct hf_capture *capture = NULL;
	struct hf_rawtcp *raw = NULL;

	if (hf_netns_enter(ns[0], &fault) < 0)
		return;
	say(probing, "private TCP settings", true, probe_sysctl(&fault), &fault,
	    "this kernel is older than 4.15, or /proc/sys is mounted read-only");
	say(probing, "packet capture", true, hf_capture_open(256, &capture, &fault), &fault,
	    "the kernel needs CONFIG_PACKET");
	say(probing, "raw SYN sender", true, hf_rawtcp_open(&mac, &mac, &raw, &fault), &fault,
	    "the kernel needs CONFIG_PACKET");
	say(probing, "socket tables (tcp_diag)", true, hf_sockdiag_open(&diag, &fault), &fault,
	    "load the module tcp_diag");
	say(probing, "slow sender (tbf)", false, hf_pace_set(90, 100, &fault), &fault,
	    "load the module sch_tbf");
	say(probing, "iptables", false, probe_filter(AF_INET, &fault), &fault,
	    "install the package iptables");
	say(probing, "ip6tables", false, probe_filter(AF_INET6, &fault), &fault,
	    "install the package iptables");
	hf_capture_free(capture);
	hf_rawtcp_free(raw);
	hf_sockdiag_free(diag);
}

static int probe_main(void *arg)
{
	struct probing *probing = arg;
	struct hf_fault fault = {0};
	int ns[2] = {-EBADF, -EBADF};
	int err = probe_wire(ns, &fault);

	say(probing, "network namespaces joined by veth", true, err, &fault,
	    "the kernel needs CONFIG_NET_NS and CONFIG_VETH");
	if (!err)
		probe_mechanisms(probing, ns);
	return 0;
}

/* Yes when all programs of the package are here; else the first that is not is named. */
static void probe_package(struct probing *probing, const struct hf_package *package)
{
	struct hf_fault fault = {0};
	char remedy[64];
	int err = 0;

	for (const char *const *name = package->programs; *name && !err; name++) {
		HF_AUTO_FREE char *path = hf_proc_find(*name);

		if (!path)
			err = HF_FAULT_PLAIN(&fault, -ENOENT, "%s is not on this machine", *name);
	}
	snprintf(remedy, sizeof(remedy), "install the package %s", package->name);
	say(probing, package->what, false, err, &fault, remedy);
}

static void probe_program(struct probing *probing, const char *program, const char *what,
			  const char *remedy)
{
	HF_AUTO_FREE char *path = hf_proc_find(program);
	struct hf_fault fault = {.text = "it is not on this machine"};

	say(probing, what, false, path ? 0 : -ENOENT, &fault, remedy);
}

/* Of what cases run in guests too; what every Debian has is left out. */
static void probe_programs(struct probing *probing)
{
	size_t count;
	const struct hf_package *packages = hf_packages(&count);

	for (size_t i = 0; i < count; i++) {
		if (packages[i].what)
			probe_package(probing, &packages[i]);
	}
	probe_program(probing, HF_FIXTURE_PROGRAMS "/go-retry", "clients in Go",
		      "install the package golang-go and build again");
	probe_program(probing, "qemu-system-x86_64", "guests (qemu)",
		      "install the package qemu-system-x86");
}

size_t hf_kernel_probe(struct hf_probe probes[HF_PROBES_MAX])
{
	struct probing *probing = mmap(NULL, sizeof(*probing), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct hf_proc world = HF_PROC_NULL;
	struct hf_fault fault = {0};
	size_t count;
	int status;
	int err = 0;

	if (probing == MAP_FAILED)
		return 0;
	if (!hf_netns_is_privileged())
		err = hf_netns_become_root(&fault);
	say(probing, "root, or root of a user namespace", true, err, &fault, "");
	if (!err) {
		err = hf_proc_start(probe_main, probing, true, &world, &fault);
		say(probing, "a pid namespace of its own", true, err, &fault, "");
	}
	if (!err && hf_proc_wait(&world, hf_tick_now_ns() + PROBE_DEADLINE_NS, &status, NULL) < 0)
		hf_proc_kill(&world);
	probe_programs(probing);
	count = probing->count;
	memcpy(probes, probing->probes, sizeof(probing->probes));
	munmap(probing, sizeof(*probing));
	return count;
}
