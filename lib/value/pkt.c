/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pkt.h"

#include <errno.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define ETHER_SIZE 14
#define IPV4_SIZE  20
#define IPV6_SIZE  40
#define TCP_SIZE   20
#define TTL        64

/* Room for every option encode knows: MSS, SACK permitted with time stamp, window scale. */
#define OPTIONS_SIZE 20

enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_WSCALE = 3,
	OPTION_SACK_OK = 4,
	OPTION_TS = 8,
};

/* The rest of a packet behind the headers that were read. */
struct rest {
	const uint8_t *at;
	size_t captured; /* bytes that may be looked at; Ethernet padding is not among them */
	size_t length;   /* bytes on the wire, never less than captured */
};

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void put16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, (uint16_t)(value >> 16));
	put16(p + 2, (uint16_t)value);
}

static void get_addr(struct hf_addr *addr, int family, const uint8_t *p)
{
	addr->family = family;
	memcpy(addr->bytes, p, hf_addr_size(family));
}

static void advance(struct rest *rest, size_t size)
{
	rest->at += size;
	rest->captured -= size;
	rest->length -= size;
}

/* The readers below return 1 when a TCP header follows, 0 when not, -EBADMSG. */

static int read_ipv4(struct rest *rest, struct hf_seg *seg)
{
	const uint8_t *ip = rest->at;
	size_t header, total;

	if (rest->captured < IPV4_SIZE || ip[0] >> 4 != 4)
		return -EBADMSG;
	header = (ip[0] & 0x0f) * 4;
	total = get16(ip + 2);
	if (header < IPV4_SIZE || header > rest->captured || header > total)
		return -EBADMSG;
	if (ip[9] != IPPROTO_TCP || get16(ip + 6) & 0x1fff)
		return 0;
	get_addr(&seg->src, AF_INET, ip + 12);
	get_addr(&seg->dst, AF_INET, ip + 16);
	rest->length = total;
	if (rest->captured > total)
		rest->captured = total;
	advance(rest, header);
	return 1;
}

static int skip_ipv6_extensions(struct rest *rest, uint8_t next)
{
	while (next != IPPROTO_TCP) {
		size_t size = 8;

		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_DSTOPTS &&
		    next != IPPROTO_FRAGMENT)
			return 0;
		if (rest->captured < size)
			return -EBADMSG;
		if (next == IPPROTO_FRAGMENT) {
			if (get16(rest->at + 2) & 0xfff8)
				return 0;
		} else {
			size += rest->at[1] * (size_t)8;
		}
		if (rest->captured < size)
			return -EBADMSG;
		next = rest->at[0];
		advance(rest, size);
	}
	return 1;
}

static int read_ipv6(struct rest *rest, struct hf_seg *seg)
{
	const uint8_t *ip = rest->at;
	size_t length;
	uint8_t next;

	if (rest->captured < IPV6_SIZE || ip[0] >> 4 != 6)
		return -EBADMSG;
	length = get16(ip + 4);
	next = ip[6];
	/* A jumbogram hides its length in an option: nothing a handshake ever sends. */
	if (!length)
		return next == IPPROTO_NONE ? 0 : -EBADMSG;
	get_addr(&seg->src, AF_INET6, ip + 8);
	get_addr(&seg->dst, AF_INET6, ip + 24);
	rest->length = IPV6_SIZE + length;
	if (rest->captured > rest->length)
		rest->captured = rest->length;
	advance(rest, IPV6_SIZE);
	return skip_ipv6_extensions(rest, next);
}

/* An option of the wrong length is passed over, as the kernel's tcp_parse_options() does. */
static void read_option(const uint8_t *option, size_t size, struct hf_seg *seg)
{
	if (option[0] == OPTION_MSS && size == 4) {
		seg->mss = get16(option + 2);
	} else if (option[0] == OPTION_WSCALE && size == 3) {
		seg->has_wscale = true;
		seg->wscale = option[2];
	} else if (option[0] == OPTION_SACK_OK && size == 2) {
		seg->sack_ok = true;
	} else if (option[0] == OPTION_TS && size == 10) {
		seg->has_ts = true;
		seg->tsval = get32(option + 2);
		seg->tsecr = get32(option + 6);
	} else {
		seg->other_opts = true;
	}
}

/*
 * Options that do not add up end the list but do not spoil the segment: the kernel takes it all the
 * same (tcp_parse_options(), "silly" and "partial" options), so it belongs in the record.
 */
static void read_options(const uint8_t *at, size_t left, struct hf_seg *seg)
{
	while (left && at[0] != OPTION_END) {
		size_t size = 1;

		if (at[0] != OPTION_NOP) {
			if (left < 2 || at[1] < 2 || at[1] > left)
				return;
			size = at[1];
			read_option(at, size, seg);
		}
		at += size;
		left -= size;
	}
}

static int read_tcp(const struct rest *rest, struct hf_seg *seg)
{
	const uint8_t *tcp = rest->at;
	size_t header;

	if (rest->captured < TCP_SIZE)
		return -EBADMSG;
	header = (tcp[12] >> 4) * 4;
	if (header < TCP_SIZE || header > rest->captured)
		return -EBADMSG;
	seg->sport = get16(tcp);
	seg->dport = get16(tcp + 2);
	seg->seq = get32(tcp + 4);
	seg->ack = get32(tcp + 8);
	seg->flags = tcp[13];
	seg->win = get16(tcp + 14);
	seg->len = (uint32_t)(rest->length - header);
	read_options(tcp + TCP_SIZE, header - TCP_SIZE, seg);
	return 1;
}

int hf_pkt_decode(const void *frame, size_t caplen, struct hf_seg *ret_seg)
{
	struct rest rest = {.at = frame, .captured = caplen, .length = caplen};
	struct hf_seg seg = {0};
	uint16_t type;
	int ret;

	if (caplen < ETHER_SIZE)
		return -EBADMSG;
	type = get16(rest.at + 12);
	advance(&rest, ETHER_SIZE);
	if (type == ETHERTYPE_IP)
		ret = read_ipv4(&rest, &seg);
	else if (type == ETHERTYPE_IPV6)
		ret = read_ipv6(&rest, &seg);
	else
		return 0;
	if (ret == 1)
		ret = read_tcp(&rest, &seg);
	if (ret == 1)
		*ret_seg = seg;
	return ret;
}

static uint32_t add_words(uint32_t sum, const uint8_t *p, size_t size)
{
	for (; size > 1; p += 2, size -= 2)
		sum += get16(p);
	return size ? sum + (uint32_t)(p[0] << 8) : sum;
}

/* RFC 1071; 64 KiB of words cannot overflow 32 bits. */
static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Same order and padding as the kernel's tcp_options_write(). Returns the size, a multiple of 4. */
static size_t write_options(const struct hf_seg *seg, uint8_t options[OPTIONS_SIZE])
{
	uint8_t *p = options;

	if (seg->mss) {
		*p++ = OPTION_MSS;
		*p++ = 4;
		put16(p, seg->mss);
		p += 2;
	}
	if (seg->has_ts || seg->sack_ok) {
		*p++ = seg->sack_ok && seg->has_ts ? OPTION_SACK_OK : OPTION_NOP;
		*p++ = seg->sack_ok && seg->has_ts ? 2 : OPTION_NOP;
		*p++ = seg->has_ts ? OPTION_TS : OPTION_SACK_OK;
		*p++ = seg->has_ts ? 10 : 2;
	}
	if (seg->has_ts) {
		put32(p, seg->tsval);
		put32(p + 4, seg->tsecr);
		p += 8;
	}
	if (seg->has_wscale) {
		*p++ = OPTION_NOP;
		*p++ = OPTION_WSCALE;
		*p++ = 3;
		*p++ = seg->wscale;
	}
	return (size_t)(p - options);
}

static void write_ipv4(const struct hf_seg *seg, uint8_t *ip, size_t tcp_size)
{
	memset(ip, 0, IPV4_SIZE);
	ip[0] = 0x45;
	put16(ip + 2, (uint16_t)(IPV4_SIZE + tcp_size));
	put16(ip + 6, 0x4000); /* do not fragment */
	ip[8] = TTL;
	ip[9] = IPPROTO_TCP;
	memcpy(ip + 12, seg->src.bytes, 4);
	memcpy(ip + 16, seg->dst.bytes, 4);
	put16(ip + 10, fold(add_words(0, ip, IPV4_SIZE)));
}

static void write_ipv6(const struct hf_seg *seg, uint8_t *ip, size_t tcp_size)
{
	memset(ip, 0, IPV6_SIZE);
	ip[0] = 0x60;
	put16(ip + 4, (uint16_t)tcp_size);
	ip[6] = IPPROTO_TCP;
	ip[7] = TTL;
	memcpy(ip + 8, seg->src.bytes, 16);
	memcpy(ip + 24, seg->dst.bytes, 16);
}

static void write_tcp(const struct hf_seg *seg, uint8_t *tcp, const uint8_t *options,
		      size_t options_size)
{
	size_t header = TCP_SIZE + options_size;
	size_t size = header + seg->len;
	uint32_t sum;

	memset(tcp, 0, TCP_SIZE);
	put16(tcp, seg->sport);
	put16(tcp + 2, seg->dport);
	put32(tcp + 4, seg->seq);
	put32(tcp + 8, seg->ack);
	tcp[12] = (uint8_t)(header / 4 << 4);
	tcp[13] = seg->flags;
	put16(tcp + 14, seg->win);
	memcpy(tcp + TCP_SIZE, options, options_size);
	memset(tcp + header, 'x', seg->len);
	/* The pseudo-headers of both families add up to the same words. */
	sum = add_words(IPPROTO_TCP + (uint32_t)size, seg->src.bytes, hf_addr_size(seg->src.family));
	sum = add_words(sum, seg->dst.bytes, hf_addr_size(seg->dst.family));
	/* One bit is wrong; the two ways to write a sum of zero differ in all of them. */
	put16(tcp + 16, fold(add_words(sum, tcp, size)) ^ (seg->bad_checksum ? 0x0100 : 0));
}

ssize_t hf_pkt_encode(const struct hf_seg *seg, const struct hf_mac *src, const struct hf_mac *dst,
		      void *buf, size_t size)
{
	uint8_t options[OPTIONS_SIZE];
	size_t options_size = write_options(seg, options);
	size_t tcp_size = TCP_SIZE + options_size + seg->len;
	bool v4 = seg->src.family == AF_INET;
	size_t ip_size = v4 ? IPV4_SIZE : IPV6_SIZE;
	uint8_t *frame = buf;

	if (seg->src.family != seg->dst.family || (!v4 && seg->src.family != AF_INET6))
		return -EINVAL;
	if (seg->len > UINT16_MAX || tcp_size + (v4 ? IPV4_SIZE : 0) > UINT16_MAX)
		return -EINVAL;
	if (size < ETHER_SIZE + ip_size + tcp_size)
		return -ENOSPC;
	memcpy(frame, dst->bytes, 6);
	memcpy(frame + 6, src->bytes, 6);
	put16(frame + 12, v4 ? ETHERTYPE_IP : ETHERTYPE_IPV6);
	if (v4)
		write_ipv4(seg, frame + ETHER_SIZE, tcp_size);
	else
		write_ipv6(seg, frame + ETHER_SIZE, tcp_size);
	write_tcp(seg, frame + ETHER_SIZE + ip_size, options, options_size);
	return (ssize_t)(ETHER_SIZE + ip_size + tcp_size);
}

/* tcpdump's letters in its order (tcp_flag_values[] in print-tcp.c): bit 0 first. */
static const char flag_letters[] = "FSRP.UEW";

void hf_pkt_flags_text(uint8_t flags, char ret_text[HF_FLAGS_TEXT])
{
	char *p = ret_text;

	if (!flags) {
		strcpy(ret_text, "none");
		return;
	}
	for (int bit = 0; bit < 8; bit++)
		if (flags & 1 << bit)
			*p++ = flag_letters[bit];
	*p = '\0';
}

int hf_pkt_flags_parse(const char *text, size_t len)
{
	int flags = 0;

	if (len == 4 && !memcmp(text, "none", 4))
		return 0;
	for (size_t i = 0; i < len; i++) {
		const char *letter = memchr(flag_letters, text[i], sizeof(flag_letters) - 1);
		int flag;

		if (!letter)
			return -EINVAL;
		flag = 1 << (letter - flag_letters);
		/* A letter twice is a slip of the pen, not a flag. */
		if (flags & flag)
			return -EINVAL;
		flags |= flag;
	}
	return flags ? flags : -EINVAL;
}
