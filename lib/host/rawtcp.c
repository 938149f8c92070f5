/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rawtcp.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "link.h"
#include "own.h"
#include "tick.h"

#define BATCH 64

struct hf_rawtcp {
	int fd;
	struct hf_mac src, dst;
};

static int bind_sender(int fd, struct hf_fault *fault)
{
	/* Protocol 0: the socket receives nothing. */
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(HF_LINK_NAME),
	};

	if (!address.sll_ifindex)
		return HF_FAULT(fault, -errno, "find %s for the raw sender", HF_LINK_NAME);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return HF_FAULT(fault, -errno, "bind the raw sender to %s", HF_LINK_NAME);
	return 0;
}

int hf_rawtcp_open(const struct hf_mac *src, const struct hf_mac *dst, struct hf_rawtcp **ret,
		   struct hf_fault *fault)
{
	HF_AUTO_FD int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct hf_rawtcp *raw;
	int err;

	if (fd < 0)
		return HF_FAULT(fault, -errno, "open a raw sender");
	err = bind_sender(fd, fault);
	if (err)
		return err;
	raw = malloc(sizeof(*raw));
	if (!raw)
		return HF_FAULT(fault, -ENOMEM, "allocate a raw sender");
	*raw = (struct hf_rawtcp){.fd = hf_take_fd(&fd), .src = *src, .dst = *dst};
	*ret = raw;
	return 0;
}

void hf_rawtcp_free(struct hf_rawtcp *raw)
{
	if (!raw)
		return;
	hf_close(&raw->fd);
	free(raw);
}

int hf_rawtcp_send(struct hf_rawtcp *raw, const struct hf_seg *seg, struct hf_fault *fault)
{
	uint8_t frame[ETH_FRAME_LEN];
	ssize_t size = hf_pkt_encode(seg, &raw->src, &raw->dst, frame, sizeof(frame));

	if (size < 0)
		return HF_FAULT(fault, (int)size, "encode a raw segment");
	if (send(raw->fd, frame, (size_t)size, 0) != size)
		return HF_FAULT(fault, -errno, "send a raw segment");
	return 0;
}

uint32_t hf_rawtcp_isn(uint32_t i)
{
	return (i + 1) * UINT32_C(2654435761); /* golden ratio: neighbours land far apart */
}

static struct hf_seg syn_of_train(const struct hf_train *train, uint32_t i)
{
	struct hf_seg syn = train->first;

	syn.src = hf_addr_plus(train->first.src, i / train->ports);
	syn.sport = (uint16_t)(train->first.sport + i % train->ports);
	syn.seq = hf_rawtcp_isn(i);
	syn.flags = HF_TCP_SYN;
	return syn;
}

static void note_sent(struct hf_train_report *report, uint32_t n, int64_t now)
{
	if (!report->sent)
		report->first_ns = now;
	else if (now - report->last_ns > report->worst_gap_ns)
		report->worst_gap_ns = now - report->last_ns;
	report->last_ns = now;
	report->sent += n;
}

static int send_spaced(struct hf_rawtcp *raw, const struct hf_train *train,
		       struct hf_train_report *report, struct hf_fault *fault)
{
	int64_t start = hf_tick_now_ns();

	for (uint32_t i = 0; i < train->count; i++) {
		struct hf_seg syn = syn_of_train(train, i);
		int64_t due = start + i * train->every_ns;
		struct timespec at = {.tv_sec = due / HF_SEC, .tv_nsec = due % HF_SEC};
		int err;

		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
			;
		err = hf_rawtcp_send(raw, &syn, fault);
		if (err)
			return err;
		note_sent(report, 1, hf_tick_now_ns());
	}
	return 0;
}

static int send_batch(struct hf_rawtcp *raw, const struct hf_train *train, uint32_t done,
		      struct hf_fault *fault)
{
	uint8_t frames[BATCH][HF_PKT_MAX_HEADER];
	struct iovec parts[BATCH];
	struct mmsghdr messages[BATCH] = {0};
	uint32_t n = train->count - done < BATCH ? train->count - done : BATCH;
	int sent;

	for (uint32_t i = 0; i < n; i++) {
		struct hf_seg syn = syn_of_train(train, done + i);
		ssize_t size = hf_pkt_encode(&syn, &raw->src, &raw->dst, frames[i],
					     sizeof(frames[i]));

		if (size < 0)
			return HF_FAULT(fault, (int)size, "encode SYN %u of a train", done + i);
		parts[i] = (struct iovec){.iov_base = frames[i], .iov_len = (size_t)size};
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	sent = sendmmsg(raw->fd, messages, n, 0);
	if (sent < 0)
		return HF_FAULT(fault, -errno, "send SYN %u of a train of %u", done, train->count);
	return sent;
}

static int send_one(struct hf_rawtcp *raw, const struct hf_train *train, uint32_t i,
		    struct hf_fault *fault)
{
	struct hf_seg syn = syn_of_train(train, i);
	int err = hf_rawtcp_send(raw, &syn, fault);

	return err ? err : 1;
}

static int send_back_to_back(struct hf_rawtcp *raw, const struct hf_train *train,
			     struct hf_train_report *report, struct hf_fault *fault)
{
	while (report->sent < train->count) {
		/* The frames of a batch have room for headers only. */
		int sent = train->first.len ? send_one(raw, train, report->sent, fault) :
					      send_batch(raw, train, report->sent, fault);

		if (sent < 0)
			return sent;
		note_sent(report, (uint32_t)sent, hf_tick_now_ns());
	}
	return 0;
}

int hf_rawtcp_train(struct hf_rawtcp *raw, const struct hf_train *train,
		    struct hf_train_report *ret_report, struct hf_fault *fault)
{
	*ret_report = (struct hf_train_report){0};
	if (train->every_ns > 0)
		return send_spaced(raw, train, ret_report, fault);
	return send_back_to_back(raw, train, ret_report, fault);
}
