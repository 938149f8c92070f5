/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children and programs, without privilege. What needs namespaces is in test_world.c. */
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "own.h"
#include "proc.h"
#include "tick.h"

#define PATIENCE_NS (20 * HF_SEC)

#define ARGV(...)   ((const char *const[]){__VA_ARGS__, NULL})

static struct hf_fault fault;

#define ok(call) ck_assert_msg((call) == 0, "%s: %s", #call, fault.text)

static struct hf_proc_output run(const char *const argv[], const char *input)
{
	struct hf_proc_output output;

	ok(hf_proc_run(argv, input, hf_tick_now_ns() + PATIENCE_NS, &output, &fault));
	return output;
}

START_TEST(a_program_takes_input_and_gives_output)
{
	struct hf_proc_output output = run(ARGV("sed", "s/b/B/"), "abc\n");

	ck_assert_str_eq(output.text, "aBc\n");
	ck_assert_uint_eq(output.size, 4);
	ck_assert_int_eq(output.status, 0);
	free(output.text);
}
END_TEST

START_TEST(a_failing_program_is_no_fault)
{
	struct hf_proc_output output = run(ARGV("sh", "-c", "echo why >&2; exit 3"), NULL);

	ck_assert_str_eq(output.text, "why\n");
	ck_assert(WIFEXITED(output.status));
	ck_assert_int_eq(WEXITSTATUS(output.status), 3);
	free(output.text);
}
END_TEST

static char *make_text(size_t size)
{
	char *text = malloc(size + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', size);
	text[size] = '\0';
	return text;
}

START_TEST(output_beyond_the_limit_is_dropped)
{
	HF_AUTO_FREE char *input = make_text(3 << 20);
	struct hf_proc_output output = run(ARGV("cat"), input);

	ck_assert_uint_eq(output.size, 1 << 20);
	ck_assert_int_eq(output.text[output.size - 1], 'x');
	ck_assert_int_eq(output.text[output.size], '\0');
	ck_assert_int_eq(output.status, 0);
	free(output.text);
}
END_TEST

START_TEST(input_that_nobody_reads_does_no_harm)
{
	HF_AUTO_FREE char *input = make_text(3 << 20);
	struct hf_proc_output output = run(ARGV("true"), input);

	ck_assert_int_eq(output.status, 0);
	free(output.text);
}
END_TEST

START_TEST(an_absent_program_is_told)
{
	struct hf_proc_output output;

	ck_assert_int_eq(hf_proc_run(ARGV("hf-no-such-program"), NULL, INT64_MAX, &output, &fault),
			 -ENOENT);
	ck_assert_str_eq(fault.text, "hf-no-such-program is not installed");
}
END_TEST

START_TEST(a_file_that_is_no_program_is_told)
{
	char path[] = "/tmp/hf-test-proc-XXXXXX";
	int fd = mkstemp(path);
	struct hf_proc_output output;
	int err;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "\x01\x02", 2), 2);
	fchmod(fd, 0755);
	close(fd);
	err = hf_proc_run(ARGV(path), NULL, INT64_MAX, &output, &fault);
	unlink(path);
	ck_assert_int_eq(err, -ENOEXEC);
	ck_assert_ptr_nonnull(strstr(fault.text, "execute /tmp/hf-test-proc-"));
}
END_TEST

START_TEST(a_program_is_killed_at_its_deadline)
{
	int64_t start_ns = hf_tick_now_ns();
	struct hf_proc_output output;

	ck_assert_int_eq(
		hf_proc_run(ARGV("sleep", "1000"), NULL, start_ns + 100 * HF_MS, &output, &fault),
		-ETIMEDOUT);
	ck_assert_int_ge(hf_tick_now_ns() - start_ns, 100 * HF_MS);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

/* The daemon holds stdout; it becomes ours so that it can be ended and reaped by its pid. */
START_TEST(a_daemon_left_behind_is_not_waited_for)
{
	struct hf_proc_output output;
	pid_t daemon;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	output = run(ARGV("sh", "-c", "sleep 1000 & echo $!"), NULL);
	daemon = atoi(output.text);
	free(output.text);
	ck_assert_int_gt(daemon, 1);
	kill(daemon, SIGKILL);
	ck_assert_int_eq(waitpid(daemon, NULL, 0), daemon);
}
END_TEST

START_TEST(programs_of_the_sbin_folders_are_found)
{
	HF_AUTO_FREE char *shell = NULL;

	setenv("PATH", "relative::/nowhere", 1);
	ck_assert_ptr_null(hf_proc_find("hf-no-such-program"));
	ck_assert_ptr_null(hf_proc_find("/usr"));
	shell = hf_proc_find("/bin/sh");
	ck_assert_str_eq(shell, "/bin/sh");
	setenv("PATH", "/nowhere:/bin", 1);
	hf_free_p(&shell);
	shell = hf_proc_find("sh");
	ck_assert_str_eq(shell, "/bin/sh");
}
END_TEST

static int return_arg(void *arg)
{
	return *(int *)arg;
}

START_TEST(a_child_returns_its_status)
{
	struct hf_proc proc = HF_PROC_NULL;
	int seven = 7, status;

	ok(hf_proc_start(return_arg, &seven, false, &proc, &fault));
	ck_assert_int_gt(proc.pid, 0);
	ok(hf_proc_wait(&proc, hf_tick_now_ns() + PATIENCE_NS, &status, &fault));
	ck_assert_int_eq(WEXITSTATUS(status), 7);
	ck_assert_int_eq(proc.pid, 0);
	ck_assert_int_eq(proc.pidfd, -EBADF);
	ck_assert_int_eq(hf_proc_wait(&proc, 0, &status, &fault), -ECHILD);
	hf_proc_kill(&proc);
}
END_TEST

static int stay(void *arg)
{
	(void)arg;
	while (pause() < 0)
		;
	return 0;
}

START_TEST(waiting_ends_at_the_deadline)
{
	struct hf_proc proc = HF_PROC_NULL;
	int64_t deadline_ns;
	int status;

	ok(hf_proc_start(stay, NULL, false, &proc, &fault));
	deadline_ns = hf_tick_now_ns() + 50 * HF_MS;
	ck_assert_int_eq(hf_proc_wait(&proc, deadline_ns, &status, &fault), -ETIMEDOUT);
	ck_assert_int_ge(hf_tick_now_ns(), deadline_ns);
	ck_assert_int_gt(proc.pid, 0);
	hf_proc_kill(&proc);
	ck_assert_int_eq(proc.pid, 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

/* As on a kernel that has no pidfds. */
START_TEST(waiting_works_without_a_pidfd)
{
	struct hf_proc proc = HF_PROC_NULL;
	int seven = 7, status;

	ok(hf_proc_start(return_arg, &seven, false, &proc, &fault));
	hf_close(&proc.pidfd);
	ok(hf_proc_wait(&proc, hf_tick_now_ns() + PATIENCE_NS, &status, &fault));
	ck_assert_int_eq(WEXITSTATUS(status), 7);
	ok(hf_proc_start(stay, NULL, false, &proc, &fault));
	hf_close(&proc.pidfd);
	ck_assert_int_eq(hf_proc_wait(&proc, hf_tick_now_ns() + 20 * HF_MS, &status, &fault),
			 -ETIMEDOUT);
	hf_proc_kill(&proc);
}
END_TEST

static int count_odd_signals(void *arg)
{
	struct sigaction action;
	sigset_t blocked;
	int odd = 0;

	(void)arg;
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	for (int sig = 1; sig < NSIG; sig++) {
		if (sigaction(sig, NULL, &action) == 0)
			odd += action.sa_handler != SIG_DFL || sigismember(&blocked, sig) == 1;
	}
	return odd;
}

START_TEST(signals_are_at_their_defaults_in_the_child)
{
	struct hf_proc proc = HF_PROC_NULL;
	sigset_t term, now;
	int status;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	signal(SIGPIPE, SIG_IGN);
	ok(hf_proc_start(count_odd_signals, NULL, false, &proc, &fault));
	ok(hf_proc_wait(&proc, hf_tick_now_ns() + PATIENCE_NS, &status, &fault));
	ck_assert_int_eq(status, 0);
	sigprocmask(SIG_SETMASK, NULL, &now);
	ck_assert(sigismember(&now, SIGTERM) == 1 && sigismember(&now, SIGINT) == 0);
}
END_TEST

/* The pipe is at its end when the last process that has it is gone. */
START_TEST(a_child_dies_with_its_parent)
{
	struct hf_proc proc = HF_PROC_NULL;
	struct pollfd end;
	int life[2];
	pid_t parent;

	ck_assert_int_eq(pipe2(life, O_CLOEXEC), 0);
	parent = fork();
	if (parent == 0) {
		hf_proc_start(stay, NULL, false, &proc, NULL);
		(void)!write(life[1], "x", 1);
		stay(NULL);
	}
	close(life[1]);
	ck_assert_int_eq(read(life[0], &(char){0}, 1), 1);
	kill(parent, SIGKILL);
	ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
	end = (struct pollfd){.fd = life[0], .events = POLLIN};
	ck_assert_int_eq(poll(&end, 1, (int)(PATIENCE_NS / HF_MS)), 1);
	ck_assert_int_eq(read(life[0], &(char){0}, 1), 0);
}
END_TEST

START_TEST(a_world_needs_privilege)
{
	struct hf_proc proc = HF_PROC_NULL;

	if (geteuid() == 0)
		return;
	ck_assert_int_eq(hf_proc_start(stay, NULL, true, &proc, &fault), -EPERM);
	ck_assert_ptr_nonnull(strstr(fault.text, "start a process in pid, mount and IPC"));
	ck_assert_int_eq(proc.pid, 0);
}
END_TEST

START_TEST(one_cpu_is_left)
{
	cpu_set_t set;
	int first;

	ok(hf_proc_pin(3, &fault));
	ck_assert_int_eq(sched_getaffinity(0, sizeof(set), &set), 0);
	ck_assert_int_eq(CPU_COUNT(&set), 1);
	first = sched_getcpu();
	ok(hf_proc_pin(1, &fault));
	ck_assert_int_eq(sched_getcpu(), first);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("proc");
	TCase *programs = tcase_create("programs"), *children = tcase_create("children");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(programs, a_program_takes_input_and_gives_output);
	tcase_add_test(programs, a_failing_program_is_no_fault);
	tcase_add_test(programs, output_beyond_the_limit_is_dropped);
	tcase_add_test(programs, input_that_nobody_reads_does_no_harm);
	tcase_add_test(programs, an_absent_program_is_told);
	tcase_add_test(programs, a_file_that_is_no_program_is_told);
	tcase_add_test(programs, a_program_is_killed_at_its_deadline);
	tcase_add_test(programs, a_daemon_left_behind_is_not_waited_for);
	tcase_add_test(programs, programs_of_the_sbin_folders_are_found);
	tcase_set_timeout(programs, 30);
	tcase_add_test(children, a_child_returns_its_status);
	tcase_add_test(children, waiting_ends_at_the_deadline);
	tcase_add_test(children, waiting_works_without_a_pidfd);
	tcase_add_test(children, signals_are_at_their_defaults_in_the_child);
	tcase_add_test(children, a_child_dies_with_its_parent);
	tcase_add_test(children, a_world_needs_privilege);
	tcase_add_test(children, one_cpu_is_left);
	tcase_set_timeout(children, 30);
	suite_add_tcase(suite, programs);
	suite_add_tcase(suite, children);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
