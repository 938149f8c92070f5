/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __x86_64__
#include <x86intrin.h>
#endif

#include "channel.h"
#include "memfile.h"
#include "own.h"
#include "tick.h"

#define PROGRAM "qemu-system-x86_64"

/* Descriptors under which qemu finds its files: /proc/self/fd/N. */
enum { KERNEL_FD = 10, INITRAMFS_FD, CONSOLE_FD, CHANNEL_FD, MEMORY_FD, FDS = 5 };

#define FD_PATH(n) "/proc/self/fd/" HF_STR(n)

/* Of the whole machine: the window has its kernel's memory below it and above. */
#define MEMORY_MIB 1536

#define MEMMAP "memmap=" HF_STR(HF_WINDOW_MIB) "M$" HF_STR(HF_WINDOW_AT_MIB) "M "

/*
 * The kernel's command line. What wakes an idle guest costs wall time while virtual hours pass, and
 * what a boot does costs every run.
 */
static const char command_line[] =
	/* A kernel that fails says so from its first moment on, and ends. */
	"console=ttyS0 earlyprintk=serial,ttyS0 quiet panic=-1 oops=panic reboot=t "
	/* What the host sees of its memory is not the kernel's. */
	MEMMAP
	/* The time stamp counter is the clock (tsc_early_khz=), and nothing has to watch it. */
	"tsc=reliable nowatchdog "
	/*
	 * The emulator keeps what it has translated by address: every program would be translated
	 * anew, and runs would differ.
	 */
	"nokaslr norandmaps "
	/* A namespace goes at once with expedited grace periods. */
	"rcupdate.rcu_expedited=1 "
	/* Each look at the sockets walks their table, else 8192 chains (inet_diag_dump_icsk()). */
	"thash_entries=2048 "
	/* To patch away the locks takes longer than to emulate them. */
	"noreplace-smp "
	/* Nobody attacks, accounts, tests, traces or signs in here. */
	"mitigations=off init_on_alloc=0 hardened_usercopy=off lsm= psi=0 cgroup_disable=memory "
	"cryptomgr.notests damon_stat.enabled=0 "
	"initcall_blacklist=kcompactd_init,jent_mod_init,load_system_certificate_list,"
	"trace_eval_init,ftrace_check_for_weak_functions,tracer_init_tracefs,stack_trace_init,"
	"ext4_init_fs,scx_init,slab_sysfs_init,slab_late_init,param_sysfs_builtin_init,"
	"perf_event_sysfs_init,i8042_init "
	/* What ticks by itself. */
	"sysctl.vm.stat_interval=100000 sysctl.vm.compaction_proactiveness=0 "
	"sysctl.vm.dirty_writeback_centisecs=0 sysctl.kernel.hung_task_timeout_secs=0";

/* Of virtual time a nanosecond is a tick of the counter. */
#define VIRTUAL_KHZ 1000000

#define MEASURE_NS (50 * HF_MS)

#ifdef __x86_64__
/* The counter, and the moment at which it was read, as near as five attempts come. */
static uint64_t read_counter(int64_t *ret_ns)
{
	uint64_t best = 0;
	int64_t least = INT64_MAX;

	for (int i = 0; i < 5; i++) {
		int64_t before = hf_tick_now_ns();
		uint64_t counter = __rdtsc();
		int64_t after = hf_tick_now_ns();

		if (after - before >= least)
			continue;
		least = after - before;
		best = counter;
		*ret_ns = before + least / 2;
	}
	return best;
}

/* By a real clock a guest's time stamp counter is this machine's, which ticks as it likes. */
static long real_khz(void)
{
	const struct timespec span = {.tv_nsec = MEASURE_NS};
	int64_t begin_ns = 0, end_ns = 0;
	uint64_t begin = read_counter(&begin_ns), end;

	nanosleep(&span, NULL);
	end = read_counter(&end_ns);
	return (long)((double)(end - begin) * 1e6 / (double)(end_ns - begin_ns));
}
#else
/* Elsewhere the emulator counts nanoseconds (cpu_get_host_ticks()). */
static long real_khz(void)
{
	return VIRTUAL_KHZ;
}
#endif

struct start {
	const char *path;
	const struct hf_image *image;
	bool virtual_clock;
	unsigned cpu;
	int fds[FDS]; /* from KERNEL_FD on */
	int said;
};

/*
 * cmpxchg16b is not offered: with it, guests of some kernels die now and then of corrupted flags
 * under emulation. The time stamp counter is what the clock counts.
 */
static void exec_qemu(const struct start *start)
{
	const char *argv[48];
	char words_of_kernel[sizeof(command_line) + 64];
	size_t n = 0;

	snprintf(words_of_kernel, sizeof(words_of_kernel), "%s tsc_early_khz=%ld", command_line,
		 start->virtual_clock ? VIRTUAL_KHZ : real_khz());

#define ADD(...)                                                                                   \
	do {                                                                                       \
		const char *const words[] = {__VA_ARGS__};                                         \
		for (size_t w = 0; w < HF_ARRAY_LEN(words); w++)                                   \
			argv[n++] = words[w];                                                      \
	} while (0)
	ADD(PROGRAM, "-accel", "tcg", "-cpu", "qemu64,-cx16,+arat,+rdrand", "-m",
	    HF_STR(MEMORY_MIB) "M", "-object",
	    "memory-backend-file,id=memory,share=on,size=" HF_STR(MEMORY_MIB) "M,mem-path=" FD_PATH(
		    14));
	/*
	 * rr=record, not for what it records, which nobody reads: the emulator's main loop then
	 * waits until the thread that executes instructions has accounted for them. Else it may
	 * look at the clock, let it jump and raise the interrupt of a timer while some are not
	 * counted yet; they were counted after the jump, and runs differed by them, 8 ns or more.
	 */
	if (start->virtual_clock)
		ADD("-icount", "shift=2,sleep=off,rr=record,rrfile=/dev/null", "-rtc",
		    "base=2020-01-01T00:00:00,clock=vm");
	if (start->image->pvh)
		ADD("-M", "microvm,pit=off,pic=off,isa-serial=off,memory-backend=memory");
	else
		ADD("-M", "pc,memory-backend=memory");
	ADD("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-seed", "1");
	ADD("-chardev", "file,id=console,path=" FD_PATH(12), "-chardev",
	    "file,id=channel,path=" FD_PATH(13));
	ADD("-device", "isa-serial,index=0,chardev=console", "-device",
	    "isa-serial,index=1,chardev=channel");
	ADD("-kernel", FD_PATH(10), "-initrd", FD_PATH(11), "-append", words_of_kernel);
#undef ADD
	argv[n] = NULL;
	execv(start->path, (char *const *)argv);
}

static int emulator_main(void *arg)
{
	struct start *start = arg;
	int null = open("/dev/null", O_RDWR);

	/* Its threads hand work over thousands of times a second: between CPUs that takes longer. */
	if (start->virtual_clock)
		(void)hf_proc_pin(start->cpu, NULL);
	/* Copies first go above all targets, so that none overwrites one still to be copied. */
	for (int i = 0; i < FDS; i++) {
		start->fds[i] = fcntl(start->fds[i], F_DUPFD, 64);
		if (start->fds[i] < 0)
			return 126;
	}
	/* These first: their numbers may be those of targets. */
	dup2(null, STDIN_FILENO);
	dup2(start->said, STDOUT_FILENO);
	dup2(start->said, STDERR_FILENO);
	for (int i = 0; i < FDS; i++)
		dup2(start->fds[i], KERNEL_FD + i);
	exec_qemu(start);
	return 127;
}

/* The guest's memory, taken page by page as it is touched; of it we see the window. */
static int make_memory(int *ret_fd, uint8_t **ret_window, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = -EBADF;
	void *window;
	int err = hf_memfile_make("the memory of a guest", &fd, fault);

	if (err)
		return err;
	if (ftruncate(fd, (off_t)MEMORY_MIB << 20) < 0)
		return HF_FAULT(fault, -errno, "make the memory of a guest");
	window = mmap(NULL, HF_WINDOW_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, HF_WINDOW_AT);
	if (window == MAP_FAILED)
		return HF_FAULT(fault, -errno, "map the window of a guest");
	*ret_window = window;
	*ret_fd = hf_take_fd(&fd);
	return 0;
}

int hf_emulator_start(const struct hf_image *image, int initramfs_fd, bool virtual_clock,
		      unsigned cpu, struct hf_emulator *ret_emulator, struct hf_fault *fault)
{
	HF_AUTO_FREE char *path = hf_proc_find(PROGRAM);
	HF_AUTO_FD int write_end = -EBADF;
	HF_AUTO_FD int memory = -EBADF;
	struct start start;
	int ends[2];
	int err;

	*ret_emulator = HF_EMULATOR_NULL;
	if (!path)
		return HF_FAULT_PLAIN(fault, -ENOENT,
				      "there is no " PROGRAM
				      " here to boot %s: install the package "
				      "qemu-system-x86",
				      image->path);
	err = hf_memfile_make("the console of a guest", &ret_emulator->console, fault);
	if (!err)
		err = hf_memfile_make("what an emulator says", &ret_emulator->said, fault);
	if (!err && pipe2(ends, O_CLOEXEC) < 0)
		err = HF_FAULT(fault, -errno, "make the lines of a guest");
	if (err) {
		hf_emulator_done(ret_emulator);
		return err;
	}
	ret_emulator->channel = ends[0];
	write_end = ends[1];
	err = make_memory(&memory, &ret_emulator->window, fault);
	if (err) {
		hf_emulator_done(ret_emulator);
		return err;
	}
	start = (struct start){
		.path = path,
		.image = image,
		.virtual_clock = virtual_clock,
		.cpu = cpu,
		.fds = {image->kernel_fd, initramfs_fd, ret_emulator->console, write_end, memory},
		.said = ret_emulator->said,
	};
	err = hf_proc_start(emulator_main, &start, false, &ret_emulator->proc, fault);
	if (err)
		hf_emulator_done(ret_emulator);
	return err;
}

/* The end of the file, newlines as " | ", what is not printable left out. */
static void tail(int fd, char *text, size_t size)
{
	struct stat about;
	char data[600];
	size_t used = 0;
	ssize_t n;

	text[0] = '\0';
	if (fstat(fd, &about) < 0)
		return;
	n = pread(fd, data, sizeof(data),
		  about.st_size > (off_t)sizeof(data) ? about.st_size - (off_t)sizeof(data) : 0);
	while (n > 0 && (data[n - 1] == '\n' || data[n - 1] == '\r'))
		n--;
	for (ssize_t i = 0; i < n && used + 4 < size; i++) {
		if (data[i] == '\n')
			used += (size_t)snprintf(text + used, size - used, " | ");
		else if (data[i] >= ' ' && data[i] < 0x7f)
			text[used++] = data[i];
		text[used] = '\0';
	}
}

void hf_emulator_last_words(const struct hf_emulator *emulator, char *text, size_t size)
{
	tail(emulator->console, text, size);
	if (!text[0])
		tail(emulator->said, text, size);
}

void hf_emulator_panic(const struct hf_emulator *emulator, char *text, size_t size)
{
	static const char sign[] = "Kernel panic - not syncing: ";
	struct stat about;
	const char *found;
	void *map;

	text[0] = '\0';
	if (fstat(emulator->console, &about) < 0 || !about.st_size)
		return;
	map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, emulator->console, 0);
	if (map == MAP_FAILED)
		return;
	found = memmem(map, (size_t)about.st_size, sign, sizeof(sign) - 1);
	if (found) {
		size_t left;

		found += sizeof(sign) - 1;
		left = (size_t)about.st_size - (size_t)(found - (const char *)map);
		for (size_t i = 0; i + 1 < size && i < left && found[i] >= ' '; i++) {
			text[i] = found[i];
			text[i + 1] = '\0';
		}
	}
	munmap(map, (size_t)about.st_size);
}

void hf_emulator_done(struct hf_emulator *emulator)
{
	hf_proc_kill(&emulator->proc);
	if (emulator->window)
		munmap(emulator->window, HF_WINDOW_BYTES);
	emulator->window = NULL;
	hf_close(&emulator->console);
	hf_close(&emulator->channel);
	hf_close(&emulator->said);
}
