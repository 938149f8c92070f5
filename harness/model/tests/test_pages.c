/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The generated pages hold every claim and every case, and say where records show them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "own.h"
#include "page_parts.h"
#include "registry.h"
#include "suite.h"

static char *page_of(int (*put)(FILE *to, const struct hf_results *results),
		     const struct hf_result *seen, size_t count)
{
	struct hf_results results;
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_int_eq(hf_results_make(seen, count, &results), 0);
	ck_assert_int_eq(put(to, &results), 0);
	hf_results_done(&results);
	fclose(to);
	return text;
}

static int times(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* ---- without records ---- */

START_TEST(has_every_claim)
{
	HF_AUTO_FREE char *text = page_of(hf_page_claims, NULL, 0);
	const char *at = text;

	for (const struct hf_claim *claim = hf_claims; claim->id; claim++) {
		char heading[32];

		snprintf(heading, sizeof(heading), "\n#### %s\n", claim->id);
		ck_assert_msg(times(text, heading) == 1, "%s", claim->id);
		ck_assert_msg(strstr(at, heading), "%s is not in its place", claim->id);
		at = strstr(at, heading);
		if (claim->no_case)
			ck_assert_ptr_nonnull(strstr(at, claim->no_case));
	}
	ck_assert_ptr_null(strstr(text, "(null)"));
	ck_assert_ptr_nonnull(strstr(text, "There are no accepted records yet."));
}
END_TEST

START_TEST(has_every_case)
{
	HF_AUTO_FREE char *claims = page_of(hf_page_claims, NULL, 0);
	HF_AUTO_FREE char *matrix = page_of(hf_page_matrix, NULL, 0);
	size_t count;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++) {
		char link[200];

		snprintf(link, sizeof(link), "[%s](../cases/%s.c)", cases[i]->name,
			 cases[i]->name);
		ck_assert_msg(times(matrix, link) == 1, "%s", link);
		ck_assert_msg(times(claims, link) >= 1, "%s", link);
		/* Its sentence stands behind it; ten letters of it will do. */
		snprintf(link, sizeof(link), "[%s](../cases/%s.c): %.10s", cases[i]->name,
			 cases[i]->name, cases[i]->claim);
		ck_assert_msg(times(claims, link) >= 1, "%s", link);
	}
}
END_TEST

/* ---- with records ---- */

static struct hf_result seen_on(const char *name, const char *uname, const char *version)
{
	struct hf_result seen = {.c = hf_registry_find(name)};

	ck_assert_ptr_nonnull(seen.c);
	snprintf(seen.uname, sizeof(seen.uname), "%s", uname);
	ck_assert_int_eq(hf_release_parse(uname, version, &seen.release), 0);
	return seen;
}

static const char *section_of(const char *text, const char *id)
{
	char heading[32];

	snprintf(heading, sizeof(heading), "\n#### %s\n", id);
	return strstr(text, heading) + 1;
}

/* Kernels are told in their order, whatever that of the records; neighbours as a span. */
START_TEST(tells_where_it_was_seen)
{
	const struct hf_result seen[] = {
		seen_on("acceptq-overflow", "7.3.4", NULL),
		seen_on("acceptq-overflow", "5.10.0-32-cloud-amd64",
			"#1 SMP Debian 5.10.223-1 (2024-08-10)"),
		seen_on("acceptq-overflow", "6.12.117", NULL),
		seen_on("acceptq-abort", "6.1.100", NULL),
		seen_on("acceptq-overflow", "6.18.15", NULL),
		seen_on("acceptq-overflow", "3.10.0-693.el7.x86_64", NULL),
	};
	HF_AUTO_FREE char *text = page_of(hf_page_claims, seen, HF_ARRAY_LEN(seen));
	HF_AUTO_FREE char *all = page_of(hf_page_claims, seen, 3);
	const char *section = section_of(text, "X1");

	ck_assert_ptr_nonnull(strstr(text, "1. 3.10.0-693.el7 (`3.10.0-693.el7.x86_64`)\n"
					   "2. 5.10.223 (`5.10.0-32-cloud-amd64`)\n"
					   "3. 6.1.100 (`6.1.100`)\n"
					   "4. 6.12.117 (`6.12.117`)\n"));
	ck_assert_ptr_eq(strstr(section, "\n| 3.10 to 4.9 | true as told | "
					 "[acceptq-overflow](../cases/acceptq-overflow.c) | "
					 "3.10.0-693.el7 |\n"),
			 strstr(section, "\n| 3.10 to 4.9 |"));
	ck_assert_ptr_nonnull(strstr(section, " | 5.10.223, 6.12.117 to 7.3.4 |\n"));
	ck_assert_ptr_nonnull(strstr(section_of(all, "X1"), " | 5.10.223 to 7.3.4 |\n"));
	ck_assert_ptr_nonnull(strstr(section_of(all, "X1"), " | not run |\n"));
}
END_TEST

START_TEST(counts_variants)
{
	const struct hf_result seen[] = {
		seen_on("acceptq-overflow", "7.3.4", NULL),
		seen_on("acceptq-overflow", "7.3.4", NULL),
		seen_on("acceptq-overflow", "4.4.0", NULL),
	};
	HF_AUTO_FREE char *text = page_of(hf_page_matrix, seen, HF_ARRAY_LEN(seen));
	const char *row = strstr(text, "| [acceptq-overflow](");

	ck_assert_ptr_nonnull(strstr(text, "\n| case | claims | 4.4.0 | 7.3.4 |\n|---|---|---|---|"));
	ck_assert_ptr_nonnull(row);
	ck_assert_ptr_nonnull(strstr(row, " | T 1/2 | R 2/2 |\n"));
	ck_assert_ptr_nonnull(strstr(strstr(text, "| [acceptq-abort]("), " | – | – |\n"));
	ck_assert_ptr_nonnull(strstr(text, " | 1/"));
}
END_TEST

/* ---- small things ---- */

static void check_span(enum hf_change since, enum hf_change until, const char *expected)
{
	char text[64] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	hf_page_span(to, since, until);
	fclose(to);
	ck_assert_str_eq(text, expected);
}

START_TEST(spans)
{
	check_span(HF_CHANGE_UNSET, HF_CHANGE_UNSET, "all");
	check_span(SYN_REFUSED_ON_FULL_ACCEPTQ, HF_CHANGE_UNSET, "since 4.10");
	check_span(HF_CHANGE_UNSET, SYN_REFUSED_ON_FULL_ACCEPTQ, "3.10 to 4.9");
	check_span(SYNQ_LIMIT_IS_BACKLOG, SYN_REFUSED_ON_FULL_ACCEPTQ, "4.4 to 4.9");
	check_span(SYNQ_LIMIT_IS_BACKLOG, TIMEOUTS_ALL_COUNTED, "4.4 to 4.20");
	check_span(SYNQ_LIMIT_IS_BACKLOG, KEEPALIVE_PRIVATE, "4.4");
}
END_TEST

START_TEST(answers)
{
	char text[300] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	hf_page_answer(to, "X1");
	fclose(to);
	ck_assert_str_eq(text, "Up to 4.9 true as told; since 4.10 true for another reason.");
	ck_assert_uint_eq(hf_page_today("X1"), 1u << TRUE_FOR_ANOTHER_REASON);
	ck_assert_uint_eq(hf_page_today("X99"), 0);
}
END_TEST

START_TEST(escapes)
{
	char text[64] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	hf_page_text(to, "a|b * <c>\n`d`");
	fclose(to);
	ck_assert_str_eq(text, "a\\|b \\* \\<c> \\`d\\`");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pages");
	TCase *tc = tcase_create("pages");

	tcase_set_timeout(tc, 20);
	tcase_add_test(tc, has_every_claim);
	tcase_add_test(tc, has_every_case);
	tcase_add_test(tc, tells_where_it_was_seen);
	tcase_add_test(tc, counts_variants);
	tcase_add_test(tc, spans);
	tcase_add_test(tc, answers);
	tcase_add_test(tc, escapes);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
