/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <sys/utsname.h>

#include "cmd.h"
#include "kernel.h"

static const struct argp argp = {
	NULL, NULL, NULL, "Try what cases need on this machine; say of each no why, and what to do.",
	NULL, NULL, NULL,
};

int hf_cmd_check(int argc, char **argv)
{
	struct hf_probe probes[HF_PROBES_MAX];
	struct utsname name;
	bool can_run = true;
	size_t count;

	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	uname(&name);
	printf("kernel %s %s\n", name.release, name.machine);
	count = hf_kernel_probe(probes);
	for (size_t i = 0; i < count; i++) {
		printf("%-4s %s\n", probes[i].works ? "yes" : "NO", probes[i].what);
		if (probes[i].works)
			continue;
		printf("     %s\n", probes[i].why);
		can_run &= !probes[i].needed;
	}
	return can_run ? HF_EXIT_AS_EXPECTED : HF_EXIT_SKIPPED;
}
