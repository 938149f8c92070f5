/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the files of predict say what they know. Not for others.
 */
#ifndef HF_PREDICT_PARTS_H
#define HF_PREDICT_PARTS_H

#include "predict.h"

/* Appends a fact with that rule; returns it, or a scratch one when there is no memory. */
struct hf_fact *hf_fact_add(struct hf_facts *facts, const char *what, const char *function,
			    const char *rule, ...) __attribute__((format(printf, 4, 5)));

void hf_fact_number(struct hf_fact *fact, int64_t number);
void hf_fact_count(struct hf_fact *fact, const char *name, int64_t number);
void hf_fact_time(struct hf_fact *fact, int64_t ns);
void hf_fact_schedule(struct hf_fact *fact, const struct hf_schedule *schedule);

/* The two halves of hf_predict(). */
void hf_predict_queue_facts(const struct hf_release *release, const struct hf_knobs *knobs,
			    struct hf_facts *facts);
void hf_predict_timer_facts(const struct hf_release *release, const struct hf_knobs *knobs,
			    struct hf_facts *facts);

#endif
