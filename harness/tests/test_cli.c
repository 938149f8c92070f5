/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program as a user meets it: what it says to bad input, in one sentence, and its exit status.
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "own.h"
#include "proc.h"
#include "tick.h"
#include "world.h"

#define DEADLINE_NS (60 * HF_SEC)

static char folder[] = "/tmp/halfopen-cli-XXXXXX";

/* Runs the program with up to five words; returns its exit status, output in *ret_text. */
static int run(char **ret_text, const char *a, const char *b, const char *c, const char *d,
	       const char *e)
{
	const char *const argv[] = {HF_PROGRAM, a, b, c, d, e, NULL};
	struct hf_proc_output output;
	struct hf_fault fault;

	ck_assert_msg(hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output, &fault) == 0,
		      "%s", fault.text);
	*ret_text = output.text;
	ck_assert(WIFEXITED(output.status));
	return WEXITSTATUS(output.status);
}

static void expect(int status, const char *says, const char *a, const char *b, const char *c,
		   const char *d, const char *e)
{
	HF_AUTO_FREE char *text = NULL;
	int got = run(&text, a, b, c, d, e);

	ck_assert_msg(got == status, "status %d instead of %d: %s", got, status, text);
	ck_assert_msg(strstr(text, says), "\"%s\" does not say \"%s\"", text, says);
}

static const char *in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text, size_t size)
{
	FILE *file = fopen(in_folder(name), "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	fclose(file);
}

static char *read_file(const char *name, size_t *ret_size)
{
	FILE *file = fopen(in_folder(name), "re");
	char *text = malloc(1 << 20);

	ck_assert_ptr_nonnull(file);
	*ret_size = fread(text, 1, (1 << 20) - 1, file);
	text[*ret_size] = '\0';
	fclose(file);
	return text;
}

/* ---- usage ---- */

START_TEST(help_is_for_every_command)
{
	static const char *const commands[] = {"list",    "show",    "run",  "judge",
					       "compare", "predict", "check"};

	expect(0, "Usage: halfopen", "--help", NULL, NULL, NULL, NULL);
	for (size_t i = 0; i < HF_ARRAY_LEN(commands); i++)
		expect(0, "Usage: halfopen", commands[i], "--help", NULL, NULL, NULL);
}
END_TEST

START_TEST(usage_errors_are_2)
{
	expect(2, "no command fly", "fly", NULL, NULL, NULL, NULL);
	expect(2, "Usage", NULL, NULL, NULL, NULL, NULL);
	expect(2, "no case is called no-such-case", "run", "no-such-case", NULL, NULL, NULL);
	expect(2, "no case is called no-such-case", "show", "no-such-case", NULL, NULL, NULL);
	expect(2, "no case tests the claim D9.9", "run", "--claim", "D9.9", NULL, NULL);
	expect(2, "--jobs wants a number", "run", "-j", "many", NULL, NULL);
	expect(2, "--repeat wants a number", "run", "--repeat", "0", NULL, NULL);
	expect(2, "--frobnicate", "run", "--frobnicate", NULL, NULL, NULL);
}
END_TEST

START_TEST(predict_tells)
{
	const char *el7 = "--release=3.10.0-693.el7.x86_64";

	expect(0, "SYN queue, capacity: 16 -- ", "predict", el7, "backlog=1", NULL, NULL);
	expect(0, "admitted 16, refused 526, cookies 0", "predict", el7, "backlog=1",
	       "net.ipv4.tcp_syncookies=0", "syns=542");
	expect(0, "assumed: net.core.somaxconn=4096", "predict", "--release", "6.18.44", NULL,
	       NULL);
	expect(0, "known: hz=", "predict", NULL, NULL, NULL, NULL);
}
END_TEST

START_TEST(predict_refuses)
{
	expect(2, "there is no key frobs", "predict", "frobs=1", NULL, NULL, NULL);
	expect(2, "net.ipv4.tcp_synack_retries=256: the kernel takes 0 to 255", "predict",
	       "--release=6.18.44", "tcp_synack_retries=256", NULL, NULL);
	expect(2, "refuses it with EINVAL", "predict", "--release=3.10.0-693.el7",
	       "somaxconn=65536", NULL, NULL);
	expect(2, "linux is no kernel release", "predict", "--release=linux", NULL, NULL, NULL);
	expect(2, "give a release from 3.10 on", "predict", "--release=2.6.32", NULL, NULL, NULL);
}
END_TEST

START_TEST(predict_is_json)
{
	HF_AUTO_FREE char *text = NULL;
	json_error_t error;
	json_t *whole, *all, *one;
	size_t i;

	ck_assert_int_eq(run(&text, "predict", "--json", "--release=4.4.0", "backlog=5", NULL), 0);
	whole = json_loads(text, 0, &error);
	ck_assert_msg(json_is_object(whole), "%s", error.text);
	ck_assert_str_eq(json_string_value(json_object_get(whole, "release")), "4.4.0");
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(whole, "known"), "backlog")), 5);
	all = json_object_get(whole, "predictions");
	ck_assert_uint_gt(json_array_size(all), 15);
	json_array_foreach(all, i, one)
	{
		ck_assert(json_is_string(json_object_get(one, "what")));
		ck_assert(json_is_string(json_object_get(one, "rule")));
		ck_assert(json_is_string(json_object_get(one, "function")));
		ck_assert(!json_object_get(one, "value") != !json_object_get(one, "values"));
	}
	json_decref(whole);
}
END_TEST

START_TEST(list_is_json)
{
	HF_AUTO_FREE char *text = NULL;
	json_error_t error;
	json_t *list, *one;
	size_t i;

	ck_assert_int_eq(run(&text, "list", "--json", NULL, NULL, NULL), 0);
	list = json_loads(text, 0, &error);
	ck_assert_msg(json_is_array(list), "%s", error.text);
	ck_assert_uint_gt(json_array_size(list), 0);
	json_array_foreach(list, i, one)
	{
		ck_assert(json_is_string(json_object_get(one, "name")));
		ck_assert(json_is_array(json_object_get(one, "variants")));
		ck_assert_uint_gt(json_array_size(json_object_get(one, "claims")), 0);
		ck_assert(json_is_string(json_object_get(one, "document")));
		ck_assert(json_is_array(json_object_get(one, "needs")));
		ck_assert(json_is_array(json_object_get(one, "long")));
	}
	json_decref(list);
}
END_TEST

START_TEST(claim_selects)
{
	HF_AUTO_FREE char *text = NULL;

	ck_assert_int_eq(run(&text, "list", "--claim", "D0.11", NULL, NULL), 0);
	ck_assert_ptr_nonnull(strstr(text, "synq-overflow"));
	expect(0, "2 as expected, 0 differ", "run", "--claim", "D0.11", "synq-overflow/backlog=64*",
	       NULL);
}
END_TEST

START_TEST(long_waits_are_asked_for)
{
	expect(4, "--long", "run", "acceptq-third-ack/synack_retries=5*", NULL, NULL, NULL);
	expect(0, "1 as expected, 0 differ, 0 broken, 0 skipped", "run", "--long",
	       "synq-overflow/backlog=1", NULL, NULL);
}
END_TEST

/* ---- folders and records ---- */

START_TEST(bad_folders_are_named)
{
	expect(2, "/proc/no-folder", "run", "-o", "/proc/no-folder", "synq-overflow/backlog=1",
	       NULL);
	expect(2, "/no/such/parent", "run", "-o", "/no/such/parent", "synq-overflow/backlog=1",
	       NULL);
	write_file("plain-file", "x", 1);
	expect(2, "plain-file", "run", "-o", in_folder("plain-file"), "synq-overflow/backlog=1",
	       NULL);
	expect(2, "no record in the folder", "judge", folder, NULL, NULL, NULL);
	expect(2, "no-such-file", "judge", "/tmp/no-such-file", NULL, NULL, NULL);
}
END_TEST

START_TEST(records_can_be_judged_again)
{
	expect(0, "1 as expected", "run", "-o", in_folder("kept"), "synq-overflow/backlog=1", NULL);
	expect(0, "1 as expected", "judge", in_folder("kept"), NULL, NULL, NULL);
	expect(0, "1 as expected", "judge", in_folder("kept/synq-overflow.backlog=1.json"), NULL,
	       NULL, NULL);
}
END_TEST

START_TEST(bad_records_are_named)
{
	size_t size;
	HF_AUTO_FREE char *text = NULL;
	char *schema;

	expect(0, "as expected", "run", "-o", in_folder("bad"), "synq-overflow/backlog=1", NULL);
	text = read_file("bad/synq-overflow.backlog=1.json", &size);
	write_file("bad/cut.json", text, size / 2);
	expect(3, "cut.json is not whole JSON", "judge", in_folder("bad/cut.json"), NULL, NULL,
	       NULL);
	write_file("bad/empty.json", "", 0);
	expect(3, "empty.json is empty", "judge", in_folder("bad/empty.json"), NULL, NULL, NULL);
	write_file("bad/other.json", "{\"a\": 1}", 8);
	expect(3, "other.json is no record", "judge", in_folder("bad/other.json"), NULL, NULL,
	       NULL);
	schema = strstr(text, "halfopen.record/1");
	schema[strlen("halfopen.record/")] = '9';
	write_file("bad/schema.json", text, size);
	expect(3, "schema.json is of schema halfopen.record/9", "judge",
	       in_folder("bad/schema.json"), NULL, NULL, NULL);
	/* One bad record does not hide the verdict on the good one beside it. */
	expect(3, "1 as expected", "judge", in_folder("bad"), NULL, NULL, NULL);
}
END_TEST

/* ---- comparing ---- */

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

START_TEST(compare_wants_folders_of_records)
{
	const char *const missing = "/tmp/no-such-folder";

	expect(2, "Usage", "compare", NULL, NULL, NULL, NULL);
	expect(2, "there is no folder /tmp/no-such-folder", "compare", missing, missing, NULL,
	       NULL);
	expect(2, "nor results/9.9.9", "compare", "9.9.9", folder, NULL, NULL);
	write_text("a-file", "x");
	expect(2, "a-file is no folder", "compare", in_folder("a-file"), folder, NULL, NULL);
	ck_assert_int_eq(mkdir(in_folder("nothing"), 0777), 0);
	expect(2, "no record in the folder", "compare", in_folder("nothing"), NULL, NULL, NULL);
	/* JSON of something else. */
	write_text("nothing/package.json", "{\"name\": \"left-pad\"}");
	expect(2, "no record in the folder", "compare", in_folder("nothing"), NULL, NULL, NULL);
}
END_TEST

START_TEST(two_runs_of_a_kernel_compare_as_equal)
{
	static const char *const variant = "synq-overflow/backlog=1";
	HF_AUTO_FREE char *text = NULL;
	json_error_t error;
	json_t *root;
	char one[256];

	ck_assert_int_eq(mkdir(in_folder("runs"), 0777), 0);
	expect(0, "1 as expected", "run", "-o", in_folder("runs/one"), variant, NULL);
	expect(0, "1 as expected", "run", "-o", in_folder("runs/two"), variant, NULL);
	snprintf(one, sizeof(one), "%s", in_folder("runs/one"));
	expect(0, "1 the same", "compare", one, in_folder("runs/two"), NULL, NULL);
	expect(0, "1 the same", "compare", in_folder("runs"), NULL, NULL, NULL);
	expect(0, "1 the same", "compare", "--results", in_folder("runs"), "one", "two");
	expect(2, "one kernel only", "compare", one, NULL, NULL, NULL);
	ck_assert_int_eq(run(&text, "compare", "--json", in_folder("runs"), NULL, NULL), 0);
	root = json_loads(text, 0, &error);
	ck_assert_msg(json_is_object(root), "%s", error.text);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "inputs")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "results")), 1);
	json_decref(root);
}
END_TEST

START_TEST(compare_refuses_what_it_cannot_compare)
{
	static const char *const name = "pair/two/synq-overflow.backlog=1.json";
	HF_AUTO_FREE char *text = NULL;
	char *hash;
	size_t size;

	ck_assert_int_eq(mkdir(in_folder("pair"), 0777), 0);
	expect(0, "1 as expected", "run", "-o", in_folder("pair/one"), "synq-overflow/backlog=1",
	       NULL);
	expect(0, "1 as expected", "run", "-o", in_folder("pair/two"), "synq-overflow/backlog=1",
	       NULL);
	expect(0, "1 as expected", "run", "-o", in_folder("pair/two"), "synq-overflow/backlog=5",
	       NULL);
	text = read_file(name, &size);
	hash = strstr(text, "\"case_hash\": \"") + strlen("\"case_hash\": \"");
	*hash = *hash == '0' ? '1' : '0';
	write_file(name, text, size);
	expect(1, "run both again", "compare", in_folder("pair"), NULL, NULL, NULL);
	expect(1, "only in two", "compare", in_folder("pair"), NULL, NULL, NULL);
	write_file(name, text, size / 2);
	expect(3, "is not whole JSON", "compare", in_folder("pair"), NULL, NULL, NULL);
	/* What can be read is told all the same. */
	expect(3, "2 not everywhere", "compare", in_folder("pair"), NULL, NULL, NULL);
}
END_TEST

/* A reader of packets other than ours: how many SYNs to the server's port it finds in the capture.
 */
static int count_lines(const char *const argv[])
{
	struct hf_proc_output output;
	struct hf_fault fault;
	int lines = 0;

	ck_assert_msg(hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output, &fault) == 0,
		      "%s", fault.text);
	ck_assert_msg(WIFEXITED(output.status) && !WEXITSTATUS(output.status), "%s: %s", argv[0],
		      output.text);
	for (const char *c = output.text; *c; c++)
		lines += *c == '\n' && c > output.text;
	free(output.text);
	return lines;
}

/* As root tcpdump becomes another user first, which root of an ordinary user's namespace cannot. */
static bool may_change_groups(void)
{
	char word[8] = "";
	FILE *file = fopen("/proc/self/setgroups", "re");

	if (!file)
		return true;
	if (!fgets(word, sizeof(word), file))
		word[0] = '\0';
	fclose(file);
	return strncmp(word, "deny", 4) != 0;
}

START_TEST(others_read_our_captures)
{
	char path[300];
	const char *const tcpdump[] = {"tcpdump", "-nr", path, "tcp[tcpflags] == tcp-syn", NULL};
	const char *const tshark[] = {"tshark", "-r", path, "-Y", "tcp.flags == 2", NULL};
	const char *const ends[] = {"tshark",
				    "-r",
				    path,
				    "-T",
				    "fields",
				    "-e",
				    "frame.interface_name",
				    "-Y",
				    "frame.interface_name == "
				    "\"server:eth0\" && tcp.flags == 2",
				    NULL};

	expect(0, "1 as expected", "run", "-o", in_folder("read"), "synq-overflow/backlog=1", NULL);
	snprintf(path, sizeof(path), "%s", in_folder("read/synq-overflow.backlog=1.pcapng"));
	/* 542 SYNs, each seen at both ends; what the programs say besides goes to stderr as well.
	 */
	if (may_change_groups()) {
		ck_assert_int_ge(count_lines(tcpdump), 2 * 542);
		ck_assert_int_le(count_lines(tcpdump), 2 * 542 + 2);
	}
	ck_assert_int_ge(count_lines(tshark), 2 * 542);
	ck_assert_int_le(count_lines(tshark), 2 * 542 + 2);
	ck_assert_int_ge(count_lines(ends), 542);
	ck_assert_int_le(count_lines(ends), 542 + 2);
}
END_TEST

/* ---- poor surroundings ---- */

/* A mount namespace of this test alone; what is mounted in it goes with the process. */
static void private_mounts(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
}

static int count_files(const char *path, const char *ending)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		n += entry->d_name[0] != '.' && dot && !strcmp(dot, ending);
	}
	closedir(dir);
	return n;
}

START_TEST(full_disk_keeps_what_is_whole)
{
	HF_AUTO_FREE char *text = NULL;
	char path[256];
	int status;

	private_mounts();
	snprintf(path, sizeof(path), "%s", in_folder("small"));
	ck_assert_int_eq(mkdir(path, 0777), 0);
	/* Room for one record and its capture of about 150 kB, not for all. */
	ck_assert_int_eq(mount("small", path, "tmpfs", 0, "size=400k"), 0);
	status = run(&text, "run", "-j1", "-o", path, "synq-overflow");
	ck_assert_msg(status == 3, "status %d: %s", status, text);
	ck_assert_ptr_nonnull(strstr(text, "No space left on device"));
	ck_assert_int_ge(count_files(path, ".json"), 1);
	umount(path);
	private_mounts();
}
END_TEST

/* From now on there are no programs but those of this folder. */
static void only_programs_of(const char *path)
{
	static const char *const folders[] = {"/usr/sbin", "/sbin", "/usr/local/sbin"};

	private_mounts();
	for (size_t i = 0; i < HF_ARRAY_LEN(folders); i++)
		mount("empty", folders[i], "tmpfs", 0, NULL);
	setenv("PATH", path, 1);
}

START_TEST(missing_iptables_is_skipped)
{
	only_programs_of("/nowhere");
	expect(4, "install the package iptables", "run", "synq-overflow/backlog=1", NULL, NULL,
	       NULL);
}
END_TEST

/* The shell is there, what its script calls is not. */
START_TEST(missing_program_of_a_script_is_skipped)
{
	char path[256];

	snprintf(path, sizeof(path), "%s", in_folder("few"));
	ck_assert_int_eq(mkdir(path, 0777), 0);
	ck_assert_int_eq(symlink("/bin/sh", in_folder("few/sh")), 0);
	only_programs_of(path);
	expect(4, "this case runs ss, which is not here: install the package iproute2", "run",
	       "count-header-line", NULL, NULL, NULL);
	expect(0, "ss is not on this machine; install the package iproute2", "check", NULL, NULL,
	       NULL, NULL);
}
END_TEST

/* In a user namespace that may not make others, an ordinary user can run nothing; it is told why.
 */
START_TEST(missing_user_namespaces_are_skipped)
{
	const char *limit = "/proc/sys/user/max_user_namespaces";
	int fd;

	/* A user namespace without capabilities in which nothing further is allowed. */
	ck_assert_int_eq(unshare(CLONE_NEWUSER), 0);
	fd = open(limit, O_WRONLY);
	if (fd >= 0) {
		ck_assert_int_eq(write(fd, "0", 1), 1);
		close(fd);
	}
	/* An unmapped user loses its capabilities when it executes the program. */
	expect(4, "user.max_user_namespaces", "run", "synq-overflow/backlog=1", NULL, NULL, NULL);
	expect(4, "NO   root, or root of a user namespace", "check", NULL, NULL, NULL, NULL);
}
END_TEST

START_TEST(check_says_what_runs)
{
	expect(0, "yes  network namespaces joined by veth", "check", NULL, NULL, NULL, NULL);
}
END_TEST

static int remove_one(const char *path)
{
	const char *const argv[] = {"rm", "-rf", path, NULL};
	struct hf_proc_output output = {0};
	int err = hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output, NULL);

	free(output.text);
	return err;
}

int main(void)
{
	Suite *suite = suite_create("cli");
	TCase *tests = tcase_create("cli");
	SRunner *runner;
	int failed;

	if (!mkdtemp(folder))
		return 1;
	hf_world_enter();
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, help_is_for_every_command);
	tcase_add_test(tests, usage_errors_are_2);
	tcase_add_test(tests, predict_tells);
	tcase_add_test(tests, predict_refuses);
	tcase_add_test(tests, predict_is_json);
	tcase_add_test(tests, list_is_json);
	tcase_add_test(tests, claim_selects);
	tcase_add_test(tests, long_waits_are_asked_for);
	tcase_add_test(tests, bad_folders_are_named);
	tcase_add_test(tests, records_can_be_judged_again);
	tcase_add_test(tests, others_read_our_captures);
	tcase_add_test(tests, bad_records_are_named);
	tcase_add_test(tests, compare_wants_folders_of_records);
	tcase_add_test(tests, two_runs_of_a_kernel_compare_as_equal);
	tcase_add_test(tests, compare_refuses_what_it_cannot_compare);
	tcase_add_test(tests, full_disk_keeps_what_is_whole);
	tcase_add_test(tests, missing_iptables_is_skipped);
	tcase_add_test(tests, missing_program_of_a_script_is_skipped);
	tcase_add_test(tests, missing_user_namespaces_are_skipped);
	tcase_add_test(tests, check_says_what_runs);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	/* A process for each test: some make their surroundings poor. */
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_one(folder);
	return failed ? 1 : 0;
}
