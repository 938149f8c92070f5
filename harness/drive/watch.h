/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time passes while a case is performed, and what happens is noticed.
 */
#ifndef HF_WATCH_H
#define HF_WATCH_H

#include "stage.h"

/*
 * Lets time pass until the deadline or until something was noticed; then returns. Takes reports,
 * answers SYN-ACKs, measures how late the process was woken.
 */
int hf_watch(struct hf_stage *stage, int64_t deadline_ns, struct hf_fault *fault);

/* Notices for how long the process has been kept from running since it was asked last. */
void hf_watch_delay(struct hf_stage *stage);

/* Until when one may wait for reports before something else must be looked at, deadline_ns at most. */
int64_t hf_watch_stretch(const struct hf_stage *stage, int64_t deadline_ns);

/* A silence of so many ns. */
int hf_watch_for(struct hf_stage *stage, int64_t ns, struct hf_fault *fault);

/* True when every call of that name has returned. */
bool hf_watch_returned(const struct hf_stage *stage, const char *who);

#endif
