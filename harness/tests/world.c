/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "mib.h"
#include "netns.h"
#include "own.h"
#include "proc.h"
#include "tick.h"

#define DEADLINE_NS (10 * HF_SEC)

void hf_world_enter(void)
{
	struct hf_fault fault;

	if (hf_netns_is_privileged() || hf_netns_become_root(&fault) == 0)
		return;
	printf("skipped: %s\n", fault.text);
	exit(4);
}

/* ---- what the host looks like ---- */

static FILE *text_out; /* nftw() hands no argument to its callback */

static void add_file(const char *path)
{
	char data[65536];
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, data, sizeof(data) - 1);

	fprintf(text_out, "%s: %.*s\n", path, n < 0 ? 0 : (int)n, data);
}

/* Names of the links, one a line; the numbers beside them are traffic. */
static void add_links(void)
{
	HF_AUTO_FREE char *line = NULL;
	FILE *file = fopen("/proc/thread-self/net/dev", "re");
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		char *colon = strchr(line, ':');

		if (colon)
			fprintf(text_out, "link %.*s\n", (int)(colon - line), line);
	}
	if (file)
		fclose(file);
}

static int add_setting(const char *path, const struct stat *about, int type, struct FTW *where)
{
	(void)about;
	(void)where;
	/* Random by nature, or a gauge of the traffic. */
	if (type == FTW_F && !strstr(path, "ip_local_reserved") && !strstr(path, "stable_secret") &&
	    !strstr(path, "fib_multipath") && !strstr(path, "nf_conntrack_count"))
		add_file(path);
	return 0;
}

static void add_rules(void)
{
	static const char *const argv[] = {"iptables-save", NULL};
	struct hf_proc_output output = {0};
	char *save;

	if (geteuid() != 0 || hf_proc_run(argv, NULL, hf_tick_now_ns() + DEADLINE_NS, &output,
					  NULL) < 0)
		return;
	for (char *line = strtok_r(output.text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		/* Comments carry the time, chains carry counts. */
		if (line[0] == '-')
			fprintf(text_out, "%s\n", line);
	}
	free(output.text);
}

static void add_counters(void)
{
	struct hf_mib mib = {0};

	if (hf_mib_snapshot(&mib, NULL) < 0)
		return;
	for (size_t i = 0; i < mib.count; i++) {
		/* Of the watched ones those that no ordinary traffic of a host moves. */
		if (hf_counter_watched(mib.counters[i].name) &&
		    !strstr(mib.counters[i].name, "OutRsts") &&
		    !strstr(mib.counters[i].name, "TCPTimeouts") &&
		    !strstr(mib.counters[i].name, "TCPSynRetrans"))
			fprintf(text_out, "%s %lld\n", mib.counters[i].name,
				(long long)mib.counters[i].value);
	}
	hf_mib_done(&mib);
}

char *hf_world_text(void)
{
	char *text = NULL;
	size_t size;

	text_out = open_memstream(&text, &size);
	if (!text_out)
		return NULL;
	add_links();
	add_file("/proc/self/mounts");
	nftw("/proc/sys/net", add_setting, 16, FTW_PHYS);
	add_rules();
	add_counters();
	fclose(text_out);
	return text;
}

static int line_length(const char *line)
{
	size_t length = strcspn(line, "\n");

	return (int)(length < 250 ? length : 250);
}

const char *hf_world_change(const char *before, const char *after)
{
	static char sentence[600];
	size_t at = 0, line = 0;

	while (before[at] && before[at] == after[at]) {
		at++;
		if (before[at - 1] == '\n')
			line = at;
	}
	if (before[at] == after[at])
		return NULL;
	snprintf(sentence, sizeof(sentence), "\"%.*s\" has become \"%.*s\"",
		 line_length(before + line), before + line, line_length(after + line), after + line);
	return sentence;
}

/* ---- processes ---- */

void hf_world_adopt_orphans(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static size_t read_text(const char *fmt, pid_t pid, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), fmt, pid);
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n < 0 ? 0 : n] = '\0';
	return n < 0 ? 0 : (size_t)n;
}

/* "12 (halfopen) D in synchronize_rcu; ", and the same of its children. */
static void add_process(pid_t pid, FILE *out)
{
	char stat[400], wchan[100], children[400], *save;

	if (!read_text("/proc/%d/stat", pid, stat, sizeof(stat)))
		return;
	read_text("/proc/%d/wchan", pid, wchan, sizeof(wchan));
	read_text("/proc/%1$d/task/%1$d/children", pid, children, sizeof(children));
	/* Up to the state, one letter after the name. */
	fprintf(out, "%.*s in %s; ", (int)(strcspn(stat, ")") + 3), stat, wchan);
	for (char *word = strtok_r(children, " ", &save); word; word = strtok_r(NULL, " ", &save))
		add_process((pid_t)atoi(word), out);
}

const char *hf_world_children(void)
{
	int64_t deadline_ns = hf_tick_now_ns() + DEADLINE_NS;
	static char text[1000];
	FILE *out;

	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0 && errno == ECHILD)
			return NULL;
		if (pid == 0 && hf_tick_now_ns() > deadline_ns)
			break;
		if (pid == 0)
			poll(NULL, 0, 2); /* orphans arrive when their parents have died */
	}
	out = fmemopen(text, sizeof(text), "w");
	if (out) {
		add_process(getpid(), out);
		fclose(out);
	}
	return text;
}
