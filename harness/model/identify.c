/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identify.h"

#include <stdlib.h>

#include "judge.h"
#include "own.h"

/* Whether the kernels of an era have the change: all of them, none, or some (UNCLEAR). */
static enum hf_presence presence_in(const struct hf_case *c, const struct hf_era *era,
				    enum hf_change change)
{
	size_t count;
	const struct hf_release *releases = hf_release_landmarks(&count);
	bool some_have = false, some_lack = false;

	for (size_t i = 0; i < count; i++) {
		if (hf_era_for(c->eras, &releases[i]) != era)
			continue;
		if (hf_release_has(&releases[i], change))
			some_have = true;
		else
			some_lack = true;
	}
	if (some_have == some_lack)
		return HF_UNCLEAR;
	return some_have ? HF_PRESENT : HF_ABSENT;
}

static bool tells(const struct hf_case *c, enum hf_change change)
{
	bool present = false, absent = false;

	for (const struct hf_era *era = c->eras; era->claim_is; era++) {
		enum hf_presence presence = presence_in(c, era, change);

		present |= presence == HF_PRESENT && era->since == change;
		absent |= presence == HF_ABSENT && era->until == change;
	}
	return present && absent;
}

/* A row from the middle of a sweep: at its ends the generations of a rule may coincide. */
static struct hf_variant probe(const struct hf_case *c)
{
	return (struct hf_variant){
		.c = c,
		.row = c->row_count ? (int)(c->row_count / 2) : -1,
		.inet6 = c->ipv6_only,
	};
}

/* Insertion: the list is kept sorted by budget, and short. Returns how many there are now. */
static size_t insert(const struct hf_case *c, struct hf_variant variants[HF_PROBES_OF_ONE],
		     size_t found)
{
	size_t at;

	for (at = found; at > 0 && variants[at - 1].c->budget_s > c->budget_s; at--) {
		if (at < HF_PROBES_OF_ONE)
			variants[at] = variants[at - 1];
	}
	if (at < HF_PROBES_OF_ONE)
		variants[at] = probe(c);
	return found < HF_PROBES_OF_ONE ? found + 1 : found;
}

size_t hf_identify_probes(enum hf_change change, struct hf_variant ret_variants[HF_PROBES_OF_ONE])
{
	size_t case_count, found = 0;
	const struct hf_case *const *cases = hf_registry_all(&case_count);

	for (int programs = 0; programs < 2 && !found; programs++) {
		for (size_t i = 0; i < case_count; i++) {
			if (hf_case_runs_program(cases[i]) == programs && tells(cases[i], change))
				found = insert(cases[i], ret_variants, found);
		}
	}
	return found;
}

/* Judged as a kernel of that era would be: any one, they are alike to the case. */
static bool fits(const struct hf_variant *variant, const struct hf_era *era,
		 struct hf_record *record)
{
	size_t count;
	const struct hf_release *releases = hf_release_landmarks(&count);

	for (size_t i = 0; i < count; i++) {
		if (hf_era_for(variant->c->eras, &releases[i]) == era)
			return hf_judge_in_era(variant, &releases[i], era, record) == 0 &&
			       record->verdict == AS_EXPECTED;
	}
	return false;
}

/*
 * Whether the record fits the kernel with the change, and without it, all else being as promised.
 * Where the behaviour came back later, as it was, this tells what eras alone cannot.
 */
static enum hf_presence hypothesis(enum hf_change change, const struct hf_variant *variant,
				   const struct hf_release *promised, struct hf_record *record)
{
	const uint64_t bit = UINT64_C(1) << change;
	struct hf_release had = *promised, lacked = *promised;
	const struct hf_era *with, *without;
	bool fits_with, fits_without;

	had.with |= bit;
	had.without &= ~bit;
	lacked.with &= ~bit;
	lacked.without |= bit;
	with = hf_era_for(variant->c->eras, &had);
	without = hf_era_for(variant->c->eras, &lacked);
	if (!with || !without)
		return HF_UNCLEAR;
	fits_with = fits(variant, with, record);
	fits_without = fits(variant, without, record);
	if (fits_with == fits_without)
		return HF_UNCLEAR;
	return fits_with ? HF_PRESENT : HF_ABSENT;
}

enum hf_presence hf_identify(enum hf_change change, const struct hf_variant *variant,
			     const struct hf_release *promised, struct hf_record *record)
{
	bool present = false, absent = false;

	if (record->why[0])
		return HF_PRESENCE_UNSET;
	for (const struct hf_era *era = variant->c->eras; era->claim_is; era++) {
		enum hf_presence presence;

		if (!fits(variant, era, record))
			continue;
		presence = presence_in(variant->c, era, change);
		present |= presence != HF_ABSENT;
		absent |= presence != HF_PRESENT;
	}
	if (present && absent)
		return hypothesis(change, variant, promised, record);
	if (!present && !absent)
		return HF_UNCLEAR;
	return present ? HF_PRESENT : HF_ABSENT;
}
