/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All cases by name, and their variants. Pure.
 */
#ifndef HF_REGISTRY_H
#define HF_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "case.h"

/* The registered cases, sorted by name. */
const struct hf_case *const *hf_registry_all(size_t *ret_count);

/* Room for the value of any setting; as in a record. */
enum { HF_VALUE_SIZE = 64 };

/* NULL when there is none. */
const struct hf_case *hf_registry_find(const char *name);

/* One thing to run: a case, a row of it (-1: it has none), a family. */
struct hf_variant {
	const struct hf_case *c;
	int row;
	bool inet6;
};

/* All variants of a case, in order: IPv4 rows, then IPv6 rows. At most 2 * row_count; caller frees. */
struct hf_variant *hf_registry_variants(const struct hf_case *c, size_t *ret_count);

/* The variant of that id. 0, or -ENOENT. */
int hf_registry_variant(const char *id, struct hf_variant *ret_variant);

/* "backlog=10" for the row, "" for none. */
void hf_variant_label(const struct hf_variant *variant, char *label, size_t size);

/* "synq-overflow/backlog=10/inet6". */
void hf_variant_id(const struct hf_variant *variant, char *id, size_t size);

/* The number that a field stands for in this variant: COL(i) is looked up in the row. */
int64_t hf_variant_number(const struct hf_variant *variant, int64_t number);

/* The value of a setting as it is written: `text`, or without one the number. */
void hf_variant_value(const struct hf_variant *variant, int64_t number, const char *text,
		      char *value, size_t size);

/* The wire notation that a field stands for: ROW_WIRE is the row's. */
const char *hf_variant_wire(const struct hf_variant *variant, const char *wire);

/*
 * The text with "{NAME}" of each column replaced by the row's number. The caller frees it; NULL: no
 * memory.
 */
char *hf_variant_filled(const struct hf_variant *variant, const char *text);

/* The address as it stands in an URL: an IPv6 one in brackets. Returns `text`. */
const char *hf_variant_host(const struct hf_variant *variant, const char *address, char text[72]);

/* 16 hex digits over the set-up and the steps (not the expectation) of the variant: records with
 * different hashes come from different experiments. */
void hf_variant_hash(const struct hf_variant *variant, char hash[17]);

/* True when one of the case's claims is `id`. */
bool hf_case_has_claim(const struct hf_case *c, const char *id);

/* True when a real program runs in it. */
bool hf_case_runs_program(const struct hf_case *c);

#endif
