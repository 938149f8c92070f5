/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "programs.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "own.h"

/* Letters that a word of a script is made of, as far as it can be a program. */
#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-/"

#define NAMES(...)   ((const char *const[]){__VA_ARGS__, NULL})

static const struct hf_package packages[] = {
	{"iproute2", "ss, ip and tc", NAMES("ss", "ip", "tc")},
	{"net-tools", "netstat", NAMES("netstat")},
	{"nginx-light", "real nginx", NAMES("nginx")},
	{"curl", "real curl", NAMES("curl")},
	{"apache2-utils", "real ab", NAMES("ab")},
	{"openssl", "openssl", NAMES("openssl")},
	{"redis-server", "real redis-server", NAMES("redis-server")},
	{"redis-tools", "redis-cli", NAMES("redis-cli")},
	{"iputils-ping", "ping", NAMES("ping")},
	{"conntrack", "conntrack", NAMES("conntrack")},
	{"bash", NULL, NAMES("bash")},
	{"coreutils", NULL, NAMES("cat", "sleep", "tail", "tee", "touch", "wc")},
	{"dash", NULL, NAMES("sh")},
	{"grep", NULL, NAMES("grep")},
	{"mawk", NULL, NAMES("awk")},
	{"sed", NULL, NAMES("sed")},
	{"util-linux", NULL, NAMES("unshare")},
};

const struct hf_package *hf_packages(size_t *ret_count)
{
	*ret_count = HF_ARRAY_LEN(packages);
	return packages;
}

const char *hf_package_of(const char *program)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(packages); i++) {
		for (const char *const *name = packages[i].programs; *name; name++) {
			if (!strcmp(*name, program))
				return packages[i].name;
		}
	}
	return NULL;
}

bool hf_program_is_shell(const char *program)
{
	const char *slash = strrchr(program, '/');

	return !strcmp(slash ? slash + 1 : program, "sh");
}

bool hf_script_word(const char **text, char word[HF_WORD_SIZE])
{
	size_t length;

	*text += strcspn(*text, WORD_LETTERS);
	length = strspn(*text, WORD_LETTERS);
	snprintf(word, HF_WORD_SIZE, "%.*s", (int)(length < HF_WORD_SIZE ? length : HF_WORD_SIZE - 1),
		 *text);
	*text += length;
	return length > 0;
}

int hf_script_programs(const char *script, hf_script_visit visit, void *arg)
{
	char word[HF_WORD_SIZE];
	int end = 0;

	while (!end && hf_script_word(&script, word)) {
		if (islower((unsigned char)word[0]) || word[0] == '/')
			end = visit(word, arg);
	}
	return end;
}
