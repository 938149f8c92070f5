/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are kernels, and the many that are not: each refused in one sentence that names it. */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compress.h"
#include "image.h"
#include "own.h"

static char path[] = "/tmp/halfopen-image-XXXXXX";

static void write_image(const void *data, size_t size)
{
	HF_AUTO_FD int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
}

static void expect_refusal(int err, const char *says)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault = {0};

	ck_assert_int_eq(hf_image_open(path, &image, &fault), err);
	ck_assert_msg(strstr(fault.text, says), "\"%s\" does not say \"%s\"", fault.text, says);
	ck_assert_msg(strstr(fault.text, path), "\"%s\" does not name %s", fault.text, path);
}

/* An ELF file with a note segment, if `note` is given, and the banner of a kernel, if asked. */
static size_t make_elf(uint8_t *data, uint16_t machine, const Elf64_Nhdr *note, bool banner)
{
	Elf64_Ehdr head = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB},
		.e_machine = machine,
		.e_phoff = sizeof(head),
		.e_phnum = note ? 1 : 0,
	};
	Elf64_Phdr segment = {.p_type = PT_NOTE, .p_offset = 128, .p_filesz = 24};

	memset(data, 0, 1024);
	memcpy(data, &head, sizeof(head));
	memcpy(data + sizeof(head), &segment, sizeof(segment));
	if (note) {
		memcpy(data + 128, note, sizeof(*note));
		memcpy(data + 128 + sizeof(*note), "Xen", 4);
	}
	if (banner)
		strcpy((char *)data + 512, "Linux version 6.1.2-test (someone@somewhere) #1");
	return 1024;
}

static const Elf64_Nhdr pvh = {.n_namesz = 4, .n_descsz = 4, .n_type = 18};

START_TEST(an_elf_kernel_is_taken)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault;
	uint8_t data[1024];

	write_image(data, make_elf(data, EM_X86_64, &pvh, true));
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert_str_eq(image.release, "6.1.2-test");
	ck_assert(image.pvh);
	hf_image_done(&image);
	write_image(data, make_elf(data, EM_X86_64, NULL, true));
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert(!image.pvh);
	hf_image_done(&image);
}
END_TEST

START_TEST(what_is_no_kernel)
{
	uint8_t data[1024];

	write_image("", 0);
	expect_refusal(-ENOEXEC, "is no kernel image");
	write_image("#!/bin/sh\n", 10);
	expect_refusal(-ENOEXEC, "is no kernel image");
	memset(data, 'g', sizeof(data));
	write_image(data, sizeof(data));
	expect_refusal(-ENOEXEC, "is no kernel image");
	write_image(data, make_elf(data, EM_X86_64, NULL, false));
	expect_refusal(-ENOEXEC, "is an ELF file, but no Linux kernel");
	/* Cut off in its first header. */
	write_image(data, 40);
	expect_refusal(-ENOEXEC, "is no kernel image");
}
END_TEST

START_TEST(kernels_of_other_machines)
{
	uint8_t data[1024];
	size_t size = make_elf(data, EM_AARCH64, NULL, true);

	write_image(data, size);
	expect_refusal(-EOPNOTSUPP, "for another machine");
	size = make_elf(data, EM_386, NULL, true);
	data[EI_CLASS] = ELFCLASS32;
	write_image(data, size);
	expect_refusal(-EOPNOTSUPP, "for another machine");
	/* An arm64 Image is an EFI program. */
	memset(data, 0, sizeof(data));
	memcpy(data, "MZ", 2);
	data[0x3c] = 0x80;
	memcpy(data + 0x80, "PE\0\0\x64\xaa", 6);
	write_image(data, sizeof(data));
	expect_refusal(-EOPNOTSUPP, "EFI program for another machine");
	memcpy(data + 0x84, "\x64\x86", 2);
	write_image(data, sizeof(data));
	expect_refusal(-ENOEXEC, "but no Linux kernel");
	/* Its header lies outside of the file. */
	memset(data + 0x3c, 0xff, 4);
	write_image(data, sizeof(data));
	expect_refusal(-ENOEXEC, "but no Linux kernel");
}
END_TEST

static size_t make_bzimage(uint8_t *data, uint16_t protocol)
{
	memset(data, 0, 2048);
	memcpy(data + 0x202, "HdrS", 4);
	memcpy(data + 0x206, &protocol, 2);
	data[0x20e] = 0x00; /* the version string at 0x200 + 0x300 */
	data[0x20f] = 0x03;
	data[0x236] = 1;
	strcpy((char *)data + 0x500, "4.9.0-old (x@y) #1");
	return 2048;
}

START_TEST(a_bzimage)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault;
	uint8_t data[2048];

	/* Its payload, if it says that it has one, is none: then its own code unpacks it. */
	write_image(data, make_bzimage(data, 0x20f));
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert_str_eq(image.release, "4.9.0-old");
	ck_assert(!image.pvh);
	hf_image_done(&image);
	make_bzimage(data, 0x20f);
	memset(data + 0x248, 0xff, 8);
	write_image(data, sizeof(data));
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	hf_image_done(&image);
	make_bzimage(data, 0x20f);
	data[0x236] = 0;
	write_image(data, sizeof(data));
	expect_refusal(-EOPNOTSUPP, "32-bit x86");
	make_bzimage(data, 0x20f);
	memset(data + 0x20e, 0xff, 2);
	write_image(data, sizeof(data));
	expect_refusal(-ENOEXEC, "does not say which kernel it is");
}
END_TEST

/* What a bzImage may be compressed with; all but gzip have the size of the whole appended. */
static const struct {
	int (*add_filter)(struct archive *);
	bool sized;
} filters[] = {
	{archive_write_add_filter_gzip, false}, {archive_write_add_filter_bzip2, true},
	{archive_write_add_filter_xz, true},    {archive_write_add_filter_lz4, true},
	{archive_write_add_filter_zstd, true},
};

/* A bzImage with the ELF in it; the caller puts it where the test wants it. */
static size_t fill_bzimage(uint8_t *data, size_t room, const uint8_t *elf, uint32_t elf_size, int filter)
{
	enum { START = 2560 }; /* behind five sectors */
	uint32_t offset = 0, length;

	make_bzimage(data, 0x20f);
	data[0x1f1] = 4;
	length = (uint32_t)compress_by(filters[filter].add_filter, elf, elf_size, data + START,
				    room - START - 4);
	if (filters[filter].sized) {
		memcpy(data + START + length, &elf_size, 4);
		length += 4;
	}
	memcpy(data + 0x248, &offset, 4);
	memcpy(data + 0x24c, &length, 4);
	return START + length;
}

START_TEST(the_elf_in_a_bzimage)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault;
	uint8_t data[8192], elf[1024], got[1024];
	size_t size = make_elf(elf, EM_X86_64, &pvh, true), whole;

	whole = fill_bzimage(data, sizeof(data), elf, (uint32_t)size, _i);
	write_image(data, whole);
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	hf_image_settle(&image);
	ck_assert(image.pvh);
	ck_assert_str_eq(image.release, "4.9.0-old");
	ck_assert_int_eq(pread(image.kernel_fd, got, sizeof(got), 0), (ssize_t)size);
	ck_assert_mem_eq(got, elf, size);
	hf_image_done(&image);
	/* Not waited for. */
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_done(&image);
	/* Broken, or without the entry: the bzImage itself is booted. */
	memset(data + 2560 + 16, 0x5a, whole - 2560 - 16 - 4);
	write_image(data, whole);
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert(!image.pvh);
	hf_image_done(&image);
	size = make_elf(elf, EM_X86_64, NULL, true);
	whole = fill_bzimage(data, sizeof(data), elf, (uint32_t)size, _i);
	write_image(data, whole);
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert(!image.pvh);
	hf_image_done(&image);
}
END_TEST

/* Notes whose sizes lie; the file is read to its end and no further. */
START_TEST(notes_that_lie)
{
	const Elf64_Nhdr notes[] = {
		{.n_namesz = UINT32_MAX, .n_descsz = UINT32_MAX, .n_type = 1},
		{.n_namesz = 4, .n_descsz = UINT32_MAX, .n_type = 2},
		{.n_namesz = 8, .n_descsz = 4, .n_type = 18},
	};
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault;
	uint8_t data[1024];

	write_image(data, make_elf(data, EM_X86_64, &notes[_i], true));
	ck_assert_int_eq(hf_image_open(path, &image, &fault), 0);
	hf_image_settle(&image);
	ck_assert(!image.pvh);
	hf_image_done(&image);
}
END_TEST

START_TEST(what_is_no_file)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct hf_fault fault;

	ck_assert_int_eq(hf_image_open("/no/such/vmlinuz", &image, &fault), -ENOENT);
	ck_assert_ptr_nonnull(strstr(fault.text, "/no/such/vmlinuz"));
	ck_assert_int_eq(hf_image_open("/tmp", &image, &fault), -ENOEXEC);
	ck_assert_ptr_nonnull(strstr(fault.text, "/tmp is no file"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("image");
	TCase *tests = tcase_create("image");
	SRunner *runner;
	int failed;

	close(mkstemp(path));
	tcase_add_test(tests, an_elf_kernel_is_taken);
	tcase_add_test(tests, what_is_no_kernel);
	tcase_add_test(tests, kernels_of_other_machines);
	tcase_add_test(tests, a_bzimage);
	tcase_add_loop_test(tests, the_elf_in_a_bzimage, 0, (int)HF_ARRAY_LEN(filters));
	tcase_add_loop_test(tests, notes_that_lie, 0, 3);
	tcase_add_test(tests, what_is_no_file);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	unlink(path);
	return failed ? 1 : 0;
}
