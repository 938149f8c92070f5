/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real programs of cases: which package brings which, and which ones a shell script uses. Pure.
 */
#ifndef HF_PROGRAMS_H
#define HF_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

struct hf_package {
	const char *name;	     /* Debian's, as in ci/packages */
	const char *what;	     /* for people; NULL where every Debian has it */
	const char *const *programs; /* ends with NULL */
};

/* All packages whose programs cases run. */
const struct hf_package *hf_packages(size_t *ret_count);

/*
 * The package of a program that is named as PATH finds it; NULL when it is not known here. A path is
 * not: a script's own files may be called like programs.
 */
const char *hf_package_of(const char *program);

/* True when the program is the shell: its arguments are scripts. */
bool hf_program_is_shell(const char *program);

/* No program, option or extension has a longer name. */
enum { HF_WORD_SIZE = 256 };

/*
 * Cuts the next word off *text, as far as letters go that can stand in a program's name; false at the
 * end. A word too long for a name comes cut short.
 */
bool hf_script_word(const char **text, char word[HF_WORD_SIZE]);

/* Returns 0 to go on. */
typedef int (*hf_script_visit)(const char *program, void *arg);

/*
 * Calls `visit` for each word of the script that could be a program; which one is, is for others to
 * find out. Nobody here can read a shell's grammar. Returns what the last `visit` returned.
 */
int hf_script_programs(const char *script, hf_script_visit visit, void *arg);

#endif
