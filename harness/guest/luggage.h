/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the cases of a guest need of the machine around them, told from their steps: programs,
 * extensions of iptables, modules of the kernel. Pure; pack.h puts it into the initramfs.
 */
#ifndef HF_LUGGAGE_H
#define HF_LUGGAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "case.h"

struct hf_luggage_list {
	char **names; /* each once; owned */
	size_t count;
};

struct hf_luggage {
	bool iptables; /* some case needs it */
	struct hf_luggage_list programs;   /* to be looked for; not every one need be a program */
	struct hf_luggage_list extensions; /* "conntrack" is libxt_conntrack.so or one of its kin */
	struct hf_luggage_list modules;	   /* those that the kernel has not are built in, or missing */
};

/*
 * Adds what a case needs: the program of each RUN; of a shell script all words in it that could be
 * programs; for a DROP or an iptables in a script its table, what it matches by and jumps to; and what a
 * PACE and programs that are known here need of the kernel. -ENOMEM.
 */
int hf_luggage_note(struct hf_luggage *luggage, const struct hf_case *c);

void hf_luggage_done(struct hf_luggage *luggage);

#endif
