/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inflate.h"
#include "init.h"
#include "memfile.h"
#include "own.h"
#include "proc.h"
#include "tick.h"

#define LOADER_DEADLINE_NS (10 * HF_SEC)

struct hf_initramfs {
	int fd;
	struct archive *archive;
	char **names; /* what has been added, folders included */
	size_t name_count;
};

int hf_initramfs_begin(struct hf_initramfs **ret, struct hf_fault *fault)
{
	struct hf_initramfs *fs = calloc(1, sizeof(*fs));
	int err;

	if (!fs)
		return HF_FAULT(fault, -ENOMEM, "make an initramfs");
	err = hf_memfile_make("an initramfs", &fs->fd, fault);
	if (err) {
		free(fs);
		return err;
	}
	fs->archive = archive_write_new();
	if (!fs->archive ||
	    archive_write_set_format_cpio_newc(fs->archive) != ARCHIVE_OK ||
	    archive_write_open_fd(fs->archive, fs->fd) != ARCHIVE_OK) {
		hf_initramfs_free(fs);
		return HF_FAULT(fault, -ENOMEM, "make an initramfs in memory");
	}
	*ret = fs;
	return 0;
}

void hf_initramfs_free(struct hf_initramfs *fs)
{
	if (!fs)
		return;
	archive_write_free(fs->archive);
	hf_close(&fs->fd);
	for (size_t i = 0; i < fs->name_count; i++)
		free(fs->names[i]);
	free(fs->names);
	free(fs);
}

static bool has(const struct hf_initramfs *fs, const char *name)
{
	for (size_t i = 0; i < fs->name_count; i++) {
		if (!strcmp(fs->names[i], name))
			return true;
	}
	return false;
}

static int note_name(struct hf_initramfs *fs, const char *name)
{
	char **more = realloc(fs->names, (fs->name_count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	fs->names = more;
	more[fs->name_count] = strdup(name);
	return more[fs->name_count++] ? 0 : -ENOMEM;
}

/* One entry; `data` is its content or, for a symbolic link, NULL with the target in `target`. */
static int add_entry(struct hf_initramfs *fs, const char *name, unsigned mode, const void *data,
		     size_t size, const char *target, struct hf_fault *fault)
{
	struct archive_entry *entry = archive_entry_new();
	int err = 0;

	if (!entry || note_name(fs, name) < 0)
		err = -ENOMEM;
	if (!err) {
		archive_entry_set_pathname(entry, name + 1); /* relative to the root */
		archive_entry_set_mode(entry, mode);
		archive_entry_set_size(entry, (la_int64_t)size);
		archive_entry_set_mtime(entry, 0, 0); /* the same archive every time */
		if (target)
			archive_entry_set_symlink(entry, target);
		if (S_ISCHR(mode))
			archive_entry_set_rdev(entry, (5 << 8) | 1); /* the console */
		if (archive_write_header(fs->archive, entry) != ARCHIVE_OK ||
		    (size && archive_write_data(fs->archive, data, size) != (la_ssize_t)size))
			err = -EIO;
	}
	archive_entry_free(entry);
	return err ? HF_FAULT(fault, err, "add %s to the initramfs", name) : 0;
}

static int add_folders(struct hf_initramfs *fs, const char *name, struct hf_fault *fault)
{
	char folder[4096];

	snprintf(folder, sizeof(folder), "%s", name);
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		int err = 0;

		*slash = '\0';
		if (!has(fs, folder))
			err = add_entry(fs, folder, S_IFDIR | 0755, NULL, 0, NULL, fault);
		*slash = '/';
		if (err)
			return err;
	}
	return 0;
}

int hf_initramfs_add(struct hf_initramfs *fs, const char *name, unsigned mode, const void *data,
		     size_t size, struct hf_fault *fault)
{
	int err;

	if (has(fs, name))
		return 0;
	err = add_folders(fs, name, fault);
	return err ? err : add_entry(fs, name, mode, data, size, NULL, fault);
}

int hf_initramfs_link(struct hf_initramfs *fs, const char *name, const char *target,
		      struct hf_fault *fault)
{
	int err;

	if (has(fs, name))
		return 0;
	err = add_folders(fs, name, fault);
	return err ? err : add_entry(fs, name, S_IFLNK | 0777, NULL, 0, target, fault);
}

/* The whole file in memory, to be unmapped by the caller. */
static int map_file(const char *path, void **ret_map, size_t *ret_size, struct hf_fault *fault)
{
	HF_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;

	if (fd < 0 || fstat(fd, &about) < 0)
		return HF_FAULT(fault, -errno, "read %s for the initramfs", path);
	*ret_size = (size_t)about.st_size;
	*ret_map = mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (*ret_map == MAP_FAILED)
		return HF_FAULT(fault, -errno, "read %s for the initramfs", path);
	return 0;
}

int hf_initramfs_copy(struct hf_initramfs *fs, const char *path, const char *as,
		      struct hf_fault *fault)
{
	void *map = NULL;
	size_t size = 0;
	int err;

	if (has(fs, as))
		return 0;
	err = map_file(path, &map, &size, fault);
	if (err)
		return err;
	err = hf_initramfs_add(fs, as, S_IFREG | 0755, map, size, fault);
	munmap(map, size);
	return err;
}

/* ---- programs ---- */

/* Path of the program's loader (PT_INTERP); "" for a static program. */
static int find_loader(const char *path, char *loader, size_t size, struct hf_fault *fault)
{
	size_t length = 0;
	void *map = NULL;
	const uint8_t *at;
	Elf64_Ehdr head;
	int err = map_file(path, &map, &length, fault);

	if (err)
		return err;
	at = map;
	loader[0] = '\0';
	if (length < sizeof(head) || memcmp(at, ELFMAG, SELFMAG) != 0)
		err = HF_FAULT_PLAIN(fault, -ENOEXEC, "%s is no program", path);
	memcpy(&head, at, err ? 0 : sizeof(head));
	for (size_t i = 0; !err && i < head.e_phnum; i++) {
		Elf64_Phdr segment;

		memcpy(&segment, at + head.e_phoff + i * sizeof(segment), sizeof(segment));
		if (segment.p_type == PT_INTERP)
			snprintf(loader, size, "%s", (const char *)at + segment.p_offset);
	}
	munmap(map, length);
	return err;
}

/* Lines such as "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)". */
static int copy_listed(struct hf_initramfs *fs, char *list, struct hf_fault *fault)
{
	char *save, *line;
	int err = 0;

	for (line = strtok_r(list, "\n", &save); line && !err; line = strtok_r(NULL, "\n", &save)) {
		char *start = strstr(line, "=> /");
		char *end = start ? strstr(start, " (") : NULL;

		if (!end)
			continue;
		*end = '\0';
		err = hf_initramfs_copy(fs, start + 3, start + 3, fault);
	}
	return err;
}

int hf_initramfs_program(struct hf_initramfs *fs, const char *path, const char *as,
			 struct hf_fault *fault)
{
	struct hf_proc_output output = {0};
	char loader[256];
	const char *const argv[] = {loader, "--list", path, NULL};
	int err = hf_initramfs_copy(fs, path, as, fault);

	if (!err)
		err = find_loader(path, loader, sizeof(loader), fault);
	if (err || !loader[0])
		return err;
	err = hf_initramfs_copy(fs, loader, loader, fault);
	if (!err)
		err = hf_proc_run(argv, NULL, hf_tick_now_ns() + LOADER_DEADLINE_NS, &output,
				  fault);
	if (!err)
		err = copy_listed(fs, output.text, fault);
	free(output.text);
	return err;
}

/* ---- modules ---- */

struct modules {
	struct hf_initramfs *fs;
	const char *folder;
	char *dep;	/* text of modules.dep */
	char *order;	/* names of files added so far, one a line */
	size_t order_size;
};

/* "veth" is the module of "kernel/drivers/net/veth.ko.xz"; '-' and '_' are the same. */
static bool is_module(const char *path, size_t length, const char *name)
{
	const char *base = memrchr(path, '/', length);
	size_t i = 0;

	base = base ? base + 1 : path;
	for (; name[i] && base + i < path + length; i++) {
		char a = base[i] == '-' ? '_' : base[i];
		char b = name[i] == '-' ? '_' : name[i];

		if (a != b)
			return false;
	}
	return !name[i] && (size_t)(path + length - base) >= i + 3 && !strncmp(base + i, ".ko", 3);
}

/* The line of modules.dep about the module: "path: dependency dependency". */
static const char *line_of(const struct modules *modules, const char *name)
{
	for (const char *line = modules->dep; line && *line;) {
		const char *colon = strchr(line, ':');

		if (colon && is_module(line, (size_t)(colon - line), name))
			return line;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

static int note_order(struct modules *modules, const char *name)
{
	size_t length = strlen(name);
	char *more = realloc(modules->order, modules->order_size + length + 2);

	if (!more)
		return -ENOMEM;
	memcpy(more + modules->order_size, name, length);
	modules->order_size += length;
	more[modules->order_size++] = '\n';
	more[modules->order_size] = '\0';
	modules->order = more;
	return 0;
}

/*
 * The size of a module without the signature behind it (scripts/sign-file.c): to check one takes a guest
 * longer than to load the module, and who signed it is not among what it trusts.
 */
static size_t unsigned_size(const uint8_t *data, size_t size)
{
	static const char magic[] = "~Module signature appended~\n";
	enum { MAGIC = sizeof(magic) - 1, INFO = 12 }; /* struct module_signature: its last word, */
	const uint8_t *end = data + size - MAGIC;      /* big-endian, is the signature's size */
	size_t behind;

	if (size < MAGIC + INFO || memcmp(end, magic, MAGIC) != 0)
		return size;
	behind = ((size_t)end[-4] << 24 | (size_t)end[-3] << 16 | (size_t)end[-2] << 8 | end[-1]) +
		 INFO + MAGIC;
	return behind <= size ? size - behind : size;
}

/* A module file, decompressed here: old kernels cannot, and the archive is not compressed. */
static int add_module_file(struct modules *modules, const char *path, size_t length,
			   struct hf_fault *fault)
{
	const char *base = memrchr(path, '/', length);
	HF_AUTO_FREE uint8_t *data = NULL;
	char file[4096], name[256];
	size_t size = 0, plain_size = 0;
	void *map = NULL;
	int err;

	base = base ? base + 1 : path;
	snprintf(name, sizeof(name), "/modules/%.*s", (int)(path + length - base), base);
	if (has(modules->fs, name))
		return 0;
	snprintf(file, sizeof(file), "%s/%.*s", modules->folder, (int)length, path);
	err = map_file(file, &map, &size, fault);
	if (err)
		return err;
	err = hf_inflate(map, size, &data, &plain_size);
	munmap(map, size);
	if (err)
		return HF_FAULT(fault, err, "decompress the module %s", file);
	err = hf_initramfs_add(modules->fs, name, S_IFREG | 0644, data,
			       unsigned_size(data, plain_size), fault);
	return err ? err : note_order(modules, strrchr(name, '/') + 1);
}

/* Dependencies stand in reverse: the last must be loaded first. */
static int add_module(struct modules *modules, const char *name, struct hf_fault *fault)
{
	const char *line = line_of(modules, name);
	const char *colon, *end;
	int err = 0;

	if (!line)
		return 0; /* built in, or something this kernel does not have */
	colon = strchr(line, ':');
	end = strchrnul(line, '\n');
	while (end > colon + 1 && !err) {
		const char *start = memrchr(colon, ' ', (size_t)(end - colon));

		start = start ? start + 1 : colon + 1;
		if (end > start)
			err = add_module_file(modules, start, (size_t)(end - start), fault);
		end = start - 1;
	}
	return err ? err : add_module_file(modules, line, (size_t)(colon - line), fault);
}

int hf_initramfs_modules(struct hf_initramfs *fs, const char *folder, const char *const names[],
			 struct hf_fault *fault)
{
	struct modules modules = {.fs = fs, .folder = folder};
	char path[4096];
	size_t size = 0;
	void *map = NULL;
	int err;

	snprintf(path, sizeof(path), "%s/modules.dep", folder);
	err = map_file(path, &map, &size, fault);
	if (err)
		return err;
	modules.dep = strndup(map, size);
	munmap(map, size);
	if (!modules.dep)
		return HF_FAULT(fault, -ENOMEM, "read %s", path);
	for (size_t i = 0; names[i] && !err; i++)
		err = add_module(&modules, names[i], fault);
	if (!err)
		err = hf_initramfs_add(fs, HF_INIT_MODULES, S_IFREG | 0644,
				       modules.order ? modules.order : "", modules.order_size,
				       fault);
	free(modules.dep);
	free(modules.order);
	return err;
}

int hf_initramfs_end(struct hf_initramfs *fs, int *ret_fd, struct hf_fault *fault)
{
	static const char *const folders[] = {"/dev", "/proc", "/sys", "/run", "/tmp"};
	int err = 0;

	for (size_t i = 0; i < HF_ARRAY_LEN(folders) && !err; i++) {
		if (!has(fs, folders[i]))
			err = add_entry(fs, folders[i], S_IFDIR | 0755, NULL, 0, NULL, fault);
	}
	/* The kernel opens it for init before init can make it. */
	if (!err)
		err = add_entry(fs, "/dev/console", S_IFCHR | 0600, NULL, 0, NULL, fault);
	if (!err && archive_write_close(fs->archive) != ARCHIVE_OK)
		err = HF_FAULT(fault, -EIO, "end the initramfs");
	if (!err)
		*ret_fd = hf_take_fd(&fs->fd);
	return err;
}
