/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Members of JSON objects, read into a record. Nothing is trusted: the first that is missing, of
 * another type or of no sense is remembered, and reading goes on with a value that does no harm.
 * Pure.
 */
#ifndef HF_READER_H
#define HF_READER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct hf_reader {
	struct hf_record *record;
	const char *missing; /* the first key that is missing, of a wrong type or of no sense */
	bool no_memory;
};

void hf_reader_complain(struct hf_reader *reader, const char *key);

/* Borrowed; NULL where there is none of that type. JSON_TRUE stands for both truth values. */
json_t *hf_reader_member(struct hf_reader *reader, const json_t *object, const char *key,
			 json_type type);

int64_t hf_reader_number(struct hf_reader *reader, const json_t *object, const char *key);

/* A number that must lie between lo and hi; lo otherwise. */
int64_t hf_reader_ranged(struct hf_reader *reader, const json_t *object, const char *key,
			 int64_t lo, int64_t hi);
uint16_t hf_reader_port(struct hf_reader *reader, const json_t *object, const char *key);
uint32_t hf_reader_u32(struct hf_reader *reader, const json_t *object, const char *key);

bool hf_reader_truth(struct hf_reader *reader, const json_t *object, const char *key);

/* One of two words: true for the first. */
bool hf_reader_either(struct hf_reader *reader, const json_t *object, const char *key,
		      const char *first, const char *second);

/* Borrowed, never NULL; copied into an array, which it must fit; or owned by the caller. */
const char *hf_reader_text(struct hf_reader *reader, const json_t *object, const char *key);
void hf_reader_string(struct hf_reader *reader, const json_t *object, const char *key, char *to,
		      size_t size);
#define HF_READER_STRING(reader, object, key, array)                                               \
	hf_reader_string(reader, object, key, array, sizeof(array))
char *hf_reader_owned(struct hf_reader *reader, const json_t *object, const char *key);

void hf_reader_address(struct hf_reader *reader, const json_t *object, const char *key,
		       struct hf_addr *to);

/*
 * Row i of a table (json_text.h) as an object, a new reference; NULL behind the last one or when
 * it is none.
 */
json_t *hf_reader_row(struct hf_reader *reader, const json_t *table, const char *key, size_t i);

/* Appends to an array of the record. */
#define HF_READER_ADD(reader, field, counter, one)                                                 \
	((reader)->no_memory |= HF_RECORD_APPEND((reader)->record, field, counter, one) < 0)

#endif
