/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memfile.h"
#include "netns.h"
#include "own.h"
#include "tick.h"

struct start {
	int netns_fd, output;
	const char *path;
	char *const *argv;
};

static int program_main(void *arg)
{
	const struct start *start = arg;
	int null = open("/dev/null", O_RDONLY);

	if (hf_netns_enter(start->netns_fd, NULL) < 0 || null < 0 || chdir("/run") < 0)
		return 126;
	dup2(null, STDIN_FILENO);
	dup2(start->output, STDOUT_FILENO);
	dup2(start->output, STDERR_FILENO);
	execv(start->path, start->argv);
	return 127;
}

int hf_program_start(int netns_fd, char *const argv[], struct hf_program *ret_program,
		     struct hf_fault *fault)
{
	HF_AUTO_FREE char *path = hf_proc_find(argv[0]);
	struct start start;
	int err;

	*ret_program = HF_PROGRAM_NULL;
	if (!path)
		return HF_FAULT_PLAIN(fault, -ENOENT, "no program %s on this machine", argv[0]);
	err = hf_memfile_make("the output of a program", &ret_program->output, fault);
	if (err)
		return err;
	start = (struct start){netns_fd, ret_program->output, path, argv};
	ret_program->start_ns = hf_tick_now_ns();
	err = hf_proc_start(program_main, &start, false, &ret_program->proc, fault);
	if (err)
		hf_program_done(ret_program);
	return err;
}

int hf_program_ended(struct hf_program *program, int64_t deadline_ns, int *ret_status)
{
	int status;

	if (!program->proc.pid || hf_proc_wait(&program->proc, deadline_ns, &status, NULL) < 0)
		return 0;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 1;
}

char *hf_program_output(const struct hf_program *program)
{
	struct stat about;
	char *text;
	ssize_t size;

	if (fstat(program->output, &about) < 0)
		return NULL;
	text = malloc((size_t)about.st_size + 1);
	if (!text)
		return NULL;
	size = pread(program->output, text, (size_t)about.st_size, 0);
	text[size < 0 ? 0 : size] = '\0';
	return text;
}

void hf_program_done(struct hf_program *program)
{
	hf_proc_kill(&program->proc);
	hf_close(&program->output);
}
