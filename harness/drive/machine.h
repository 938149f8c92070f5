/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine around the cases, where all of it is ours: a guest. Some settings exist once for the
 * whole machine; here they may be written, in the initial network namespace, and are put back.
 */
#ifndef HF_MACHINE_H
#define HF_MACHINE_H

#include "fault.h"
#include "globals.h"

struct hf_machine {
	struct hf_globals globals;	/* of the keys that cases name, those that are global here */
	char (*usual)[HF_VALUE_SIZE]; /* by index of globals.keys: what they are without a case */
	int rest_s;		      /* how long hf_machine_rest() may wait; set by the caller */
};

/*
 * Finds out which keys of the variants, and of the baseline, this kernel has only once, gives those of
 * the baseline its values, and remembers all. The calling process must be the guest's first, in the
 * initial network namespace, single-threaded. Free with _close.
 */
int hf_machine_open(const struct hf_variant *variants, size_t count, struct hf_machine *ret_machine,
		    struct hf_fault *fault);

/* True when the variant may begin beside those that are running. */
bool hf_machine_admits(const struct hf_machine *machine, const struct hf_variant *variant,
		       const struct hf_variant *const running[], size_t count);

/* Before a variant that sets a global key: waits, rest_s at most, for the orphans of ended cases. */
void hf_machine_rest(const struct hf_machine *machine, const struct hf_variant *variant);

/* Puts back what none of the running variants names. */
int hf_machine_settle(const struct hf_machine *machine, const struct hf_variant *const running[],
		      size_t count, struct hf_fault *fault);

void hf_machine_close(struct hf_machine *machine);

#endif
