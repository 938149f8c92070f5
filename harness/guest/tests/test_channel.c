/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of a guest: whole, in pieces, by the window or behind their headers, and everything that
 * is none. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "channel.h"
#include "own.h"
#include "suite.h"

#define HEADER_BYTES 28
#define LINE_BYTES   (1 << 20)

/* Both ends: what is sent lies in `bytes` until it is fed. */
struct line {
	struct hf_sender sender;
	struct hf_channel channel;
	uint8_t *bytes;
	size_t count;
};

static struct line line;

static void open_line(void)
{
	line = (struct line){
		.sender.line = memfd_create("line", MFD_CLOEXEC),
		.sender.memory = memfd_create("memory", MFD_CLOEXEC),
		.bytes = malloc(LINE_BYTES),
	};
	ck_assert_int_eq(ftruncate(line.sender.memory, HF_WINDOW_AT + (off_t)HF_WINDOW_BYTES), 0);
	line.channel.window = mmap(NULL, HF_WINDOW_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
				   line.sender.memory, HF_WINDOW_AT);
	ck_assert_ptr_ne(line.channel.window, MAP_FAILED);
}

static void close_line(void)
{
	munmap(line.channel.window, HF_WINDOW_BYTES);
	hf_channel_done(&line.channel);
	hf_close(&line.sender.line);
	hf_close(&line.sender.memory);
	free(line.bytes);
}

/* Sends a record of job 7; `line.count` bytes are then in `line.bytes`. */
static void send_record(const void *body, size_t size)
{
	ssize_t n;

	ck_assert_int_eq(hf_channel_send(&line.sender, HF_MESSAGE_RECORD, 7, body, size), 0);
	n = pread(line.sender.line, line.bytes, LINE_BYTES, 0);
	ck_assert_int_gt(n, 0);
	line.count = (size_t)n;
}

/* As a kernel without /dev/mem does. */
static void lose_memory(void)
{
	hf_close(&line.sender.memory);
}

static int feed_and_take(size_t from, size_t count, struct hf_message *ret, struct hf_fault *fault)
{
	ck_assert_int_eq(hf_channel_feed(&line.channel, line.bytes + from, count), 0);
	return hf_channel_take(&line.channel, ret, fault);
}

static void expect_fault(const char *says)
{
	struct hf_message message;
	struct hf_fault fault;

	ck_assert_int_eq(feed_and_take(0, line.count, &message, &fault), -EBADMSG);
	ck_assert_msg(strstr(fault.text, says), "\"%s\" does not say \"%s\"", fault.text, says);
}

START_TEST(a_body_lies_in_the_window)
{
	static const char body[] = "{\"case\": \"synq-overflow\"}";
	struct hf_message message;
	struct hf_fault fault;

	send_record(body, strlen(body));
	ck_assert_uint_eq(line.count, HEADER_BYTES);
	ck_assert_int_eq(feed_and_take(0, line.count, &message, &fault), 1);
	ck_assert_int_eq(message.kind, HF_MESSAGE_RECORD);
	ck_assert_uint_eq(message.job, 7);
	ck_assert_uint_eq(message.size, strlen(body));
	ck_assert_str_eq((const char *)message.body, body);
	/* Its page has been given back. */
	ck_assert_uint_eq(line.channel.window[0], 0);
	/* The next one lies elsewhere. */
	ck_assert_uint_gt(line.sender.used, 0);
	ck_assert_int_eq(hf_channel_take(&line.channel, &message, &fault), 0);
}
END_TEST

START_TEST(a_body_follows_where_there_is_no_window)
{
	char body[4000];
	struct hf_message message;
	struct hf_fault fault;

	memset(body, 'x', sizeof(body));
	lose_memory();
	send_record(body, sizeof(body));
	ck_assert_uint_gt(line.count, HEADER_BYTES);
	ck_assert_uint_lt(line.count, sizeof(body));
	ck_assert_int_eq(feed_and_take(0, line.count, &message, &fault), 1);
	ck_assert_uint_eq(message.size, sizeof(body));
	ck_assert_mem_eq(message.body, body, sizeof(body));
}
END_TEST

START_TEST(a_full_window_is_left_alone)
{
	line.sender.used = HF_WINDOW_BYTES - 1000;
	send_record("body", 4);
	ck_assert_uint_gt(line.count, HEADER_BYTES);
	ck_assert_uint_eq(line.sender.used, HF_WINDOW_BYTES - 1000);
}
END_TEST

START_TEST(messages_come_in_pieces)
{
	struct hf_message message;
	struct hf_fault fault;

	lose_memory();
	send_record("body", 4);
	for (size_t i = 0; i + 1 < line.count; i++)
		ck_assert_int_eq(feed_and_take(i, 1, &message, &fault), 0);
	ck_assert_int_eq(feed_and_take(line.count - 1, 1, &message, &fault), 1);
	ck_assert_str_eq((const char *)message.body, "body");
}
END_TEST

START_TEST(a_message_without_body)
{
	struct hf_message message;
	struct hf_fault fault;

	ck_assert_int_eq(hf_channel_send(&line.sender, HF_MESSAGE_END, 0, NULL, 0), 0);
	line.count = (size_t)pread(line.sender.line, line.bytes, LINE_BYTES, 0);
	ck_assert_int_eq(feed_and_take(0, line.count, &message, &fault), 1);
	ck_assert_int_eq(message.kind, HF_MESSAGE_END);
	ck_assert_uint_eq(message.size, 0);
}
END_TEST

START_TEST(a_body_that_was_cut_is_refused)
{
	send_record("0123456789", 10);
	line.channel.window[9] = 0;
	expect_fault("wrong checksum");
}
END_TEST

START_TEST(a_following_body_that_changed_is_refused)
{
	lose_memory();
	send_record("0123456789", 10);
	line.bytes[line.count - 1] ^= 1;
	expect_fault("wrong checksum");
}
END_TEST

START_TEST(garbage_is_refused)
{
	line.count = HEADER_BYTES;
	memset(line.bytes, 'g', line.count);
	expect_fault("something else than a message");
}
END_TEST

/* Each field in turn out of its range, in an else good header. */
START_TEST(a_header_out_of_range_is_refused)
{
	send_record("body", 4);
	memset(line.bytes + 4 * (size_t)_i, 0xff, 4);
	expect_fault(_i == 6 ? "wrong checksum" : "something else than a message");
}
END_TEST

START_TEST(a_window_that_is_not_there_is_refused)
{
	uint8_t *window = line.channel.window;

	send_record("body", 4);
	line.channel.window = NULL;
	expect_fault("something else than a message");
	line.channel.window = window;
}
END_TEST

/* A good checksum over what zlib does not understand, and over more than the header promises. */
START_TEST(a_body_that_does_not_unpack_is_refused)
{
	lose_memory();
	send_record("0123456789", 10);
	line.bytes[12] = 9; /* size */
	expect_fault("cannot be unpacked");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("channel");
	TCase *tests = tcase_create("channel");

	tcase_add_checked_fixture(tests, open_line, close_line);
	tcase_add_test(tests, a_body_lies_in_the_window);
	tcase_add_test(tests, a_body_follows_where_there_is_no_window);
	tcase_add_test(tests, a_full_window_is_left_alone);
	tcase_add_test(tests, messages_come_in_pieces);
	tcase_add_test(tests, a_message_without_body);
	tcase_add_test(tests, a_body_that_was_cut_is_refused);
	tcase_add_test(tests, a_following_body_that_changed_is_refused);
	tcase_add_test(tests, garbage_is_refused);
	/* magic, kind, size, packed, at, crc */
	tcase_add_loop_test(tests, a_header_out_of_range_is_refused, 0, 2);
	tcase_add_loop_test(tests, a_header_out_of_range_is_refused, 3, 7);
	tcase_add_test(tests, a_window_that_is_not_there_is_refused);
	tcase_add_test(tests, a_body_that_does_not_unpack_is_refused);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
