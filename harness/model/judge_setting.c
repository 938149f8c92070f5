/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where this kernel has a setting, and what it is. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_parts.h"
#include "record_words.h"

void hf_judge_setting(struct hf_judging *j, const struct hf_setting_expect *expect)
{
	struct hf_record_reason reason =
		hf_judge_reason(j, "%s in a namespace (%s)", expect->key, hf_host_name(expect->at));

	HF_EXPECTED(reason, "%s", expect->scope);
	HF_SEEN(reason, "it was not asked");
	for (size_t i = 0; i < j->record->setting_count; i++) {
		const struct hf_record_setting *setting = &j->record->settings[i];

		if (setting->host != expect->at || strcmp(setting->key, expect->key) != 0)
			continue;
		if (!strcmp(setting->scope, expect->scope))
			return;
		if (!strcmp(setting->scope, HF_SCOPE_NOT_HERE) &&
		    (!strcmp(expect->scope, "absent") || !strcmp(expect->scope, "global-only")))
			return;
		HF_SEEN(reason, "%s", setting->scope);
	}
	hf_judge_add(j, &reason);
}

void hf_judge_value(struct hf_judging *j, const struct hf_value_expect *expect)
{
	struct hf_record_reason reason =
		hf_judge_reason(j, "value of %s (%s)", expect->key, hf_host_name(expect->at));
	int64_t lo = hf_judge_num(j, expect->lo), hi = hf_judge_num(j, expect->hi);

	if (lo == hi)
		HF_EXPECTED(reason, "%" PRId64, lo);
	else
		HF_EXPECTED(reason, "%" PRId64 " to %" PRId64, lo, hi);
	HF_SEEN(reason, "it was not read");
	for (size_t i = 0; i < j->record->setting_count; i++) {
		const struct hf_record_setting *setting = &j->record->settings[i];
		char *end;
		int64_t value;

		if (setting->host != expect->at || strcmp(setting->key, expect->key) != 0 ||
		    strcmp(setting->scope, "private") != 0)
			continue;
		value = strtoll(setting->value, &end, 10);
		if (end != setting->value && !*end && value >= lo && value <= hi)
			return;
		HF_SEEN(reason, "%s", setting->value);
	}
	hf_judge_add(j, &reason);
}
