/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mib.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "own.h"

/* A piece of the text that is being read; no NUL at its end. */
struct piece {
	const char *at;
	size_t len;
};

/* Counters of one text, collected before the mib is touched. */
struct batch {
	struct hf_counter *counters;
	size_t count;
	size_t room;
};

static int compare_counters(const void *a, const void *b)
{
	return strcmp(((const struct hf_counter *)a)->name, ((const struct hf_counter *)b)->name);
}

static int compare_name(const void *name, const void *counter)
{
	return strcmp(name, ((const struct hf_counter *)counter)->name);
}

/* Cuts the next line that is not empty off *text; false at the end. */
static bool next_line(const char **text, struct piece *ret_line)
{
	const char *at;
	size_t len;

	assert(*text);
	at = *text + strspn(*text, "\n");
	len = strcspn(at, "\n");

	*text = at + len;
	*ret_line = (struct piece){at, len};
	return len > 0;
}

/* Cuts the next word off *line; false when there is none left. */
static bool next_word(struct piece *line, struct piece *ret_word)
{
	size_t len;

	while (line->len && (*line->at == ' ' || *line->at == '\t')) {
		line->at++;
		line->len--;
	}
	for (len = 0; len < line->len; len++)
		if (line->at[len] == ' ' || line->at[len] == '\t')
			break;
	*ret_word = (struct piece){line->at, len};
	line->at += len;
	line->len -= len;
	return len > 0;
}

/*
 * The kernel prints unsigned 64-bit counters and a few signed ones (MaxConn is -1, RFC 2012).
 * Counters beyond INT64_MAX wrap, which leaves differences right.
 */
static bool parse_value(struct piece word, int64_t *ret_value)
{
	uint64_t limit = UINT64_MAX;
	uint64_t value = 0;
	bool negative = word.at[0] == '-';

	if (negative) {
		limit = (uint64_t)INT64_MAX + 1;
		word.at++;
		word.len--;
	}
	if (!word.len)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		unsigned int digit = (unsigned int)(word.at[i] - '0');

		if (digit > 9 || value > (limit - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret_value = (int64_t)(negative ? -value : value);
	return true;
}

static int batch_add(struct batch *batch, struct piece group, struct piece name, int64_t value,
		     const char *origin, struct hf_fault *fault)
{
	struct hf_counter *c;
	char *end;

	if (batch->count == batch->room) {
		size_t room = batch->room ? batch->room * 2 : 64;

		c = reallocarray(batch->counters, room, sizeof(*c));
		if (!c)
			return HF_FAULT(fault, -ENOMEM, "read %s", origin);
		batch->counters = c;
		batch->room = room;
	}
	c = &batch->counters[batch->count];
	if (group.len + 1 + name.len >= sizeof(c->name))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: counter name %.*s is too long", origin,
				      (int)name.len, name.at);
	end = mempcpy(c->name, group.at, group.len);
	if (group.len)
		*end++ = '.';
	end = mempcpy(end, name.at, name.len);
	*end = '\0';
	c->value = value;
	batch->count++;
	return 0;
}

/* Moves the batch into the mib, or leaves the mib as it was when a name would stand there twice. */
static int merge(struct hf_mib *mib, struct batch *batch, const char *origin,
		 struct hf_fault *fault)
{
	const struct hf_counter *had = mib->counters, *had_end = had + mib->count;
	const struct hf_counter *new = batch->counters, *new_end = new + batch->count;
	struct hf_counter *all, *next;

	if (!batch->count)
		return 0;
	qsort(batch->counters, batch->count, sizeof(*batch->counters), compare_counters);
	all = next = reallocarray(NULL, mib->count + batch->count, sizeof(*all));
	if (!all)
		return HF_FAULT(fault, -ENOMEM, "read %s", origin);
	while (new < new_end) {
		int order = had < had_end ? compare_counters(had, new) : 1;

		if (order == 0 || (next > all && compare_counters(next - 1, new) == 0)) {
			free(all);
			return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: counter %s is there twice",
					      origin, new->name);
		}
		*next++ = order < 0 ? *had++ : *new++;
	}
	while (had < had_end)
		*next++ = *had++;
	free(mib->counters);
	mib->counters = all;
	mib->count += batch->count;
	return 0;
}

/* Cuts "Group:" off the line; false when the line does not begin so. */
static bool cut_group(struct piece *line, struct piece *ret_group)
{
	if (!next_word(line, ret_group) || ret_group->at[ret_group->len - 1] != ':')
		return false;
	return --ret_group->len > 0;
}

static int read_pair(struct batch *batch, struct piece names, struct piece values,
		     const char *origin, struct hf_fault *fault)
{
	struct piece group, group_again, name, word;
	int64_t value;
	int ret;

	if (!cut_group(&names, &group))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: a line does not begin with a group",
				      origin);
	if (!cut_group(&values, &group_again) || group.len != group_again.len ||
	    memcmp(group.at, group_again.at, group.len))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: names of %.*s have no values", origin,
				      (int)group.len, group.at);
	while (next_word(&names, &name)) {
		if (!next_word(&values, &word))
			return HF_FAULT_PLAIN(fault, -EBADMSG,
					      "%s: %.*s has more names than values", origin,
					      (int)group.len, group.at);
		if (!parse_value(word, &value))
			return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: %.*s.%.*s is %.*s, no number",
					      origin, (int)group.len, group.at, (int)name.len,
					      name.at, (int)word.len, word.at);
		ret = batch_add(batch, group, name, value, origin, fault);
		if (ret < 0)
			return ret;
	}
	if (next_word(&values, &word))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: %.*s has more values than names",
				      origin, (int)group.len, group.at);
	return 0;
}

int hf_mib_add_pairs(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault)
{
	struct batch batch = {0};
	struct piece names, values;
	int ret = 0;

	while (!ret && next_line(&text, &names)) {
		/* At the end of the text the line of values is empty, which read_pair() refuses. */
		next_line(&text, &values);
		ret = read_pair(&batch, names, values, origin, fault);
	}
	if (!ret)
		ret = merge(mib, &batch, origin, fault);
	free(batch.counters);
	return ret;
}

/*
 * Splits "Ip6InReceives" after its group. A group this program has not heard of yet must not spoil
 * the snapshot: such a name is kept whole.
 */
static void split_snmp6(struct piece *name, struct piece *ret_group)
{
	static const char *const groups[] = {"UdpLite6", "Icmp6", "Udp6", "Ip6"};

	*ret_group = (struct piece){name->at, 0};
	for (size_t i = 0; i < HF_ARRAY_LEN(groups); i++) {
		size_t len = strlen(groups[i]);

		if (name->len > len && !memcmp(name->at, groups[i], len)) {
			ret_group->len = len;
			name->at += len;
			name->len -= len;
			return;
		}
	}
}

static int read_snmp6_line(struct batch *batch, struct piece line, const char *origin,
			   struct hf_fault *fault)
{
	struct piece group, name, word, extra;
	int64_t value;

	if (!next_word(&line, &name) || !next_word(&line, &word) || next_word(&line, &extra) ||
	    !parse_value(word, &value))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: %.*s is not followed by one number",
				      origin, (int)name.len, name.at);
	split_snmp6(&name, &group);
	return batch_add(batch, group, name, value, origin, fault);
}

int hf_mib_add_snmp6(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault)
{
	struct batch batch = {0};
	struct piece line;
	int ret = 0;

	while (!ret && next_line(&text, &line))
		ret = read_snmp6_line(&batch, line, origin, fault);
	if (!ret)
		ret = merge(mib, &batch, origin, fault);
	free(batch.counters);
	return ret;
}

/* ---- of the whole machine ---- */

static int add_one(struct hf_mib *mib, const char *group, const char *name, int64_t value,
		   const char *origin, struct hf_fault *fault)
{
	const struct piece of = {group, strlen(group)}, what = {name, strlen(name)};
	struct batch batch = {0};
	int ret = batch_add(&batch, of, what, value, origin, fault);

	if (!ret)
		ret = merge(mib, &batch, origin, fault);
	free(batch.counters);
	return ret;
}

int hf_mib_add_softnet(struct hf_mib *mib, const char *text, const char *origin,
		       struct hf_fault *fault)
{
	struct piece line;
	int64_t dropped = 0;

	while (next_line(&text, &line)) {
		unsigned int processed, of_this;

		if (sscanf(line.at, "%8x%*[ ]%8x", &processed, &of_this) != 2)
			return HF_FAULT_PLAIN(fault, -EBADMSG, "%s: %.*s is no line of a CPU",
					      origin, (int)line.len, line.at);
		dropped += of_this;
	}
	return add_one(mib, "Softnet", "Dropped", dropped, origin, fault);
}

int hf_mib_add_files(struct hf_mib *mib, const char *text, const char *origin,
		     struct hf_fault *fault)
{
	struct piece line = {text, strcspn(text, "\n")}, word;
	int64_t allocated;

	if (!next_word(&line, &word) || !parse_value(word, &allocated))
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s does not begin with a number", origin);
	return add_one(mib, "Files", "Allocated", allocated, origin, fault);
}

int hf_mib_add_sockstat(struct hf_mib *mib, const char *text, const char *origin,
			struct hf_fault *fault)
{
	const char *line = strncmp(text, "TCP:", 4) ? strstr(text, "\nTCP:") : text;
	long orphans, pages;
	int ret;

	if (!line || sscanf(line + (*line == '\n'),
			    "TCP: inuse %*d orphan %ld tw %*d alloc %*d mem %ld", &orphans,
			    &pages) != 2)
		return HF_FAULT_PLAIN(fault, -EBADMSG, "%s has no whole line TCP:", origin);
	ret = add_one(mib, "Sockstat", "TcpOrphans", orphans, origin, fault);
	return ret ? ret : add_one(mib, "Sockstat", "TcpMemPages", pages, origin, fault);
}

/* Reads to the end; the caller frees *ret_text. */
static int read_all(int fd, char **ret_text)
{
	HF_AUTO_FREE char *text = NULL;
	size_t room = 0;
	size_t used = 0;
	ssize_t got;

	do {
		if (room - used < 4096) {
			char *grown = realloc(text, room += 16384);

			if (!grown)
				return -ENOMEM;
			text = grown;
		}
		got = read(fd, text + used, room - used - 1);
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got > 0)
			used += (size_t)got;
	} while (got);
	text[used] = '\0';
	*ret_text = hf_take_ptr(text);
	return 0;
}

/* One file of the open directory of a namespace's /proc files. */
static int read_file(int dir, const char *name, char **ret_text, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return HF_FAULT(fault, -errno, "open /proc/thread-self/net/%s", name);
	ret = read_all(fd, ret_text);
	if (ret < 0)
		return HF_FAULT(fault, ret, "read /proc/thread-self/net/%s", name);
	return 0;
}

static int open_net(struct hf_fault *fault)
{
	int fd = open("/proc/thread-self/net", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		fd = open("/proc/self/net", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return HF_FAULT(fault, -errno, "open /proc/thread-self/net");
	return fd;
}

static int add_file(struct hf_mib *mib, int dir, const char *name,
		    int (*add)(struct hf_mib *, const char *, const char *, struct hf_fault *),
		    struct hf_fault *fault)
{
	HF_AUTO_FREE char *text = NULL;
	int ret;

	ret = read_file(dir, name, &text, fault);
	if (ret < 0)
		return ret;
	assert(text);
	return add(mib, text, name, fault);
}

int hf_mib_snapshot(struct hf_mib *ret_mib, struct hf_fault *fault)
{
	HF_AUTO_FD int dir = open_net(fault);
	struct hf_mib mib = {0};
	int ret;

	*ret_mib = mib;
	if (dir < 0)
		return dir;
	ret = add_file(&mib, dir, "netstat", hf_mib_add_pairs, fault);
	if (!ret)
		ret = add_file(&mib, dir, "snmp", hf_mib_add_pairs, fault);
	/* A kernel without IPv6 has no such file. */
	if (!ret && !faccessat(dir, "snmp6", F_OK, 0))
		ret = add_file(&mib, dir, "snmp6", hf_mib_add_snmp6, fault);
	if (ret < 0)
		hf_mib_done(&mib);
	*ret_mib = mib;
	return ret;
}

int hf_mib_add_machine(struct hf_mib *mib, struct hf_fault *fault)
{
	HF_AUTO_FD int net = open_net(fault);
	HF_AUTO_FD int fs = open("/proc/sys/fs", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret;

	if (net < 0)
		return net;
	if (fs < 0)
		return HF_FAULT(fault, -errno, "open /proc/sys/fs");
	ret = add_file(mib, net, "softnet_stat", hf_mib_add_softnet, fault);
	if (!ret)
		ret = add_file(mib, net, "sockstat", hf_mib_add_sockstat, fault);
	return ret ? ret : add_file(mib, fs, "file-nr", hf_mib_add_files, fault);
}

int hf_mib_get(const struct hf_mib *mib, const char *name, int64_t *ret_value)
{
	const struct hf_counter *found;

	if (!mib->count)
		return -ENOENT;
	found = bsearch(name, mib->counters, mib->count, sizeof(*mib->counters), compare_name);
	if (!found)
		return -ENOENT;
	*ret_value = found->value;
	return 0;
}

int hf_mib_subtract(const struct hf_mib *after, const struct hf_mib *before,
		    struct hf_mib *ret_delta)
{
	const struct hf_counter *was_next = before->counters;
	const struct hf_counter *was_end = was_next + before->count;
	struct hf_mib delta = {0};

	*ret_delta = delta;
	if (!after->count)
		return 0;
	delta.counters = calloc(after->count, sizeof(*delta.counters));
	if (!delta.counters)
		return -ENOMEM;
	delta.count = after->count;
	for (size_t i = 0; i < after->count; i++) {
		const struct hf_counter *now = &after->counters[i];
		int64_t was = 0;

		while (was_next < was_end && compare_counters(was_next, now) < 0)
			was_next++;
		if (was_next < was_end && compare_counters(was_next, now) == 0)
			was = was_next->value;
		delta.counters[i] = *now;
		/* Unsigned, since a wrapped counter may cross zero. */
		delta.counters[i].value = (int64_t)((uint64_t)now->value - (uint64_t)was);
	}
	*ret_delta = delta;
	return 0;
}

void hf_mib_done(struct hf_mib *mib)
{
	free(mib->counters);
	*mib = (struct hf_mib){0};
}
