/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcapng.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "own.h"

/*
 * The format is draft-ietf-opsawg-pcapng. Files are written in little endian whatever the machine,
 * so that the same run gives the same bytes everywhere.
 */
enum {
	BLOCK_IDB = 0x00000001,
	BLOCK_ISB = 0x00000005,
	BLOCK_EPB = 0x00000006,
	BLOCK_SHB = 0x0a0d0d0a, /* reads the same in both byte orders */

	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	LINKTYPE_ETHERNET = 1,

	OPT_END = 0,
	OPT_COMMENT = 1,
	SHB_OS = 3,
	SHB_USERAPPL = 4,
	IF_NAME = 2,
	IF_TSRESOL = 9,
	IF_TSOFFSET = 14,
	EPB_FLAGS = 2,
	ISB_IFRECV = 4,
	ISB_OSDROP = 7,

	EPB_DIRECTION = 3,
	EPB_INBOUND = 1,
	EPB_OUTBOUND = 2,
};

/* Block type, length, and the length again at the end. */
#define FRAME_SIZE 12
/* Longest block written or read, the limit of libpcap and Wireshark too. */
#define MAX_BLOCK   (16u << 20)
#define BUFFER_SIZE 65536

struct hf_pcapng {
	int fd;
	int err; /* first failure, which every later call repeats */
	uint32_t snaplen;
	uint32_t interfaces;
	int64_t last_ns; /* stamp of the latest packet */
	size_t used;
	uint8_t buffer[BUFFER_SIZE];
};

struct option {
	uint16_t code;
	size_t len;
	const void *value;
};

struct block {
	uint32_t type;
	const void *fixed; /* the fields before data; a multiple of 4 */
	size_t fixed_len;
	const void *data;
	size_t data_len;
	const struct option *options;
	size_t option_count;
};

static size_t pad4(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static int flush(struct hf_pcapng *p)
{
	size_t done = 0;

	while (done < p->used) {
		ssize_t n = write(p->fd, p->buffer + done, p->used - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		done += (size_t)n;
	}
	p->used = 0;
	return 0;
}

static int put_across(struct hf_pcapng *p, const void *data, size_t len)
{
	const uint8_t *from = data;

	while (len) {
		size_t n = BUFFER_SIZE - p->used;
		int ret;

		if (n > len)
			n = len;
		memcpy(p->buffer + p->used, from, n);
		p->used += n;
		from += n;
		len -= n;
		if (p->used == BUFFER_SIZE) {
			ret = flush(p);
			if (ret < 0)
				return ret;
		}
	}
	return 0;
}

/* A packet is ten pieces, and a flood many packets: most pieces are a few bytes that fit. */
static inline int put(struct hf_pcapng *p, const void *data, size_t len)
{
	/* There may be no data at all, at no address. */
	if (!len || len >= BUFFER_SIZE - p->used)
		return put_across(p, data, len);
	memcpy(p->buffer + p->used, data, len);
	p->used += len;
	return 0;
}

static int put_padded(struct hf_pcapng *p, const void *data, size_t len)
{
	static const uint8_t zeros[4];
	int ret;

	ret = put(p, data, len);
	if (ret < 0)
		return ret;
	return put(p, zeros, pad4(len) - len);
}

static int put_option(struct hf_pcapng *p, const struct option *option)
{
	const uint16_t head[2] = {htole16(option->code), htole16((uint16_t)option->len)};
	int ret;

	ret = put(p, head, sizeof(head));
	if (ret < 0)
		return ret;
	return put_padded(p, option->value, option->len);
}

static int put_block(struct hf_pcapng *p, const struct block *b, size_t size)
{
	static const struct option end = {.code = OPT_END};
	const uint32_t head[2] = {htole32(b->type), htole32((uint32_t)size)};
	int ret;

	ret = put(p, head, sizeof(head));
	if (!ret)
		ret = put(p, b->fixed, b->fixed_len);
	if (!ret)
		ret = put_padded(p, b->data, b->data_len);
	for (size_t i = 0; !ret && i < b->option_count; i++)
		ret = put_option(p, &b->options[i]);
	if (!ret)
		ret = put_option(p, &end);
	if (!ret)
		ret = put(p, &head[1], sizeof(head[1]));
	return ret;
}

static int add_block(struct hf_pcapng *p, const struct block *b, struct hf_fault *fault)
{
	size_t size = FRAME_SIZE + b->fixed_len + pad4(b->data_len) + 4;

	if (p->err)
		return HF_FAULT(fault, p->err, "write capture after an earlier failure");
	for (size_t i = 0; i < b->option_count; i++) {
		if (b->options[i].len > UINT16_MAX)
			return HF_FAULT_PLAIN(fault, -EINVAL, "write capture: a text of %zu bytes",
					      b->options[i].len);
		size += 4 + pad4(b->options[i].len);
	}
	if (size > MAX_BLOCK)
		return HF_FAULT_PLAIN(fault, -EINVAL, "write capture: a block of %zu bytes", size);
	p->err = put_block(p, b, size);
	if (p->err)
		return HF_FAULT(fault, p->err, "write capture");
	return 0;
}

static struct option text_option(uint16_t code, const char *text)
{
	return (struct option){code, strlen(text), text};
}

static int begin_section(struct hf_pcapng *p, const char *comment, struct hf_fault *fault)
{
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		uint64_t length;
	} fixed = {htole32(BYTE_ORDER_MAGIC), htole16(1), 0, UINT64_MAX /* length unknown */};
	char os[sizeof(struct utsname)];
	struct option options[3];
	struct block block = {.type = BLOCK_SHB, .fixed = &fixed, .fixed_len = sizeof(fixed)};
	struct utsname u;

	if (uname(&u) < 0)
		return HF_FAULT(fault, -errno, "uname");
	snprintf(os, sizeof(os), "%s %s %s %s", u.sysname, u.release, u.version, u.machine);
	if (comment)
		options[block.option_count++] = text_option(OPT_COMMENT, comment);
	options[block.option_count++] = text_option(SHB_OS, os);
	options[block.option_count++] = text_option(SHB_USERAPPL, "halfopen " HF_VERSION);
	block.options = options;
	return add_block(p, &block, fault);
}

int hf_pcapng_create(int fd, uint32_t snaplen, const char *comment, struct hf_pcapng **ret,
		     struct hf_fault *fault)
{
	HF_AUTO_FREE struct hf_pcapng *p = malloc(sizeof(*p));
	int err;

	if (!p)
		return HF_FAULT(fault, -ENOMEM, "write capture");
	p->fd = fd;
	p->err = 0;
	p->snaplen = snaplen;
	p->interfaces = 0;
	p->last_ns = 0;
	p->used = 0;
	err = begin_section(p, comment, fault);
	if (err < 0)
		return err;
	*ret = hf_take_ptr(p);
	return 0;
}

int hf_pcapng_interface(struct hf_pcapng *p, const char *name, struct hf_fault *fault)
{
	static const uint8_t nanoseconds = 9;
	const struct {
		uint16_t link_type, reserved;
		uint32_t snaplen;
	} fixed = {htole16(LINKTYPE_ETHERNET), 0, htole32(p->snaplen)};
	const struct option options[] = {
		text_option(IF_NAME, name),
		{IF_TSRESOL, sizeof(nanoseconds), &nanoseconds},
	};
	const struct block block = {
		.type = BLOCK_IDB,
		.fixed = &fixed,
		.fixed_len = sizeof(fixed),
		.options = options,
		.option_count = HF_ARRAY_LEN(options),
	};
	int ret;

	ret = add_block(p, &block, fault);
	if (!ret)
		p->interfaces++;
	return ret;
}

/* A file that says something impossible is worse than none. */
static const char *refuse(const struct hf_pcapng *p, const struct hf_pcapng_packet *packet)
{
	if (packet->interface >= p->interfaces)
		return "no such interface";
	if (packet->t_ns < 0)
		return "stamped before the epoch";
	if (packet->caplen > packet->len)
		return "more captured than there was";
	if (p->snaplen && packet->caplen > p->snaplen)
		return "more captured than the snaplen";
	return NULL;
}

int hf_pcapng_packet(struct hf_pcapng *p, const struct hf_pcapng_packet *packet,
		     struct hf_fault *fault)
{
	const uint64_t stamp = (uint64_t)packet->t_ns;
	const uint32_t fixed[5] = {
		htole32(packet->interface), htole32((uint32_t)(stamp >> 32)),
		htole32((uint32_t)stamp),   htole32(packet->caplen),
		htole32(packet->len),
	};
	const uint32_t flags = htole32(packet->outgoing ? EPB_OUTBOUND : EPB_INBOUND);
	const struct option options[] = {{EPB_FLAGS, sizeof(flags), &flags}};
	const struct block block = {
		.type = BLOCK_EPB,
		.fixed = fixed,
		.fixed_len = sizeof(fixed),
		.data = packet->data,
		.data_len = packet->caplen,
		.options = options,
		.option_count = HF_ARRAY_LEN(options),
	};
	const char *why = refuse(p, packet);
	int ret;

	if (why)
		return HF_FAULT_PLAIN(fault, -EINVAL,
				      "write capture: packet of interface %" PRIu32 ": %s",
				      packet->interface, why);
	ret = add_block(p, &block, fault);
	if (!ret && packet->t_ns > p->last_ns)
		p->last_ns = packet->t_ns;
	return ret;
}

int hf_pcapng_statistics(struct hf_pcapng *p, uint32_t interface, uint64_t received, uint64_t lost,
			 struct hf_fault *fault)
{
	/* The counts belong to the latest packet: a clock read here would make files differ. */
	const uint64_t stamp = (uint64_t)p->last_ns;
	const uint32_t fixed[3] = {
		htole32(interface),
		htole32((uint32_t)(stamp >> 32)),
		htole32((uint32_t)stamp),
	};
	const uint64_t ifrecv = htole64(received);
	const uint64_t osdrop = htole64(lost);
	const struct option options[] = {
		{ISB_IFRECV, sizeof(ifrecv), &ifrecv},
		{ISB_OSDROP, sizeof(osdrop), &osdrop},
	};
	const struct block block = {
		.type = BLOCK_ISB,
		.fixed = fixed,
		.fixed_len = sizeof(fixed),
		.options = options,
		.option_count = HF_ARRAY_LEN(options),
	};

	if (interface >= p->interfaces)
		return HF_FAULT_PLAIN(fault, -EINVAL,
				      "write capture: statistics of interface %" PRIu32
				      ": no such interface",
				      interface);
	return add_block(p, &block, fault);
}

int hf_pcapng_finish(struct hf_pcapng *p, struct hf_fault *fault)
{
	if (p->err)
		return HF_FAULT(fault, p->err, "write capture after an earlier failure");
	p->err = flush(p);
	if (p->err)
		return HF_FAULT(fault, p->err, "write capture");
	return 0;
}

void hf_pcapng_free(struct hf_pcapng *p)
{
	free(p);
}

/* What an interface block says about the stamps of its packets. */
struct resolution {
	uint8_t exponent;
	bool binary;    /* units of 2^-exponent s, else of 10^-exponent s */
	int64_t offset; /* seconds to add */
};

struct reader {
	int fd;
	bool swapped; /* the section's byte order is not this machine's */
	struct resolution *interfaces;
	uint32_t interface_count;
	uint8_t *body; /* of the current block */
	size_t body_len;
	size_t room;
	uint64_t offset; /* of the next byte of the file, for faults */
	size_t used, filled;
	uint8_t buffer[BUFFER_SIZE];
};

static uint16_t get16(const struct reader *r, const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return r->swapped ? __builtin_bswap16(v) : v;
}

static uint32_t get32(const struct reader *r, const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return r->swapped ? __builtin_bswap32(v) : v;
}

static uint64_t get64(const struct reader *r, const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return r->swapped ? __builtin_bswap64(v) : v;
}

static int bad(const struct reader *r, struct hf_fault *fault, const char *why)
{
	return HF_FAULT_PLAIN(fault, -EBADMSG, "read capture: %s before byte %" PRIu64, why,
			      r->offset);
}

static int refill(struct reader *r, struct hf_fault *fault)
{
	ssize_t n;

	do
		n = read(r->fd, r->buffer, sizeof(r->buffer));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return HF_FAULT(fault, -errno, "read capture");
	r->used = 0;
	r->filled = (size_t)n;
	return n > 0;
}

/* Reads exactly len bytes: 1, or 0 when the file ends before the first of them. */
static int take(struct reader *r, uint8_t *to, size_t len, struct hf_fault *fault)
{
	size_t done = 0;

	while (done < len) {
		size_t n = r->filled - r->used;
		int ret;

		if (!n) {
			ret = refill(r, fault);
			if (ret < 0)
				return ret;
			if (!ret)
				return done ? bad(r, fault, "the file is cut") : 0;
			continue;
		}
		if (n > len - done)
			n = len - done;
		memcpy(to + done, r->buffer + r->used, n);
		r->used += n;
		r->offset += n;
		done += n;
	}
	return 1;
}

/* As take(), where the file may not end. */
static int demand(struct reader *r, uint8_t *to, size_t len, struct hf_fault *fault)
{
	int ret = take(r, to, len, fault);

	return ret || !len ? ret : bad(r, fault, "the file is cut");
}

/* Reads the body and the second length of a block whose first `already` bytes of body are there. */
static int read_body(struct reader *r, uint32_t size, const uint8_t *first, size_t already,
		     struct hf_fault *fault)
{
	uint8_t again[4];
	int ret;

	if (size < FRAME_SIZE + already || size % 4 || size > MAX_BLOCK)
		return bad(r, fault, "a block has an impossible length");
	r->body_len = size - FRAME_SIZE;
	if (r->body_len > r->room) {
		uint8_t *grown = realloc(r->body, r->body_len);

		if (!grown)
			return HF_FAULT(fault, -ENOMEM, "read capture");
		r->body = grown;
		r->room = r->body_len;
	}
	if (already)
		memcpy(r->body, first, already);
	ret = demand(r, r->body + already, r->body_len - already, fault);
	if (ret < 0)
		return ret;
	ret = demand(r, again, sizeof(again), fault);
	if (ret < 0)
		return ret;
	if (get32(r, again) != size)
		return bad(r, fault, "the two lengths of a block disagree");
	return 0;
}

/* The byte order comes after the length, so it must be known before the length is. */
static int read_section(struct reader *r, const uint8_t *length, struct hf_fault *fault)
{
	uint8_t magic[4];
	int ret;

	ret = demand(r, magic, sizeof(magic), fault);
	if (ret < 0)
		return ret;
	r->swapped = false;
	if (get32(r, magic) != BYTE_ORDER_MAGIC)
		r->swapped = true;
	if (get32(r, magic) != BYTE_ORDER_MAGIC)
		return bad(r, fault, "no pcapng byte order");
	ret = read_body(r, get32(r, length), magic, sizeof(magic), fault);
	if (ret < 0)
		return ret;
	if (r->body_len < 16 || get16(r, r->body + 4) != 1)
		return bad(r, fault, "no section of pcapng version 1");
	r->interface_count = 0;
	return 0;
}

/*
 * Walks the options from *at: 1 and the next option, 0 at their end. *at is an offset in the body;
 * the body's length is a multiple of 4, and so are the offsets.
 */
static int next_option(const struct reader *r, size_t *at, struct option *ret_option,
		       struct hf_fault *fault)
{
	if (*at + 4 > r->body_len)
		return 0;
	ret_option->code = get16(r, r->body + *at);
	ret_option->len = get16(r, r->body + *at + 2);
	ret_option->value = r->body + *at + 4;
	*at += 4 + pad4(ret_option->len);
	if (*at > r->body_len)
		return bad(r, fault, "an option is longer than its block");
	return ret_option->code != OPT_END;
}

static int read_interface(struct reader *r, struct hf_fault *fault)
{
	struct resolution res = {.exponent = 6};
	struct resolution *grown;
	struct option o;
	size_t at = 8;
	int ret;

	if (r->body_len < at)
		return bad(r, fault, "an interface block is too short");
	if (get16(r, r->body) != LINKTYPE_ETHERNET)
		return bad(r, fault, "an interface is not Ethernet");
	while ((ret = next_option(r, &at, &o, fault)) > 0) {
		const uint8_t *value = o.value;

		if (o.code == IF_TSRESOL && o.len == 1) {
			res.binary = value[0] & 0x80;
			res.exponent = value[0] & 0x7f;
		} else if (o.code == IF_TSOFFSET && o.len == 8) {
			res.offset = (int64_t)get64(r, value);
		}
	}
	if (ret < 0)
		return ret;
	grown = reallocarray(r->interfaces, r->interface_count + 1, sizeof(*grown));
	if (!grown)
		return HF_FAULT(fault, -ENOMEM, "read capture");
	r->interfaces = grown;
	r->interfaces[r->interface_count++] = res;
	return 0;
}

/* A stamp in the interface's units as ns since the epoch; false when int64 cannot hold it. */
static bool stamp_ns(const struct resolution *res, uint64_t stamp, int64_t *ret_ns)
{
	unsigned __int128 ns = stamp;
	__int128 sum;

	if (res->binary) {
		ns = ns * 1000000000 >> res->exponent;
	} else {
		for (unsigned int i = res->exponent; i < 9; i++)
			ns *= 10;
		for (unsigned int i = 9; i < res->exponent && ns; i++)
			ns /= 10;
	}
	sum = (__int128)ns + (__int128)res->offset * 1000000000;
	*ret_ns = (int64_t)sum;
	return *ret_ns == sum;
}

static int read_packet(struct reader *r, struct hf_pcapng_packet *ret_packet,
		       struct hf_fault *fault)
{
	const uint8_t *b = r->body;
	struct hf_pcapng_packet packet = {0};
	struct option o;
	size_t at = 20;
	int ret;

	if (r->body_len < at)
		return bad(r, fault, "a packet block is too short");
	packet.interface = get32(r, b);
	packet.caplen = get32(r, b + 12);
	packet.len = get32(r, b + 16);
	packet.data = b + at;
	if (packet.interface >= r->interface_count)
		return bad(r, fault, "a packet belongs to no interface");
	if (packet.caplen > packet.len || packet.caplen > r->body_len - at)
		return bad(r, fault, "a packet is longer than its block or than it was");
	if (!stamp_ns(&r->interfaces[packet.interface],
		      (uint64_t)get32(r, b + 4) << 32 | get32(r, b + 8), &packet.t_ns))
		return bad(r, fault, "a packet's time is out of range");
	at += pad4(packet.caplen);
	while ((ret = next_option(r, &at, &o, fault)) > 0)
		if (o.code == EPB_FLAGS && o.len == 4)
			packet.outgoing = (get32(r, o.value) & EPB_DIRECTION) == EPB_OUTBOUND;
	*ret_packet = packet;
	return ret;
}

/* Reads one block, hands its packet out if it is one: 1, 0 at the end of the file. */
static int read_block(struct reader *r, bool first,
		      int (*each)(const struct hf_pcapng_packet *packet, void *arg), void *arg,
		      int *ret_each, struct hf_fault *fault)
{
	struct hf_pcapng_packet packet;
	uint8_t head[8];
	uint32_t type;
	int ret;

	ret = take(r, head, sizeof(head), fault);
	if (ret <= 0)
		return ret || !first ? ret : bad(r, fault, "the file is empty, no pcapng");
	type = get32(r, head);
	if (type == BLOCK_SHB) {
		ret = read_section(r, head + 4, fault);
		return ret < 0 ? ret : 1;
	}
	if (first)
		return bad(r, fault, "no pcapng");
	ret = read_body(r, get32(r, head + 4), NULL, 0, fault);
	if (!ret && type == BLOCK_IDB)
		ret = read_interface(r, fault);
	if (!ret && type == BLOCK_EPB) {
		ret = read_packet(r, &packet, fault);
		if (!ret)
			*ret_each = each(&packet, arg);
	}
	return ret < 0 ? ret : 1;
}

int hf_pcapng_read(int fd, int (*each)(const struct hf_pcapng_packet *packet, void *arg), void *arg,
		   struct hf_fault *fault)
{
	struct reader *r;
	bool first = true;
	int stop = 0;
	int ret;

	/* A pipe has no start to go to; it is read from where it stands. */
	if (lseek(fd, 0, SEEK_SET) < 0 && errno != ESPIPE)
		return HF_FAULT(fault, -errno, "read capture");
	r = calloc(1, sizeof(*r));
	if (!r)
		return HF_FAULT(fault, -ENOMEM, "read capture");
	r->fd = fd;
	do {
		ret = read_block(r, first, each, arg, &stop, fault);
		first = false;
	} while (ret > 0 && !stop);
	free(r->interfaces);
	free(r->body);
	free(r);
	return ret < 0 ? ret : stop;
}
