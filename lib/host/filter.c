/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "own.h"
#include "proc.h"
#include "tick.h"

/* The tables this file owns, with the chains that iptables-restore wants to see declared. */
static const struct table {
	const char *name;
	const char *chains;
} tables[] = {
	{"filter", ":INPUT ACCEPT [0:0]\n"
		   ":FORWARD ACCEPT [0:0]\n"
		   ":OUTPUT ACCEPT [0:0]\n"},
	{"mangle", ":PREROUTING ACCEPT [0:0]\n"
		   ":INPUT ACCEPT [0:0]\n"
		   ":FORWARD ACCEPT [0:0]\n"
		   ":OUTPUT ACCEPT [0:0]\n"
		   ":POSTROUTING ACCEPT [0:0]\n"},
};

#define PROGRAM_NS (10 * HF_SEC)

/* In place: lines become parts of one sentence. */
static void join_lines(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\n')
			*to++ = *from;
		else if (from[1] && from[1] != '\n' && to > text)
			*to++ = ' ';
	}
	*to = '\0';
}

/* The errno value behind what iptables prints: a refusal by the kernel keeps its own. */
static int guess_errno(const char *text)
{
	static const int known[] = {EPERM, EACCES, EPROTONOSUPPORT, EOPNOTSUPP, ENOMEM};

	for (size_t i = 0; i < HF_ARRAY_LEN(known); i++) {
		if (strstr(text, strerror(known[i])))
			return -known[i];
	}
	return -EINVAL;
}

/* Runs one of the iptables programs; its output is the caller's to free. */
static int run(const char *const argv[], const char *input, char **ret_text, struct hf_fault *fault)
{
	struct hf_proc_output output;
	int err;

	err = hf_proc_run(argv, input, hf_tick_now_ns() + PROGRAM_NS, &output, fault);
	if (err == -ENOENT)
		return HF_FAULT_PLAIN(fault, err, "%s is not installed (install iptables)",
				      argv[0]);
	if (err < 0)
		return err;
	if (output.status) {
		err = guess_errno(output.text);
		join_lines(output.text);
		HF_FAULT_PLAIN(fault, err, "%s: %s", argv[0],
			       output.size ? output.text : "it failed and does not say why");
		free(output.text);
		return err;
	}
	*ret_text = output.text;
	return 0;
}

/* All rules there are, with their counters, as iptables-save prints them. */
static int save(int family, char **ret_text, struct hf_fault *fault)
{
	const char *program = family == AF_INET6 ? "ip6tables-save" : "iptables-save";

	return run((const char *const[]){program, "-c", NULL}, NULL, ret_text, fault);
}

/* A walk through the text of iptables-save, from rule to rule. */
struct saved_rule {
	char table[32];
	char chain[32];
	uint64_t packets;
};

/* The next line of the text that is a rule; moves *at past it. False at the end. */
static bool next_rule(const char **at, struct saved_rule *rule)
{
	assert(*at);
	while (**at) {
		const char *line = *at;
		const char *end = strchrnul(line, '\n');

		*at = *end ? end + 1 : end;
		if (*line == '*')
			snprintf(rule->table, sizeof(rule->table), "%.*s", (int)(end - line - 1),
				 line + 1);
		if (sscanf(line, "[%" SCNu64 ":%*u] -A %31s", &rule->packets, rule->chain) == 2)
			return true;
	}
	return false;
}

static bool has_rules(const char *saved, const char *table)
{
	struct saved_rule rule = {.table = ""};

	while (next_rule(&saved, &rule)) {
		if (strcmp(rule.table, table) == 0)
			return true;
	}
	return false;
}

static bool is_wanted(const struct hf_filter_rule *rules, size_t n, const char *table)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rules[i].table, table) == 0)
			return true;
	}
	return false;
}

static void print_table(FILE *out, const struct table *table, const struct hf_filter_rule *rules,
			size_t n)
{
	fprintf(out, "*%s\n%s", table->name, table->chains);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rules[i].table, table->name) == 0)
			fprintf(out, "-A %s\n", rules[i].rule);
	}
	fprintf(out, "COMMIT\n");
}

/* A table without rules, old or new, stays out: loading it would load its module for nothing. */
static char *print_all(const char *saved, const struct hf_filter_rule *rules, size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < HF_ARRAY_LEN(tables); i++) {
		const char *name = tables[i].name;

		if (is_wanted(rules, n, name) || has_rules(saved, name))
			print_table(out, &tables[i], rules, n);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static int check_rule(const struct hf_filter_rule *rule, struct hf_fault *fault)
{
	if (strchr(rule->rule, '\n'))
		return HF_FAULT_PLAIN(fault, -EINVAL, "a rule of more than one line: %s",
				      rule->rule);
	for (size_t i = 0; i < HF_ARRAY_LEN(tables); i++) {
		if (strcmp(rule->table, tables[i].name) == 0)
			return 0;
	}
	return HF_FAULT_PLAIN(fault, -EINVAL, "rule \"%s\" is for table %s, not filter or mangle",
			      rule->rule, rule->table);
}

int hf_filter_load(int family, const struct hf_filter_rule *rules, size_t n, struct hf_fault *fault)
{
	const char *program = family == AF_INET6 ? "ip6tables-restore" : "iptables-restore";
	HF_AUTO_FREE char *saved = NULL;
	HF_AUTO_FREE char *text = NULL;
	HF_AUTO_FREE char *said = NULL;
	int err;

	for (size_t i = 0; i < n; i++) {
		err = check_rule(&rules[i], fault);
		if (err < 0)
			return err;
	}
	err = save(family, &saved, fault);
	/* Nothing can have been loaded where nothing can be listed: not installed, no netfilter. */
	if (err < 0 && err != -ETIMEDOUT && n == 0)
		return 0;
	if (err < 0)
		return err;
	text = print_all(saved, rules, n);
	if (!text)
		return HF_FAULT(fault, -ENOMEM, "write the rules for %s", program);
	if (!*text)
		return 0;
	return run((const char *const[]){program, NULL}, text, &said, fault);
}

static bool is_in_chain(const struct hf_filter_rule *rule, const struct saved_rule *saved)
{
	size_t len = strlen(saved->chain);

	return strcmp(rule->table, saved->table) == 0 &&
	       strncmp(rule->rule, saved->chain, len) == 0 && rule->rule[len] == ' ';
}

int hf_filter_hits(int family, const struct hf_filter_rule *rules, size_t n, uint64_t *ret_hits,
		   struct hf_fault *fault)
{
	HF_AUTO_FREE char *saved = NULL;
	HF_AUTO_FREE bool *found = NULL;
	struct saved_rule rule = {.table = ""};
	const char *at;
	int err;

	if (n == 0)
		return 0;
	err = save(family, &saved, fault);
	if (err < 0)
		return err;
	found = calloc(n, sizeof(*found));
	if (!found)
		return HF_FAULT(fault, -ENOMEM, "count the hits of %zu rules", n);
	/* The order is kept within a chain only: each line is the first one of its chain not yet
	 * seen. */
	for (at = saved; next_rule(&at, &rule);) {
		size_t i = 0;

		while (i < n && (found[i] || !is_in_chain(&rules[i], &rule)))
			i++;
		if (i == n)
			return HF_FAULT_PLAIN(fault, -EBADMSG, "table %s has a rule nobody loaded",
					      rule.table);
		found[i] = true;
		ret_hits[i] = rule.packets;
	}
	for (size_t i = 0; i < n; i++) {
		if (!found[i])
			return HF_FAULT_PLAIN(fault, -EBADMSG, "rule \"%s\" has gone",
					      rules[i].rule);
	}
	return 0;
}
