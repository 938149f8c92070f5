/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How unit tests of all layers end: the suite is run, and the program's exit status says how it went.
 */
#ifndef HF_SUITE_H
#define HF_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the suite, a process for each test, and frees it. */
static inline int hf_suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
