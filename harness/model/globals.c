/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "globals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "own.h"
#include "record.h"

bool hf_globals_has(const struct hf_globals *globals, const char *key)
{
	for (size_t i = 0; i < globals->count; i++) {
		if (!strcmp(globals->keys[i], key))
			return true;
	}
	return false;
}

int hf_globals_add(struct hf_globals *globals, const char *key)
{
	char *own;

	if (hf_globals_has(globals, key))
		return 0;
	own = strdup(key);
	if (!own || hf_record_append(&globals->keys, &globals->count, sizeof(own), &own) < 0) {
		free(own);
		return -ENOMEM;
	}
	return 0;
}

void hf_globals_done(struct hf_globals *globals)
{
	for (size_t i = 0; i < globals->count; i++)
		free(globals->keys[i]);
	free(globals->keys);
	*globals = (struct hf_globals){0};
}

int hf_globals_add_all_of(struct hf_globals *globals, const struct hf_variant *variant)
{
	const struct hf_host_setup *setups[] = {&variant->c->server, &variant->c->client};
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(setups); i++) {
		for (const struct hf_setting *s = setups[i]->sysctl; s && s->key && !err; s++)
			err = hf_globals_add(globals, s->key);
	}
	for (const struct hf_step *s = variant->c->steps; s && s->verb && !err; s++) {
		if (s->verb == HF_SET)
			err = hf_globals_add(globals, s->set.key);
	}
	return err;
}

/* Settings that are only read want the default, like those that are not there. */
static const struct hf_setting *setting_of(const struct hf_variant *variant, const char *key)
{
	const struct hf_host_setup *setups[] = {&variant->c->server, &variant->c->client};

	for (size_t i = 0; i < HF_ARRAY_LEN(setups); i++) {
		for (const struct hf_setting *s = setups[i]->sysctl; s && s->key; s++) {
			if (!strcmp(s->key, key) && !s->as_found)
				return s;
		}
	}
	return NULL;
}

static bool sets_in_flight(const struct hf_variant *variant, const char *key)
{
	for (const struct hf_step *s = variant->c->steps; s && s->verb; s++) {
		if (s->verb == HF_SET && !strcmp(s->set.key, key))
			return true;
	}
	return false;
}

bool hf_globals_names(const struct hf_variant *variant, const char *key)
{
	return setting_of(variant, key) || sets_in_flight(variant, key);
}

static bool want_different(const struct hf_variant *a, const struct hf_variant *b, const char *key)
{
	const struct hf_setting *one = setting_of(a, key), *other = setting_of(b, key);
	char value[HF_VALUE_SIZE], other_value[HF_VALUE_SIZE];

	if (!one || !other)
		return one || other;
	hf_variant_value(a, one->value, one->text, value, sizeof(value));
	hf_variant_value(b, other->value, other->text, other_value, sizeof(other_value));
	return strcmp(value, other_value) != 0;
}

bool hf_globals_clash(const struct hf_globals *globals, const struct hf_variant *a,
		      const struct hf_variant *b)
{
	if (hf_lint_machine_counter(a->c) || hf_lint_machine_counter(b->c))
		return true;
	for (size_t i = 0; i < globals->count; i++) {
		const char *key = globals->keys[i];

		if (sets_in_flight(a, key) || sets_in_flight(b, key) || want_different(a, b, key))
			return true;
	}
	return false;
}
