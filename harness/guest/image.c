/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image.h"

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
#include "memfile.h"
#include "own.h"
#include "tick.h"

/* The setup header of a bzImage, from Documentation/arch/x86/boot.rst: offsets in the file. */
enum {
	SETUP_SECTS = 0x1f1,
	SETUP_MAGIC = 0x202, /* "HdrS" */
	SETUP_VERSION = 0x206,
	SETUP_KERNEL_VERSION = 0x20e,
	SETUP_XLOADFLAGS = 0x236, /* bit 0: XLF_KERNEL_64 */
	SETUP_PAYLOAD_OFFSET = 0x248,
	SETUP_PAYLOAD_LENGTH = 0x24c,
	SETUP_END = 0x250,
};

#define PROTOCOL_WITH_PAYLOAD    0x208
#define PROTOCOL_WITH_XLOADFLAGS 0x20c
#define XEN_ELFNOTE_PHYS32_ENTRY 18

/* A file in memory. */
struct bytes {
	const uint8_t *at;
	size_t size;
};

static uint32_t read_le(const uint8_t *at, size_t bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* The first word of "5.10.0-32-amd64 (debian-kernel@...) #1 SMP ...". */
static void take_release(struct hf_image *image, const char *text, size_t size)
{
	size_t len = 0;

	while (len < size && text[len] && text[len] != ' ')
		len++;
	snprintf(image->release, sizeof(image->release), "%.*s", (int)len, text);
}

/* ---- ELF ---- */

static bool is_elf(struct bytes file)
{
	return file.size >= sizeof(Elf64_Ehdr) && !memcmp(file.at, ELFMAG, SELFMAG);
}

static bool notes_have_pvh(struct bytes notes)
{
	while (notes.size >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr note;
		size_t step;

		memcpy(&note, notes.at, sizeof(note));
		step = sizeof(note) + ((size_t)note.n_namesz + 3) / 4 * 4 +
		       ((size_t)note.n_descsz + 3) / 4 * 4;
		if (note.n_type == XEN_ELFNOTE_PHYS32_ENTRY && note.n_namesz == 4 &&
		    notes.size >= sizeof(note) + 4 && !memcmp(notes.at + sizeof(note), "Xen", 4))
			return true;
		if (step > notes.size)
			return false;
		notes.at += step;
		notes.size -= step;
	}
	return false;
}

static bool has_pvh(struct bytes elf)
{
	Elf64_Ehdr head;

	memcpy(&head, elf.at, sizeof(head));
	for (size_t i = 0; i < head.e_phnum; i++) {
		size_t at = head.e_phoff + i * sizeof(Elf64_Phdr);
		Elf64_Phdr segment;

		if (at > elf.size || elf.size - at < sizeof(segment))
			return false;
		memcpy(&segment, elf.at + at, sizeof(segment));
		if (segment.p_type != PT_NOTE || segment.p_offset > elf.size ||
		    elf.size - segment.p_offset < segment.p_filesz)
			continue;
		if (notes_have_pvh((struct bytes){elf.at + segment.p_offset, segment.p_filesz}))
			return true;
	}
	return false;
}

static int check_elf(struct hf_image *image, struct bytes elf, struct hf_fault *fault)
{
	static const char banner[] = "Linux version ";
	const char *found;
	Elf64_Ehdr head;

	memcpy(&head, elf.at, sizeof(head));
	if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_machine != EM_X86_64)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "%s is an ELF file for another machine than x86-64",
				      image->path);
	found = memmem(elf.at, elf.size, banner, sizeof(banner) - 1);
	if (!found)
		return HF_FAULT_PLAIN(fault, -ENOEXEC, "%s is an ELF file, but no Linux kernel",
				      image->path);
	if (!image->release[0])
		take_release(image, found + sizeof(banner) - 1,
			     (size_t)((const char *)elf.at + elf.size - found) - sizeof(banner));
	image->pvh = has_pvh(elf);
	return 0;
}

/* ---- bzImage ---- */

static bool is_bzimage(struct bytes file)
{
	return file.size > SETUP_END && !memcmp(file.at + SETUP_MAGIC, "HdrS", 4);
}

/* No kernel is larger; what a broken image says may be. */
#define ELF_MAX ((size_t)1 << 30)

/* It takes a fifth of a second. */
#define INFLATING_NS (60 * HF_SEC)

/*
 * A payload ends with the size of what is in it. gzip has that by itself; to others it is garbage,
 * after which they may lose what they have read last.
 */
static int inflate_payload(struct bytes payload, uint8_t *elf, size_t size)
{
	bool gzip = payload.at[0] == 0x1f && payload.at[1] == 0x8b;

	return hf_inflate_into(payload.at, payload.size - (gzip ? 0 : 4), elf, size);
}

struct inflating {
	struct bytes payload;
	int elf; /* an empty nameless file */
};

/* In a child. Its status is 0 when the kernel of the payload can be booted as an ELF. */
static int inflate_main(void *arg)
{
	const struct inflating *inflating = arg;
	struct bytes payload = inflating->payload;
	size_t size = payload.size > 4 ? read_le(payload.at + payload.size - 4, 4) : 0;
	uint8_t *elf;

	/* With its room taken at once, so that a full machine is told and not met. */
	if (!size || size > ELF_MAX || posix_fallocate(inflating->elf, 0, (off_t)size) != 0)
		return 1;
	elf = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, inflating->elf, 0);
	if (elf == MAP_FAILED || inflate_payload(payload, elf, size) < 0)
		return 1;
	return is_elf((struct bytes){elf, size}) && has_pvh((struct bytes){elf, size}) ? 0 : 1;
}

/* Begins to take the ELF out; without it the bzImage itself is booted, by its own firmware path. */
static void begin_inflating(struct hf_image *image, struct bytes file)
{
	size_t sects = file.at[SETUP_SECTS] ? file.at[SETUP_SECTS] : 4;
	size_t start = (sects + 1) * 512 + read_le(file.at + SETUP_PAYLOAD_OFFSET, 4);
	size_t length = read_le(file.at + SETUP_PAYLOAD_LENGTH, 4);
	struct inflating inflating;

	if (read_le(file.at + SETUP_VERSION, 2) < PROTOCOL_WITH_PAYLOAD || start > file.size ||
	    length > file.size - start || hf_memfile_make("a kernel", &image->elf_fd, NULL) < 0)
		return;
	inflating = (struct inflating){{file.at + start, length}, image->elf_fd};
	(void)hf_proc_start(inflate_main, &inflating, false, &image->inflater, NULL);
}

void hf_image_settle(struct hf_image *image)
{
	int status = -1;

	if (image->inflater.pid &&
	    hf_proc_wait(&image->inflater, hf_tick_now_ns() + INFLATING_NS, &status, NULL) < 0)
		hf_proc_kill(&image->inflater);
	if (status == 0) {
		hf_close(&image->kernel_fd);
		image->kernel_fd = hf_take_fd(&image->elf_fd);
		image->pvh = true;
	}
	hf_close(&image->elf_fd);
}

static int check_bzimage(struct hf_image *image, struct bytes file, struct hf_fault *fault)
{
	size_t version = 0x200 + read_le(file.at + SETUP_KERNEL_VERSION, 2);

	if (read_le(file.at + SETUP_VERSION, 2) >= PROTOCOL_WITH_XLOADFLAGS &&
	    !(file.at[SETUP_XLOADFLAGS] & 1))
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "%s is a kernel for another machine than x86-64: 32-bit x86",
				      image->path);
	if (version > 0x200 && version < file.size)
		take_release(image, (const char *)file.at + version, file.size - version);
	if (!image->release[0])
		return HF_FAULT_PLAIN(fault, -ENOEXEC, "%s does not say which kernel it is",
				      image->path);
	begin_inflating(image, file);
	return 0;
}

/* ---- PE ---- */

/* An EFI program; a bzImage may be one, too, and other machines' kernels are. */
static bool is_pe(struct bytes file)
{
	return file.size > 0x40 && !memcmp(file.at, "MZ", 2);
}

static int refuse_pe(const struct hf_image *image, struct bytes file, struct hf_fault *fault)
{
	size_t header = read_le(file.at + 0x3c, 4);
	bool known = header < file.size && file.size - header > 6 &&
		     !memcmp(file.at + header, "PE\0\0", 4);

	if (known && read_le(file.at + header + 4, 2) != 0x8664)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "%s is an EFI program for another machine than x86-64",
				      image->path);
	return HF_FAULT_PLAIN(fault, -ENOEXEC,
			      "%s is an EFI program, but no Linux kernel that can be booted as it "
			      "is: name the vmlinuz in it",
			      image->path);
}

int hf_image_open(const char *path, struct hf_image *ret_image, struct hf_fault *fault)
{
	struct hf_image image = HF_IMAGE_NULL;
	struct stat about;
	struct bytes file;
	void *map;
	int err;

	image.path = strdup(path);
	image.kernel_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image.kernel_fd < 0 || fstat(image.kernel_fd, &about) < 0) {
		err = HF_FAULT(fault, -errno, "open the kernel image %s", path);
		hf_image_done(&image);
		return err;
	}
	if (!S_ISREG(about.st_mode)) {
		err = HF_FAULT_PLAIN(fault, -ENOEXEC, "%s is no file: name a kernel image", path);
		hf_image_done(&image);
		return err;
	}
	map = about.st_size ? mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE,
				   image.kernel_fd, 0)
			    : MAP_FAILED;
	file = (struct bytes){map == MAP_FAILED ? NULL : map,
			      map == MAP_FAILED ? 0 : (size_t)about.st_size};
	if (is_elf(file))
		err = check_elf(&image, file, fault);
	else if (is_bzimage(file))
		err = check_bzimage(&image, file, fault);
	else if (is_pe(file))
		err = refuse_pe(&image, file, fault);
	else
		err = HF_FAULT_PLAIN(
			fault, -ENOEXEC,
			"%s is no kernel image: neither a bzImage (vmlinuz) nor an ELF "
			"vmlinux",
			path);
	if (map != MAP_FAILED)
		munmap(map, (size_t)about.st_size);
	if (err)
		hf_image_done(&image);
	else
		*ret_image = image;
	return err;
}

void hf_image_done(struct hf_image *image)
{
	hf_proc_kill(&image->inflater);
	free(image->path);
	hf_close(&image->kernel_fd);
	hf_close(&image->elf_fd);
	*image = HF_IMAGE_NULL;
}
