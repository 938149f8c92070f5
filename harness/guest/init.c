/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "kernel.h"
#include "own.h"
#include "record_json.h"
#include "registry.h"
#include "scheduler.h"

struct plan {
	bool virtual_clock;
	size_t parallel;
	struct hf_job *jobs;
	size_t job_count;
	struct hf_sender sender;
};

bool hf_init_is_wanted(void)
{
	return getpid() == 1 && access(HF_INIT_JOBS, R_OK) == 0;
}

static __attribute__((noreturn)) void stop(void)
{
	sync();
	/* The emulator was told not to reboot: it ends. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

/* As the kernel's own message: what was written to the console as a terminal is lost at once. */
static void tell_console(const char *sentence)
{
	HF_AUTO_FD int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	char line[800];
	int size = snprintf(line, sizeof(line), "<2>halfopen: %.700s\n", sentence);

	if (log < 0 || write(log, line, (size_t)size) < 0)
		fprintf(stderr, "halfopen: %s\n", sentence);
}

static __attribute__((noreturn)) void give_up(struct plan *plan, const char *sentence)
{
	tell_console(sentence);
	if (plan->sender.line >= 0) {
		hf_channel_send(&plan->sender, HF_MESSAGE_FAULT, 0, sentence, strlen(sentence));
		tcdrain(plan->sender.line);
	}
	stop();
}

/* Old kernels have no devtmpfs: the few nodes that are needed are made by hand. */
static void make_nodes(void)
{
	static const struct {
		const char *path;
		unsigned major, minor;
	} nodes[] = {
		{"/dev/mem", 1, 1},    {"/dev/null", 1, 3},   {"/dev/zero", 1, 5},   {"/dev/full", 1, 7},
		{"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {HF_INIT_CHANNEL, 4, 65},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(nodes); i++)
		mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor));
}

static void mount_all(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) < 0)
		make_nodes();
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
	mount("tmpfs", "/run", "tmpfs", 0, NULL);
	/* Nothing is mounted over /tmp: programs may have been packed below it. */
	chmod("/tmp", 01777);
}

static int open_line(void)
{
	struct termios raw;
	int fd = open(HF_INIT_CHANNEL, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &raw) < 0)
		return -errno;
	cfmakeraw(&raw);
	cfsetspeed(&raw, B115200);
	tcsetattr(fd, TCSANOW, &raw);
	return fd;
}

static char *read_text(const char *path)
{
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	char *text;
	ssize_t n;

	if (fd < 0 || fstat(fd, &about) < 0)
		return NULL;
	text = malloc((size_t)about.st_size + 1);
	n = text ? read(fd, text, (size_t)about.st_size) : -1;
	if (n >= 0)
		text[n] = '\0';
	return text;
}

/* init_module(2) and not finit_module(2): every kernel has it. A module that is refused (a feature
 * that is built in, or missing) shows in what the cases can do. */
static void load_module(const char *name)
{
	char path[512];
	struct stat about;
	void *map;

	snprintf(path, sizeof(path), "/modules/%s", name);
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &about) < 0) {
		fprintf(stderr, "halfopen: open module %s: %s\n", name, strerror(errno));
		return;
	}
	map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return;
	if (syscall(SYS_init_module, map, (unsigned long)about.st_size, "") < 0 && errno != EEXIST)
		fprintf(stderr, "halfopen: load module %s: %s\n", name, strerror(errno));
	munmap(map, (size_t)about.st_size);
}

static void load_modules(void)
{
	HF_AUTO_FREE char *order = read_text(HF_INIT_MODULES);
	char *save;

	for (char *name = order ? strtok_r(order, "\n", &save) : NULL; name;
	     name = strtok_r(NULL, "\n", &save))
		load_module(name);
}

/* ---- the plan ---- */

/* "synq-overflow/backlog=10/inet6" is the variant of that id. */
static int find_variant(const char *id, struct hf_variant *ret_variant)
{
	char name[160];
	size_t count = 0;
	HF_AUTO_FREE struct hf_variant *variants = NULL;
	const struct hf_case *c;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(id, "/"), id);
	c = hf_registry_find(name);
	variants = c ? hf_registry_variants(c, &count) : NULL;
	for (size_t i = 0; i < count; i++) {
		char other[200];

		hf_variant_id(&variants[i], other, sizeof(other));
		if (!strcmp(id, other)) {
			*ret_variant = variants[i];
			return 0;
		}
	}
	return -ENOENT;
}

static void read_line(struct plan *plan, const char *line)
{
	struct hf_job job = {.repeat = 1};
	char word[200], unknown[320];

	if (sscanf(line, "clock %199s", word) == 1)
		plan->virtual_clock = !strcmp(word, "virtual");
	else if (sscanf(line, "parallel %zu", &plan->parallel) == 1)
		return;
	else if (sscanf(line, "job %d %199[^\n]", &job.repeat, word) == 2 &&
		 (find_variant(word, &job.variant) < 0 ||
		  hf_record_append(&plan->jobs, &plan->job_count, sizeof(job), &job) < 0)) {
		snprintf(unknown, sizeof(unknown), "there is no job %s here: halfopen-init is of "
			 "another build than this program", word);
		give_up(plan, unknown);
	}
}

static void read_plan(struct plan *plan)
{
	HF_AUTO_FREE char *text = read_text(HF_INIT_JOBS);
	char *save;

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		read_line(plan, line);
	if (!plan->parallel)
		plan->parallel = 1;
}

/* ---- the jobs ---- */

/* The clock jumps: that is a moment. */
static void wait_for_uptime(int seconds)
{
	const struct timespec then = {.tv_sec = seconds};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
		;
}

/*
 * jiffies begins five minutes below zero (INITIAL_JIFFIES). While it passes through the first two
 * minutes above, a listener that never overflowed, whose stamp is 0, seems to have overflowed just now
 * (tcp_synq_no_recent_overflow()), and counts stray ACKs as failed cookies. Machines of the field are
 * past that; a guest whose clock jumps gets there in a moment.
 */
#define PAST_THE_WRAP_S (300 + 120 + 10)

/*
 * Orphans are tried again eight times (tcp_orphan_retries()): 102 s from a timeout of 0.2 s, 10 min from
 * one of 3 s, that of a connection whose SYN came twice. On a real clock the host does not wait so long
 * for a word.
 */
#define ORPHANS_END_S 650
#define PATIENT_FOR_S 100

static uint32_t index_of(const struct plan *plan, const struct hf_job *job)
{
	return (uint32_t)(job - plan->jobs);
}

static void on_started(const struct hf_job *job, void *arg)
{
	struct plan *plan = arg;

	hf_channel_send(&plan->sender, HF_MESSAGE_STARTED, index_of(plan, job), NULL, 0);
}

/* The capture first: with its record a job has ended. */
static int on_written(const struct hf_job *job, const char *text, size_t size, int capture_fd,
		      void *arg, struct hf_fault *fault)
{
	struct plan *plan = arg;
	struct stat about;
	int err = 0;

	if (fstat(capture_fd, &about) == 0 && about.st_size) {
		void *map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, capture_fd,
				 0);

		if (map != MAP_FAILED) {
			err = hf_channel_send(&plan->sender, HF_MESSAGE_CAPTURE,
					      index_of(plan, job), map, (size_t)about.st_size);
			munmap(map, (size_t)about.st_size);
		}
	}
	if (!err)
		err = hf_channel_send(&plan->sender, HF_MESSAGE_RECORD, index_of(plan, job), text,
				      size);
	return err ? HF_FAULT(fault, err, "send a record to the host") : 0;
}

/* A run that wrote none. */
static int on_ended(const struct hf_job *job, struct hf_record *record, int capture_fd, void *arg,
		    struct hf_fault *fault)
{
	HF_AUTO_FREE char *json = hf_record_to_json(record);

	if (!json)
		return HF_FAULT(fault, -ENOMEM, "write a record");
	return on_written(job, json, strlen(json), capture_fd, arg, fault);
}

static int open_machine(const struct plan *plan, struct hf_machine *ret_machine,
			struct hf_fault *fault)
{
	HF_AUTO_FREE struct hf_variant *variants = calloc(plan->job_count + 1, sizeof(*variants));

	if (!variants)
		return HF_FAULT(fault, -ENOMEM, "list the jobs");
	for (size_t i = 0; i < plan->job_count; i++)
		variants[i] = plan->jobs[i].variant;
	return hf_machine_open(variants, plan->job_count, ret_machine, fault);
}

/* Runs `count` jobs of the plan, from the first one on. */
static int run_jobs(struct plan *plan, const struct hf_machine *machine, size_t first, size_t count,
		    struct hf_fault *fault)
{
	const struct hf_scheduler sched = {
		.jobs = plan->jobs + first,
		.job_count = count,
		.parallel = plan->parallel,
		.machine = machine,
		.dir = -EBADF,
		.started = on_started,
		.ended = on_ended,
		.written = on_written,
		.arg = plan,
	};

	return hf_scheduler_run(&sched, fault);
}

/* The least uptime above `after` that a job wants; 0: none does. */
static int next_uptime(const struct plan *plan, int after)
{
	int next = 0;

	for (size_t i = 0; i < plan->job_count; i++) {
		int uptime_s = plan->jobs[i].variant.c->uptime_s;

		if (uptime_s > after && (!next || uptime_s < next))
			next = uptime_s;
	}
	return next;
}

/* First those that want a young kernel, one by one as it grows older; then all others together. */
static int run_by_uptime(struct plan *plan, const struct hf_machine *machine,
			 struct hf_fault *fault)
{
	int err = 0;

	for (int s = next_uptime(plan, 0); s && !err; s = next_uptime(plan, s)) {
		wait_for_uptime(s);
		for (size_t i = 0; i < plan->job_count && !err; i++)
			if (plan->jobs[i].variant.c->uptime_s == s)
				err = run_jobs(plan, machine, i, 1, fault);
	}
	wait_for_uptime(PAST_THE_WRAP_S);
	for (size_t i = 0; i < plan->job_count && !err; i++) {
		size_t first = i;

		while (i < plan->job_count && !plan->jobs[i].variant.c->uptime_s)
			i++;
		if (i > first)
			err = run_jobs(plan, machine, first, i - first, fault);
	}
	return err;
}

void hf_init_main(void)
{
	struct plan plan = {.sender.line = -EBADF, .sender.memory = -EBADF};
	struct hf_machine machine = {0};
	struct hf_fault fault = {0};
	struct utsname name;
	int err;

	setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);
	mount_all();
	plan.sender.line = open_line();
	plan.sender.memory = open("/dev/mem", O_RDWR | O_CLOEXEC);
	if (plan.sender.line < 0)
		give_up(&plan, "there is no second serial line to talk to the host");
	load_modules();
	read_plan(&plan);
	hf_kernel_in_guest(plan.virtual_clock);
	uname(&name);
	hf_channel_send(&plan.sender, HF_MESSAGE_READY, 0, name.release, strlen(name.release));
	if (open_machine(&plan, &machine, &fault) < 0)
		give_up(&plan, fault.text);
	machine.rest_s = plan.virtual_clock ? ORPHANS_END_S : PATIENT_FOR_S;
	err = plan.virtual_clock ? run_by_uptime(&plan, &machine, &fault) :
				   run_jobs(&plan, &machine, 0, plan.job_count, &fault);
	if (err < 0)
		give_up(&plan, fault.text);
	hf_channel_send(&plan.sender, HF_MESSAGE_END, 0, NULL, 0);
	tcdrain(plan.sender.line);
	stop();
}
