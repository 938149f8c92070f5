/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "luggage.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "defaults.h"
#include "fill.h"
#include "own.h"
#include "programs.h"
#include "record.h"

/* What programs need of a kernel that has it as modules. */
static const struct {
	const char *program;
	const char *const *modules;
} needs[] = {
	{"conntrack", ARGV("nf_conntrack", "nf_conntrack_ipv4", "nf_conntrack_ipv6",
			   "nf_conntrack_netlink")},
	{"tc", ARGV("sch_netem", "sch_fq", "sch_fq_codel", "sch_prio", "sch_ingress", "cls_u32",
		    "cls_matchall", "act_gact", "act_police")},
	{"ip", ARGV("dummy")},
};

/* Connection tracking by a rule: before 4.19 each family is a module of its own, loaded on demand. */
static const char *const tracking[] = {"conntrack", "state",  "connlimit", "connmark",
				       "CONNMARK",  "CT",     "NOTRACK",   "SYNPROXY"};

static int note(struct hf_luggage_list *list, const char *name)
{
	char *own;

	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->names[i], name))
			return 0;
	}
	own = strdup(name);
	if (!own || hf_record_append(&list->names, &list->count, sizeof(own), &own) < 0) {
		free(own);
		return -ENOMEM;
	}
	return 0;
}

static int note_program(struct hf_luggage *luggage, const char *name)
{
	int err = note(&luggage->programs, name);

	for (size_t i = 0; i < HF_ARRAY_LEN(needs) && !err; i++) {
		if (strcmp(needs[i].program, name) != 0)
			continue;
		for (const char *const *m = needs[i].modules; *m && !err; m++)
			err = note(&luggage->modules, *m);
	}
	return err;
}

/* ---- rules of iptables ---- */

static int note_module(struct hf_luggage *luggage, const char *family, const char *name, bool lower)
{
	char module[HF_WORD_SIZE + 8];
	size_t used = (size_t)snprintf(module, sizeof(module), "%s_", family);

	snprintf(module + used, sizeof(module) - used, "%s", name);
	for (char *c = module + used; lower && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return note(&luggage->modules, module);
}

/* A match or a target. Some targets live in the module of the match: MARK in xt_mark. */
static int note_extension(struct hf_luggage *luggage, const char *name)
{
	static const char *const verdicts[] = {"ACCEPT", "DROP", "RETURN", "QUEUE"};
	int err;

	for (size_t i = 0; i < HF_ARRAY_LEN(verdicts); i++) {
		if (!strcmp(verdicts[i], name))
			return 0;
	}
	err = note(&luggage->extensions, name);
	for (size_t i = 0; i < HF_ARRAY_LEN(tracking) && !err; i++) {
		if (strcmp(tracking[i], name) != 0)
			continue;
		err = note(&luggage->modules, "nf_conntrack_ipv4");
		if (!err)
			err = note(&luggage->modules, "nf_conntrack_ipv6");
	}
	if (!err)
		err = note_module(luggage, "xt", name, false);
	if (!err)
		err = note_module(luggage, "xt", name, true);
	if (!err)
		err = note_module(luggage, "ipt", name, false);
	return err ? err : note_module(luggage, "ip6t", name, false);
}

static int note_table(struct hf_luggage *luggage, const char *table)
{
	int err = note_module(luggage, "iptable", table, false);

	return err ? err : note_module(luggage, "ip6table", table, false);
}

/* What every rule needs, and one of the table. */
static int note_iptables(struct hf_luggage *luggage, const char *table)
{
	static const char *const modules[] = {"ip_tables", "ip6_tables", "xt_tcpudp"};
	int err = 0;

	luggage->iptables = true;
	for (size_t i = 0; i < HF_ARRAY_LEN(modules) && !err; i++)
		err = note(&luggage->modules, modules[i]);
	return err ? err : note_table(luggage, table);
}

/* One option of a rule and what follows it. */
static int note_option(struct hf_luggage *luggage, const char *option, const char *word)
{
	if (!strcmp(option, "-m") || !strcmp(option, "--match") || !strcmp(option, "-j") ||
	    !strcmp(option, "--jump"))
		return note_extension(luggage, word);
	if (!strcmp(option, "-t") || !strcmp(option, "--table"))
		return note_table(luggage, word);
	return 0;
}

static int note_rule(struct hf_luggage *luggage, const char *rule)
{
	char option[HF_WORD_SIZE] = "", word[HF_WORD_SIZE];
	int err = 0;

	while (!err && hf_script_word(&rule, word)) {
		err = note_option(luggage, option, word);
		memcpy(option, word, sizeof(option));
	}
	return err;
}

/* ---- programs ---- */

/* What note_word() tells of a script beside its programs. */
struct script {
	struct hf_luggage *luggage;
	bool iptables;
};

static int note_word(const char *word, void *arg)
{
	struct script *script = arg;

	script->iptables |= !strcmp(word, "iptables") || !strcmp(word, "ip6tables");
	return note_program(script->luggage, word);
}

/* Which of its words are programs is found out by whoever packs them. */
static int note_script(struct hf_luggage *luggage, const char *text)
{
	struct script script = {.luggage = luggage};
	int err = hf_script_programs(text, note_word, &script);

	if (!err && script.iptables)
		err = note_iptables(luggage, "filter");
	return err || !script.iptables ? err : note_rule(luggage, text);
}

static int note_run(struct hf_luggage *luggage, const struct hf_run *run)
{
	const struct hf_fill_pair pair = {"fixtures", HF_FIXTURE_PROGRAMS};
	HF_AUTO_FREE char *program = hf_fill(run->argv[0], &pair, 1);
	int err = program ? note_program(luggage, program) : -ENOMEM;

	if (err || !hf_program_is_shell(program))
		return err;
	for (const char *const *arg = run->argv + 1; *arg && !err; arg++) {
		HF_AUTO_FREE char *script = hf_fill(*arg, &pair, 1);

		err = script ? note_script(luggage, script) : -ENOMEM;
	}
	if (!err && run->conf) {
		HF_AUTO_FREE char *script = hf_fill(run->conf, &pair, 1);

		err = script ? note_script(luggage, script) : -ENOMEM;
	}
	return err;
}

static int note_drop(struct hf_luggage *luggage, const struct hf_drop *drop)
{
	int err = note_iptables(luggage, drop->table ? drop->table : HF_DEFAULT_TABLE);

	return err ? err : note_rule(luggage, drop->rule);
}

int hf_luggage_note(struct hf_luggage *luggage, const struct hf_case *c)
{
	int err = 0;

	for (const struct hf_step *step = c->steps; step->verb && !err; step++) {
		if (step->verb == HF_RUN)
			err = note_run(luggage, &step->run);
		if (step->verb == HF_DROP)
			err = note_drop(luggage, &step->drop);
		if (step->verb == HF_PACE)
			err = note(&luggage->modules, "sch_tbf");
	}
	return err;
}

static void list_done(struct hf_luggage_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct hf_luggage_list){0};
}

void hf_luggage_done(struct hf_luggage *luggage)
{
	list_done(&luggage->programs);
	list_done(&luggage->extensions);
	list_done(&luggage->modules);
}
