/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <inttypes.h>
#include <stdlib.h>

#include "addresses.h"
#include "duration.h"
#include "fill.h"
#include "own.h"
#include "show_parts.h"

const char *hf_show_host(enum hf_host host)
{
	return host == SERVER ? "server" : "client";
}

const char *hf_show_address(const struct hf_variant *variant, enum hf_host host)
{
	if (host == SERVER)
		return variant->inet6 ? HF_SERVER_V6 : HF_SERVER_V4;
	return variant->inet6 ? HF_CLIENT_V6 : HF_CLIENT_V4;
}

char *hf_show_filled(const struct hf_variant *variant, const char *text)
{
	const char *server = hf_show_address(variant, SERVER);
	const char *client = hf_show_address(variant, CLIENT);
	char server_host[72], client_host[72];
	const struct hf_fill_pair pairs[] = {
		{"server", server},
		{"client", client},
		{"server_host", hf_variant_host(variant, server, server_host)},
		{"client_host", hf_variant_host(variant, client, client_host)},
	};

	HF_AUTO_FREE char *row = hf_variant_filled(variant, text);

	return row ? hf_fill(row, pairs, HF_ARRAY_LEN(pairs)) : NULL;
}

static void tell_title(FILE *out, const struct hf_variant *variant)
{
	const struct hf_case *c = variant->c;
	char id[384];

	hf_variant_id(variant, id, sizeof(id));
	fprintf(out, "%s\n\nClaim", id);
	for (const char *const *claim = c->claims; claim && *claim; claim++)
		fprintf(out, "%s %s", claim == c->claims ? "" : ",", *claim);
	fprintf(out, ": %s\n", c->claim);
	if (c->quote)
		fprintf(out, "The document says: \"%s\"\n", c->quote);
	fprintf(out, "\n");
}

/* Not a word of set-up or steps: those are hashed. */
static void tell_duration(FILE *out, const struct hf_variant *variant)
{
	if (hf_duration_is_long(variant))
		fprintf(out,
			"It waits for up to %" PRId64 " s. By a real clock it is run with --long "
			"only; a guest's clock jumps.\n\n",
			(hf_duration_waiting_ms(variant) + 999) / 1000);
}

static void tell_uptime(FILE *out, const struct hf_case *c)
{
	if (c->uptime_s)
		fprintf(out, "The kernel began %d s ago: it is run in a guest only.\n", c->uptime_s);
}

static void tell_host(FILE *out, const struct hf_variant *variant, enum hf_host host,
		      const struct hf_host_setup *setup)
{
	fprintf(out, "The %s is %s.\n", hf_show_host(host), hf_show_address(variant, host));
	for (const struct hf_setting *s = setup->sysctl; s && s->key; s++) {
		const char *where = s->if_present ? ", where the kernel has it" : "";
		char value[HF_VALUE_SIZE];

		hf_variant_value(variant, s->value, s->text, value, sizeof(value));
		fprintf(out, "On the %s %s is %s%s.\n", hf_show_host(host), s->key,
			s->as_found ? "as the kernel made it" : value, where);
	}
}

char *hf_show_prose(const struct hf_variant *variant, bool expectation)
{
	const struct hf_case *c = variant->c;
	char *prose = NULL;
	size_t size;
	FILE *out = open_memstream(&prose, &size);

	if (!out)
		return NULL;
	if (expectation) {
		tell_title(out, variant);
		tell_duration(out, variant);
	}
	tell_uptime(out, c);
	tell_host(out, variant, SERVER, &c->server);
	tell_host(out, variant, CLIENT, &c->client);
	hf_show_steps(out, variant);
	if (expectation)
		hf_show_expectation(out, variant);
	if (fclose(out) != 0) {
		free(prose);
		return NULL;
	}
	return prose;
}
