/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Worlds: what is in them, and that nothing in them outlives them or those who started them. */
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "bed.h"
#include "suites.h"

/* Held open by every process that must not survive: EOF tells that all have gone. */
static int life[2];

static void make_life(void)
{
	ck_assert_int_eq(pipe2(life, O_CLOEXEC), 0);
}

/* Waits for one byte of those that hold the pipe, or for their end (0). */
static ssize_t hear(void)
{
	struct pollfd news = {.fd = life[0], .events = POLLIN};
	char byte;

	ck_assert_int_eq(poll(&news, 1, (int)(BED_PATIENCE_NS / HF_MS)), 1);
	return read(life[0], &byte, 1);
}

static void assert_all_gone(void)
{
	while (hear() > 0)
		;
}

static void say(void)
{
	(void)!write(life[1], "x", 1);
}

static int look_around(void *arg)
{
	struct statfs fs;
	HF_AUTO_FD int fd = -EBADF;

	(void)arg;
	if (getpid() != 1 || getppid() != 0)
		return 2;
	if (statfs("/run", &fs) < 0 || fs.f_type != TMPFS_MAGIC)
		return 3;
	fd = open("/run/hf-world-test", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return 4;
	return access("/proc/self/status", R_OK) < 0 ? 5 : 0;
}

START_TEST(a_world_is_private)
{
	struct hf_proc world = HF_PROC_NULL;
	int status;

	bed_ok(hf_proc_start(look_around, NULL, true, &world, &bed_fault));
	bed_ok(hf_proc_wait(&world, hf_tick_now_ns() + BED_PATIENCE_NS, &status, &bed_fault));
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(world.pid, 0);
	ck_assert_int_eq(access("/run/hf-world-test", F_OK), -1);
}
END_TEST

/* A descendant that does all it can to stay: a session of its own, deaf to SIGTERM. */
static int beget_stubborn(void *arg)
{
	bool stay = arg;

	if (fork() == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		prctl(PR_SET_PDEATHSIG, 0);
		say();
		for (;;)
			pause();
	}
	/* The byte of the descendant, which the test never reads, is what is waited for. */
	while (stay) /* NOLINT(bugprone-infinite-loop): until SIGKILL */
		pause();
	return hear() == 1 ? 0 : 1;
}

START_TEST(descendants_end_with_their_world)
{
	struct hf_proc world = HF_PROC_NULL;
	int status;

	make_life();
	bed_ok(hf_proc_start(beget_stubborn, NULL, true, &world, &bed_fault));
	hf_close(&life[1]);
	bed_ok(hf_proc_wait(&world, hf_tick_now_ns() + BED_PATIENCE_NS, &status, &bed_fault));
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(hear(), 0);
}
END_TEST

START_TEST(killing_a_world_reaps_it)
{
	struct hf_proc world = HF_PROC_NULL;

	make_life();
	bed_ok(hf_proc_start(beget_stubborn, &life, true, &world, &bed_fault));
	hf_close(&life[1]);
	ck_assert_int_eq(hear(), 1);
	hf_proc_kill(&world);
	ck_assert_int_eq(world.pid, 0);
	/* No waiting: all of a pid namespace has gone before its pid 1 can be reaped. */
	ck_assert_int_eq(read(life[0], &(char){0}, 1), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

/* A runner that starts a world and waits for it. */
static pid_t fork_runner(void)
{
	struct hf_proc world = HF_PROC_NULL;
	pid_t runner = fork();
	int status;

	ck_assert_int_ge(runner, 0);
	if (runner > 0)
		return runner;
	if (hf_proc_start(beget_stubborn, &life, true, &world, &bed_fault) < 0)
		_exit(EXIT_FAILURE);
	hf_proc_wait(&world, INT64_MAX, &status, NULL);
	_exit(EXIT_SUCCESS);
}

static void kill_runner(pid_t runner)
{
	ck_assert_int_eq(kill(runner, SIGKILL), 0);
	ck_assert_int_eq(waitpid(runner, NULL, 0), runner);
}

START_TEST(a_world_ends_with_its_runner)
{
	pid_t runner;

	make_life();
	runner = fork_runner();
	hf_close(&life[1]);
	ck_assert_int_eq(hear(), 1);
	kill_runner(runner);
	assert_all_gone();
}
END_TEST

/* At any moment of the start: the loop shifts the blow by 20 us each time. */
START_TEST(a_world_ends_with_its_runner_even_at_birth)
{
	for (int i = 0; i < 100; i++) {
		int64_t blow_ns;
		pid_t runner;

		make_life();
		blow_ns = hf_tick_now_ns() + i * 20 * HF_US;
		runner = fork_runner();
		hf_close(&life[1]);
		while (hf_tick_now_ns() < blow_ns)
			;
		kill_runner(runner);
		assert_all_gone();
		hf_close(&life[0]);
	}
}
END_TEST

/* A limit of its own in a user namespace of its own: the machine's is not touched. */
static int be_refused(void *arg)
{
	FILE *limit;

	(void)arg;
	if (hf_netns_become_root(&bed_fault) < 0)
		return BED_SKIPPED;
	limit = fopen("/proc/sys/user/max_user_namespaces", "w");
	if (!limit)
		return BED_SKIPPED;
	fprintf(limit, "0");
	fclose(limit);
	if (hf_netns_become_root(&bed_fault) >= 0)
		return 1;
	return strstr(bed_fault.text, "user.max_user_namespaces is 0") ? 0 : 2;
}

START_TEST(a_refusal_names_the_setting)
{
	struct hf_proc proc = HF_PROC_NULL;
	int status;

	bed_ok(hf_proc_start(be_refused, NULL, false, &proc, &bed_fault));
	bed_ok(hf_proc_wait(&proc, hf_tick_now_ns() + BED_PATIENCE_NS, &status, &bed_fault));
	ck_assert(WIFEXITED(status));
	ck_assert(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == BED_SKIPPED);
}
END_TEST

Suite *make_world_suite(void)
{
	Suite *suite = suite_create("world");
	TCase *tests = tcase_create("world");

	tcase_add_test(tests, a_world_is_private);
	tcase_add_test(tests, descendants_end_with_their_world);
	tcase_add_test(tests, killing_a_world_reaps_it);
	tcase_add_test(tests, a_world_ends_with_its_runner);
	tcase_add_test(tests, a_world_ends_with_its_runner_even_at_birth);
	tcase_add_test(tests, a_refusal_names_the_setting);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return suite;
}
