/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/qdisc.h>
#include <netlink/route/qdisc/tbf.h>
#include <netlink/route/tc.h>
#include <sys/socket.h>

#include "link.h"
#include "own.h"

/* A bucket of exactly one packet could come out a byte short: the kernel counts it in ticks. */
#define BUCKET_MARGIN 16
#define QUEUE_BYTES   100000

/* tbf_change() cuts the time that fills the bucket, in ns, to 32 bits. */
#define LONGEST_MS 4294

static struct nl_sock *open_route(struct hf_fault *fault)
{
	struct nl_sock *sock = nl_socket_alloc();
	int err = sock ? nl_connect(sock, NETLINK_ROUTE) : -NLE_NOMEM;

	if (err < 0) {
		HF_FAULT_PLAIN(fault, -EIO, "open rtnetlink for a queue: %s", nl_geterror(err));
		nl_socket_free(sock);
		return NULL;
	}
	return sock;
}

static struct rtnl_qdisc *root_tbf(void)
{
	struct rtnl_qdisc *qdisc = rtnl_qdisc_alloc();

	if (!qdisc)
		return NULL;
	rtnl_tc_set_ifindex(TC_CAST(qdisc), (int)if_nametoindex(HF_LINK_NAME));
	rtnl_tc_set_parent(TC_CAST(qdisc), TC_H_ROOT);
	if (rtnl_tc_set_kind(TC_CAST(qdisc), "tbf") < 0) {
		rtnl_qdisc_put(qdisc);
		return NULL;
	}
	return qdisc;
}

/*
 * A bucket that was changed looks at its queue when the next packet comes: this one, an ARP frame for
 * nobody, which the other end throws away.
 */
static int nudge(struct hf_fault *fault)
{
	static const char nothing[ETH_ZLEN - ETH_HLEN];
	HF_AUTO_FD int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP),
		.sll_ifindex = (int)if_nametoindex(HF_LINK_NAME),
		.sll_halen = ETH_ALEN,
		.sll_addr = {0x02, 0, 0, 0, 0, 0xff},
	};

	if (fd < 0 || sendto(fd, nothing, sizeof(nothing), 0, (struct sockaddr *)&address,
			     sizeof(address)) < 0)
		return HF_FAULT(fault, -errno, "set the queue of %s going", HF_LINK_NAME);
	return 0;
}

int hf_pace_set(int64_t bytes, int64_t gap_ms, struct hf_fault *fault)
{
	struct rtnl_qdisc *qdisc;
	struct nl_sock *sock;
	bool again = false;
	int err;

	if ((bytes + BUCKET_MARGIN) * gap_ms > LONGEST_MS * bytes)
		return HF_FAULT_PLAIN(fault, -ERANGE,
				      "slow down %s: one packet of %lld bytes in %lld ms is slower "
				      "than a token bucket can be",
				      HF_LINK_NAME, (long long)bytes, (long long)gap_ms);
	sock = open_route(fault);
	if (!sock)
		return -EIO;
	qdisc = root_tbf();
	err = qdisc ? 0 : -NLE_NOMEM;
	if (!err) {
		rtnl_qdisc_tbf_set_limit(qdisc, QUEUE_BYTES);
		rtnl_qdisc_tbf_set_rate(qdisc, (int)(bytes * 1000 / gap_ms),
					(int)bytes + BUCKET_MARGIN, 0);
		err = rtnl_qdisc_add(sock, qdisc, NLM_F_CREATE | NLM_F_EXCL);
		again = err == -NLE_EXIST;
		if (again)
			err = rtnl_qdisc_add(sock, qdisc, NLM_F_CREATE | NLM_F_REPLACE);
	}
	rtnl_qdisc_put(qdisc);
	nl_socket_free(sock);
	if (err == -NLE_OBJ_NOTFOUND)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "this kernel has no token bucket queue (sch_tbf)");
	if (err < 0)
		return HF_FAULT_PLAIN(fault, -EIO, "slow down %s: %s", HF_LINK_NAME,
				      nl_geterror(err));
	return again ? nudge(fault) : 0;
}

int hf_pace_clear(struct hf_fault *fault)
{
	struct nl_sock *sock = open_route(fault);
	struct rtnl_qdisc *qdisc;
	int err;

	if (!sock)
		return -EIO;
	qdisc = root_tbf();
	err = qdisc ? rtnl_qdisc_delete(sock, qdisc) : -NLE_NOMEM;
	rtnl_qdisc_put(qdisc);
	nl_socket_free(sock);
	if (err < 0)
		return HF_FAULT_PLAIN(fault, -EIO, "speed up %s again: %s", HF_LINK_NAME,
				      nl_geterror(err));
	return 0;
}
