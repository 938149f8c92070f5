/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "own.h"
#include "proc.h"

#define EXTENSIONS_FOLDER "/usr/lib/x86_64-linux-gnu/xtables"

/* What every guest needs of a kernel that has it as modules. */
static const char *const modules_needed[] = {"veth", "inet_diag", "tcp_diag", "af_packet", "ipv6"};

/* ---- iptables ---- */

/* iptables loads them at run time: libxt_NAME.so, or for each family its own. */
static int pack_extension(struct hf_initramfs *fs, const char *name, struct hf_fault *fault)
{
	static const char *const kinds[] = {"xt", "ipt", "ip6t"};
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(kinds) && !err; i++) {
		char path[512];

		snprintf(path, sizeof(path), EXTENSIONS_FOLDER "/lib%s_%s.so", kinds[i], name);
		if (access(path, R_OK) == 0)
			err = hf_initramfs_copy(fs, path, path, fault);
	}
	return err;
}

static int pack_iptables(struct hf_initramfs *fs, struct hf_fault *fault)
{
	static const char *const names[] = {"iptables",		 "ip6tables",
					    "iptables-restore",	 "ip6tables-restore",
					    "iptables-save",	 "ip6tables-save"};
	static const char *const common[] = {"standard", "tcp"};
	HF_AUTO_FREE char *multi = hf_proc_find("xtables-legacy-multi");
	int err = 0;

	/* The legacy tables need no more than the oldest kernels have. Without it cases with drops are
	 * skipped inside, and say what is missing. */
	if (!multi)
		return 0;
	err = hf_initramfs_program(fs, multi, "/usr/sbin/xtables-legacy-multi", fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(names) && !err; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/usr/sbin/%s", names[i]);
		err = hf_initramfs_link(fs, path, "xtables-legacy-multi", fault);
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(common) && !err; i++)
		err = pack_extension(fs, common[i], fault);
	return err;
}

/* ---- programs ---- */

/* Programs named without a folder are found in this one, the first of the guest's PATH but one. */
#define PROGRAMS_FOLDER "/usr/bin/"

/* Guests have an iptables of their own, wherever this machine's leads. */
static bool is_iptables(const char *path)
{
	HF_AUTO_FREE char *real = realpath(path, NULL);
	const char *base = real ? strrchr(real, '/') : NULL;

	return base && !strncmp(base + 1, "xtables-", strlen("xtables-"));
}

static int pack_program(struct hf_initramfs *fs, const char *name, struct hf_fault *fault)
{
	HF_AUTO_FREE char *path = hf_proc_find(name);
	struct hf_fault unfit;
	char as[512];
	int err;

	if (!path || is_iptables(path))
		return 0;
	snprintf(as, sizeof(as), "%s%s", strchr(name, '/') ? "" : PROGRAMS_FOLDER, name);
	err = hf_initramfs_program(fs, path, as, &unfit);
	/* No ELF file (a script, perhaps): nothing in a guest could run it. */
	if (err == -ENOEXEC)
		return 0;
	if (err)
		*fault = unfit;
	return err;
}

/* Found by functions of the C library, or by path. */
static int pack_files(struct hf_initramfs *fs, struct hf_fault *fault)
{
	static const struct {
		const char *path, *text;
	} made[] = {
		{"/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
				"www-data:x:33:33:www-data:/tmp:/bin/sh\n"
				"redis:x:101:101:redis:/tmp:/bin/sh\n"
				"nobody:x:65534:65534:nobody:/tmp:/bin/sh\n"},
		{"/etc/group", "root:x:0:\nwww-data:x:33:\nredis:x:101:\nnogroup:x:65534:\n"},
		{"/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"},
		{"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
	};
	static const char *const copied[] = {
		"/etc/services", "/etc/protocols",
		/* A part of the C library before 2.34. */
		"/lib/x86_64-linux-gnu/libnss_files.so.2",
	};
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(made) && !err; i++)
		err = hf_initramfs_add(fs, made[i].path, S_IFREG | 0644, made[i].text,
				       strlen(made[i].text), fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(copied) && !err; i++) {
		if (access(copied[i], R_OK) == 0)
			err = hf_initramfs_copy(fs, copied[i], copied[i], fault);
	}
	/* system() and popen() call a shell by this name. */
	return err ? err : hf_initramfs_link(fs, "/bin/sh", PROGRAMS_FOLDER "sh", fault);
}

static int pack_programs(struct hf_initramfs *fs, const struct hf_luggage_list *programs,
			 struct hf_fault *fault)
{
	int err = programs->count ? pack_files(fs, fault) : 0;

	for (size_t i = 0; i < programs->count && !err; i++)
		err = pack_program(fs, programs->names[i], fault);
	return err;
}

/* ---- all of it ---- */

static int pack_modules(struct hf_initramfs *fs, const struct hf_luggage_list *more,
			const char *folder, struct hf_fault *fault)
{
	size_t common = HF_ARRAY_LEN(modules_needed);
	HF_AUTO_FREE const char **names = calloc(common + more->count + 1, sizeof(*names));

	if (!names)
		return HF_FAULT(fault, -ENOMEM, "list the modules of %s", folder);
	memcpy(names, modules_needed, sizeof(modules_needed));
	for (size_t i = 0; i < more->count; i++)
		names[common + i] = more->names[i];
	return hf_initramfs_modules(fs, folder, names, fault);
}

int hf_pack(struct hf_initramfs *fs, const struct hf_luggage *luggage, const char *modules_folder,
	    struct hf_fault *fault)
{
	int err = luggage->iptables ? pack_iptables(fs, fault) : 0;

	for (size_t i = 0; i < luggage->extensions.count && !err; i++)
		err = pack_extension(fs, luggage->extensions.names[i], fault);
	if (!err)
		err = pack_programs(fs, &luggage->programs, fault);
	if (!err && modules_folder)
		err = pack_modules(fs, &luggage->modules, modules_folder, fault);
	return err;
}
