/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

void hf_record_free(struct hf_record *record)
{
	if (!record)
		return;
	free(record->case_name);
	free(record->why);
	free(record->reasons);
	free(record->because);
	free(record->claim);
	free(record->settings);
	for (size_t host = 0; host < HF_ARRAY_LEN(record->delta); host++) {
		hf_mib_done(&record->delta[host]);
		hf_mib_done(&record->before[host]);
	}
	free(record->marks);
	free(record->calls);
	free(record->flows);
	free(record->trains);
	free(record->hits);
	for (size_t i = 0; i < record->output_count; i++)
		free(record->outputs[i].text);
	free(record->outputs);
	free(record->packets);
	free(record->counts);
	free(record->capture_file);
	free(record);
}

int hf_record_append(void *array, size_t *count, size_t elem_size, const void *one)
{
	void **at = array;
	char *more;

	/* Room grows in powers of two: it is full when the count is one. */
	if ((*count & (*count - 1)) == 0) {
		more = realloc(*at, (*count ? *count * 2 : 1) * elem_size);
		if (!more)
			return -ENOMEM;
		*at = more;
	}
	memcpy((char *)*at + *count * elem_size, one, elem_size);
	(*count)++;
	return 0;
}

void hf_record_id(const struct hf_record *record, char *id, size_t size)
{
	snprintf(id, size, "%s%s%s%s", record->case_name, record->variant[0] ? "/" : "",
		 record->variant, record->inet6 ? "/inet6" : "");
}
