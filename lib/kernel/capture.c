/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "link.h"
#include "own.h"
#include "tick.h"

/* One frame: TPACKET_V2 header and address (66 bytes up to the link header), then the snap length.
 */
#define FRAME_BYTES      256
#define BLOCK_BYTES      (64 * 1024)
#define FRAMES_PER_BLOCK (BLOCK_BYTES / FRAME_BYTES)

struct hf_capture {
	int fd;
	uint8_t *ring;
	size_t ring_bytes;
	size_t frames; /* room */
	size_t count;  /* frames known to have arrived */
	int64_t real_offset_ns;
	uint64_t lost;
};

/*
 * All of IPv4, and of IPv6 everything but hop-by-hop (multicast listener reports) and ICMPv6 from
 * type 128 on (echo, neighbour discovery): what a quiet wire says by itself is not part of an
 * experiment.
 */
static int attach_filter(int fd, struct hf_fault *fault)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 6, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 6),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_HLEN + 6),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_HOPOPTS, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 2),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_HLEN + 40),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 128, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, HF_CAPTURE_SNAPLEN),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {.len = HF_ARRAY_LEN(code), .filter = code};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		return HF_FAULT(fault, -errno, "attach the capture filter");
	return 0;
}

static int map_ring(struct hf_capture *capture, size_t frames, struct hf_fault *fault)
{
	int version = TPACKET_V2;
	size_t blocks = (frames + FRAMES_PER_BLOCK - 1) / FRAMES_PER_BLOCK;
	struct tpacket_req request = {
		.tp_block_size = BLOCK_BYTES,
		.tp_block_nr = blocks ? blocks : 1,
		.tp_frame_size = FRAME_BYTES,
	};

	request.tp_frame_nr = request.tp_block_nr * FRAMES_PER_BLOCK;
	if (setsockopt(capture->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0)
		return HF_FAULT(fault, -errno, "choose TPACKET_V2 for the capture");
	if (setsockopt(capture->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) < 0)
		return HF_FAULT(fault, -errno, "make a capture ring of %u frames",
				request.tp_frame_nr);
	capture->frames = request.tp_frame_nr;
	capture->ring_bytes = (size_t)request.tp_block_size * request.tp_block_nr;
	capture->ring =
		mmap(NULL, capture->ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, capture->fd, 0);
	if (capture->ring == MAP_FAILED) {
		capture->ring = NULL;
		return HF_FAULT(fault, -errno, "map a capture ring of %zu bytes",
				capture->ring_bytes);
	}
	return 0;
}

static int bind_to_wire(int fd, struct hf_fault *fault)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(HF_LINK_NAME),
	};

	if (!address.sll_ifindex)
		return HF_FAULT(fault, -errno, "find %s for the capture", HF_LINK_NAME);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return HF_FAULT(fault, -errno, "bind the capture to %s", HF_LINK_NAME);
	return 0;
}

int hf_capture_open(size_t frames, struct hf_capture **ret, struct hf_fault *fault)
{
	struct hf_capture *capture = calloc(1, sizeof(*capture));
	int err;

	if (!capture)
		return HF_FAULT(fault, -ENOMEM, "allocate a capture");
	/* Protocol 0: nothing is received before the ring and the filter are in place. */
	capture->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (capture->fd < 0)
		err = HF_FAULT(fault, -errno, "open a packet socket");
	else
		err = attach_filter(capture->fd, fault);
	if (!err)
		err = map_ring(capture, frames, fault);
	capture->real_offset_ns = hf_tick_real_offset_ns();
	if (!err)
		err = bind_to_wire(capture->fd, fault);
	if (err) {
		hf_capture_free(capture);
		return err;
	}
	*ret = capture;
	return 0;
}

void hf_capture_free(struct hf_capture *capture)
{
	if (!capture)
		return;
	if (capture->ring)
		munmap(capture->ring, capture->ring_bytes);
	hf_close(&capture->fd);
	free(capture);
}

static struct tpacket2_hdr *header_of(struct hf_capture *capture, size_t i)
{
	return (struct tpacket2_hdr *)(void *)(capture->ring + i * FRAME_BYTES);
}

size_t hf_capture_count(struct hf_capture *capture)
{
	while (capture->count < capture->frames) {
		struct tpacket2_hdr *header = header_of(capture, capture->count);

		if (!(__atomic_load_n(&header->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			break;
		capture->count++;
	}
	return capture->count;
}

void hf_capture_stop(struct hf_capture *capture, size_t count)
{
	capture->frames = count;
	capture->count = count;
}

struct hf_frame hf_capture_frame(struct hf_capture *capture, size_t i)
{
	const struct tpacket2_hdr *header = header_of(capture, i);
	const uint8_t *start = (const uint8_t *)header;
	const struct sockaddr_ll *from =
		(const void *)(start + TPACKET_ALIGN(sizeof(struct tpacket2_hdr)));

	return (struct hf_frame){
		.t_ns = header->tp_sec * HF_SEC + header->tp_nsec - capture->real_offset_ns,
		.outgoing = from->sll_pkttype == PACKET_OUTGOING,
		.caplen = header->tp_snaplen,
		.len = header->tp_len,
		.data = start + header->tp_mac,
	};
}

int hf_capture_lost(struct hf_capture *capture, uint64_t *ret_lost, struct hf_fault *fault)
{
	struct tpacket_stats stats; /* reading resets the kernel's numbers */
	socklen_t size = sizeof(stats);

	if (getsockopt(capture->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) < 0)
		return HF_FAULT(fault, -errno, "read the losses of a capture");
	capture->lost += stats.tp_drops;
	*ret_lost = capture->lost;
	return 0;
}

int hf_capture_fd(const struct hf_capture *capture)
{
	return capture->fd;
}
