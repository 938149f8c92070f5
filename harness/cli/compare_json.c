/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>

#include "compare_report.h"
#include "era.h"
#include "own.h"

static json_t *sources_to_json(const struct hf_compare_source *sources, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct hf_compare_source *source = &sources[i];
		const struct hf_record *record = source->records[0];

		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:b, s:s, s:i, s:i}", "label", source->label,
				  "folder", source->folder, "release", record->kernel.release,
				  "guest", record->kernel.guest, "clock",
				  record->kernel.virtual_clock ? "virtual" : "real", "records",
				  (int)source->count, "unreadable", (int)source->unreadable));
	}
	return array;
}

static json_t *backport_to_json(const struct hf_backport *backport)
{
	const struct hf_release release = {backport->major, backport->minor, backport->patch,
					   backport->el7};
	char text[64];

	hf_release_text(&release, text, sizeof(text));
	return json_string(text);
}

static json_t *change_to_json(const struct hf_change_info *info)
{
	json_t *backports = json_array();

	for (size_t i = 0; i < HF_ARRAY_LEN(info->backports) && info->backports[i].major; i++)
		json_array_append_new(backports, backport_to_json(&info->backports[i]));
	return json_pack("{s:s, s:s*, s:s, s:o, s:o}", "name", info->name, "commit", info->commit,
			 "subject", info->subject, "since",
			 json_sprintf("%d.%d", info->major, info->minor), "backports", backports);
}

static json_t *changes_to_json(const struct hf_comparison *comparison)
{
	json_t *array = json_array();
	uint64_t changes = 0;

	for (size_t i = 0; i < comparison->count; i++)
		changes |= comparison->results[i].changes;
	for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++) {
		if (changes >> i & 1)
			json_array_append_new(array, change_to_json(hf_change_info(i)));
	}
	return array;
}

static json_t *names_to_json(uint64_t changes)
{
	json_t *array = json_array();

	for (int i = HF_CHANGE_UNSET + 1; i < HF_CHANGES; i++) {
		if (changes >> i & 1)
			json_array_append_new(array, json_string(hf_change_info(i)->name));
	}
	return array;
}

static json_t *differences_to_json(const struct hf_compared *result)
{
	json_t *array = json_array();

	for (size_t i = 0; i < result->difference_count; i++) {
		const struct hf_difference *one = &result->differences[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:s, s:s}", "about",
						hf_aspect_text(one->about), "what", one->what,
						"from", one->seen[0], "to", one->seen[1]));
	}
	return array;
}

static json_t *results_to_json(const struct hf_compare_source *sources,
			       const struct hf_comparison *comparison)
{
	json_t *array = json_array();

	for (size_t i = 0; i < comparison->count; i++) {
		const struct hf_compared *result = &comparison->results[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:s, s:o}",
						"id", result->id, "case", result->case_name,
						"class", hf_compare_class_text(result->class),
						"from", sources[result->from].label, "to",
						sources[result->to].label, "unexpected",
						result->unexpected, "changes",
						names_to_json(result->changes), "why", result->why,
						"differences", differences_to_json(result)));
	}
	return array;
}

void hf_compare_print_json(const struct hf_compare_source *sources, size_t count,
			   const struct hf_comparison *comparison)
{
	json_t *totals = json_object();
	json_t *root;

	for (int i = HF_COMPARE_SAME; i < HF_COMPARE_CLASSES; i++)
		json_object_set_new(totals, hf_compare_class_text(i),
				    json_integer((json_int_t)comparison->totals[i]));
	root = json_pack("{s:s, s:o, s:o, s:o, s:o}", "schema", "halfopen.compare/1", "inputs",
			 sources_to_json(sources, count), "changes", changes_to_json(comparison),
			 "results", results_to_json(sources, comparison), "totals", totals);
	json_dumpf(root, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	printf("\n");
	json_decref(root);
}
