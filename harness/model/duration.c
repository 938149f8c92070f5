/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "duration.h"

#include "defaults.h"

static int64_t within_ms(const struct hf_variant *v, const struct hf_step *s)
{
	int64_t within = hf_variant_number(v, s->until.within_ms);

	return within ? within : HF_DEFAULT_WITHIN_MS;
}

/* Longest time of one step, ms. Steps that .wait are given as long as an UNTIL. */
static int64_t longest_step_ms(const struct hf_variant *v, const struct hf_step *s)
{
	switch (s->verb) {
	case HF_QUIET:
		return hf_variant_number(v, s->quiet.ms);
	case HF_UNTIL:
		return within_ms(v, s);
	case HF_SYN:
		return hf_variant_number(v, s->syn.count) * hf_variant_number(v, s->syn.every_us) /
		       1000;
	case HF_CONNECT:
		return s->connect.wait ? HF_DEFAULT_WITHIN_MS : 0;
	case HF_RECV:
		return s->recv.wait ? HF_DEFAULT_WITHIN_MS : 0;
	case HF_RUN:
		return s->run.wait ? HF_DEFAULT_WITHIN_MS : 0;
	default:
		return 0;
	}
}

int64_t hf_duration_longest_ms(const struct hf_variant *variant)
{
	int64_t sum = 0;

	for (const struct hf_step *s = variant->c->steps; s && s->verb != HF_VERB_UNSET; s++)
		sum += longest_step_ms(variant, s);
	return sum;
}

int64_t hf_duration_waiting_ms(const struct hf_variant *variant)
{
	int64_t sum = 0;

	for (const struct hf_step *s = variant->c->steps; s && s->verb != HF_VERB_UNSET; s++) {
		if (s->verb == HF_QUIET ||
		    (s->verb == HF_UNTIL && within_ms(variant, s) > HF_DEFAULT_WITHIN_MS))
			sum += longest_step_ms(variant, s);
	}
	return sum;
}

bool hf_duration_is_long(const struct hf_variant *variant)
{
	return hf_duration_waiting_ms(variant) > HF_DURATION_LONG_MS;
}
