/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of judge.h that it does not offer to others: what the files of the judge share. A rule that
 * does not hold adds its reason to the record. Pure.
 */
#ifndef HF_JUDGE_PARTS_H
#define HF_JUDGE_PARTS_H

#include "judge.h"
#include "timer.h"

struct hf_judging {
	const struct hf_variant *variant;
	const struct hf_release *release;
	const struct hf_era *era;
	struct hf_record *record;
	struct hf_slack slack;
	int64_t shortest_ns; /* of the timers that rules ask for; 0: they ask for none */
	int err; /* -ENOMEM */
};

/* A number of the case, in this variant. */
int64_t hf_judge_num(const struct hf_judging *j, int64_t number);

/* A reason for the rule of that name, with a hint at the commits on which the expectation rests. */
struct hf_record_reason hf_judge_reason(const struct hf_judging *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
#define HF_EXPECTED(reason, ...)                                                                   \
	snprintf((reason).expected, sizeof((reason).expected), __VA_ARGS__)
#define HF_SEEN(reason, ...) snprintf((reason).seen, sizeof((reason).seen), __VA_ARGS__)
void hf_judge_add(struct hf_judging *j, const struct hf_record_reason *reason);

/* A number that must be exactly what is expected. */
void hf_judge_equal(struct hf_judging *j, struct hf_record_reason reason, int64_t expected,
		    int64_t seen);

/* Remembers the shortest of the timers that rules ask for. */
void hf_judge_timer(struct hf_judging *j, int64_t nominal_ns);

/* The mark; NULL, and a reason, when it was not reached. */
const struct hf_record_mark *hf_judge_mark(struct hf_judging *j, const char *name);

/* One rule each. */
void hf_judge_delta(struct hf_judging *j, const struct hf_delta *delta);
void hf_judge_wire(struct hf_judging *j, const char *name, const char *text);
void hf_judge_wire_count(struct hf_judging *j, const struct hf_wire_count *expect);
void hf_judge_wire_tail(struct hf_judging *j, const struct hf_wire_tail *expect);
void hf_judge_queue(struct hf_judging *j, const struct hf_queue *queue);
void hf_judge_sockets(struct hf_judging *j, const struct hf_sockets *sockets);
void hf_judge_buffer(struct hf_judging *j, const struct hf_buffer *buffer);
void hf_judge_call(struct hf_judging *j, const struct hf_call_expect *expect);
void hf_judge_hits(struct hf_judging *j, const struct hf_hits *hits);
void hf_judge_output(struct hf_judging *j, const struct hf_output *output);
void hf_judge_conserved(struct hf_judging *j, const struct hf_conserved *conserved);
void hf_judge_setting(struct hf_judging *j, const struct hf_setting_expect *expect);
void hf_judge_value(struct hf_judging *j, const struct hf_value_expect *expect);

/* What holds without being written: no watched counter moves unmentioned, none owes another one. */
void hf_judge_closed_world(struct hf_judging *j, enum hf_host host);
void hf_judge_invariants(struct hf_judging *j);

#endif
