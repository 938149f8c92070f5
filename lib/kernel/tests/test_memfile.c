/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As this kernel makes them; self.old-memfile has it as one without memfd_create() does. */
#include "memfile.h"

#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "own.h"
#include "suite.h"

START_TEST(it_has_no_name_and_is_ours)
{
	HF_AUTO_FD int fd = -EBADF;
	struct hf_fault fault = {0};
	struct stat about;
	char text[8] = "";

	ck_assert_msg(hf_memfile_make("a test", &fd, &fault) == 0, "%s", fault.text);
	ck_assert_int_eq(fstat(fd, &about), 0);
	ck_assert(S_ISREG(about.st_mode));
	ck_assert_uint_eq(about.st_nlink, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	ck_assert_int_eq(write(fd, "abc", 3), 3);
	ck_assert_int_eq(pread(fd, text, sizeof(text), 0), 3);
	ck_assert_str_eq(text, "abc");
}
END_TEST

START_TEST(each_is_another)
{
	HF_AUTO_FD int one = -EBADF;
	HF_AUTO_FD int two = -EBADF;
	struct stat about[2];

	ck_assert_int_eq(hf_memfile_make("a test", &one, NULL), 0);
	ck_assert_int_eq(hf_memfile_make("a test", &two, NULL), 0);
	fstat(one, &about[0]);
	fstat(two, &about[1]);
	ck_assert(about[0].st_ino != about[1].st_ino || about[0].st_dev != about[1].st_dev);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memfile");
	TCase *tests = tcase_create("memfile");

	tcase_add_test(tests, it_has_no_name_and_is_ours);
	tcase_add_test(tests, each_is_another);
	suite_add_tcase(suite, tests);
	return hf_suite_run(suite);
}
