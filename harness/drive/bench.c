/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "addresses.h"
#include "defaults.h"
#include "dialer.h"
#include "fill.h"
#include "kernel.h"
#include "link.h"
#include "listener.h"
#include "netns.h"
#include "own.h"
#include "settings.h"

static const enum hf_host both[] = {SERVER, CLIENT};

/* ---- the wire ---- */

static void name_hosts(struct hf_bench *bench)
{
	bool inet6 = bench->variant->inet6;

	hf_addr_parse(inet6 ? HF_SERVER_V6 : HF_SERVER_V4, &bench->host[SERVER].address);
	hf_addr_parse(inet6 ? HF_CLIENT_V6 : HF_CLIENT_V4, &bench->host[CLIENT].address);
	hf_addr_parse(inet6 ? HF_FIRST_STRANGER_V6 : HF_FIRST_STRANGER_V4, &bench->strangers);
	/* Locally administered addresses that can be told apart in a capture. */
	bench->host[SERVER].mac = (struct hf_mac){{0x02, 0, 0, 0, 0, 0x01}};
	bench->host[CLIENT].mac = (struct hf_mac){{0x02, 0, 0, 0, 0, 0x02}};
}

static struct hf_link_end link_end(const struct hf_bench *bench, enum hf_host host)
{
	struct hf_link_end end = {
		.netns_fd = bench->host[host].netns,
		.mac = bench->host[host].mac,
	};

	hf_addr_parse(host == SERVER ? HF_SERVER_V4 : HF_CLIENT_V4, &end.v4);
	if (bench->variant->inet6)
		end.v6 = bench->host[host].address;
	return end;
}

/* The server reaches strangers by way of the client, where they end: nobody owns them. */
static int lay_strangers(struct hf_bench *bench, struct hf_fault *fault)
{
	bool inet6 = bench->variant->inet6;
	int prefix = inet6 ? HF_STRANGERS_PREFIX_V6 : HF_STRANGERS_PREFIX_V4;
	struct hf_addr strangers = {0};
	int err;

	hf_addr_parse(inet6 ? HF_STRANGERS_V6 : HF_STRANGERS_V4, &strangers);
	err = hf_bench_enter(bench, CLIENT, fault);
	if (!err)
		err = hf_link_swallow(&strangers, prefix, fault);
	if (!err)
		err = hf_bench_enter(bench, SERVER, fault);
	if (err)
		return err;
	return hf_link_route(&strangers, prefix, &bench->host[CLIENT].address, fault);
}

static int lay_wire(struct hf_bench *bench, struct hf_fault *fault)
{
	struct hf_link_end server, client;
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++)
		err = hf_netns_make(&bench->host[both[i]].netns, fault);
	if (err)
		return err;
	server = link_end(bench, SERVER);
	client = link_end(bench, CLIENT);
	err = hf_link_lay(&server, &client, fault);
	return err ? err : lay_strangers(bench, fault);
}

/* Room for everything the steps can put on the wire, several times over. */
static size_t frames_needed(const struct hf_variant *variant)
{
	size_t frames = 4096;

	for (const struct hf_step *step = variant->c->steps; step->verb; step++) {
		if (step->verb == HF_SYN)
			frames += 3 * (size_t)hf_variant_number(variant, step->syn.count);
		if (step->verb == HF_CONNECT)
			frames += 64 * (size_t)hf_variant_number(variant, step->connect.count);
	}
	return frames;
}

static int open_host(struct hf_bench *bench, enum hf_host id, struct hf_fault *fault)
{
	struct hf_bench_host *host = &bench->host[id];
	int err = hf_bench_enter(bench, id, fault);

	if (!err)
		err = hf_sockdiag_open(&host->diag, fault);
	if (!err)
		err = hf_puppet_start(host->netns, id == SERVER ? hf_listener_main : hf_dialer_main,
				      &host->app, fault);
	if (!err)
		err = hf_capture_open(frames_needed(bench->variant), &host->capture, fault);
	if (!err && id == CLIENT)
		err = hf_rawtcp_open(&host->mac, &bench->host[SERVER].mac, &bench->raw, fault);
	return err;
}

int hf_bench_lay(const struct hf_variant *variant, struct hf_bench *ret_bench,
		 struct hf_record *record, struct hf_fault *fault)
{
	struct hf_settings settings = {0};
	int err;

	*ret_bench = (struct hf_bench){.variant = variant, .machine = -EBADF};
	for (int host = 0; host <= CLIENT; host++) {
		ret_bench->host[host].netns = -EBADF;
		ret_bench->host[host].app = HF_PUPPET_NULL;
	}
	name_hosts(ret_bench);
	record->server = ret_bench->host[SERVER].address;
	record->client = ret_bench->host[CLIENT].address;
	err = hf_settings_collect(variant, &settings, fault);
	if (!err && hf_kernel_is_guest())
		err = hf_netns_open(&ret_bench->machine, fault);
	if (!err)
		err = lay_wire(ret_bench, fault);
	if (!err)
		err = hf_settings_write(&settings, ret_bench, record, fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++)
		err = open_host(ret_bench, both[i], fault);
	hf_settings_done(&settings);
	return err;
}

int hf_bench_enter(const struct hf_bench *bench, enum hf_host host, struct hf_fault *fault)
{
	return hf_netns_enter(bench->host[host].netns, fault);
}

char *hf_bench_fill(const struct hf_bench *bench, const char *text)
{
	char server[64], client[64], server_host[72], client_host[72];
	const struct hf_fill_pair pairs[] = {
		{"server", hf_addr_text(&bench->host[SERVER].address, server)},
		{"client", hf_addr_text(&bench->host[CLIENT].address, client)},
		{"server_host", hf_variant_host(bench->variant, server, server_host)},
		{"client_host", hf_variant_host(bench->variant, client, client_host)},
		{"run", "/run"},
		{"fixtures", HF_FIXTURE_PROGRAMS},
	};

	HF_AUTO_FREE char *row = hf_variant_filled(bench->variant, text);

	return row ? hf_fill(row, pairs, HF_ARRAY_LEN(pairs)) : NULL;
}

/* ---- rules ---- */

static int family(const struct hf_bench *bench)
{
	return bench->variant->inet6 ? AF_INET6 : AF_INET;
}

/* The loaded rules of a host, as the filter wants them; indices into bench->rules in *ret_which. */
static size_t rules_of(const struct hf_bench *bench, enum hf_host host,
		       struct hf_filter_rule **ret_rules, size_t **ret_which)
{
	size_t n = 0;

	*ret_rules = calloc(bench->rule_count + 1, sizeof(**ret_rules));
	*ret_which = calloc(bench->rule_count + 1, sizeof(**ret_which));
	for (size_t i = 0; *ret_rules && *ret_which && i < bench->rule_count; i++) {
		const struct hf_bench_rule *rule = &bench->rules[i];

		if (rule->host != host || !rule->loaded)
			continue;
		(*ret_rules)[n] = (struct hf_filter_rule){rule->table, rule->rule};
		(*ret_which)[n++] = i;
	}
	return n;
}

/* A load zeroes the kernel's counts: what was matched so far is kept first. */
static int keep_hits(struct hf_bench *bench, enum hf_host host, struct hf_fault *fault)
{
	HF_AUTO_FREE struct hf_filter_rule *rules = NULL;
	HF_AUTO_FREE size_t *which = NULL;
	HF_AUTO_FREE uint64_t *hits = NULL;
	size_t n = rules_of(bench, host, &rules, &which);
	int err;

	if (!n)
		return 0;
	hits = calloc(n, sizeof(*hits));
	if (!hits)
		return HF_FAULT(fault, -ENOMEM, "read the hits of rules");
	err = hf_bench_enter(bench, host, fault);
	if (!err)
		err = hf_filter_hits(family(bench), rules, n, hits, fault);
	for (size_t i = 0; i < n && !err; i++)
		bench->rules[which[i]].hits += hits[i];
	return err;
}

static int load_rules(struct hf_bench *bench, enum hf_host host, struct hf_fault *fault)
{
	HF_AUTO_FREE struct hf_filter_rule *rules = NULL;
	HF_AUTO_FREE size_t *which = NULL;
	size_t n = rules_of(bench, host, &rules, &which);
	int err = hf_bench_enter(bench, host, fault);

	if (!err)
		err = hf_filter_load(family(bench), rules, n, fault);
	if (err == -ENOENT)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "this case drops packets and there is no iptables here: "
				      "install the package iptables");
	return err;
}

int hf_bench_drop(struct hf_bench *bench, const struct hf_drop *drop, struct hf_fault *fault)
{
	struct hf_bench_rule rule = {
		.name = drop->name,
		.host = drop->at,
		.table = drop->table ? drop->table : HF_DEFAULT_TABLE,
		.rule = hf_bench_fill(bench, drop->rule),
		.loaded = true,
	};
	int err = keep_hits(bench, drop->at, fault);

	if (err || !rule.rule) {
		free(rule.rule);
		return err ? err : HF_FAULT(fault, -ENOMEM, "fill the rule of %s", drop->name);
	}
	err = hf_record_append(&bench->rules, &bench->rule_count, sizeof(rule), &rule);
	return err ? HF_FAULT(fault, err, "keep the rule of %s", drop->name)
		   : load_rules(bench, drop->at, fault);
}

int hf_bench_undrop(struct hf_bench *bench, const char *name, struct hf_fault *fault)
{
	for (size_t i = 0; i < bench->rule_count; i++) {
		struct hf_bench_rule *rule = &bench->rules[i];
		int err;

		if (strcmp(rule->name, name) != 0 || !rule->loaded)
			continue;
		err = keep_hits(bench, rule->host, fault);
		rule->loaded = false;
		return err ? err : load_rules(bench, rule->host, fault);
	}
	return HF_FAULT_PLAIN(fault, -ENOENT, "no rule %s is in force", name);
}

int hf_bench_hits(struct hf_bench *bench, struct hf_record *record, struct hf_fault *fault)
{
	int err = keep_hits(bench, SERVER, fault);

	if (!err)
		err = keep_hits(bench, CLIENT, fault);
	for (size_t i = 0; i < bench->rule_count && !err; i++) {
		struct hf_record_hits hits = {.packets = (int64_t)bench->rules[i].hits};

		snprintf(hits.name, sizeof(hits.name), "%s", bench->rules[i].name);
		err = HF_RECORD_APPEND(record, hits, hit_count, &hits);
	}
	return err;
}

void hf_bench_clear(struct hf_bench *bench)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		struct hf_bench_host *host = &bench->host[both[i]];

		hf_puppet_done(&host->app);
		hf_capture_free(host->capture);
		hf_sockdiag_free(host->diag);
		hf_close(&host->netns);
	}
	hf_rawtcp_free(bench->raw);
	hf_close(&bench->machine);
	for (size_t i = 0; i < bench->rule_count; i++)
		free(bench->rules[i].rule);
	free(bench->rules);
}
