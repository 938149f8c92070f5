/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests that go wrong: each in one sentence, with the right exit status, and nothing is left of
 * them.
 *
 * Without arguments an emulator made of shell stands in for qemu, and an ELF file with a banner for
 * a kernel. With "kernel" it is the real qemu, which a script leads astray, and the first kernel
 * that ci/kernels fetched; without either the test is skipped.
 */
#include <check.h>
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <glob.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "own.h"
#include "proc.h"
#include "tick.h"
#include "world.h"

#define DEADLINE_NS (280 * HF_SEC)

#define ONE         "synq-overflow/backlog=0"
#define MANY        "synq-overflow*"

static char folder[] = "/tmp/halfopen-guest-XXXXXX";
static char *old_path, *before;

static const char *in_folder(const char *name)
{
	static char paths[4][256];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(in_folder(name), "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	fclose(file);
}

/* From now on this is the emulator. */
static void stand_in(const char *script)
{
	char text[2000];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	write_file("bin/qemu-system-x86_64", text, strlen(text));
	ck_assert_int_eq(chmod(in_folder("bin/qemu-system-x86_64"), 0755), 0);
	snprintf(text, sizeof(text), "%s:%s", in_folder("bin"), old_path);
	setenv("PATH", text, 1);
}

static char *run(int *ret_status, const char *const more[])
{
	const char *argv[20] = {HF_PROGRAM, "run", "-o", in_folder("out"), "--patience", "100"};
	struct hf_proc_output output;
	struct hf_fault fault;
	size_t n = 6;

	while (*more)
		argv[n++] = *more++;
	ck_assert_msg(hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output, &fault) == 0,
		      "%s", fault.text);
	ck_assert(WIFEXITED(output.status));
	*ret_status = WEXITSTATUS(output.status);
	return output.text;
}

static void expect_says(const char *text, const char *says)
{
	ck_assert_msg(strstr(text, says), "\"%s\" does not say \"%s\"", text, says);
}

static void assert_nothing_left(void)
{
	HF_AUTO_FREE char *after = hf_world_text();
	const char *change = hf_world_change(before, after);

	ck_assert_ptr_null(hf_world_children());
	ck_assert_msg(!change, "%s", change);
}

#define EXPECT(status, says, ...) expect(status, says, (const char *const[]){__VA_ARGS__, NULL})

static void expect(int status, const char *says, const char *const more[])
{
	int got;
	HF_AUTO_FREE char *text = run(&got, more);

	ck_assert_msg(got == status, "status %d instead of %d: %s", got, status, text);
	expect_says(text, says);
	assert_nothing_left();
}

static char *read_kept(const char *pattern)
{
	static char text[65536];
	glob_t found;
	FILE *file;

	text[0] = '\0';
	if (glob(in_folder(pattern), 0, NULL, &found) == 0) {
		file = fopen(found.gl_pathv[0], "re");
		ck_assert_ptr_nonnull(file);
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		fclose(file);
		globfree(&found);
	}
	return text;
}

static int remove_one(const char *path)
{
	return unlink(path) < 0 ? rmdir(path) : 0;
}

static void forget_output(void)
{
	static const char *const patterns[] = {"out/*/.??*", "out/*/*", "out/*", "out"};

	for (size_t i = 0; i < HF_ARRAY_LEN(patterns); i++) {
		glob_t found;

		if (glob(in_folder(patterns[i]), 0, NULL, &found) != 0)
			continue;
		for (size_t k = 0; k < found.gl_pathc; k++)
			remove_one(found.gl_pathv[k]);
		globfree(&found);
	}
}

/* ---- images and what belongs to them ---- */

static void make_kernel(uint16_t machine)
{
	Elf64_Ehdr head = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB},
		.e_machine = machine,
	};
	uint8_t data[256] = {0};

	memcpy(data, &head, sizeof(head));
	strcpy((char *)data + 100, "Linux version 6.1.2-none (nobody@nowhere) #1");
	write_file("vmlinux", data, sizeof(data));
}

START_TEST(images_that_are_none)
{
	write_file("text", "hello\n", 6);
	EXPECT(2, "is no kernel image", "-k", in_folder("text"), ONE);
	EXPECT(2, "No such file or directory", "-k", in_folder("nothing/vmlinuz"), ONE);
	EXPECT(2, "is no file", "-k", folder, ONE);
	EXPECT(2, "fetch it with ci/kernels", "-k", "9.9.9-nowhere", ONE);
	make_kernel(EM_AARCH64);
	EXPECT(2, "for another machine", "-k", in_folder("vmlinux"), ONE);
}
END_TEST

START_TEST(modules_that_are_none)
{
	make_kernel(EM_X86_64);
	EXPECT(2, "no folder /no/modules with the modules", "-k", in_folder("vmlinux"), "--modules",
	       "/no/modules", ONE);
	EXPECT(2, "modules.dep", "-k", in_folder("vmlinux"), "--modules", in_folder("bin"), ONE);
}
END_TEST

START_TEST(no_emulator)
{
	make_kernel(EM_X86_64);
	setenv("PATH", in_folder("nowhere"), 1);
	EXPECT(3, "install the package qemu-system-x86", "-k", in_folder("vmlinux"), ONE);
}
END_TEST

/* ---- emulators that end ---- */

/* One line for each way to go: what the script does, and what is said of it. */
static const struct {
	const char *script, *says;
} ends[] = {
	{"echo it cannot be >&2; exit 1",
	 "the guest lost its emulator, which ended with status 1; its last words: it cannot be"},
	{"kill -9 $$", "the guest lost its emulator, which was ended by signal 9"},
	{"exit 0", "the guest stopped before its jobs had ended; its last words: (none)"},
	{"printf 'one\\ntwo\\n' > /proc/self/fd/12; exit 0", "its last words: one | two"},
	{"printf 'Kernel panic - not syncing: Attempted to kill init!\\nCPU: 0\\n' "
	 "> /proc/self/fd/12",
	 "the guest panicked: Attempted to kill init!; its last words: Kernel panic"},
	{"printf 'what is this, a message of more than 28 bytes?' > /proc/self/fd/13; exec sleep "
	 "90",
	 "the guest sent something else than a message"},
	{"printf 'hopn\\002\\000' > /proc/self/fd/13",
	 "the guest stopped before its jobs had ended, in the middle of a message"},
	/* STARTED of job 9 of 1. */
	{"printf 'hopn\\002\\000\\000\\000\\011\\000\\000\\000' > /proc/self/fd/13; "
	 "head -c 16 /dev/zero > /proc/self/fd/13; exec sleep 90",
	 "the guest spoke of a job that it was not given"},
};

START_TEST(emulators_that_end)
{
	make_kernel(EM_X86_64);
	stand_in(ends[_i].script);
	EXPECT(3, ends[_i].says, "-k", in_folder("vmlinux"), ONE);
	/* The reason is in the record, and the console beside it. */
	expect_says(read_kept("out/6.1.2-none/*.json"), "\"verdict\": \"BROKEN\"");
	ck_assert_int_eq(access(in_folder("out/6.1.2-none/console.log"), F_OK), 0);
}
END_TEST

/* What took many along is told once, and who went. */
START_TEST(one_reason_for_many)
{
	int status, told = 0;

	make_kernel(EM_X86_64);
	stand_in("echo it cannot be >&2; exit 1");
	HF_AUTO_FREE char *text =
		run(&status, (const char *const[]){"-k", in_folder("vmlinux"), MANY, NULL});

	ck_assert_int_eq(status, 3);
	for (const char *at = text; (at = strstr(at, "it cannot be")); at++)
		told++;
	/* On the line of the first, and under the list of all. */
	ck_assert_int_eq(told, 2);
	expect_says(text, "for the same reason\n");
	expect_says(text, "\nBROKEN " ONE "\nBROKEN synq-overflow");
}
END_TEST

START_TEST(a_guest_that_hangs)
{
	make_kernel(EM_X86_64);
	stand_in("exec sleep 90");
	EXPECT(3, "the guest said nothing for 1 s and was ended", "--patience", "1", "-k",
	       in_folder("vmlinux"), ONE);
}
END_TEST

/* The first boot has begun job 0 and dies; the second gets the rest. */
START_TEST(the_rest_goes_on)
{
	char script[900];
	int status;

	make_kernel(EM_X86_64);
	snprintf(script, sizeof(script),
		 "[ -e %s/again ] && exit 7\n"
		 "touch %s/again\n"
		 "printf 'hopn\\002\\000\\000\\000' > /proc/self/fd/13\n"
		 "head -c 20 /dev/zero > /proc/self/fd/13",
		 folder, folder);
	stand_in(script);
	HF_AUTO_FREE char *text =
		run(&status, (const char *const[]){"-k", in_folder("vmlinux"),
						   "synq-overflow/backlog=1*", NULL});

	unlink(in_folder("again"));
	ck_assert_int_eq(status, 3);
	expect_says(text, "stopped before its jobs had ended");
	expect_says(text, "which ended with status 7");
	ck_assert_int_eq(access(in_folder("out/6.1.2-none/console.boot2.log"), F_OK), 0);
	assert_nothing_left();
}
END_TEST

/* What the program shows on a terminal; `status` is its exit status. */
static char *show(int *ret_status, const char *const argv[])
{
	static char text[65536];
	size_t used = 0;
	int terminal;
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
	ssize_t n;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	/* EIO when the other end is closed. */
	while (used + 1 < sizeof(text) &&
	       (n = read(terminal, text + used, sizeof(text) - used - 1)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(terminal);
	ck_assert_int_eq(waitpid(pid, ret_status, 0), pid);
	return text;
}

/* A guest boots, and begins a case: a terminal shows either, before there is a verdict. */
START_TEST(a_terminal_shows_what_runs)
{
	int status;
	const char *text, *boots, *runs, *over;

	make_kernel(EM_X86_64);
	stand_in("printf 'hopn\\002\\000\\000\\000' > /proc/self/fd/13\n"
		 "head -c 20 /dev/zero > /proc/self/fd/13");
	text = show(&status, (const char *const[]){HF_PROGRAM, "run", "-k", in_folder("vmlinux"),
						   ONE, NULL});
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 3, "status %d: %s", status, text);
	boots = strstr(text, "0 of 1 ended, 0 running, 0 failed");
	runs = strstr(text, "0 of 1 ended, 1 running, 0 failed");
	over = strstr(text, "BROKEN");
	ck_assert_msg(boots && runs && over && boots < runs && runs < over, "shown: %s", text);
	assert_nothing_left();
}
END_TEST

START_TEST(a_full_disk)
{
	int status;

	make_kernel(EM_X86_64);
	stand_in("exit 1");
	mkdir(in_folder("out"), 0755);
	ck_assert_int_eq(mount("tmpfs", in_folder("out"), "tmpfs", 0, "size=16k"), 0);
	HF_AUTO_FREE char *text =
		run(&status, (const char *const[]){"-k", in_folder("vmlinux"), MANY, NULL});

	ck_assert_int_eq(umount(in_folder("out")), 0);
	ck_assert_int_eq(status, 3);
	expect_says(text, "No space left on device");
	assert_nothing_left();
}
END_TEST

static pid_t start_program(const char *kernel, const char *pattern)
{
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		execl(HF_PROGRAM, HF_PROGRAM, "run", "-k", kernel, "-o", in_folder("out"), pattern,
		      (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void sleep_ms(long ms)
{
	const struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * HF_MS};

	nanosleep(&span, NULL);
}

START_TEST(sigkill_leaves_no_emulator)
{
	pid_t pid;

	make_kernel(EM_X86_64);
	stand_in("exec sleep 90");
	pid = start_program(in_folder("vmlinux"), ONE);
	sleep_ms(100 + 300 * _i);
	kill(pid, SIGKILL);
	assert_nothing_left();
}
END_TEST

/* ---- records of others ---- */

START_TEST(records_of_another_project)
{
	static const struct {
		const char *command;
		int status;
	} commands[] = {{"judge", 3}, {"compare", 2}};
	static const char foreign[] = "{\"name\": \"left-pad\", \"version\": \"1.3.0\"}\n";

	mkdir(in_folder("out"), 0755);
	mkdir(in_folder("out/a"), 0755);
	write_file("out/a/package.json", foreign, strlen(foreign));
	for (size_t i = 0; i < HF_ARRAY_LEN(commands); i++) {
		const char *const argv[] = {HF_PROGRAM, commands[i].command, in_folder("out/a"),
					    NULL};
		struct hf_proc_output output;
		struct hf_fault fault;

		ck_assert_int_eq(
			hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output, &fault),
			0);
		ck_assert_msg(WEXITSTATUS(output.status) == commands[i].status, "%s: status %d: %s",
			      commands[i].command, WEXITSTATUS(output.status), output.text);
		expect_says(output.text, commands[i].status == 3 ? "package.json is no record of "
								   "halfopen: it names no schema"
								 : "there is no record in");
		free(output.text);
	}
}
END_TEST

/* ---- with a real kernel ---- */

static char kernel[512], emulator[256];

/* It lets go of the emulator's files, and waits for a first record. */
static const char killer[] = "#!/bin/bash\n"
			     "cd \"$(dirname \"$0\")\"\n"
			     "exec >/dev/null 2>&1 10>&- 11>&- 12>&- 13>&- 14>&-\n"
			     "while [ -d /proc/$1 ] && ! ls out/*/*.json; do sleep 0.05; done\n"
			     "kill -9 $1\n";

/* The real emulator, with words added to the kernel's command line and something done before. */
static void lead_astray(const char *before_start, const char *words)
{
	char script[1500];

	snprintf(script, sizeof(script),
		 "%s\n"
		 "n=$#\n"
		 "while [ $n -gt 0 ]; do\n"
		 "	a=$1; shift\n"
		 "	[ \"$last\" != -append ] || a=\"$a %s\"\n"
		 "	last=$a; case $a in -append) ;; *) last= ;; esac\n"
		 "	set -- \"$@\" \"$a\"\n"
		 "	n=$((n - 1))\n"
		 "done\n"
		 "exec %s \"$@\"",
		 before_start, words, emulator);
	stand_in(script);
}

START_TEST(it_works_by_itself)
{
	lead_astray("", "");
	EXPECT(0, "1 as expected", "-k", kernel, ONE);
}
END_TEST

/* The window scale that the client offers in its first SYN: by the greater of rmem_max and tcp_rmem. */
static int offered_scale(const char *record)
{
	const char *at = strstr(read_kept(record), "\"client\", \"S\", ");
	int scale;

	ck_assert_msg(at && (at = strstr(at, ",wscale ")) && sscanf(at, ",wscale %d", &scale) == 1,
		      "%s has no SYN with a window scale", record);
	return scale;
}

/*
 * memory-sizes raises net.core.rmem_max, which a machine has but once. The cases before and after it
 * (the longest budget comes first) say nothing of it, and find it as the kernel has it.
 */
START_TEST(settings_of_the_machine_are_put_back)
{
	static const char *const first = "out/*/acceptq-no-refusal.json",
				 *const raising = "out/*/memory-sizes.json",
				 *const last = "out/*/acceptq-backlog-zero.json";
	const char *const cases[] = {"-k", kernel, "-j", "1", "acceptq-no-refusal", "memory-sizes",
				     "acceptq-backlog-zero", NULL};
	const char *before_it, *it, *after_it;
	int status;
	HF_AUTO_FREE char *text = run(&status, cases);

	ck_assert_msg(status == 0, "status %d: %s", status, text);
	before_it = strstr(text, "acceptq-no-refusal");
	it = strstr(text, "memory-sizes");
	after_it = strstr(text, "acceptq-backlog-zero");
	ck_assert_msg(before_it && before_it < it && it < after_it, "another order: %s", text);
	/* 64 MiB: ilog2(67108864) - 15. */
	ck_assert_int_eq(offered_scale(raising), 11);
	ck_assert_int_lt(offered_scale(first), 11);
	ck_assert_int_eq(offered_scale(last), offered_scale(first));
	assert_nothing_left();
}
END_TEST

/* What took ten seconds inside took no less outside. */
START_TEST(a_real_clock_is_real)
{
	int64_t begin = hf_tick_now_ns(), elapsed;
	const char *found;

	EXPECT(0, "1 as expected", "--clock", "real", "-k", kernel, "acceptq-overflow/inet6");
	found = strstr(read_kept("out/*/acceptq-overflow.inet6.json"), "\"elapsed_ns\": ");
	ck_assert_ptr_nonnull(found);
	elapsed = strtoll(found + strlen("\"elapsed_ns\": "), NULL, 10);
	ck_assert_int_gt(elapsed, 5 * HF_SEC);
	ck_assert_int_ge(hf_tick_now_ns() - begin, elapsed);
}
END_TEST

/* The machine around the guest has a shell, but not what the script of the case calls. */
START_TEST(a_program_that_is_missing_outside)
{
	lead_astray("", "");
	ck_assert_int_eq(symlink("/bin/sh", in_folder("bin/sh")), 0);
	setenv("PATH", in_folder("bin"), 1);
	EXPECT(4, "this case runs ss, which the machine around this guest does not have: install "
		  "the package iproute2 there",
	       "-k", kernel, "count-header-line");
}
END_TEST

START_TEST(a_kernel_that_panics)
{
	lead_astray("", "rdinit=/no/such/init");
	EXPECT(3, "the guest panicked: ", "-k", kernel, ONE);
	expect_says(read_kept("out/*/console.log"), "Kernel panic - not syncing");
}
END_TEST

/* The loader without an argument ends at once. */
START_TEST(an_init_that_dies)
{
	lead_astray("", "rdinit=/lib64/ld-linux-x86-64.so.2");
	EXPECT(3, "the guest panicked: Attempted to kill init!", "-k", kernel, ONE);
}
END_TEST

/* Before there is a console; it does not end by itself then. */
START_TEST(a_kernel_that_panics_early)
{
	lead_astray("", "mem=20M");
	EXPECT(3, "the guest panicked: ", "--patience", "10", "-k", kernel, ONE);
}
END_TEST

/* Enough to begin, and too little for the files. */
#ifdef __SANITIZE_ADDRESS__
#define TOO_LITTLE "mem=80M"
#else
#define TOO_LITTLE "mem=40M"
#endif

START_TEST(a_guest_without_memory)
{
	lead_astray("", TOO_LITTLE);
	EXPECT(3, "the guest panicked: ", "-k", kernel, ONE);
	expect_says(read_kept("out/*/console.log"), "memory");
}
END_TEST

/* Killed when the first record has come: at most one job is lost, the others get another guest. */
START_TEST(an_emulator_killed_in_mid_run)
{
	char kill_it[600];
	int status, lost = 0;

	snprintf(kill_it, sizeof(kill_it),
		 "if [ ! -e %s/again ]; then touch %s/again; %s/killer $$ & fi", folder, folder,
		 folder);
	lead_astray(kill_it, "");
	HF_AUTO_FREE char *text = run(&status, (const char *const[]){"-k", kernel, MANY, NULL});

	unlink(in_folder("again"));
	expect_says(text, " as expected, 0 differ, ");
	for (const char *at = text; (at = strstr(at, "\nBROKEN      ")); at++)
		lost++;
	ck_assert_msg(lost <= 1 && status == (lost ? 3 : 0), "status %d: %s", status, text);
	ck_assert_ptr_nonnull(strstr(read_kept("out/*/console.boot2.log"), "reboot"));
	assert_nothing_left();
}
END_TEST

START_TEST(sigkill_leaves_no_guest)
{
	pid_t pid;

	setenv("PATH", old_path, 1);
	pid = start_program(kernel, ONE);
	sleep_ms(200 + 900 * _i);
	kill(pid, SIGKILL);
	assert_nothing_left();
}
END_TEST

static bool find_kernel(void)
{
	const char *set = getenv("HALFOPEN_KERNELS"), *home = getenv("HOME");
	char *program = hf_proc_find("qemu-system-x86_64");
	char pattern[400];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s%s/*/vmlinuz",
		 set    ? set
		 : home ? home
			: "",
		 set ? "" : "/.cache/halfopen/kernels");
	if (!program || glob(pattern, 0, NULL, &found) != 0) {
		free(program);
		return false;
	}
	snprintf(emulator, sizeof(emulator), "%s", program);
	snprintf(kernel, sizeof(kernel), "%s", found.gl_pathv[0]);
	globfree(&found);
	free(program);
	return true;
}

/* ---- all of them ---- */

static void set_up(void)
{
	forget_output();
	write_file("killer", killer, strlen(killer));
	chmod(in_folder("killer"), 0755);
	before = hf_world_text();
}

static void tear_down(void)
{
	setenv("PATH", old_path, 1);
	free(before);
	forget_output();
}

static void add_stand_ins(TCase *tests)
{
	tcase_add_test(tests, images_that_are_none);
	tcase_add_test(tests, modules_that_are_none);
	tcase_add_test(tests, no_emulator);
	tcase_add_loop_test(tests, emulators_that_end, 0, (int)HF_ARRAY_LEN(ends));
	tcase_add_test(tests, one_reason_for_many);
	tcase_add_test(tests, a_guest_that_hangs);
	tcase_add_test(tests, the_rest_goes_on);
	tcase_add_test(tests, a_terminal_shows_what_runs);
	tcase_add_test(tests, a_full_disk);
	tcase_add_loop_test(tests, sigkill_leaves_no_emulator, 0, 3);
	tcase_add_test(tests, records_of_another_project);
}

static void add_real(TCase *tests)
{
	tcase_add_test(tests, it_works_by_itself);
	tcase_add_test(tests, settings_of_the_machine_are_put_back);
	tcase_add_test(tests, a_real_clock_is_real);
	tcase_add_test(tests, a_program_that_is_missing_outside);
	tcase_add_test(tests, a_kernel_that_panics);
	tcase_add_test(tests, an_init_that_dies);
	tcase_add_test(tests, a_kernel_that_panics_early);
	tcase_add_test(tests, a_guest_without_memory);
	tcase_add_test(tests, an_emulator_killed_in_mid_run);
	tcase_add_loop_test(tests, sigkill_leaves_no_guest, 0, 3);
}

int main(int argc, char **argv)
{
	bool real = argc > 1 && !strcmp(argv[1], "kernel");
	Suite *suite = suite_create("guest");
	const char *path;
	TCase *tests = tcase_create("guest");
	SRunner *runner;
	int failed;

	if (real && !find_kernel()) {
		printf("SKIPPED: no qemu-system-x86_64, or no kernel that ci/kernels fetched\n");
		return 4;
	}
	if (!mkdtemp(folder))
		return 1;
	mkdir(in_folder("bin"), 0755);
	path = getenv("PATH");
	old_path = strdup(path ? path : "");
	hf_world_enter();
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return 1;
	hf_world_adopt_orphans();
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 300);
	if (real)
		add_real(tests);
	else
		add_stand_ins(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	forget_output();
	for (size_t i = 0; i < 6; i++) {
		static const char *const names[] = {"killer", "text", "vmlinux", "bin/sh",
						    "bin/qemu-system-x86_64", "again"};

		unlink(in_folder(names[i]));
	}
	rmdir(in_folder("bin"));
	rmdir(folder);
	free(old_path);
	return failed ? 1 : 0;
}
