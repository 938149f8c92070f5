/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suites of the bed program that have a file of their own. */
#ifndef HF_SUITES_H
#define HF_SUITES_H

#include <check.h>

Suite *make_world_suite(void);

#endif
