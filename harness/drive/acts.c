/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "own.h"
#include "program.h"
#include "programs.h"
#include "tick.h"

/* The folder is the private tmpfs of the case's world. */
#define CONF_FOLDER "/run"

struct hf_act {
	const char *name;
	struct hf_program program;
	size_t call; /* its "exit" in record->calls */
	bool ended;
};

static int write_conf(struct hf_stage *stage, const struct hf_run *run, const char *path,
		      struct hf_fault *fault)
{
	HF_AUTO_FREE char *text = hf_bench_fill(stage->bench, run->conf);
	HF_AUTO_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (!text || fd < 0)
		return HF_FAULT(fault, -errno, "write the configuration of %s", run->name);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return HF_FAULT(fault, -errno, "write the configuration of %s", run->name);
	return 0;
}

static char **fill_argv(struct hf_stage *stage, const struct hf_run *run, const char *conf)
{
	const struct hf_fill_pair pair = {"conf", conf};
	char **argv;
	size_t n = 0;

	while (run->argv[n])
		n++;
	argv = calloc(n + 1, sizeof(*argv));
	for (size_t i = 0; argv && i < n; i++) {
		HF_AUTO_FREE char *filled = hf_bench_fill(stage->bench, run->argv[i]);

		argv[i] = filled ? hf_fill(filled, &pair, 1) : NULL;
	}
	return argv;
}

static void free_argv(char **argv)
{
	for (char **arg = argv; arg && *arg; arg++)
		free(*arg);
	free(argv);
}

/* The program's end is a call like others: it is pending until it has ended. */
static int note_start(struct hf_stage *stage, const struct hf_run *run, struct hf_act *act)
{
	struct hf_call_key key = {.host = HF_HOST_UNSET};
	struct hf_record_call call = {
		.host = run->at,
		.call = "exit",
		.pending = true,
		.start_ns = act->program.start_ns - stage->start_ns,
	};

	snprintf(call.who, sizeof(call.who), "%s", run->name);
	act->name = run->name;
	act->call = stage->record->call_count;
	if (hf_record_append(&stage->keys, &stage->key_count, sizeof(key), &key) < 0 ||
	    HF_RECORD_APPEND(stage->record, calls, call_count, &call) < 0)
		return -ENOMEM;
	return hf_record_append(&stage->acts, &stage->act_count, sizeof(*act), act);
}

static int refuse(const struct hf_stage *stage, const char *program, const char *package,
		  struct hf_fault *fault)
{
	if (stage->record->kernel.guest)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "this case runs %s, which the machine around this guest does "
				      "not have: install the package %s there",
				      program, package);
	return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
			      "this case runs %s, which is not here: install the package %s",
			      program, package);
}

struct looking {
	const struct hf_stage *stage;
	struct hf_fault *fault;
};

/* Only programs of known packages: that a word of a script is missing else says nothing. */
static int look_for(const char *program, void *arg)
{
	const struct looking *looking = arg;
	const char *package = hf_package_of(program);
	HF_AUTO_FREE char *path = package ? hf_proc_find(program) : NULL;

	return !package || path ? 0 : refuse(looking->stage, program, package, looking->fault);
}

/* A shell starts, whatever its script lacks. */
static int look_for_all(const struct hf_stage *stage, char **argv, struct hf_fault *fault)
{
	struct looking looking = {stage, fault};
	int err = 0;

	for (char **arg = argv + 1; hf_program_is_shell(argv[0]) && *arg && !err; arg++)
		err = hf_script_programs(*arg, look_for, &looking);
	return err;
}

int hf_acts_run(struct hf_stage *stage, const struct hf_run *run, struct hf_fault *fault)
{
	struct hf_act act = {.program = HF_PROGRAM_NULL};
	char conf[64];
	char **argv;
	int err = 0;

	snprintf(conf, sizeof(conf), CONF_FOLDER "/%s.conf", run->name);
	if (run->conf)
		err = write_conf(stage, run, conf, fault);
	if (err)
		return err;
	argv = fill_argv(stage, run, conf);
	if (!argv)
		return HF_FAULT(fault, -ENOMEM, "start %s", run->name);
	err = look_for_all(stage, argv, fault);
	if (!err)
		err = hf_program_start(stage->bench->host[run->at].netns, argv, &act.program,
				       fault);
	free_argv(argv);
	if (err == -ENOENT)
		return refuse(stage, run->argv[0], run->package, fault);
	if (!err && note_start(stage, run, &act) < 0)
		err = HF_FAULT(fault, -ENOMEM, "remember %s", run->name);
	return err;
}

static void note_end(struct hf_stage *stage, struct hf_act *act, int status)
{
	struct hf_record_call *call = &stage->record->calls[act->call];

	act->ended = true;
	call->pending = false;
	call->err = status;
	call->end_ns = hf_tick_now_ns() - stage->start_ns;
}

void hf_acts_attend(struct hf_stage *stage)
{
	int status;

	for (size_t i = 0; i < stage->act_count; i++) {
		struct hf_act *act = &stage->acts[i];

		if (!act->ended && hf_program_ended(&act->program, 0, &status))
			note_end(stage, act, status);
	}
}

bool hf_acts_go_on(const struct hf_stage *stage)
{
	for (size_t i = 0; i < stage->act_count; i++) {
		if (!stage->acts[i].ended)
			return true;
	}
	return false;
}

int hf_acts_kill(struct hf_stage *stage, const char *name, int signal, struct hf_fault *fault)
{
	for (size_t i = 0; i < stage->act_count; i++) {
		if (strcmp(stage->acts[i].name, name) != 0)
			continue;
		if (signal != SIGKILL)
			return hf_proc_signal(&stage->acts[i].program.proc, signal, fault);
		hf_proc_kill(&stage->acts[i].program.proc);
		note_end(stage, &stage->acts[i], 128 + SIGKILL);
		return 0;
	}
	return -ENOENT;
}

int hf_acts_end(struct hf_stage *stage)
{
	int err = 0;

	for (size_t i = 0; i < stage->act_count; i++) {
		struct hf_act *act = &stage->acts[i];
		struct hf_record_output output = {.text = hf_program_output(&act->program)};

		snprintf(output.who, sizeof(output.who), "%s", act->name);
		if (!output.text ||
		    HF_RECORD_APPEND(stage->record, outputs, output_count, &output) < 0)
			err = -ENOMEM;
		hf_program_done(&act->program);
	}
	return err;
}
