/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue of claims and the cases know each other. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "own.h"
#include "registry.h"
#include "suite.h"

START_TEST(ids_are_in_order)
{
	ck_assert_ptr_nonnull(hf_claims[0].id);
	for (size_t i = 1; hf_claims[i].id; i++)
		ck_assert_msg(hf_claim_order(hf_claims[i - 1].id, hf_claims[i].id) < 0,
			      "%s stands before %s", hf_claims[i - 1].id, hf_claims[i].id);
}
END_TEST

START_TEST(orders)
{
	static const char *const ids[] = {"D0.2",  "D0.11", "D1.1", "D4.11", "D4.11a", "D4.11b",
					  "X1",      "X12"};

	for (size_t i = 0; i < HF_ARRAY_LEN(ids); i++)
		ck_assert_int_eq(hf_claim_order(ids[i], ids[i]), 0);
	for (size_t i = 1; i < HF_ARRAY_LEN(ids); i++) {
		ck_assert_msg(hf_claim_order(ids[i - 1], ids[i]) < 0, "%s", ids[i]);
		ck_assert_msg(hf_claim_order(ids[i], ids[i - 1]) > 0, "%s", ids[i]);
	}
}
END_TEST

/* Quotes are of documents; what is beyond them has none. Sentences end with a full stop. */
START_TEST(claims_are_whole)
{
	for (const struct hf_claim *claim = hf_claims; claim->id; claim++) {
		const struct hf_document *document = hf_claim_document(claim);
		const struct hf_document *before =
			claim > hf_claims ? hf_claim_document(claim - 1) : NULL;

		ck_assert_msg(document, "%s is of no document", claim->id);
		ck_assert_msg(claim->kind, "%s has no kind", claim->id);
		ck_assert_msg(claim->section || document == before, "%s has no section",
			      claim->id);
		ck_assert_msg(claim->says && claim->says[strlen(claim->says) - 1] == '.',
			      "%s says nothing whole", claim->id);
		ck_assert_msg(!claim->quote == (claim->id[0] == 'X'), "quote of %s", claim->id);
		ck_assert_msg(!claim->no_case ||
				      claim->no_case[strlen(claim->no_case) - 1] == '.',
			      "%s: the reason is no sentence", claim->id);
	}
	for (const struct hf_document *document = hf_documents; document->id; document++)
		ck_assert(document->title && document->about);
}
END_TEST

START_TEST(finds)
{
	ck_assert_str_eq(hf_claim_find("D0.1")->id, "D0.1");
	ck_assert_str_eq(hf_claim_find("D4.11g")->id, "D4.11g");
	ck_assert_str_eq(hf_claim_find("X12")->id, "X12");
	ck_assert_ptr_null(hf_claim_find("D0.0"));
	ck_assert_ptr_null(hf_claim_find("D0"));
	ck_assert_ptr_null(hf_claim_find(""));
	ck_assert_str_eq(hf_claim_document(hf_claim_find("D4.11g"))->id, "D4");
	ck_assert_str_eq(hf_claim_document(hf_claim_find("X12"))->id, "X");
}
END_TEST

START_TEST(cases_name_claims)
{
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++) {
		for (const char *const *id = cases[i]->claims; id && *id; id++)
			ck_assert_msg(hf_claim_find(*id),
				      "%s names %s, which is not in fixtures/claims.c", cases[i]->name,
				      *id);
	}
}
END_TEST

/* A case or a reason, and not both. */
START_TEST(claims_have_cases)
{
	for (const struct hf_claim *claim = hf_claims; claim->id; claim++) {
		bool shown = hf_claim_has_case(claim);

		ck_assert_msg(!shown || !claim->no_case,
			      "%s has a case: take the reason for none out of fixtures/claims.c",
			      claim->id);
		ck_assert_msg(shown || claim->no_case,
			      "%s has neither a case nor, in fixtures/claims.c, a reason for none",
			      claim->id);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("claims");
	TCase *tc = tcase_create("claims");

	tcase_add_test(tc, ids_are_in_order);
	tcase_add_test(tc, orders);
	tcase_add_test(tc, claims_are_whole);
	tcase_add_test(tc, finds);
	tcase_add_test(tc, cases_name_claims);
	tcase_add_test(tc, claims_have_cases);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
