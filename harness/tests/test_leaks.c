/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner is killed with SIGKILL at one moment after the other of its life; each time nothing may
 * be left: no process, link, mount, rule or setting, and no half file among the records.
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "own.h"
#include "tick.h"
#include "world.h"

/* The life of this run is about a second: laying, driving, judging and keeping are all met. */
#define KILLS	60
#define STEP_NS (17 * HF_MS)

static char folder[] = "/tmp/halfopen-leaks-XXXXXX";

static pid_t start_runner(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		execl(HF_PROGRAM, HF_PROGRAM, "run", "-j", "6", "-o", folder, "synq-overflow/*[15]",
		      (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void wait_until(int64_t t_ns)
{
	struct timespec at = {.tv_sec = t_ns / HF_SEC, .tv_nsec = t_ns % HF_SEC};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}

/*
 * Every record is whole: it ends as JSON does. On its way to its name a file may have a temporary one
 * (store.h); after a run that was not killed none has.
 */
static void assert_files_whole(bool all_named)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');
		char path[512], tail[3] = "";
		FILE *file;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		ck_assert_msg(!all_named || entry->d_name[0] != '.', "left over: %s",
			      entry->d_name);
		if (!dot || strcmp(dot, ".json") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		file = fopen(path, "re");
		ck_assert_ptr_nonnull(file);
		fseek(file, -2, SEEK_END);
		ck_assert_uint_eq(fread(tail, 1, 2, file), 2);
		fclose(file);
		ck_assert_str_eq(tail, "}\n");
	}
	closedir(dir);
}

static const char *in_folder(const char *name)
{
	static char path[80];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void leave_file(const char *name)
{
	HF_AUTO_FD int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	ck_assert_int_ge(fd, 0);
}

/* Else the kills would have met nothing. */
static void assert_it_can_run(void)
{
	pid_t pid = start_runner();
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		      "left alone, the runner ends with wait status %d", status);
}

START_TEST(sigkill_leaves_nothing)
{
	HF_AUTO_FREE char *before = hf_world_text();

	for (int i = 0; i < KILLS; i++) {
		int64_t began_ns = hf_tick_now_ns();
		pid_t pid = start_runner();
		const char *children;

		wait_until(began_ns + i * STEP_NS);
		kill(pid, SIGKILL);
		children = hf_world_children();
		ck_assert_msg(!children, "processes are left after kill %d: %s", i, children);
		assert_files_whole(false);
	}
	/* As a process leaves it that is killed on the way to the final name; and somebody else's. */
	leave_file(".halfopen-synq-overflow.json.1");
	leave_file(".notes.1");
	assert_it_can_run();
	ck_assert_int_eq(unlink(in_folder(".notes.1")), 0);
	assert_files_whole(true);
	HF_AUTO_FREE char *after = hf_world_text();
	const char *change = hf_world_change(before, after);

	ck_assert_msg(!change, "%s", change);
}
END_TEST

static void remove_folder(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

int main(void)
{
	Suite *suite = suite_create("leaks");
	TCase *tests = tcase_create("leaks");
	SRunner *runner;
	int failed;

	if (!mkdtemp(folder))
		return 1;
	hf_world_enter();
	hf_world_adopt_orphans();
	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, sigkill_leaves_nothing);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_folder();
	return failed ? 1 : 0;
}
