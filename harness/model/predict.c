/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "predict.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "predict_parts.h"
#include "tick.h"

enum { TIMES_SHOWN = 12 };

struct hf_fact *hf_fact_add(struct hf_facts *facts, const char *what, const char *function,
			    const char *rule, ...)
{
	static struct hf_fact scratch;
	struct hf_fact *grown = realloc(facts->facts, (facts->count + 1) * sizeof(*grown));
	struct hf_fact *fact = &scratch;
	va_list args;

	if (grown) {
		facts->facts = grown;
		fact = &grown[facts->count++];
	} else {
		facts->incomplete = true;
	}
	*fact = (struct hf_fact){.what = what, .function = function, .kind = HF_FACT_TEXT};
	va_start(args, rule);
	vsnprintf(fact->rule, sizeof(fact->rule), rule, args);
	va_end(args);
	return fact;
}

void hf_fact_number(struct hf_fact *fact, int64_t number)
{
	fact->kind = HF_FACT_NUMBER;
	fact->count = 1;
	fact->numbers[0] = number;
}

void hf_fact_count(struct hf_fact *fact, const char *name, int64_t number)
{
	fact->kind = HF_FACT_COUNTS;
	fact->names[fact->count] = name;
	fact->numbers[fact->count++] = number;
}

void hf_fact_time(struct hf_fact *fact, int64_t ns)
{
	fact->kind = HF_FACT_TIMES;
	fact->numbers[fact->count++] = ns;
}

void hf_fact_schedule(struct hf_fact *fact, const struct hf_schedule *schedule)
{
	for (size_t i = 0; i < schedule->count; i++)
		hf_fact_time(fact, schedule->at_ns[i]);
}

void hf_facts_done(struct hf_facts *facts)
{
	free(facts->facts);
	*facts = (struct hf_facts){0};
}

/* ---- values as text ----------------------------------------------------------------------- */

static void times_text(const struct hf_fact *fact, char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < fact->count && used < size; i++) {
		if (i >= TIMES_SHOWN && i + 1 < fact->count)
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%g",
					 !i                ? ""
					 : i > TIMES_SHOWN ? ", ... "
							   : ", ",
					 (double)fact->numbers[i] / HF_SEC);
	}
	if (used < size)
		snprintf(text + used, size - used, fact->count > TIMES_SHOWN ? " s (%zu)" : " s",
			 fact->count);
}

static void counts_text(const struct hf_fact *fact, char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < fact->count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s %" PRId64, i ? ", " : "",
					 fact->names[i], fact->numbers[i]);
}

void hf_fact_value(const struct hf_fact *fact, char *text, size_t size)
{
	switch (fact->kind) {
	case HF_FACT_NUMBER:
		snprintf(text, size, "%" PRId64, fact->numbers[0]);
		break;
	case HF_FACT_TIMES:
		times_text(fact, text, size);
		break;
	case HF_FACT_COUNTS:
		counts_text(fact, text, size);
		break;
	default:
		snprintf(text, size, "%s", fact->text);
		break;
	}
}

void hf_predict(const struct hf_release *release, const struct hf_knobs *knobs,
		struct hf_facts *ret_facts)
{
	*ret_facts = (struct hf_facts){0};
	hf_predict_queue_facts(release, knobs, ret_facts);
	hf_predict_timer_facts(release, knobs, ret_facts);
}
