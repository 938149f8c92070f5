/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcapng.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "own.h"
#include "pkt.h"
#include "suite.h"

/* Bytes put together by hand, in either byte order. */
struct bytes {
	uint8_t at[4096];
	size_t len;
	bool big;
};

static void add(struct bytes *b, const void *data, size_t len)
{
	ck_assert_uint_le(b->len + len, sizeof(b->at));
	memcpy(b->at + b->len, data, len);
	b->len += len;
}

static void add_int(struct bytes *b, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (b->big ? size - 1 - i : i);
		uint8_t byte = (uint8_t)(value >> shift);

		add(b, &byte, 1);
	}
}

static void add_pad(struct bytes *b)
{
	while (b->len % 4)
		add(b, "", 1);
}

static void add_option(struct bytes *b, unsigned int code, const void *value, size_t len)
{
	add_int(b, code, 2);
	add_int(b, len, 2);
	add(b, value, len);
	add_pad(b);
}

/* Writes the type and leaves the length to block_end(). Returns where the block begins. */
static size_t block_begin(struct bytes *b, uint32_t type)
{
	size_t start = b->len;

	add_int(b, type, 4);
	add_int(b, 0, 4);
	return start;
}

static void block_end(struct bytes *b, size_t start)
{
	size_t end = b->len + 4;
	size_t size = end - start;

	b->len = start + 4;
	add_int(b, size, 4);
	b->len = end - 4;
	add_int(b, size, 4);
}

static void add_section(struct bytes *b)
{
	size_t start = block_begin(b, 0x0a0d0d0a);

	add_int(b, 0x1a2b3c4d, 4);
	add_int(b, 1, 2);
	add_int(b, 0, 2);
	add_int(b, UINT64_MAX, 8);
	block_end(b, start);
}

/* tsresol < 0: the option is left out. */
static void add_interface(struct bytes *b, int tsresol, int64_t tsoffset)
{
	size_t start = block_begin(b, 1);
	uint8_t resolution = (uint8_t)tsresol;

	add_int(b, 1, 2);
	add_int(b, 0, 2);
	add_int(b, 0, 4);
	if (tsresol >= 0)
		add_option(b, 9, &resolution, 1);
	if (tsoffset) {
		add_int(b, 14, 2);
		add_int(b, 8, 2);
		add_int(b, (uint64_t)tsoffset, 8);
	}
	block_end(b, start);
}

static void add_packet(struct bytes *b, uint32_t interface, uint64_t stamp, const char *data,
		       uint32_t len, uint32_t flags)
{
	size_t start = block_begin(b, 6);

	add_int(b, interface, 4);
	add_int(b, stamp >> 32, 4);
	add_int(b, stamp & UINT32_MAX, 4);
	add_int(b, strlen(data), 4);
	add_int(b, len, 4);
	add(b, data, strlen(data));
	add_pad(b);
	if (flags) {
		add_int(b, 2, 2);
		add_int(b, 4, 2);
		add_int(b, flags, 4);
		add_option(b, 0, "", 0);
	}
	block_end(b, start);
}

/* What the reader handed out. */
struct seen {
	size_t count;
	size_t stop_at; /* return 42 at this packet, counted from 1 */
	struct hf_pcapng_packet packets[64];
	char data[64][64];
};

static int remember(const struct hf_pcapng_packet *packet, void *arg)
{
	struct seen *seen = arg;

	ck_assert_uint_lt(seen->count, HF_ARRAY_LEN(seen->packets));
	if (packet->caplen < sizeof(seen->data[0]))
		memcpy(seen->data[seen->count], packet->data, packet->caplen);
	seen->packets[seen->count++] = *packet;
	return seen->count == seen->stop_at ? 42 : 0;
}

static int memory_file(const void *data, size_t len)
{
	int fd = memfd_create("capture", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
	return fd;
}

static int read_bytes(const void *data, size_t len, struct seen *seen, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = memory_file(data, len);

	memset(seen, 0, sizeof(*seen));
	return hf_pcapng_read(fd, remember, seen, fault);
}

/* The whole content of fd, which the caller frees. */
static uint8_t *slurp(int fd, size_t *ret_len)
{
	off_t size = lseek(fd, 0, SEEK_END);
	uint8_t *data = malloc((size_t)size + 1);

	ck_assert_ptr_nonnull(data);
	ck_assert_int_eq(pread(fd, data, (size_t)size, 0), size);
	*ret_len = (size_t)size;
	return data;
}

static struct hf_pcapng *begin(int fd, uint32_t snaplen, const char *comment)
{
	struct hf_fault fault = {0};
	struct hf_pcapng *p;

	ck_assert_msg(!hf_pcapng_create(fd, snaplen, comment, &p, &fault), "%s", fault.text);
	return p;
}

static void write_small(int fd)
{
	const struct hf_pcapng_packet packet = {
		.interface = 1,
		.t_ns = INT64_C(0x1234567890abcdef),
		.outgoing = true,
		.caplen = 5,
		.len = 60,
		.data = "hello",
	};
	struct hf_pcapng *p = begin(fd, 96, "three");
	struct hf_pcapng_packet second = packet;

	second.interface = 0;
	second.outgoing = false;
	second.caplen = 4;
	second.len = 4;
	ck_assert_int_eq(hf_pcapng_interface(p, "client:eth0", NULL), 0);
	ck_assert_int_eq(hf_pcapng_interface(p, "s", NULL), 0);
	ck_assert_int_eq(hf_pcapng_packet(p, &packet, NULL), 0);
	ck_assert_int_eq(hf_pcapng_packet(p, &second, NULL), 0);
	ck_assert_int_eq(hf_pcapng_statistics(p, 0, 1, UINT64_C(0x100000002), NULL), 0);
	ck_assert_int_eq(hf_pcapng_finish(p, NULL), 0);
	hf_pcapng_free(p);
}

static void expect_section(struct bytes *want)
{
	struct utsname u;
	char os[512];
	size_t start;

	ck_assert_int_eq(uname(&u), 0);
	snprintf(os, sizeof(os), "%s %s %s %s", u.sysname, u.release, u.version, u.machine);
	start = block_begin(want, 0x0a0d0d0a);
	add(want, "\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	add_option(want, 1, "three", 5);
	add_option(want, 3, os, strlen(os));
	add_option(want, 4, "halfopen " HF_VERSION, strlen("halfopen " HF_VERSION));
	add(want, "\0\0\0\0", 4);
	block_end(want, start);
}

/* Byte for byte what the specification asks for, little endian. */
START_TEST(bytes_of_a_small_file)
{
	static const uint8_t interfaces[] =
		"\x01\0\0\0\x30\0\0\0\x01\0\0\0\x60\0\0\0"
		"\x02\0\x0b\0client:eth0\0\x09\0\x01\0\x09\0\0\0\0\0\0\0\x30\0\0\0"
		"\x01\0\0\0\x28\0\0\0\x01\0\0\0\x60\0\0\0"
		"\x02\0\x01\0s\0\0\0\x09\0\x01\0\x09\0\0\0\0\0\0\0\x28\0\0\0";
	static const uint8_t packets[] =
		"\x06\0\0\0\x34\0\0\0\x01\0\0\0\x78\x56\x34\x12\xef\xcd\xab\x90"
		"\x05\0\0\0\x3c\0\0\0hello\0\0\0\x02\0\x04\0\x02\0\0\0\0\0\0\0\x34\0\0\0"
		"\x06\0\0\0\x30\0\0\0\0\0\0\0\x78\x56\x34\x12\xef\xcd\xab\x90"
		"\x04\0\0\0\x04\0\0\0hell\x02\0\x04\0\x01\0\0\0\0\0\0\0\x30\0\0\0";
	static const uint8_t statistics[] =
		"\x05\0\0\0\x34\0\0\0\0\0\0\0\x78\x56\x34\x12\xef\xcd\xab\x90"
		"\x04\0\x08\0\x01\0\0\0\0\0\0\0\x07\0\x08\0\x02\0\0\0\x01\0\0\0"
		"\0\0\0\0\x34\0\0\0";
	HF_AUTO_FD int fd = memory_file("", 0);
	struct bytes want = {0};
	uint8_t *got;
	size_t len;

	expect_section(&want);
	add(&want, interfaces, sizeof(interfaces) - 1);
	add(&want, packets, sizeof(packets) - 1);
	add(&want, statistics, sizeof(statistics) - 1);
	write_small(fd);
	got = slurp(fd, &len);
	ck_assert_uint_eq(len, want.len);
	ck_assert_mem_eq(got, want.at, len);
	free(got);
}
END_TEST

START_TEST(reads_what_was_written)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	struct seen seen = {0};

	write_small(fd); /* leaves the offset at the end: reading starts at the start */
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, NULL), 0);
	ck_assert_uint_eq(seen.count, 2);
	ck_assert_uint_eq(seen.packets[0].interface, 1);
	ck_assert_int_eq(seen.packets[0].t_ns, INT64_C(0x1234567890abcdef));
	ck_assert(seen.packets[0].outgoing);
	ck_assert_uint_eq(seen.packets[0].caplen, 5);
	ck_assert_uint_eq(seen.packets[0].len, 60);
	ck_assert_mem_eq(seen.data[0], "hello", 5);
	ck_assert_uint_eq(seen.packets[1].interface, 0);
	ck_assert(!seen.packets[1].outgoing);
	ck_assert_mem_eq(seen.data[1], "hell", 4);
}
END_TEST

/* Where blocks end, a cut file is a shorter good one; the format cannot tell. */
static bool is_block_end(const uint8_t *data, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t size = data[at + 4] | (uint32_t)data[at + 5] << 8;

		at += size;
	}
	return at == len;
}

START_TEST(cut_at_every_byte)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	size_t good = 0;
	uint8_t *data;
	size_t len;

	write_small(fd);
	data = slurp(fd, &len);
	for (size_t cut = 0; cut < len; cut++) {
		struct hf_fault fault = {0};
		struct seen seen;
		int ret = read_bytes(data, cut, &seen, &fault);

		if (cut && is_block_end(data, cut)) {
			ck_assert_int_eq(ret, 0);
			good++;
			continue;
		}
		ck_assert_int_eq(ret, -EBADMSG);
		ck_assert_int_eq(fault.err, -EBADMSG);
		ck_assert_str_ne(fault.text, "");
	}
	ck_assert_uint_eq(good, 5);
	free(data);
}
END_TEST

/* No byte may make the reader crash or run away; what it says about it is its own affair. */
START_TEST(any_byte_may_be_wrong)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	uint8_t *data;
	size_t len;

	write_small(fd);
	data = slurp(fd, &len);
	for (size_t i = 0; i < len; i++) {
		static const uint8_t flips[] = {0x01, 0x80, 0xff};

		for (size_t f = 0; f < sizeof(flips); f++) {
			struct seen seen;
			int ret;

			data[i] ^= flips[f];
			ret = read_bytes(data, len, &seen, NULL);
			ck_assert(ret == 0 || ret == -EBADMSG);
			data[i] ^= flips[f];
		}
	}
	free(data);
}
END_TEST

START_TEST(both_byte_orders)
{
	for (int big = 0; big < 2; big++) {
		struct bytes b = {.big = big};
		struct hf_fault fault = {0};
		struct seen seen;

		add_section(&b);
		add_interface(&b, 9, 0);
		add_interface(&b, 9, 0);
		add_packet(&b, 1, UINT64_C(1700000000123456789), "abcde", 1514, 2);
		add_packet(&b, 0, 5, "", 0, 1);
		ck_assert_msg(!read_bytes(b.at, b.len, &seen, &fault), "%s", fault.text);
		ck_assert_uint_eq(seen.count, 2);
		ck_assert_uint_eq(seen.packets[0].interface, 1);
		ck_assert_int_eq(seen.packets[0].t_ns, INT64_C(1700000000123456789));
		ck_assert(seen.packets[0].outgoing);
		ck_assert_uint_eq(seen.packets[0].caplen, 5);
		ck_assert_uint_eq(seen.packets[0].len, 1514);
		ck_assert_mem_eq(seen.data[0], "abcde", 5);
		ck_assert_int_eq(seen.packets[1].t_ns, 5);
		ck_assert(!seen.packets[1].outgoing);
	}
}
END_TEST

/* A second section may have the other byte order, and counts its interfaces anew. */
START_TEST(two_sections)
{
	struct bytes b = {.big = true};
	struct seen seen;

	add_section(&b);
	add_interface(&b, 6, 0);
	add_packet(&b, 0, 1, "a", 1, 0);
	b.big = false;
	add_section(&b);
	add_interface(&b, 9, 0);
	add_packet(&b, 0, 2, "b", 1, 0);
	ck_assert_int_eq(read_bytes(b.at, b.len, &seen, NULL), 0);
	ck_assert_uint_eq(seen.count, 2);
	ck_assert_int_eq(seen.packets[0].t_ns, 1000);
	ck_assert_int_eq(seen.packets[1].t_ns, 2);
	add_packet(&b, 1, 3, "c", 1, 0);
	ck_assert_int_eq(read_bytes(b.at, b.len, &seen, NULL), -EBADMSG);
}
END_TEST

START_TEST(stamps)
{
	static const struct {
		int tsresol;
		int64_t tsoffset;
		uint64_t stamp;
		int64_t t_ns; /* -1: out of range */
	} cases[] = {
		{-1, 0, 1700000000123456, 1700000000123456000}, /* microseconds by default */
		{6, 0, 1, 1000},
		{0, 0, 17, 17000000000},
		{3, 0, 17, 17000000},
		{9, 0, INT64_MAX, INT64_MAX},
		{9, 0, (uint64_t)INT64_MAX + 1, -1},
		{12, 0, 1999, 1},
		{127, 0, UINT64_MAX, 0},
		{0, 0, UINT64_MAX, -1},
		{0x80 | 10, 0, 1024 + 512, 1500000000},
		{0x80 | 32, 0, (UINT64_C(3) << 32) + (UINT64_C(1) << 31), 3500000000},
		{0x80 | 127, 0, UINT64_MAX, 0},
		{0x80, 0, 2, 2000000000},
		{9, 1700000000, 5, 1700000000000000005},
		{9, -1, 1500000000, 500000000},
		{9, INT64_MAX, 0, -1},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(cases); i++) {
		struct bytes b = {.big = i % 2};
		struct seen seen;
		int ret;

		add_section(&b);
		add_interface(&b, cases[i].tsresol, cases[i].tsoffset);
		add_packet(&b, 0, cases[i].stamp, "x", 1, 0);
		ret = read_bytes(b.at, b.len, &seen, NULL);
		ck_assert_int_eq(ret, cases[i].t_ns == -1 ? -EBADMSG : 0);
		if (!ret)
			ck_assert_int_eq(seen.packets[0].t_ns, cases[i].t_ns);
	}
}
END_TEST

/* Name resolution, a simple packet, secrets, something custom, something of tomorrow. */
START_TEST(unknown_blocks_are_skipped)
{
	static const uint32_t types[] = {4, 3, 2, 5, 10, 0xbad, 0x40000bad, 0x0a0d0a0a, 0x80001234};
	struct bytes b = {0};
	struct seen seen;

	add_section(&b);
	add_interface(&b, 9, 0);
	for (size_t i = 0; i < HF_ARRAY_LEN(types); i++) {
		size_t start = block_begin(&b, types[i]);

		for (size_t n = 0; n < i; n++)
			add(&b, "\xff\xff\xff\xff", 4);
		block_end(&b, start);
		add_packet(&b, 0, i, "x", 1, 0);
	}
	ck_assert_int_eq(read_bytes(b.at, b.len, &seen, NULL), 0);
	ck_assert_uint_eq(seen.count, HF_ARRAY_LEN(types));
}
END_TEST

START_TEST(the_callback_may_stop)
{
	HF_AUTO_FD int fd = -EBADF;
	struct bytes b = {0};
	struct seen seen = {.stop_at = 2};
	struct hf_fault fault = {.err = 77};

	add_section(&b);
	add_interface(&b, 9, 0);
	for (int i = 0; i < 3; i++)
		add_packet(&b, 0, 1, "x", 1, 0);
	add(&b, "rubbish", 7);
	fd = memory_file(b.at, b.len);
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, &fault), 42);
	ck_assert_uint_eq(seen.count, 2);
	ck_assert_int_eq(fault.err, 77);
	seen = (struct seen){0};
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, &fault), -EBADMSG);
	ck_assert_uint_eq(seen.count, 3);
}
END_TEST

/* Sets one 32-bit field of a good little-endian file: section (28), interface (20), packet (36). */
START_TEST(contradictory_blocks)
{
	static const struct {
		size_t at;
		uint32_t value;
	} changes[] = {
		{0, 0x0a0d0d0b}, /* no section first */
		{4, 24},         /* section too short for itself */
		{4, 29},
		{8, 0x1a2b3c4e},
		{12, 2},      /* major version 2 */
		{24, 32},     /* the second length is another */
		{28 + 4, 16}, /* interface too short */
		{28 + 4, 0},
		{28 + 4, 8},
		{28 + 4, 0xfffffff0},
		{28 + 4, 22},
		{28 + 8, 113}, /* Linux cooked, not Ethernet */
		{48 + 4, 32},
		{48 + 4, 0x7ffffffc},
		{48 + 8, 1},  /* no such interface */
		{48 + 20, 5}, /* captured more than the block holds */
		{48 + 20, 0xffffffff},
		{48 + 24, 3}, /* captured more than there was */
	};
	struct bytes good = {0};
	struct seen seen;

	add_section(&good);
	add_interface(&good, -1, 0);
	add_packet(&good, 0, 1, "four", 4, 0);
	ck_assert_uint_eq(good.len, 28 + 20 + 36);
	ck_assert_int_eq(read_bytes(good.at, good.len, &seen, NULL), 0);
	for (size_t i = 0; i < HF_ARRAY_LEN(changes); i++) {
		struct bytes b = good;
		int ret;

		b.len = changes[i].at;
		add_int(&b, changes[i].value, 4);
		ret = read_bytes(b.at, good.len, &seen, NULL);
		ck_assert_msg(ret == -EBADMSG, "change %zu gives %d", i, ret);
	}
}
END_TEST

START_TEST(options_longer_than_their_block)
{
	struct bytes b = {0};
	struct seen seen;
	size_t start;

	add_section(&b);
	start = block_begin(&b, 1);
	add_int(&b, 1, 4);
	add_int(&b, 0, 4);
	add_int(&b, 2, 2);
	add_int(&b, 5, 2); /* five bytes, and room for four */
	add(&b, "eth0", 4);
	block_end(&b, start);
	ck_assert_int_eq(read_bytes(b.at, b.len, &seen, NULL), -EBADMSG);
}
END_TEST

START_TEST(not_pcapng)
{
	static const char pcap[] =
		"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0";
	static const char text[] = "This is not a capture at all.\n";
	struct hf_fault fault = {0};
	struct seen seen;

	ck_assert_int_eq(read_bytes(pcap, sizeof(pcap) - 1, &seen, &fault), -EBADMSG);
	ck_assert_int_eq(read_bytes(text, sizeof(text) - 1, &seen, &fault), -EBADMSG);
	ck_assert_int_eq(read_bytes("", 0, &seen, &fault), -EBADMSG);
	ck_assert_int_eq(hf_pcapng_read(-EBADF, remember, &seen, &fault), -EBADF);
	ck_assert_ptr_nonnull(strstr(fault.text, strerror(EBADF)));
}
END_TEST

/* Written by dumpcap: its own options, filter and statistics among the blocks. */
START_TEST(a_foreign_capture)
{
	static const char *const flags[] = {"S", "S.", ".", "P.", ".", "F.", "F.", "."};
	HF_AUTO_FD int fd = open(HF_FIXTURES "/captures/handshake.pcapng", O_RDONLY | O_CLOEXEC);
	struct hf_fault fault = {0};
	struct seen *seen = calloc(1, sizeof(*seen));

	ck_assert_int_ge(fd, 0);
	ck_assert_ptr_nonnull(seen);
	ck_assert_msg(!hf_pcapng_read(fd, remember, seen, &fault), "%s", fault.text);
	ck_assert_uint_eq(seen->count, HF_ARRAY_LEN(flags));
	/* 2026-11-21 10:45:32.978247 UTC as tcpdump shows it */
	ck_assert_int_eq(seen->packets[0].t_ns / 1000, INT64_C(1795257932978247));
	for (size_t i = 0; i < seen->count; i++) {
		ck_assert_uint_eq(seen->packets[i].caplen, seen->packets[i].len);
		if (i)
			ck_assert_int_gt(seen->packets[i].t_ns, seen->packets[i - 1].t_ns);
	}
	free(seen);
}
END_TEST

static int check_flags(const struct hf_pcapng_packet *packet, void *arg)
{
	static const char *const want[] = {"S", "S.", ".", "P.", ".", "F.", "F.", "."};
	size_t *i = arg;
	char text[HF_FLAGS_TEXT];
	struct hf_seg seg;

	ck_assert_int_eq(hf_pkt_decode(packet->data, packet->caplen, &seg), 1);
	hf_pkt_flags_text(seg.flags, text);
	ck_assert_str_eq(text, want[*i]);
	ck_assert_uint_eq(seg.len, *i == 3 ? 5 : 0);
	ck_assert_uint_eq(seg.sport + seg.dport, 48888);
	(*i)++;
	return 0;
}

START_TEST(a_foreign_capture_decoded)
{
	HF_AUTO_FD int fd = open(HF_FIXTURES "/captures/handshake.pcapng", O_RDONLY | O_CLOEXEC);
	size_t i = 0;

	ck_assert_int_eq(hf_pcapng_read(fd, check_flags, &i, NULL), 0);
	ck_assert_uint_eq(i, 8);
}
END_TEST

/* Bytes that tell a packet of one length from that of any other. */
static void fill(uint8_t *data, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)(i + len);
}

static int check_length(const struct hf_pcapng_packet *packet, void *arg)
{
	uint32_t *next = arg;
	uint8_t want[3000];

	ck_assert_uint_eq(packet->caplen, *next);
	ck_assert_uint_le(packet->caplen, sizeof(want));
	fill(want, packet->caplen);
	ck_assert_mem_eq(packet->data, want, packet->caplen);
	++*next;
	return 0;
}

/* Packets of 0 to 3000 bytes: every padding, every position in the buffers of 64 KiB. */
static int write_lengths(int fd, struct hf_fault *fault)
{
	struct hf_pcapng *p = begin(fd, 0, NULL);
	uint8_t data[3000];
	int ret;

	ret = hf_pcapng_interface(p, "eth0", fault);
	for (uint32_t len = 0; !ret && len <= sizeof(data); len++) {
		struct hf_pcapng_packet packet = {.caplen = len, .len = len, .data = data};

		fill(data, len);
		ret = hf_pcapng_packet(p, &packet, fault);
	}
	if (!ret)
		ret = hf_pcapng_finish(p, fault);
	hf_pcapng_free(p);
	return ret;
}

START_TEST(round_trip_of_every_length)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	uint32_t next = 0;

	ck_assert_int_eq(write_lengths(fd, NULL), 0);
	ck_assert_int_eq(hf_pcapng_read(fd, check_length, &next, NULL), 0);
	ck_assert_uint_eq(next, 3001);
}
END_TEST

START_TEST(packet_longer_than_the_buffer)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	static uint8_t data[300000];
	struct hf_pcapng_packet packet = {
		.caplen = sizeof(data), .len = sizeof(data), .data = data};
	struct hf_pcapng *p = begin(fd, 0, NULL);
	struct seen seen = {0};

	ck_assert_int_eq(hf_pcapng_interface(p, "eth0", NULL), 0);
	ck_assert_int_eq(hf_pcapng_packet(p, &packet, NULL), 0);
	/* 17 MiB is more than any reader takes. */
	packet.caplen = packet.len = 17 << 20;
	ck_assert_int_eq(hf_pcapng_packet(p, &packet, NULL), -EINVAL);
	ck_assert_int_eq(hf_pcapng_finish(p, NULL), 0);
	hf_pcapng_free(p);
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, NULL), 0);
	ck_assert_uint_eq(seen.count, 1);
	ck_assert_uint_eq(seen.packets[0].caplen, sizeof(data));
}
END_TEST

/* A refusal writes nothing: the file stays good. */
START_TEST(impossible_packets_are_refused)
{
	static const struct hf_pcapng_packet wrong[] = {
		{.interface = 1, .caplen = 1, .len = 1, .data = "x"},
		{.t_ns = -1, .caplen = 1, .len = 1, .data = "x"},
		{.caplen = 2, .len = 1, .data = "xx"},
		{.caplen = 5, .len = 5, .data = "xxxxx"}, /* snaplen is 4 */
	};
	HF_AUTO_FD int fd = memory_file("", 0);
	struct hf_pcapng *p = begin(fd, 4, NULL);
	struct hf_fault fault = {0};
	struct seen seen = {0};

	ck_assert_int_eq(hf_pcapng_interface(p, "eth0", NULL), 0);
	for (size_t i = 0; i < HF_ARRAY_LEN(wrong); i++) {
		ck_assert_int_eq(hf_pcapng_packet(p, &wrong[i], &fault), -EINVAL);
		ck_assert_int_eq(fault.err, -EINVAL);
	}
	ck_assert_int_eq(hf_pcapng_statistics(p, 1, 0, 0, &fault), -EINVAL);
	ck_assert_int_eq(hf_pcapng_finish(p, NULL), 0);
	hf_pcapng_free(p);
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, NULL), 0);
	ck_assert_uint_eq(seen.count, 0);
}
END_TEST

START_TEST(texts_have_a_limit)
{
	HF_AUTO_FD int fd = memory_file("", 0);
	static char text[65537];
	struct hf_pcapng *p;
	struct seen seen = {0};

	memset(text, 'c', 65536);
	ck_assert_int_eq(hf_pcapng_create(fd, 0, text, &p, NULL), -EINVAL);
	text[65535] = '\0';
	p = begin(fd, 0, text);
	ck_assert_int_eq(hf_pcapng_finish(p, NULL), 0);
	hf_pcapng_free(p);
	ck_assert_int_eq(hf_pcapng_read(fd, remember, &seen, NULL), 0);
	hf_pcapng_free(NULL);
}
END_TEST

START_TEST(full_disk)
{
	HF_AUTO_FD int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct hf_fault fault = {0};
	struct hf_pcapng *p;

	ck_assert_int_ge(fd, 0);
	/* Small enough for the buffer: it comes out at the end, and stays. */
	p = begin(fd, 0, NULL);
	ck_assert_int_eq(hf_pcapng_finish(p, &fault), -ENOSPC);
	ck_assert_int_eq(fault.err, -ENOSPC);
	ck_assert_ptr_nonnull(strstr(fault.text, strerror(ENOSPC)));
	ck_assert_int_eq(hf_pcapng_interface(p, "eth0", NULL), -ENOSPC);
	ck_assert_int_eq(hf_pcapng_finish(p, NULL), -ENOSPC);
	hf_pcapng_free(p);
	/* Too large for the buffer: earlier. */
	fault = (struct hf_fault){0};
	ck_assert_int_eq(write_lengths(fd, &fault), -ENOSPC);
	ck_assert_int_eq(fault.err, -ENOSPC);
}
END_TEST

/* At the limit of a file's size write() is short first and fails then. */
START_TEST(short_write)
{
	const struct rlimit limit = {30, 30};
	HF_AUTO_FD int fd = -EBADF;
	char path[] = "/tmp/hf-pcapng-XXXXXX";
	struct hf_fault fault = {0};
	struct hf_pcapng *p;

	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	unlink(path);
	signal(SIGXFSZ, SIG_IGN);
	p = begin(fd, 0, NULL);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(hf_pcapng_finish(p, &fault), -EFBIG);
	ck_assert_int_eq(fault.err, -EFBIG);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 30);
	hf_pcapng_free(p);
}
END_TEST

static void nothing(int sig)
{
	(void)sig;
}

/* A child that is interrupted every 200 us while it writes into a pipe. */
static pid_t interrupted_writer(int fd)
{
	const struct itimerval often = {{0, 200}, {0, 200}};
	const struct sigaction action = {.sa_handler = nothing}; /* no SA_RESTART */
	pid_t pid = fork();

	if (pid)
		return pid;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	_exit(write_lengths(fd, NULL) ? 1 : 0);
}

START_TEST(interrupted_writes_into_a_pipe)
{
	uint32_t next = 0;
	int status;
	int fds[2];
	pid_t pid;

	ck_assert_int_eq(pipe(fds), 0);
	/* Far less than one write: it is caught in the middle, and at its start when that is full.
	 */
	ck_assert_int_ge(fcntl(fds[1], F_SETPIPE_SZ, 4096), 0);
	pid = interrupted_writer(fds[1]);
	ck_assert_int_gt(pid, 0);
	close(fds[1]);
	/* Let it stand before a full pipe for a while, where signals reach it inside write(). */
	usleep(20000);
	ck_assert_int_eq(hf_pcapng_read(fds[0], check_length, &next, NULL), 0);
	ck_assert_uint_eq(next, 3001);
	close(fds[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && !WEXITSTATUS(status));
}
END_TEST

static TCase *write_tests(void)
{
	TCase *tc = tcase_create("write");

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, bytes_of_a_small_file);
	tcase_add_test(tc, reads_what_was_written);
	tcase_add_test(tc, round_trip_of_every_length);
	tcase_add_test(tc, packet_longer_than_the_buffer);
	tcase_add_test(tc, impossible_packets_are_refused);
	tcase_add_test(tc, texts_have_a_limit);
	tcase_add_test(tc, full_disk);
	tcase_add_test(tc, short_write);
	tcase_add_test(tc, interrupted_writes_into_a_pipe);
	return tc;
}

static TCase *read_tests(void)
{
	TCase *tc = tcase_create("read");

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, cut_at_every_byte);
	tcase_add_test(tc, any_byte_may_be_wrong);
	tcase_add_test(tc, both_byte_orders);
	tcase_add_test(tc, two_sections);
	tcase_add_test(tc, stamps);
	tcase_add_test(tc, unknown_blocks_are_skipped);
	tcase_add_test(tc, the_callback_may_stop);
	tcase_add_test(tc, contradictory_blocks);
	tcase_add_test(tc, options_longer_than_their_block);
	tcase_add_test(tc, not_pcapng);
	tcase_add_test(tc, a_foreign_capture);
	tcase_add_test(tc, a_foreign_capture_decoded);
	return tc;
}

int main(void)
{
	Suite *suite = suite_create("pcapng");

	suite_add_tcase(suite, write_tests());
	suite_add_tcase(suite, read_tests());
	return hf_suite_run(suite);
}
