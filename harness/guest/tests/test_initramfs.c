/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The root file system of a guest: the same bytes every time, modules in their order, and what is
 * wrong with a folder of modules or a packed file. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compress.h"
#include "inflate.h"
#include "init.h"
#include "initramfs.h"
#include "own.h"

static char folder[] = "/tmp/halfopen-initramfs-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(in_folder(name), "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	fclose(file);
}

static size_t gzip(const char *text, uint8_t *data, size_t room)
{
	return compress_by(archive_write_add_filter_gzip, text, strlen(text), data, room);
}

/* ---- inflate ---- */

START_TEST(what_inflates)
{
	HF_AUTO_FREE uint8_t *plain = NULL;
	uint8_t data[512];
	size_t size = gzip("a module", data, sizeof(data)), got;

	ck_assert_int_eq(hf_inflate(data, size, &plain, &got), 0);
	ck_assert_uint_eq(got, 8);
	ck_assert_mem_eq(plain, "a module", 8);
}
END_TEST

START_TEST(what_was_cut_does_not)
{
	uint8_t data[512];
	size_t size = gzip("a module that goes on for a while and longer", data, sizeof(data)), got;
	uint8_t *plain = NULL;

	for (size_t cut = 11; cut < size; cut++) {
		if (hf_inflate(data, size - cut, &plain, &got) < 0)
			continue;
		ck_assert_uint_lt(got, 44);
		free(plain);
	}
	ck_assert_int_lt(hf_inflate(data, 12, &plain, &got), 0);
	ck_assert_int_lt(hf_inflate(data, 0, &plain, &got), 0);
}
END_TEST

/* ---- modules ---- */

static const char *const wanted[] = {"veth", "tcp_diag", "not_there", NULL};

static int pack(int *ret_fd, struct hf_fault *fault)
{
	struct hf_initramfs *fs = NULL;
	int err = hf_initramfs_begin(&fs, fault);

	if (!err)
		err = hf_initramfs_modules(fs, folder, wanted, fault);
	if (!err)
		err = hf_initramfs_end(fs, ret_fd, fault);
	hf_initramfs_free(fs);
	return err;
}

static char *read_all(int fd, size_t *ret_size)
{
	struct stat about;
	char *text;

	ck_assert_int_eq(fstat(fd, &about), 0);
	*ret_size = (size_t)about.st_size;
	text = malloc(*ret_size + 1);
	ck_assert_int_eq(pread(fd, text, *ret_size, 0), (ssize_t)*ret_size);
	return text;
}

static void write_modules(void)
{
	static const char dep[] =
		"kernel/veth.ko:\nkernel/tcp-diag.ko.gz: kernel/inet_diag.ko kernel/base.ko\n"
		"kernel/inet_diag.ko: kernel/base.ko\nkernel/base.ko:\n";
	uint8_t data[512] = {0};

	write_file("modules.dep", dep, sizeof(dep) - 1);
	mkdir(in_folder("kernel"), 0755);
	write_file("kernel/veth.ko", "VETH", 4);
	write_file("kernel/inet_diag.ko", "INET", 4);
	write_file("kernel/base.ko", "BASE", 4);
	write_file("kernel/tcp-diag.ko.gz", data, gzip("TCP", data, sizeof(data)));
}

START_TEST(modules_load_after_what_they_need)
{
	static const char order[] = "veth.ko\nbase.ko\ninet_diag.ko\ntcp-diag.ko.gz\n";
	HF_AUTO_FD int first = -EBADF;
	HF_AUTO_FD int again = -EBADF;
	struct hf_fault fault;
	size_t size, size_again;

	write_modules();
	ck_assert_int_eq(pack(&first, &fault), 0);
	ck_assert_int_eq(pack(&again, &fault), 0);
	HF_AUTO_FREE char *text = read_all(first, &size);
	HF_AUTO_FREE char *text_again = read_all(again, &size_again);

	ck_assert_ptr_nonnull(memmem(text, size, order, sizeof(order) - 1));
	ck_assert_ptr_nonnull(memmem(text, size, "modules/order", 13));
	/* A guest repeats only if what it is booted from does. */
	ck_assert_uint_eq(size, size_again);
	ck_assert_mem_eq(text, text_again, size);
}
END_TEST

/* A module of these bytes and a trailer that says its signature has so many. */
static bool is_packed_as(const char *module, uint8_t signature, const char *as)
{
	char data[128] = "";
	HF_AUTO_FD int fd = -EBADF;
	struct hf_fault fault;
	size_t size = strlen(module), packed;

	memcpy(data, module, size);
	data[size + 11] = (char)signature;
	memcpy(data + size + 12, "~Module signature appended~\n", 28);
	write_modules();
	write_file("kernel/veth.ko", data, size + 12 + 28);
	ck_assert_int_eq(pack(&fd, &fault), 0);
	HF_AUTO_FREE char *text = read_all(fd, &packed);

	/* What follows the name is the file: bytes, then the next header. */
	const char *name = memmem(text, packed, "modules/veth.ko", 16);

	ck_assert_ptr_nonnull(name);
	name += 16 + (4 - (110 + 16) % 4) % 4;
	return !memcmp(name, as, strlen(as)) &&
	       memmem(name, 24 + strlen(as), "070701", 6) != NULL;
}

START_TEST(signatures_stay_outside)
{
	ck_assert(is_packed_as("VETHsig", 3, "VETH"));
	ck_assert(is_packed_as("VETH", 0, "VETH"));
	/* Longer than the file: no signature of ours to cut. */
	ck_assert(!is_packed_as("VETH", 200, "VETH"));
}
END_TEST

static void expect_refusal(int err, const char *says)
{
	HF_AUTO_FD int fd = -EBADF;
	struct hf_fault fault = {0};

	ck_assert_int_eq(pack(&fd, &fault), err);
	ck_assert_msg(strstr(fault.text, says), "\"%s\" does not say \"%s\"", fault.text, says);
}

START_TEST(folders_of_modules_that_are_none)
{
	uint8_t data[512];
	size_t size = gzip("a module that was cut", data, sizeof(data));

	write_modules();
	write_file("kernel/tcp-diag.ko.gz", data, size / 2);
	expect_refusal(-EBADMSG, "decompress the module");
	unlink(in_folder("kernel/tcp-diag.ko.gz"));
	expect_refusal(-ENOENT, "kernel/tcp-diag.ko.gz");
	write_file("modules.dep", "no colon and no newline", 23);
	HF_AUTO_FD int fd = -EBADF;
	struct hf_fault fault;

	ck_assert_int_eq(pack(&fd, &fault), 0); /* it has none of the wanted ones */
	unlink(in_folder("modules.dep"));
	expect_refusal(-ENOENT, "modules.dep");
}
END_TEST

/* ---- programs ---- */

START_TEST(what_is_no_program)
{
	struct hf_initramfs *fs = NULL;
	struct hf_fault fault;

	ck_assert_int_eq(hf_initramfs_begin(&fs, &fault), 0);
	write_file("script", "#!/bin/sh\n", 10);
	ck_assert_int_eq(hf_initramfs_program(fs, in_folder("script"), "/init", &fault), -ENOEXEC);
	ck_assert_ptr_nonnull(strstr(fault.text, "script is no program"));
	ck_assert_int_eq(hf_initramfs_program(fs, in_folder("nothing"), "/x", &fault), -ENOENT);
	hf_initramfs_free(fs);
}
END_TEST

static void remove_folder(void)
{
	static const char *const names[] = {"kernel/veth.ko", "kernel/inet_diag.ko",
					    "kernel/base.ko", "kernel/tcp-diag.ko.gz",
					    "modules.dep",    "script"};

	for (size_t i = 0; i < HF_ARRAY_LEN(names); i++)
		unlink(in_folder(names[i]));
	rmdir(in_folder("kernel"));
	rmdir(folder);
}

int main(void)
{
	Suite *suite = suite_create("initramfs");
	TCase *tests = tcase_create("initramfs");
	SRunner *runner;
	int failed;

	if (!mkdtemp(folder))
		return 1;
	tcase_add_test(tests, what_inflates);
	tcase_add_test(tests, what_was_cut_does_not);
	tcase_add_test(tests, modules_load_after_what_they_need);
	tcase_add_test(tests, signatures_stay_outside);
	tcase_add_test(tests, folders_of_modules_that_are_none);
	tcase_add_test(tests, what_is_no_program);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_folder();
	return failed ? 1 : 0;
}
