/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What applications were told, and what programs printed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge_parts.h"
#include "own.h"

/* Which of the calls of that kind on that connection this is: 1 is the first. */
static int64_t ordinal(const struct hf_record *record, size_t i)
{
	const struct hf_record_call *call = &record->calls[i];
	int64_t n = 1;

	for (size_t k = 0; k < i; k++) {
		const struct hf_record_call *other = &record->calls[k];

		n += !strcmp(other->who, call->who) && !strcmp(other->call, call->call) &&
		     other->index == call->index;
	}
	return n;
}

static void tell_call(const struct hf_record_call *call, char *text, size_t size)
{
	double seconds = (double)(call->end_ns - call->start_ns) / 1e9;

	if (call->pending)
		snprintf(text, size, "%s[%d] had not returned", call->who, call->index);
	else if (!strcmp(call->call, "exit"))
		snprintf(text, size, "%s ended with status %d after %.3f s", call->who, call->err,
			 seconds);
	else if (call->err)
		snprintf(text, size, "%s[%d]: %s after %.3f s", call->who, call->index,
			 strerror(call->err), seconds);
	else
		snprintf(text, size, "%s[%d]: success after %.3f s, %" PRId64 " bytes", call->who,
			 call->index, seconds, call->bytes);
}

static bool call_fits(const struct hf_judging *j, const struct hf_call_expect *expect,
		      const struct hf_record_call *call)
{
	int64_t bytes = hf_judge_num(j, expect->bytes);
	int64_t lo, hi;

	if (expect->pending || call->pending)
		return expect->pending == call->pending;
	if (call->err != expect->err)
		return false;
	if (bytes && call->bytes != (bytes == NONE ? 0 : bytes))
		return false;
	if (!expect->after)
		return true;
	if (hf_timer_sum_window(expect->after, &j->slack, &lo, &hi) < 0)
		return false;
	return call->end_ns - call->start_ns >= lo && call->end_ns - call->start_ns <= hi;
}

static void tell_expected_call(const struct hf_judging *j, const struct hf_call_expect *expect,
			       struct hf_record_reason *reason)
{
	int64_t bytes = hf_judge_num(j, expect->bytes);
	int64_t lo, hi;
	char after[64] = "", amount[64] = "";
	int err = expect->err;

	if (expect->after && hf_timer_sum_window(expect->after, &j->slack, &lo, &hi) == 0)
		snprintf(after, sizeof(after), " after %.3f to %.3f s", (double)lo / 1e9,
			 (double)hi / 1e9);
	if (bytes == NONE)
		snprintf(amount, sizeof(amount), ", end of stream");
	else if (bytes)
		snprintf(amount, sizeof(amount), ", %" PRId64 " bytes", bytes);
	if (expect->pending)
		HF_EXPECTED(*reason, "it has not returned");
	else if (!strcmp(expect->call, "exit"))
		HF_EXPECTED(*reason, "status %d%s", err, after);
	else
		HF_EXPECTED(*reason, "%s%s%s", err ? strerror(err) : "success", after, amount);
}

/* The calls it is about, and those of them that returned so; the first other one is told. */
static void count_calls(const struct hf_judging *j, const struct hf_call_expect *expect,
			int64_t *ret_all, int64_t *ret_fitting, struct hf_record_reason *reason)
{
	const struct hf_record *record = j->record;
	int64_t nth = hf_judge_num(j, expect->nth);

	*ret_all = *ret_fitting = 0;
	for (size_t i = 0; i < record->call_count; i++) {
		const struct hf_record_call *call = &record->calls[i];

		if (strcmp(call->who, expect->who) != 0 || strcmp(call->call, expect->call) != 0 ||
		    (nth && ordinal(record, i) != nth))
			continue;
		++*ret_all;
		if (call_fits(j, expect, call))
			++*ret_fitting;
		else if (*ret_all == *ret_fitting + 1)
			tell_call(call, reason->seen, sizeof(reason->seen));
	}
}

void hf_judge_call(struct hf_judging *j, const struct hf_call_expect *expect)
{
	struct hf_record_reason reason = hf_judge_reason(j, "%s of %s", expect->call, expect->who);
	const struct hf_slack no_slack = {.jiffy_ns = 1};
	int64_t wanted = hf_judge_num(j, expect->calls);
	int64_t lo, hi;
	int64_t fitting, all;
	size_t used;

	if (expect->after && hf_timer_sum_window(expect->after, &no_slack, &lo, &hi) == 0)
		hf_judge_timer(j, lo + no_slack.jiffy_ns);
	tell_expected_call(j, expect, &reason);
	HF_SEEN(reason, "no such call");
	count_calls(j, expect, &all, &fitting, &reason);
	if (wanted == NONE) {
		HF_EXPECTED(reason, "no such call");
		HF_SEEN(reason, "%" PRId64 " calls", all);
		if (all)
			hf_judge_add(j, &reason);
	} else if (wanted) {
		used = strlen(reason.expected);
		snprintf(reason.expected + used, sizeof(reason.expected) - used,
			 " of %" PRId64 " calls", wanted);
		HF_SEEN(reason, "of %" PRId64 " of %" PRId64 " calls", fitting, all);
		if (fitting != wanted)
			hf_judge_add(j, &reason);
	} else if (!all || fitting != all) {
		hf_judge_add(j, &reason);
	}
}

void hf_judge_output(struct hf_judging *j, const struct hf_output *output)
{
	struct hf_record_reason reason = hf_judge_reason(j, "what %s printed", output->who);
	HF_AUTO_FREE char *has = hf_variant_filled(j->variant, output->has);

	if (!has) {
		j->err = -ENOMEM;
		return;
	}
	HF_EXPECTED(reason, "\"%s\"", has);
	HF_SEEN(reason, "nothing");
	for (size_t i = 0; i < j->record->output_count; i++) {
		const struct hf_record_output *seen = &j->record->outputs[i];

		if (strcmp(seen->who, output->who) != 0)
			continue;
		if (strstr(seen->text, has))
			return;
		HF_SEEN(reason, "\"%.240s\"", seen->text);
	}
	hf_judge_add(j, &reason);
}
