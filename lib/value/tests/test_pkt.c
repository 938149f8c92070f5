/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames here were made by a Linux kernel with checksum offload off, or put together by hand from
 * RFC 791, 8200 and 9293 and checked with tshark; none by the encoder under test.
 */
#include "pkt.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "own.h"
#include "suite.h"

static const struct hf_mac mac_a = {{0x02, 0, 0, 0, 0, 0x01}};
static const struct hf_mac mac_b = {{0x02, 0, 0, 0, 0, 0x02}};

/* The kernel's answer to a SYN, with every option it knows. */
static const uint8_t kernel_synack[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00, 0x45,
	0x00, 0x00, 0x3c, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06, 0x26, 0xba, 0x0a, 0x00, 0x00, 0x02,
	0x0a, 0x00, 0x00, 0x01, 0x22, 0xb8, 0x9c, 0x40, 0x9d, 0x7d, 0xa2, 0x84, 0x93, 0x15, 0xd7,
	0x0f, 0xa0, 0x12, 0xfe, 0x88, 0x85, 0xa5, 0x00, 0x00, 0x02, 0x04, 0x05, 0xb4, 0x04, 0x02,
	0x08, 0x0a, 0xf7, 0xd7, 0x43, 0xa8, 0x42, 0xe3, 0xc8, 0x38, 0x01, 0x03, 0x03, 0x0a,
};

/* Three bytes of data (an odd number, for the checksum) over IPv6, with a time stamp. */
static const uint8_t data_over_ipv6[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x86, 0xdd, 0x60,
	0x00, 0x00, 0x00, 0x00, 0x23, 0x06, 0x40, 0xfd, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xfd, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x9c, 0x41, 0x22, 0xb8, 0x01, 0x02,
	0x03, 0x04, 0xa0, 0xb0, 0xc0, 0xd0, 0x80, 0x18, 0x01, 0xf6, 0x54, 0x69, 0x00, 0x00, 0x01,
	0x01, 0x08, 0x0a, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x78, 0x78, 0x78,
};

static const uint8_t bare_rst[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00,
	0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06, 0x4e, 0x92, 0xc0, 0x00,
	0x02, 0x01, 0xc6, 0x33, 0x64, 0x09, 0x22, 0xb8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0x00, 0x00, 0x00, 0x00, 0x50, 0x04, 0x00, 0x00, 0xa0, 0xea, 0x00, 0x00,
};

static struct hf_addr addr(const char *text)
{
	struct hf_addr a;

	ck_assert_int_eq(hf_addr_parse(text, &a), 0);
	return a;
}

static struct hf_seg synack_seg(void)
{
	return (struct hf_seg){
		.src = addr("10.0.0.2"),
		.dst = addr("10.0.0.1"),
		.sport = 8888,
		.dport = 40000,
		.seq = 2642256516,
		.ack = 2467682063,
		.win = 65160,
		.flags = HF_TCP_SYN | HF_TCP_ACK,
		.mss = 1460,
		.sack_ok = true,
		.has_ts = true,
		.tsval = 4158079912,
		.tsecr = 1122224184,
		.has_wscale = true,
		.wscale = 10,
	};
}

static struct hf_seg ipv6_seg(void)
{
	return (struct hf_seg){
		.src = addr("fd00::1"),
		.dst = addr("fd00::2"),
		.sport = 40001,
		.dport = 8888,
		.seq = 0x01020304,
		.ack = 0xa0b0c0d0,
		.len = 3,
		.win = 502,
		.flags = HF_TCP_PSH | HF_TCP_ACK,
		.has_ts = true,
		.tsval = 0x11223344,
		.tsecr = 0x55667788,
	};
}

static void assert_seg(const struct hf_seg *got, const struct hf_seg *want)
{
	ck_assert_int_eq(got->t_ns, want->t_ns);
	ck_assert(hf_addr_equal(&got->src, &want->src));
	ck_assert(hf_addr_equal(&got->dst, &want->dst));
	ck_assert_uint_eq(got->sport, want->sport);
	ck_assert_uint_eq(got->dport, want->dport);
	ck_assert_uint_eq(got->seq, want->seq);
	ck_assert_uint_eq(got->ack, want->ack);
	ck_assert_uint_eq(got->len, want->len);
	ck_assert_uint_eq(got->win, want->win);
	ck_assert_uint_eq(got->flags, want->flags);
	ck_assert_uint_eq(got->mss, want->mss);
	ck_assert_int_eq(got->has_ts, want->has_ts);
	ck_assert_uint_eq(got->tsval, want->tsval);
	ck_assert_uint_eq(got->tsecr, want->tsecr);
	ck_assert_int_eq(got->sack_ok, want->sack_ok);
	ck_assert_int_eq(got->has_wscale, want->has_wscale);
	ck_assert_uint_eq(got->wscale, want->wscale);
}

/* A copy of exactly caplen bytes on the heap, so that a sanitizer sees a read too far. */
static int decode_exact(const uint8_t *frame, size_t caplen, struct hf_seg *ret_seg)
{
	uint8_t *copy = malloc(caplen ? caplen : 1);
	int ret;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, frame, caplen);
	ret = hf_pkt_decode(copy, caplen, ret_seg);
	free(copy);
	return ret;
}

static void set16(uint8_t *p, unsigned int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

START_TEST(decodes_what_a_kernel_sent)
{
	struct hf_seg want = synack_seg();
	struct hf_seg seg;

	ck_assert_int_eq(hf_pkt_decode(kernel_synack, sizeof(kernel_synack), &seg), 1);
	assert_seg(&seg, &want);
}
END_TEST

START_TEST(encodes_what_a_kernel_sent)
{
	struct hf_seg seg = synack_seg();
	uint8_t frame[200];

	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_b, &mac_a, frame, sizeof(frame)),
			 sizeof(kernel_synack));
	ck_assert_mem_eq(frame, kernel_synack, sizeof(kernel_synack));
}
END_TEST

START_TEST(ipv6_and_odd_length)
{
	struct hf_seg want = ipv6_seg();
	struct hf_seg seg;
	uint8_t frame[200];

	ck_assert_int_eq(hf_pkt_decode(data_over_ipv6, sizeof(data_over_ipv6), &seg), 1);
	assert_seg(&seg, &want);
	ck_assert_int_eq(hf_pkt_encode(&want, &mac_a, &mac_b, frame, sizeof(frame)),
			 sizeof(data_over_ipv6));
	ck_assert_mem_eq(frame, data_over_ipv6, sizeof(data_over_ipv6));
}
END_TEST

START_TEST(segment_without_options)
{
	struct hf_seg want = {
		.src = addr("192.0.2.1"),
		.dst = addr("198.51.100.9"),
		.sport = 8888,
		.dport = 65535,
		.seq = UINT32_MAX,
		.flags = HF_TCP_RST,
	};
	struct hf_seg seg;
	uint8_t frame[sizeof(bare_rst)];

	ck_assert_int_eq(hf_pkt_decode(bare_rst, sizeof(bare_rst), &seg), 1);
	assert_seg(&seg, &want);
	ck_assert_int_eq(hf_pkt_encode(&want, &mac_a, &mac_b, frame, sizeof(frame)), sizeof(frame));
	ck_assert_mem_eq(frame, bare_rst, sizeof(bare_rst));
}
END_TEST

/* The TCP header must be there whole; the payload need not. */
START_TEST(cut_at_every_length)
{
	const struct {
		const uint8_t *frame;
		size_t size, needed;
	} frames[] = {
		{kernel_synack, sizeof(kernel_synack), 14 + 20 + 40},
		{data_over_ipv6, sizeof(data_over_ipv6), 14 + 40 + 32},
		{bare_rst, sizeof(bare_rst), 14 + 20 + 20},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(frames); i++) {
		for (size_t caplen = 0; caplen <= frames[i].size; caplen++) {
			struct hf_seg seg = {.sport = 77};
			int ret = decode_exact(frames[i].frame, caplen, &seg);

			if (caplen < frames[i].needed) {
				ck_assert_int_eq(ret, -EBADMSG);
				ck_assert_uint_eq(seg.sport, 77);
			} else {
				ck_assert_int_eq(ret, 1);
				ck_assert_uint_ne(seg.sport, 77);
			}
		}
	}
}
END_TEST

START_TEST(payload_length_is_the_wires)
{
	struct hf_seg seg;

	/* Only two of three payload bytes captured. */
	ck_assert_int_eq(decode_exact(data_over_ipv6, sizeof(data_over_ipv6) - 2, &seg), 1);
	ck_assert_uint_eq(seg.len, 3);
}
END_TEST

/* A frame shorter than 60 bytes is padded on the wire; padding is no payload. */
START_TEST(ethernet_padding_is_no_payload)
{
	uint8_t frame[60] = {0};
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(bare_rst));
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 1);
	ck_assert_uint_eq(seg.len, 0);
}
END_TEST

/* Padding must not stand in for a TCP header that the IP length leaves no room for. */
START_TEST(padding_is_no_header)
{
	uint8_t frame[sizeof(bare_rst)];
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(frame));
	for (unsigned int total = 20; total < 40; total++) {
		set16(frame + 16, total);
		ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), -EBADMSG);
	}
}
END_TEST

START_TEST(gso_frame_longer_than_captured)
{
	uint8_t frame[14 + 20 + 20 + 100] = {0};
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(bare_rst));
	set16(frame + 16, 65535);
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 1);
	ck_assert_uint_eq(seg.len, 65535 - 40);
	/* BIG TCP leaves 0 there: the length is unknown. */
	set16(frame + 16, 0);
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), -EBADMSG);
}
END_TEST

START_TEST(ipv4_options_are_skipped)
{
	uint8_t frame[sizeof(bare_rst) + 40];
	struct hf_seg seg;

	for (unsigned int words = 6; words <= 15; words++) {
		size_t extra = (words - 5) * 4;
		size_t size = sizeof(bare_rst) + extra;

		memcpy(frame, bare_rst, 34);
		memset(frame + 34, 1, extra); /* IP's no-operation */
		memcpy(frame + 34 + extra, bare_rst + 34, 20);
		frame[14] = (uint8_t)(0x40 | words);
		set16(frame + 16, (unsigned int)(size - 14));
		ck_assert_int_eq(decode_exact(frame, size, &seg), 1);
		ck_assert_uint_eq(seg.sport, 8888);
		ck_assert_uint_eq(seg.len, 0);
		for (size_t caplen = 0; caplen < size; caplen++)
			ck_assert_int_eq(decode_exact(frame, caplen, &seg), -EBADMSG);
	}
}
END_TEST

START_TEST(contradictory_ipv4_headers)
{
	const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{14, 0x44},             /* header of four words */
		{14, 0x40}, {14, 0x55}, /* version 5 under the type of IPv4 */
		{14, 0x65}, {17, 19},   /* total length less than the header */
		{14, 0x4f},             /* header longer than the packet */
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(changes); i++) {
		uint8_t frame[sizeof(bare_rst)];
		struct hf_seg seg;

		memcpy(frame, bare_rst, sizeof(frame));
		frame[changes[i].at] = changes[i].value;
		ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), -EBADMSG);
	}
}
END_TEST

START_TEST(data_offset)
{
	uint8_t frame[sizeof(kernel_synack)];
	struct hf_seg seg;

	for (unsigned int words = 0; words < 16; words++) {
		int want = words >= 5 && words <= 10 ? 1 : -EBADMSG;

		memcpy(frame, kernel_synack, sizeof(frame));
		frame[46] = (uint8_t)(words << 4);
		ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), want);
		if (want == 1)
			ck_assert_uint_eq(seg.len, 40 - words * 4);
	}
}
END_TEST

START_TEST(reserved_bits_are_no_flags)
{
	uint8_t frame[sizeof(bare_rst)];
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(frame));
	frame[46] |= 0x0f;
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 1);
	ck_assert_uint_eq(seg.flags, HF_TCP_RST);
}
END_TEST

START_TEST(ipv4_fragments)
{
	uint8_t frame[sizeof(bare_rst)];
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(frame));
	set16(frame + 20, 0x2000); /* more fragments: the first one holds the header */
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 1);
	set16(frame + 20, 0x2001);
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 0);
	set16(frame + 20, 0x1fff);
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 0);
	/* A later fragment holds what it likes, be it shorter than a TCP header. */
	set16(frame + 16, 21);
	ck_assert_int_eq(decode_exact(frame, 35, &seg), 0);
}
END_TEST

START_TEST(not_tcp)
{
	static const uint16_t types[] = {0x0806, 0x8100, 0x88a8, 0x86de, 0x0026, 0x88cc};
	uint8_t frame[sizeof(bare_rst)];
	struct hf_seg seg;

	memcpy(frame, bare_rst, sizeof(frame));
	frame[23] = IPPROTO_UDP;
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 0);
	ck_assert_int_eq(decode_exact(frame, 34, &seg), 0);
	ck_assert_int_eq(decode_exact(frame, 33, &seg), -EBADMSG);
	for (size_t i = 0; i < HF_ARRAY_LEN(types); i++) {
		set16(frame + 12, types[i]);
		ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 0);
		ck_assert_int_eq(decode_exact(frame, 14, &seg), 0);
		ck_assert_int_eq(decode_exact(frame, 13, &seg), -EBADMSG);
	}
}
END_TEST

/* An IPv6 frame with `extension` between the fixed header and the TCP header of bare_rst. */
static size_t make_ipv6(uint8_t *frame, uint8_t next, const uint8_t *extension, size_t size)
{
	memcpy(frame, data_over_ipv6, 54);
	frame[20] = next;
	set16(frame + 18, (unsigned int)(size + 20));
	memcpy(frame + 54, extension, size);
	memcpy(frame + 54 + size, bare_rst + 34, 20);
	return 54 + size + 20;
}

START_TEST(ipv6_extension_headers)
{
	/* hop-by-hop (8), routing (24), destination options (16), first fragment (8), then TCP */
	static const uint8_t chain[56] = {[0] = IPPROTO_ROUTING,
					  [8] = IPPROTO_DSTOPTS,
					  [9] = 2,
					  [32] = IPPROTO_FRAGMENT,
					  [33] = 1,
					  [48] = IPPROTO_TCP,
					  [51] = 1 /* more to come */};
	uint8_t frame[200];
	size_t size = make_ipv6(frame, IPPROTO_HOPOPTS, chain, sizeof(chain));
	struct hf_seg seg;

	ck_assert_int_eq(decode_exact(frame, size, &seg), 1);
	ck_assert_uint_eq(seg.sport, 8888);
	ck_assert_uint_eq(seg.flags, HF_TCP_RST);
	ck_assert_uint_eq(seg.len, 0);
	for (size_t caplen = 0; caplen < size; caplen++)
		ck_assert_int_eq(decode_exact(frame, caplen, &seg), -EBADMSG);
	frame[54 + 51] = 8; /* offset 1 */
	ck_assert_int_eq(decode_exact(frame, size, &seg), 0);
	frame[54 + 51] = 6; /* the two reserved bits are not the offset */
	ck_assert_int_eq(decode_exact(frame, size, &seg), 1);
}
END_TEST

START_TEST(ipv6_extension_longer_than_packet)
{
	static const uint8_t option[8] = {IPPROTO_TCP, 3};
	uint8_t frame[400] = {0};
	size_t size = make_ipv6(frame, IPPROTO_DSTOPTS, option, sizeof(option));
	struct hf_seg seg;

	ck_assert_int_eq(decode_exact(frame, size, &seg), -EBADMSG);
	/* Bytes behind the packet do not help. */
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), -EBADMSG);
	frame[55] = 255;
	ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), -EBADMSG);
}
END_TEST

START_TEST(ipv6_others)
{
	uint8_t frame[200];
	size_t size = make_ipv6(frame, IPPROTO_TCP, bare_rst, 0);
	struct hf_seg seg;

	ck_assert_int_eq(decode_exact(frame, size, &seg), 1);
	frame[20] = IPPROTO_ICMPV6;
	ck_assert_int_eq(decode_exact(frame, size, &seg), 0);
	frame[20] = IPPROTO_AH; /* what follows is not ours to say */
	ck_assert_int_eq(decode_exact(frame, size, &seg), 0);
	frame[20] = IPPROTO_NONE;
	set16(frame + 18, 0);
	ck_assert_int_eq(decode_exact(frame, 54, &seg), 0);
	frame[20] = IPPROTO_TCP;
	ck_assert_int_eq(decode_exact(frame, size, &seg), -EBADMSG);
	frame[20] = IPPROTO_HOPOPTS; /* jumbogram */
	ck_assert_int_eq(decode_exact(frame, size, &seg), -EBADMSG);
	set16(frame + 18, 20);
	frame[20] = IPPROTO_TCP;
	frame[14] = 0x40;
	ck_assert_int_eq(decode_exact(frame, size, &seg), -EBADMSG);
	frame[14] = 0x6f; /* traffic class */
	ck_assert_int_eq(decode_exact(frame, size, &seg), 1);
	set16(frame + 18, 19);
	ck_assert_int_eq(decode_exact(frame, size, &seg), -EBADMSG);
}
END_TEST

/* The kernel (tcp_parse_options) takes a segment whose options are broken; so does the record. */
START_TEST(broken_options_end_the_list)
{
	static const struct {
		uint8_t options[8];
		uint16_t mss;
		bool has_wscale;
	} cases[] = {
		{{2, 4, 5, 0xb4, 3, 3, 7, 0}, 1460, true},
		{{2, 4, 5, 0xb4, 0, 3, 3, 7}, 1460, false},  /* behind the end */
		{{2, 4, 5, 0xb4, 99, 0, 3, 3}, 1460, false}, /* size 0 */
		{{2, 4, 5, 0xb4, 99, 1, 3, 3}, 1460, false}, /* size 1 */
		{{2, 4, 5, 0xb4, 99, 5, 3, 3}, 1460, false}, /* beyond the header */
		{{1, 2, 4, 5, 0xb4, 3, 3, 7}, 1460, true},   /* unaligned */
		{{2, 3, 5, 3, 3, 7, 1, 1}, 0, true},         /* MSS of the wrong size */
		{{1, 1, 1, 1, 1, 1, 1, 3}, 0, false},        /* no room for a size */
		{{254, 5, 0, 0, 0, 3, 3, 7}, 0, true},       /* unknown */
		{{3, 4, 7, 7, 2, 4, 5, 0xb4}, 1460, false},  /* scale of the wrong size */
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(cases); i++) {
		uint8_t frame[sizeof(bare_rst) + 8];
		struct hf_seg seg;

		memcpy(frame, bare_rst, sizeof(bare_rst));
		memcpy(frame + sizeof(bare_rst), cases[i].options, 8);
		frame[17] = 48;
		frame[46] = 7 << 4;
		ck_assert_int_eq(decode_exact(frame, sizeof(frame), &seg), 1);
		ck_assert_uint_eq(seg.mss, cases[i].mss);
		ck_assert_int_eq(seg.has_wscale, cases[i].has_wscale);
		ck_assert_uint_eq(seg.wscale, cases[i].has_wscale ? 7 : 0);
		ck_assert_uint_eq(seg.len, 0);
	}
}
END_TEST

/* RFC 1071, written here a second time: the sum over data and checksum is all ones. */
static unsigned int ones_sum(const uint8_t *p, size_t size, unsigned int sum)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? p[i] : (unsigned int)p[i] << 8;
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void assert_checksums(const uint8_t *frame, size_t size, bool v4)
{
	size_t ip = v4 ? 20 : 40;
	size_t addrs = v4 ? 8 : 32;
	unsigned int sum = IPPROTO_TCP + (unsigned int)(size - 14 - ip);

	if (v4)
		ck_assert_uint_eq(ones_sum(frame + 14, 20, 0), 0xffff);
	sum = ones_sum(frame + 14 + ip - addrs, addrs, sum);
	ck_assert_uint_eq(ones_sum(frame + 14 + ip, size - 14 - ip, sum), 0xffff);
}

/* Every set of options and flags, both families, a few lengths: decode undoes encode. */
START_TEST(round_trip)
{
	static const uint32_t lens[] = {0, 1, 2, 1448};
	uint8_t frame[1600];

	for (unsigned int bits = 0; bits < 32 * HF_ARRAY_LEN(lens); bits++) {
		bool v4 = bits & 16;
		struct hf_seg want = v4 ? synack_seg() : ipv6_seg();
		struct hf_seg seg;
		ssize_t size;

		want.mss = bits & 1 ? 1460 : 0;
		want.sack_ok = bits & 2;
		want.has_ts = bits & 4;
		want.tsval = want.has_ts ? 0xfffffffe : 0;
		want.tsecr = want.has_ts ? 7 : 0;
		want.has_wscale = bits & 8;
		want.wscale = want.has_wscale ? 14 : 0;
		want.len = lens[bits / 32];
		want.flags = (uint8_t)(bits * 37);
		size = hf_pkt_encode(&want, &mac_a, &mac_b, frame, sizeof(frame));
		ck_assert_int_gt(size, 0);
		assert_checksums(frame, (size_t)size, v4);
		ck_assert_int_eq(decode_exact(frame, (size_t)size, &seg), 1);
		assert_seg(&seg, &want);
		/* One byte less does not fit, and nothing is written behind the end. */
		frame[size - 1] = 0xee;
		ck_assert_int_eq(hf_pkt_encode(&want, &mac_a, &mac_b, frame, (size_t)size - 1),
				 -ENOSPC);
		ck_assert_uint_eq(frame[size - 1], 0xee);
	}
}
END_TEST

START_TEST(longest_header_is_within_the_limit)
{
	struct hf_seg seg = ipv6_seg();
	uint8_t frame[HF_PKT_MAX_HEADER];

	seg.mss = 1440;
	seg.sack_ok = true;
	seg.has_wscale = true;
	seg.len = 0;
	ck_assert_int_gt(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), 0);
}
END_TEST

START_TEST(longest_packet)
{
	static uint8_t frame[70000];
	struct hf_seg seg = synack_seg();
	struct hf_seg back;

	seg.len = 65535 - 20 - 40;
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), 14 + 65535);
	assert_checksums(frame, 14 + 65535, true);
	ck_assert_int_eq(hf_pkt_decode(frame, 14 + 65535, &back), 1);
	ck_assert_uint_eq(back.len, seg.len);
	seg.len++;
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), -EINVAL);
	seg.len = UINT32_MAX;
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), -EINVAL);
	/* IPv6 does not count its own header. */
	seg = ipv6_seg();
	seg.len = 65535 - 32;
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), 54 + 65535);
	assert_checksums(frame, 54 + 65535, false);
}
END_TEST

START_TEST(families_must_agree)
{
	struct hf_seg seg = synack_seg();
	uint8_t frame[200];

	seg.dst = addr("fd00::1");
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), -EINVAL);
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, 0), -EINVAL);
	memset(&seg, 0, sizeof(seg));
	ck_assert_int_eq(hf_pkt_encode(&seg, &mac_a, &mac_b, frame, sizeof(frame)), -EINVAL);
}
END_TEST

/* What tcpdump prints (tcp_flag_values[] of its print-tcp.c). */
static const struct {
	uint8_t flags;
	const char *text;
} flag_texts[] = {
	{0x00, "none"}, {0x01, "F"},   {0x02, "S"},  {0x04, "R"},        {0x08, "P"},
	{0x10, "."},    {0x20, "U"},   {0x40, "E"},  {0x80, "W"},        {0x12, "S."},
	{0x14, "R."},   {0x11, "F."},  {0x18, "P."}, {0x19, "FP."},      {0xc2, "SEW"},
	{0x52, "S.E"},  {0x38, "P.U"}, {0x90, ".W"}, {0xff, "FSRP.UEW"},
};

START_TEST(flags_as_tcpdump_prints_them)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(flag_texts); i++) {
		char text[HF_FLAGS_TEXT];

		memset(text, '#', sizeof(text));
		hf_pkt_flags_text(flag_texts[i].flags, text);
		ck_assert_str_eq(text, flag_texts[i].text);
	}
}
END_TEST

START_TEST(flags_parse)
{
	for (unsigned int flags = 0; flags < 256; flags++) {
		char text[HF_FLAGS_TEXT];

		hf_pkt_flags_text((uint8_t)flags, text);
		ck_assert_int_eq(hf_pkt_flags_parse(text, strlen(text)), (int)flags);
	}
	ck_assert_int_eq(hf_pkt_flags_parse(".S", 2), HF_TCP_SYN | HF_TCP_ACK);
	ck_assert_int_eq(hf_pkt_flags_parse("WEU.PRSF", 8), 0xff);
	/* Only len characters count. */
	ck_assert_int_eq(hf_pkt_flags_parse("S. 5", 2), HF_TCP_SYN | HF_TCP_ACK);
	ck_assert_int_eq(hf_pkt_flags_parse("S", 0), -EINVAL);
	ck_assert_int_eq(hf_pkt_flags_parse("s", 1), -EINVAL);
	ck_assert_int_eq(hf_pkt_flags_parse("SX", 2), -EINVAL);
	ck_assert_int_eq(hf_pkt_flags_parse("SS", 2), -EINVAL);
	ck_assert_int_eq(hf_pkt_flags_parse("S\0", 2), -EINVAL);
	ck_assert_int_eq(hf_pkt_flags_parse("nonesuch", 8), -EINVAL);
}
END_TEST

static TCase *decode_tests(void)
{
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, decodes_what_a_kernel_sent);
	tcase_add_test(tc, cut_at_every_length);
	tcase_add_test(tc, payload_length_is_the_wires);
	tcase_add_test(tc, ethernet_padding_is_no_payload);
	tcase_add_test(tc, padding_is_no_header);
	tcase_add_test(tc, gso_frame_longer_than_captured);
	tcase_add_test(tc, ipv4_options_are_skipped);
	tcase_add_test(tc, contradictory_ipv4_headers);
	tcase_add_test(tc, data_offset);
	tcase_add_test(tc, reserved_bits_are_no_flags);
	tcase_add_test(tc, ipv4_fragments);
	tcase_add_test(tc, not_tcp);
	tcase_add_test(tc, ipv6_extension_headers);
	tcase_add_test(tc, ipv6_extension_longer_than_packet);
	tcase_add_test(tc, ipv6_others);
	tcase_add_test(tc, broken_options_end_the_list);
	return tc;
}

static TCase *encode_tests(void)
{
	TCase *tc = tcase_create("encode");

	tcase_add_test(tc, encodes_what_a_kernel_sent);
	tcase_add_test(tc, ipv6_and_odd_length);
	tcase_add_test(tc, segment_without_options);
	tcase_add_test(tc, round_trip);
	tcase_add_test(tc, longest_header_is_within_the_limit);
	tcase_add_test(tc, longest_packet);
	tcase_add_test(tc, families_must_agree);
	return tc;
}

static TCase *text_tests(void)
{
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, flags_as_tcpdump_prints_them);
	tcase_add_test(tc, flags_parse);
	return tc;
}

int main(void)
{
	Suite *suite = suite_create("pkt");

	suite_add_tcase(suite, decode_tests());
	suite_add_tcase(suite, encode_tests());
	suite_add_tcase(suite, text_tests());
	return hf_suite_run(suite);
}
