/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "own.h"
#include "tick.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* How often a child without pidfd (before Linux 5.3) is looked at, ms. */
#define LOOK_MS    5

#define OUTPUT_MAX (1 << 20)

/* What a new child needs of its parent; lives on the parent's stack, copied by fork. */
struct start {
	hf_proc_main main;
	void *arg;
	bool world;
	pid_t parent;
	int parent_pidfd;
	int report[2]; /* a struct hf_fault comes through, with err 0 when all went well */
};

/* Close-on-exec by itself; negative when the kernel has no pidfds. */
static int open_pidfd(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* Handlers belong to the parent's state, which the child does not share. */
static void reset_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		sigaction(sig, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool is_parent_dead(const struct start *start)
{
	struct pollfd parent = {.fd = start->parent_pidfd, .events = POLLIN};

	if (start->parent_pidfd >= 0)
		return poll(&parent, 1, 0) > 0;
	/* getppid() is 0 inside a new pid namespace, whether the parent lives or not. */
	return !start->world && getppid() != start->parent;
}

/*
 * Nothing mounted here is seen outside, and iptables' lock and the like in /run are private. A
 * fresh /proc is refused where parts of the old one are masked (mount_too_revealing()); the old one
 * does as well, since /proc/self and /proc/sys/net follow the reader.
 */
static int make_world(struct hf_fault *fault)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return errno == EINVAL
			       ? HF_FAULT_PLAIN(fault, -EINVAL,
						"mounts cannot be made private: / is no mount point, "
						"as in a chroot; run outside of it")
			       : HF_FAULT(fault, -errno, "make all mounts private");
	if (mount("tmpfs", "/run", "tmpfs", flags, "mode=0755") < 0)
		return HF_FAULT(fault, -errno, "mount a tmpfs on /run");
	(void)mount("proc", "/proc", "proc", flags | MS_NOEXEC, NULL);
	return 0;
}

static __attribute__((noreturn)) void run_child(struct start *start)
{
	struct hf_fault report = {.err = 0};

	reset_signals();
	hf_close(&start->report[0]);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		HF_FAULT(&report, -errno, "ask to be killed with the parent");
	else if (start->world)
		make_world(&report);
	/*
	 * A parent that died before prctl() is seen twice: by its pidfd, and by this pipe, whose
	 * reading end it closes (exit_files()) before it tells its children (exit_notify()).
	 */
	if (is_parent_dead(start))
		_exit(EXIT_FAILURE);
	if (write(start->report[1], &report, sizeof(report)) != sizeof(report) || report.err)
		_exit(EXIT_FAILURE);
	hf_close(&start->report[1]);
	hf_close(&start->parent_pidfd);
	_exit(start->main(start->arg));
}

/*
 * fork() where it can be used: it readies the C library's locks for the child. Namespaces need the
 * bare clone(2), which every kernel has; a parent with other threads must not ask for a world.
 */
static pid_t spawn(bool world)
{
	const unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD;

	if (!world)
		return fork();
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, 0);
}

/* Waits for the child's report: EOF means that it died on the way. */
static int read_report(int fd, struct hf_fault *fault)
{
	struct hf_fault report;
	ssize_t n;

	do
		n = read(fd, &report, sizeof(report));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return HF_FAULT(fault, -errno, "read the report of a new process");
	if (n != sizeof(report))
		return HF_FAULT_PLAIN(fault, -ECHILD, "a new process died before it began");
	if (report.err && fault)
		*fault = report;
	return report.err;
}

int hf_proc_start(hf_proc_main main, void *arg, bool world, struct hf_proc *ret_proc,
		  struct hf_fault *fault)
{
	struct start start = {main, arg, world, getpid(), -EBADF, {-EBADF, -EBADF}};
	HF_AUTO_FD int report_rd = -EBADF;
	struct hf_proc proc = HF_PROC_NULL;
	sigset_t all, old;
	int err;

	if (pipe2(start.report, O_CLOEXEC) < 0)
		return HF_FAULT(fault, -errno, "make a pipe for a new process");
	start.parent_pidfd = open_pidfd(getpid());
	/* No handler of the parent may run in the child. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	proc.pid = spawn(world);
	if (proc.pid == 0)
		run_child(&start);
	err = proc.pid < 0 ? -errno : 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	hf_close(&start.parent_pidfd);
	hf_close(&start.report[1]);
	report_rd = hf_take_fd(&start.report[0]);
	if (err < 0)
		return HF_FAULT(fault, err, "start a process%s",
				world ? " in pid, mount and IPC namespaces of its own" : "");
	proc.pidfd = open_pidfd(proc.pid);
	err = read_report(report_rd, fault);
	if (err < 0) {
		hf_proc_kill(&proc);
		return err;
	}
	*ret_proc = proc;
	return 0;
}

static void unset(struct hf_proc *proc)
{
	hf_close(&proc->pidfd);
	*proc = HF_PROC_NULL;
}

/* Until the child may have ended or the deadline has passed. */
static void await_end(const struct hf_proc *proc, int64_t deadline_ns)
{
	struct pollfd end = {.fd = proc->pidfd, .events = POLLIN};
	int left_ms = hf_tick_left_ms(deadline_ns);

	if (proc->pidfd < 0 && left_ms > LOOK_MS)
		left_ms = LOOK_MS;
	poll(&end, 1, left_ms);
}

int hf_proc_wait(struct hf_proc *proc, int64_t deadline_ns, int *ret_status, struct hf_fault *fault)
{
	if (proc->pid <= 0)
		return HF_FAULT_PLAIN(fault, -ECHILD, "there is no process to wait for");
	for (;;) {
		/* Looked at before waitpid(): what ends before the deadline is reaped. */
		bool last = hf_tick_now_ns() >= deadline_ns;
		pid_t pid = waitpid(proc->pid, ret_status, WNOHANG);

		if (pid == proc->pid) {
			unset(proc);
			return 0;
		}
		if (pid < 0 && errno != EINTR)
			return HF_FAULT(fault, -errno, "wait for process %d", proc->pid);
		if (last)
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT,
					      "process %d is still there at its deadline",
					      proc->pid);
		await_end(proc, deadline_ns);
	}
}

int hf_proc_signal(const struct hf_proc *proc, int signal, struct hf_fault *fault)
{
	/* A child that is not reaped keeps its pid, so that no other process can be hit. */
	if (proc->pid <= 0)
		return HF_FAULT_PLAIN(fault, -ESRCH, "signal %d has nobody to go to", signal);
	if (kill(proc->pid, signal) < 0)
		return HF_FAULT(fault, -errno, "send signal %d to process %d", signal, proc->pid);
	return 0;
}

void hf_proc_kill(struct hf_proc *proc)
{
	if (proc->pid <= 0)
		return;
	/* A child that is not reaped keeps its pid, so that no other process can be hit. */
	kill(proc->pid, SIGKILL);
	while (waitpid(proc->pid, NULL, 0) < 0 && errno == EINTR)
		;
	unset(proc);
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *hf_proc_find(const char *program)
{
	const char *path = getenv("PATH");
	HF_AUTO_FREE char *folders = NULL;
	char *rest, *folder;

	if (strchr(program, '/'))
		return is_program(program) ? strdup(program) : NULL;
	if (asprintf(&folders, "%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin") < 0) {
		folders = NULL;
		return NULL;
	}
	for (rest = folders; (folder = strsep(&rest, ":"));) {
		char *full;

		if (*folder != '/' || asprintf(&full, "%s/%s", folder, program) < 0)
			continue;
		if (is_program(full))
			return full;
		free(full);
	}
	return NULL;
}

/* The child's ends of its stdin and stdout, and of a pipe that tells why exec failed. */
struct program {
	const char *path;
	const char *const *argv;
	int in, out, failed;
};

/* Out of the way of 0, 1 and 2, onto which the others are about to be moved. */
static int lift(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static int exec_program(void *arg)
{
	const struct program *program = arg;
	int in = lift(program->in), out = lift(program->out), failed = lift(program->failed);

	if (in >= 0 && out >= 0 && dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0)
		execv(program->path, (char *const *)program->argv);
	(void)!write(failed, &errno, sizeof(errno));
	return 127;
}

/* A program that runs, seen from here. */
struct run {
	struct hf_proc proc;
	int in, out, failed;
	const char *input;
	size_t input_left;
	struct hf_proc_output output;
};

/* stdin is a socket, since a write to one can be kept from raising SIGPIPE. */
static int start_program(const struct program *found, struct run *run, struct hf_fault *fault)
{
	int in[2], out[2] = {-EBADF, -EBADF}, failed[2] = {-EBADF, -EBADF};
	struct program program = *found;
	int err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0)
		return HF_FAULT(fault, -errno, "make a socket pair for %s", found->path);
	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(failed, O_CLOEXEC | O_NONBLOCK) < 0)
		err = HF_FAULT(fault, -errno, "make a pipe for %s", found->path);
	run->in = in[0];
	run->out = out[0];
	run->failed = failed[0];
	program.in = in[1];
	program.out = out[1];
	program.failed = failed[1];
	if (!err)
		err = hf_proc_start(exec_program, &program, false, &run->proc, fault);
	hf_close(&in[1]);
	hf_close(&out[1]);
	hf_close(&failed[1]);
	if (!err)
		fcntl(run->out, F_SETFL, O_NONBLOCK);
	return err;
}

/* Gives the program what it takes of its input; closes its stdin at the end or when it is shut. */
static void feed(struct run *run)
{
	ssize_t n = 0;

	if (run->in < 0)
		return;
	if (run->input_left)
		n = send(run->in, run->input, run->input_left, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		run->input += n;
		run->input_left -= (size_t)n;
	}
	if (n < 0 || run->input_left == 0)
		hf_close(&run->in);
}

/* Reads all there is to read now; what exceeds the limit is read and forgotten. */
static void collect(struct run *run)
{
	struct hf_proc_output *output = &run->output;
	char excess[4096];

	while (run->out >= 0) {
		size_t room = OUTPUT_MAX - output->size;
		ssize_t n = room ? read(run->out, output->text + output->size, room)
				 : read(run->out, excess, sizeof(excess));

		if (n > 0 && room)
			output->size += (size_t)n;
		else if (n == 0)
			hf_close(&run->out);
		else if (n < 0 && errno != EINTR)
			return;
	}
}

/* Until the program has ended: a daemon it leaves behind may hold its stdout open for ever. */
static int attend(struct run *run, int64_t deadline_ns, struct hf_fault *fault)
{
	for (;;) {
		struct pollfd fds[] = {
			{.fd = run->in, .events = POLLOUT},
			{.fd = run->out, .events = POLLIN},
			{.fd = run->proc.pidfd, .events = POLLIN},
		};
		int left_ms = hf_tick_left_ms(deadline_ns);
		bool last = left_ms == 0;
		int err;

		if (run->proc.pidfd < 0 && left_ms > LOOK_MS)
			left_ms = LOOK_MS;
		poll(fds, HF_ARRAY_LEN(fds), left_ms);
		feed(run);
		err = hf_proc_wait(&run->proc, 0, &run->output.status, fault);
		collect(run);
		if (err != -ETIMEDOUT || last)
			return err;
	}
}

static int run_program(struct run *run, const struct program *program, int64_t deadline_ns,
		       struct hf_fault *fault)
{
	int why, err;

	run->output.text = malloc(OUTPUT_MAX + 1);
	if (!run->output.text)
		return HF_FAULT(fault, -ENOMEM, "run %s", program->path);
	err = start_program(program, run, fault);
	if (err < 0)
		return err;
	err = attend(run, deadline_ns, fault);
	if (err == -ETIMEDOUT)
		return HF_FAULT_PLAIN(fault, err, "%s did not end in time and was killed",
				      program->path);
	if (err < 0)
		return err;
	if (read(run->failed, &why, sizeof(why)) == sizeof(why))
		return HF_FAULT(fault, -why, "execute %s", program->path);
	return 0;
}

/* Gives back what malloc() reserved for the most verbose of programs. */
static void shrink(struct hf_proc_output *output)
{
	char *less;

	output->text[output->size] = '\0';
	less = realloc(output->text, output->size + 1);
	if (less)
		output->text = less;
}

int hf_proc_run(const char *const argv[], const char *input, int64_t deadline_ns,
		struct hf_proc_output *ret_output, struct hf_fault *fault)
{
	HF_AUTO_FREE char *path = hf_proc_find(argv[0]);
	struct program program = {.path = path, .argv = argv};
	struct run run = {
		.proc = HF_PROC_NULL,
		.in = -EBADF,
		.out = -EBADF,
		.failed = -EBADF,
		.input = input,
		.input_left = input ? strlen(input) : 0,
	};
	int err;

	if (!path)
		return HF_FAULT_PLAIN(fault, -ENOENT, "%s is not installed", argv[0]);
	err = run_program(&run, &program, deadline_ns, fault);
	hf_proc_kill(&run.proc);
	hf_close(&run.in);
	hf_close(&run.out);
	hf_close(&run.failed);
	if (err < 0) {
		free(run.output.text);
		return err;
	}
	shrink(&run.output);
	*ret_output = run.output;
	return 0;
}

/* More CPUs than any kernel is built for (NR_CPUS is at most 8192). */
#define CPUS 8192

int hf_proc_pin(unsigned n, struct hf_fault *fault)
{
	const size_t size = CPU_ALLOC_SIZE(CPUS);
	HF_AUTO_FREE cpu_set_t *set = CPU_ALLOC(CPUS);
	unsigned cpu = 0;

	if (!set)
		return HF_FAULT(fault, -ENOMEM, "read the set of CPUs");
	CPU_ZERO_S(size, set);
	if (sched_getaffinity(0, size, set) < 0)
		return HF_FAULT(fault, -errno, "read the set of CPUs");
	n %= (unsigned)CPU_COUNT_S(size, set);
	while (!CPU_ISSET_S(cpu, size, set) || n-- > 0)
		cpu++;
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	if (sched_setaffinity(0, size, set) < 0)
		return HF_FAULT(fault, -errno, "bind to CPU %u", cpu);
	return 0;
}

int64_t hf_proc_waited_ns(void)
{
	HF_AUTO_FD int fd = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
	char text[128];
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	int64_t waited_ns;

	if (size < 0)
		return 0;
	text[size] = '\0';
	return sscanf(text, "%*d %" SCNd64, &waited_ns) == 1 ? waited_ns : 0;
}
