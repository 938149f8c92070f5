/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "baseline.h"
#include "kernel.h"
#include "mib.h"
#include "netns.h"
#include "own.h"
#include "sysctl.h"

/* Of the candidates those that are here but not to be had in a namespace. */
static int keep_globals(const struct hf_globals *candidates, struct hf_globals *ret_globals,
			struct hf_fault *fault)
{
	HF_AUTO_FREE bool *here = calloc(candidates->count + 1, sizeof(*here));
	HF_AUTO_FD int outside = -EBADF, inside = -EBADF;
	int err;

	if (!here)
		return HF_FAULT(fault, -ENOMEM, "look for global settings");
	for (size_t i = 0; i < candidates->count; i++)
		here[i] = hf_sysctl_exists(candidates->keys[i]);
	err = hf_netns_open(&outside, fault);
	if (!err)
		err = hf_netns_make(&inside, fault);
	for (size_t i = 0; i < candidates->count && !err; i++) {
		const char *key = candidates->keys[i];

		if (!here[i] || hf_sysctl_scope(key, true) == HF_SYSCTL_PRIVATE)
			continue;
		if (hf_globals_add(ret_globals, key) < 0)
			err = HF_FAULT(fault, -ENOMEM, "list global settings");
	}
	return err ? err : hf_netns_enter(outside, fault);
}

static int write_baseline(const struct hf_globals *globals, struct hf_fault *fault)
{
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(hf_baseline) && !err; i++) {
		if (hf_globals_has(globals, hf_baseline[i].key))
			err = hf_sysctl_write(hf_baseline[i].key, hf_baseline[i].value, fault);
	}
	return err;
}

static int remember(struct hf_machine *machine, struct hf_fault *fault)
{
	size_t count = machine->globals.count;
	int err = 0;

	machine->usual = calloc(count + 1, sizeof(*machine->usual));
	if (!machine->usual)
		return HF_FAULT(fault, -ENOMEM, "remember global settings");
	for (size_t i = 0; i < count && !err; i++)
		err = hf_sysctl_read(machine->globals.keys[i], machine->usual[i],
				     sizeof(machine->usual[i]), fault);
	return err;
}

int hf_machine_open(const struct hf_variant *variants, size_t count, struct hf_machine *ret_machine,
		    struct hf_fault *fault)
{
	struct hf_machine machine = {0};
	struct hf_globals candidates = {0};
	int err = 0;

	/* Nobody else's machine is touched. */
	assert(hf_kernel_is_guest());
	for (size_t i = 0; i < count && !err; i++)
		err = hf_globals_add_all_of(&candidates, &variants[i]);
	for (size_t i = 0; i < HF_ARRAY_LEN(hf_baseline) && !err; i++)
		err = hf_globals_add(&candidates, hf_baseline[i].key);
	if (err)
		err = HF_FAULT(fault, err, "list the settings of cases");
	if (!err)
		err = keep_globals(&candidates, &machine.globals, fault);
	if (!err)
		err = write_baseline(&machine.globals, fault);
	if (!err)
		err = remember(&machine, fault);
	hf_globals_done(&candidates);
	if (err)
		hf_machine_close(&machine);
	else
		*ret_machine = machine;
	return err;
}

bool hf_machine_admits(const struct hf_machine *machine, const struct hf_variant *variant,
		       const struct hf_variant *const running[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (hf_globals_clash(&machine->globals, variant, running[i]))
			return false;
	}
	return true;
}

static bool is_named(const struct hf_variant *const running[], size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		if (hf_globals_names(running[i], key))
			return true;
	}
	return false;
}

int hf_machine_settle(const struct hf_machine *machine, const struct hf_variant *const running[],
		      size_t count, struct hf_fault *fault)
{
	int err = 0;

	for (size_t i = 0; i < machine->globals.count && !err; i++) {
		const char *key = machine->globals.keys[i];
		char value[HF_VALUE_SIZE];

		if (is_named(running, count, key))
			continue;
		err = hf_sysctl_read(key, value, sizeof(value), fault);
		if (!err && strcmp(value, machine->usual[i]) != 0)
			err = hf_sysctl_write(key, machine->usual[i], fault);
	}
	return err;
}

static int64_t orphans_left(void)
{
	struct hf_mib mib = {0};
	struct hf_fault fault;
	int64_t orphans = 0;

	if (hf_mib_add_machine(&mib, &fault) == 0)
		hf_mib_get(&mib, "Sockstat.TcpOrphans", &orphans);
	hf_mib_done(&mib);
	return orphans;
}

/*
 * A connection that was closed and is not acknowledged keeps its namespace alive when the case has
 * ended, and with it its share in what the machine has but once.
 */
void hf_machine_rest(const struct hf_machine *machine, const struct hf_variant *variant)
{
	const struct timespec second = {.tv_sec = 1};
	bool wants_the_machine = false;

	for (size_t i = 0; i < machine->globals.count; i++)
		wants_the_machine |= hf_globals_names(variant, machine->globals.keys[i]);
	for (int s = 0; wants_the_machine && s < machine->rest_s && orphans_left(); s++)
		nanosleep(&second, NULL);
}

void hf_machine_close(struct hf_machine *machine)
{
	hf_globals_done(&machine->globals);
	free(machine->usual);
	*machine = (struct hf_machine){0};
}
