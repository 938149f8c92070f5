/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opts.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "own.h"

/* The words of one option: "TS", "val", "100". */
struct words {
	const char *at, *end;
};

static bool next_word(struct words *words, const char **ret_word, size_t *ret_len)
{
	while (words->at < words->end && isspace((unsigned char)*words->at))
		words->at++;
	*ret_word = words->at;
	while (words->at < words->end && !isspace((unsigned char)*words->at))
		words->at++;
	*ret_len = (size_t)(words->at - *ret_word);
	return *ret_len > 0;
}

static bool is(const char *word, size_t len, const char *name)
{
	return strlen(name) == len && !memcmp(word, name, len);
}

/* The next word as a number of at most `max`; -EINVAL when there is none. */
static int next_number(struct words *words, uint32_t max, uint32_t *ret_value)
{
	const char *word;
	uint64_t value = 0;
	size_t len;

	if (!next_word(words, &word, &len))
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)word[i]))
			return -EINVAL;
		value = value * 10 + (uint64_t)(word[i] - '0');
		if (value > max)
			return -EINVAL;
	}
	*ret_value = (uint32_t)value;
	return 0;
}

static bool is_over(const struct words *words)
{
	struct words rest = *words;
	const char *word;
	size_t len;

	return !next_word(&rest, &word, &len);
}

/* A number, if one is written. */
static int parse_number(struct words *words, uint32_t max, bool *ret_said, uint32_t *ret_value)
{
	*ret_value = 0;
	*ret_said = !is_over(words);
	return *ret_said ? next_number(words, max, ret_value) : 0;
}

static int parse_stamps(struct words *words, struct hf_opts *opts)
{
	const char *word;
	size_t len;
	int err = 0;

	while (!err && next_word(words, &word, &len)) {
		bool val = is(word, len, "val");
		bool *said = val ? &opts->tsval_said : &opts->tsecr_said;

		if ((!val && !is(word, len, "ecr")) || *said)
			return -EINVAL;
		*said = true;
		err = next_number(words, UINT32_MAX, val ? &opts->tsval : &opts->tsecr);
	}
	return err;
}

static int parse_values(struct words *words, uint8_t opt, struct hf_opts *opts)
{
	uint32_t value;
	int err = 0;

	if (opt == HF_OPT_MSS) {
		err = parse_number(words, UINT16_MAX, &opts->mss_said, &value);
		opts->mss = (uint16_t)value;
		if (opts->mss_said && !opts->mss)
			return -EINVAL;
	} else if (opt == HF_OPT_WSCALE) {
		err = parse_number(words, UINT8_MAX, &opts->wscale_said, &value);
		opts->wscale = (uint8_t)value;
	} else if (opt == HF_OPT_TS) {
		err = parse_stamps(words, opts);
	}
	return !err && !is_over(words) ? -EINVAL : err;
}

static int parse_one(const char *text, size_t len, struct hf_opts *opts)
{
	static const struct {
		const char *name;
		uint8_t opt; /* 0: padding */
	} names[] = {
		{"mss", HF_OPT_MSS},	   {"sackOK", HF_OPT_SACK_OK}, {"TS", HF_OPT_TS},
		{"wscale", HF_OPT_WSCALE}, {"other", HF_OPT_OTHER},    {"nop", 0},
		{"eol", 0},
	};
	struct words words = {text, text + len};
	const char *word;
	size_t word_len;

	if (!next_word(&words, &word, &word_len))
		return -EINVAL;
	for (size_t i = 0; i < HF_ARRAY_LEN(names); i++) {
		if (!is(word, word_len, names[i].name))
			continue;
		if (opts->has & names[i].opt)
			return -EINVAL;
		opts->has |= names[i].opt;
		return parse_values(&words, names[i].opt, opts);
	}
	return -EINVAL;
}

int hf_opts_parse(const char *text, size_t len, struct hf_opts *ret_opts)
{
	const char *end = text + len;
	struct words all = {text, end};
	int err = 0;

	*ret_opts = (struct hf_opts){0};
	if (is_over(&all))
		return 0;
	while (!err && text) {
		const char *comma = memchr(text, ',', (size_t)(end - text));

		err = parse_one(text, (size_t)((comma ? comma : end) - text), ret_opts);
		text = comma ? comma + 1 : NULL;
	}
	return err;
}

static void say_stamps(FILE *out, const struct hf_opts *opts)
{
	fprintf(out, "TS");
	if (opts->tsval_said)
		fprintf(out, " val %u", opts->tsval);
	if (opts->tsecr_said)
		fprintf(out, " ecr %u", opts->tsecr);
}

static void say_one(FILE *out, const struct hf_opts *opts, uint8_t opt)
{
	if (opt == HF_OPT_SACK_OK)
		fprintf(out, "sackOK");
	else if (opt == HF_OPT_TS)
		say_stamps(out, opts);
	else if (opt == HF_OPT_OTHER)
		fprintf(out, "other");
	else
		fprintf(out, opt == HF_OPT_MSS ? "mss" : "wscale");
	if (opt == HF_OPT_MSS && opts->mss_said)
		fprintf(out, " %u", opts->mss);
	if (opt == HF_OPT_WSCALE && opts->wscale_said)
		fprintf(out, " %u", opts->wscale);
}

void hf_opts_text(const struct hf_opts *opts, char ret_text[HF_OPTS_TEXT])
{
	FILE *out = fmemopen(ret_text, HF_OPTS_TEXT, "w");
	bool first = true;

	ret_text[0] = '\0';
	for (uint8_t opt = HF_OPT_MSS; out && opt <= HF_OPT_OTHER; opt <<= 1) {
		if (!(opts->has & opt))
			continue;
		if (!first)
			fputc(',', out);
		say_one(out, opts, opt);
		first = false;
	}
	if (out)
		fclose(out);
}

struct hf_opts hf_opts_of(const struct hf_seg *seg)
{
	return (struct hf_opts){
		.has = (uint8_t)((seg->mss ? HF_OPT_MSS : 0) | (seg->sack_ok ? HF_OPT_SACK_OK : 0) |
				 (seg->has_ts ? HF_OPT_TS : 0) |
				 (seg->has_wscale ? HF_OPT_WSCALE : 0) |
				 (seg->other_opts ? HF_OPT_OTHER : 0)),
		.mss_said = true,
		.wscale_said = true,
		.tsval_said = true,
		.tsecr_said = true,
		.mss = seg->mss,
		.wscale = seg->wscale,
		.tsval = seg->tsval,
		.tsecr = seg->tsecr,
	};
}

bool hf_opts_fit(const struct hf_opts *opts, const struct hf_seg *seg)
{
	const struct hf_opts seen = hf_opts_of(seg);

	return seen.has == opts->has && (!opts->mss_said || opts->mss == seen.mss) &&
	       (!opts->wscale_said || opts->wscale == seen.wscale) &&
	       (!opts->tsval_said || opts->tsval == seen.tsval) &&
	       (!opts->tsecr_said || opts->tsecr == seen.tsecr);
}

void hf_opts_put(const struct hf_opts *opts, struct hf_seg *seg)
{
	seg->mss = opts->has & HF_OPT_MSS ? opts->mss : 0;
	seg->sack_ok = opts->has & HF_OPT_SACK_OK;
	seg->has_ts = opts->has & HF_OPT_TS;
	seg->tsval = opts->tsval;
	seg->tsecr = opts->tsecr;
	seg->has_wscale = opts->has & HF_OPT_WSCALE;
	seg->wscale = opts->wscale;
	seg->other_opts = opts->has & HF_OPT_OTHER;
}
