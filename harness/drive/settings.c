/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "netns.h"
#include "own.h"
#include "sysctl.h"

static const enum hf_host both[] = {SERVER, CLIENT};

/* No namespace but the initial one has it, on any kernel. */
#define INITIAL_ONLY "net.core.netdev_max_backlog"

/* A key of the case, with the value to write and whether the kernel must have it. */
struct hf_knob {
	const char *key;
	char value[HF_VALUE_SIZE];
	bool if_present;
	bool as_found; /* read, not written */
	bool outside; /* the namespace we came from has it */
	bool unsure;  /* and that is not the initial one, which may have more */
};

/* ---- collecting ---- */

static int add_knob(struct hf_settings *settings, enum hf_host host, struct hf_knob knob)
{
	struct hf_knob *knobs = settings->host[host].knobs;

	for (size_t i = 0; i < settings->host[host].count; i++) {
		if (!strcmp(knobs[i].key, knob.key)) {
			knobs[i] = knob; /* the case overrides the baseline */
			return 0;
		}
	}
	return hf_record_append(&settings->host[host].knobs, &settings->host[host].count,
				sizeof(knob), &knob);
}

static int collect_host(const struct hf_variant *variant, enum hf_host host,
			struct hf_settings *settings)
{
	const struct hf_host_setup *setup = host == SERVER ? &variant->c->server
							   : &variant->c->client;
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(hf_baseline) && !err; i++) {
		struct hf_knob knob = {.key = hf_baseline[i].key, .if_present = true};

		snprintf(knob.value, sizeof(knob.value), "%s", hf_baseline[i].value);
		err = add_knob(settings, host, knob);
	}
	for (const struct hf_setting *s = setup->sysctl; s && s->key && !err; s++) {
		struct hf_knob knob = {
			.key = s->key,
			.if_present = s->if_present,
			.as_found = s->as_found,
		};

		hf_variant_value(variant, s->value, s->text, knob.value, sizeof(knob.value));
		knob.outside = hf_sysctl_exists(s->key);
		knob.unsure = !hf_sysctl_exists(INITIAL_ONLY);
		err = add_knob(settings, host, knob);
	}
	return err;
}

int hf_settings_collect(const struct hf_variant *variant, struct hf_settings *ret_settings,
			struct hf_fault *fault)
{
	struct hf_settings settings = {0};
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(both) && !err; i++)
		err = collect_host(variant, both[i], &settings);
	if (err) {
		hf_settings_done(&settings);
		return HF_FAULT(fault, err, "list the settings of %s", variant->c->name);
	}
	*ret_settings = settings;
	return 0;
}

void hf_settings_done(struct hf_settings *settings)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(settings->host); i++)
		free(settings->host[i].knobs);
	*settings = (struct hf_settings){0};
}

/* ---- writing ---- */

static int refuse(const char *key, enum hf_sysctl_scope scope, struct hf_fault *fault)
{
	if (scope == HF_SYSCTL_GLOBAL_ONLY)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "%s belongs to the whole machine on this kernel and is left "
				      "alone: run this case in a guest (-k)",
				      key);
	return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
			      "%s is %s here: this case needs a kernel that has it in a namespace, "
			      "or a guest (-k)",
			      key, hf_sysctl_scope_text(scope));
}

/* A host cannot have a value of its own of what exists once. */
static int check_other_host(const struct hf_settings *settings, enum hf_host host,
			    const struct hf_knob *knob, struct hf_fault *fault)
{
	enum hf_host other = host == SERVER ? CLIENT : SERVER;

	for (size_t i = 0; i < settings->host[other].count; i++) {
		const struct hf_knob *theirs = &settings->host[other].knobs[i];

		if (!theirs->outside || theirs->as_found || strcmp(theirs->key, knob->key) != 0 ||
		    !strcmp(theirs->value, knob->value))
			continue;
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "this case gives %s %s to one host and %s to the other, and "
				      "this kernel has it only once",
				      knob->key, knob->value, theirs->value);
	}
	return 0;
}

/* Written and read back in the namespace that the thread is in. */
static int write_here(const struct hf_knob *knob, struct hf_record_setting *setting,
		      struct hf_fault *fault)
{
	int err = knob->as_found ? 0 : hf_sysctl_write(knob->key, knob->value, fault);

	return err ? err
		   : hf_sysctl_read(knob->key, setting->value, sizeof(setting->value), fault);
}

static int write_machine(const struct hf_settings *settings, const struct hf_bench *bench,
			 const struct hf_knob *knob, struct hf_record_setting *setting,
			 struct hf_fault *fault)
{
	int err = knob->as_found ? 0 : check_other_host(settings, setting->host, knob, fault);

	if (!err)
		err = hf_netns_enter(bench->machine, fault);
	if (!err)
		err = write_here(knob, setting, fault);
	return err ? err : hf_bench_enter(bench, setting->host, fault);
}

static int write_knob(const struct hf_settings *settings, const struct hf_bench *bench,
		      enum hf_host host, const struct hf_knob *knob, struct hf_record *record,
		      struct hf_fault *fault)
{
	struct hf_record_setting setting = {.host = host};
	enum hf_sysctl_scope scope = hf_sysctl_scope(knob->key, knob->outside);
	bool unsure = scope == HF_SYSCTL_ABSENT && knob->unsure;
	int err = 0;

	snprintf(setting.key, sizeof(setting.key), "%s", knob->key);
	snprintf(setting.scope, sizeof(setting.scope), "%s",
		 unsure ? HF_SCOPE_NOT_HERE : hf_sysctl_scope_text(scope));
	if (scope == HF_SYSCTL_PRIVATE)
		err = write_here(knob, &setting, fault);
	else if (knob->outside && bench->machine >= 0)
		err = write_machine(settings, bench, knob, &setting, fault);
	else if (!knob->if_present)
		err = refuse(knob->key, scope, fault);
	return err ? err : HF_RECORD_APPEND(record, settings, setting_count, &setting);
}

int hf_settings_write(const struct hf_settings *settings, const struct hf_bench *bench,
		      struct hf_record *record, struct hf_fault *fault)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(both); i++) {
		enum hf_host host = both[i];
		int err = hf_bench_enter(bench, host, fault);

		for (size_t k = 0; k < settings->host[host].count && !err; k++) {
			err = write_knob(settings, bench, host, &settings->host[host].knobs[k],
					 record, fault);
			if (err)
				hf_fault_prefix(fault, "%s", host == SERVER ? "server" : "client");
		}
		if (err)
			return err;
	}
	return 0;
}

int hf_settings_set(const struct hf_bench *bench, enum hf_host host, const char *key,
		    const char *value, struct hf_fault *fault)
{
	enum hf_sysctl_scope scope;
	int err = hf_bench_enter(bench, host, fault);

	if (err)
		return err;
	scope = hf_sysctl_scope(key, false);
	if (scope == HF_SYSCTL_PRIVATE)
		return hf_sysctl_write(key, value, fault);
	if (bench->machine < 0)
		return refuse(key, scope, fault);
	err = hf_netns_enter(bench->machine, fault);
	if (!err && !hf_sysctl_exists(key))
		err = refuse(key, HF_SYSCTL_ABSENT, fault);
	return err ? err : hf_sysctl_write(key, value, fault);
}
