/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "own.h"
#include "show.h"

/* Bounds of the section of HF_CASE, by the linker; weak, so that a program without cases links. */
extern const struct hf_case *const __start_hf_cases[] __attribute__((weak, visibility("hidden")));
extern const struct hf_case *const __stop_hf_cases[] __attribute__((weak, visibility("hidden")));

static int by_name(const void *a, const void *b)
{
	const struct hf_case *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

const struct hf_case *const *hf_registry_all(size_t *ret_count)
{
	static const struct hf_case **sorted;
	static size_t count;

	if (!sorted && __start_hf_cases) {
		size_t size =
			/* cppcheck-suppress comparePointers ; the linker puts both at the section's ends */
			(size_t)((const char *)__stop_hf_cases - (const char *)__start_hf_cases);

		sorted = malloc(size);
		if (sorted) {
			memcpy(sorted, __start_hf_cases, size);
			count = size / sizeof(*sorted);
			qsort(sorted, count, sizeof(*sorted), by_name);
		}
	}
	*ret_count = count;
	return sorted;
}

const struct hf_case *hf_registry_find(const char *name)
{
	size_t count;
	const struct hf_case *const *all = hf_registry_all(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

struct hf_variant *hf_registry_variants(const struct hf_case *c, size_t *ret_count)
{
	size_t rows = c->row_count ? c->row_count : 1;
	size_t families = c->ipv4_only || c->ipv6_only ? 1 : 2;
	struct hf_variant *variants = calloc(rows * families, sizeof(*variants));

	*ret_count = 0;
	if (!variants)
		return NULL;
	for (size_t i = 0; i < rows * families; i++)
		variants[i] = (struct hf_variant){
			.c = c,
			.row = c->row_count ? (int)(i % rows) : -1,
			.inet6 = c->ipv6_only || i >= rows,
		};
	*ret_count = rows * families;
	return variants;
}

int hf_registry_variant(const char *id, struct hf_variant *ret_variant)
{
	HF_AUTO_FREE char *name = strndup(id, strcspn(id, "/"));
	const struct hf_case *c = name ? hf_registry_find(name) : NULL;
	size_t count = 0;
	HF_AUTO_FREE struct hf_variant *variants = c ? hf_registry_variants(c, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		char other[200];

		hf_variant_id(&variants[i], other, sizeof(other));
		if (strcmp(id, other) != 0)
			continue;
		*ret_variant = variants[i];
		return 0;
	}
	return -ENOENT;
}

void hf_variant_label(const struct hf_variant *variant, char *label, size_t size)
{
	const struct hf_case *c = variant->c;
	int columns = c->label_columns ? c->label_columns : 1;
	size_t used = 0;

	label[0] = '\0';
	if (variant->row < 0 || !c->columns)
		return;
	for (int i = 0; i < columns && c->columns[i] && used < size; i++)
		used += (size_t)snprintf(label + used, size - used, "%s%s=%" PRId64,
					 i > 0 ? "," : "", c->columns[i],
					 c->rows[variant->row].v[i]);
}

void hf_variant_id(const struct hf_variant *variant, char *id, size_t size)
{
	char label[256];

	hf_variant_label(variant, label, sizeof(label));
	snprintf(id, size, "%s%s%s%s", variant->c->name, *label ? "/" : "", label,
		 variant->inet6 ? "/inet6" : "");
}

int64_t hf_variant_number(const struct hf_variant *variant, int64_t number)
{
	if (number < HF_COL_BASE || number >= HF_COL_BASE + HF_ROW_COLUMNS || variant->row < 0)
		return number;
	return variant->c->rows[variant->row].v[number - HF_COL_BASE];
}

void hf_variant_value(const struct hf_variant *variant, int64_t number, const char *text,
		      char *value, size_t size)
{
	if (text)
		snprintf(value, size, "%s", text);
	else
		snprintf(value, size, "%" PRId64, hf_variant_number(variant, number));
}

const char *hf_variant_wire(const struct hf_variant *variant, const char *wire)
{
	if (wire != ROW_WIRE)
		return wire;
	return variant->row < 0 ? "" : variant->c->rows[variant->row].wire;
}

char *hf_variant_filled(const struct hf_variant *variant, const char *text)
{
	char values[HF_ROW_COLUMNS][24];
	struct hf_fill_pair pairs[HF_ROW_COLUMNS];
	size_t n = 0;

	for (; variant->row >= 0 && n < HF_ROW_COLUMNS && variant->c->columns[n]; n++) {
		snprintf(values[n], sizeof(values[n]), "%" PRId64,
			 variant->c->rows[variant->row].v[n]);
		pairs[n] = (struct hf_fill_pair){variant->c->columns[n], values[n]};
	}
	return hf_fill(text, pairs, n);
}

const char *hf_variant_host(const struct hf_variant *variant, const char *address, char text[72])
{
	snprintf(text, 72, variant->inet6 ? "[%s]" : "%s", address);
	return text;
}

void hf_variant_hash(const struct hf_variant *variant, char hash[17])
{
	HF_AUTO_FREE char *prose = hf_show_prose(variant, false);
	uint64_t fnv = UINT64_C(0xcbf29ce484222325);

	for (const char *p = prose ? prose : ""; *p; p++)
		fnv = (fnv ^ (uint8_t)*p) * UINT64_C(0x100000001b3);
	snprintf(hash, 17, "%016" PRIx64, fnv);
}

bool hf_case_runs_program(const struct hf_case *c)
{
	for (const struct hf_step *step = c->steps; step->verb; step++) {
		if (step->verb == HF_RUN)
			return true;
	}
	return false;
}

bool hf_case_has_claim(const struct hf_case *c, const char *id)
{
	for (const char *const *claim = c->claims; claim && *claim; claim++)
		if (strcmp(*claim, id) == 0)
			return true;
	return false;
}
