/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real programs in the hosts of a case.
 */
#ifndef HF_ACTS_H
#define HF_ACTS_H

#include "stage.h"

int hf_acts_run(struct hf_stage *stage, const struct hf_run *run, struct hf_fault *fault);

/* Notices which programs have ended. */
void hf_acts_attend(struct hf_stage *stage);

/* True while one of them, or more, has not ended. */
bool hf_acts_go_on(const struct hf_stage *stage);

/* Sends the program of that name a signal; SIGKILL is waited for. -ENOENT when there is none. */
int hf_acts_kill(struct hf_stage *stage, const char *name, int signal, struct hf_fault *fault);

/* Their output goes into the record; they end. */
int hf_acts_end(struct hf_stage *stage);

#endif
