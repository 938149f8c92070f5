/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire between two namespaces: a veth pair, addresses, neighbours, routes (libnl-route-3).
 *
 * Both ends carry the name HF_LINK_NAME in their own namespace and are placed there by fd, so no link
 * ever exists in the caller's namespace. libnl's codes are translated here, with nl_geterror() text.
 */
#ifndef HF_LINK_H
#define HF_LINK_H

#include <stdint.h>

#include "fault.h"
#include "pkt.h"

#define HF_LINK_NAME "eth0"

struct hf_link_end {
	int netns_fd;	    /* borrowed */
	struct hf_mac mac;  /* given to the device */
	struct hf_addr v4;  /* its address, /24 */
	struct hf_addr v6;  /* its address, /64, without duplicate address detection; unset: IPv6 off */
};

/*
 * Lays the wire: creates the pair, sets MACs and addresses, permanent neighbour entries for the
 * other end, and brings both ends up without ARP (IFF_NOARP). IPv6 is disabled on an end without v6
 * address; with one, no link-local address, router solicitation, duplicate address detection or
 * multicast report disturbs it: an idle wire carries no frame. What is sent to a neighbour without
 * entry goes out to nobody, and nobody hears of it (no ICMP host unreachable). Returns when both
 * ends pass frames. The thread's namespace is the same afterwards.
 */
int hf_link_lay(const struct hf_link_end *a, const struct hf_link_end *b, struct hf_fault *fault);

/*
 * Adds in the calling thread's namespace a route to `net`/`prefix` by way of `gateway` on the wire
 * (whose neighbour entry is permanent): addresses that nobody owns then never need resolving.
 */
int hf_link_route(const struct hf_addr *net, int prefix, const struct hf_addr *gateway,
		  struct hf_fault *fault);

/*
 * Makes the calling thread's namespace swallow what is sent to `net`/`prefix` without a word: a host
 * that does not forward would answer in IPv6 that it has no route (ip6_pkt_discard()).
 */
int hf_link_swallow(const struct hf_addr *net, int prefix, struct hf_fault *fault);

/* Frames that the end in the calling thread's namespace has dropped on sending (the peer's CPU
 * backlog was full: netif_rx, netdev_max_backlog). */
int hf_link_dropped(uint64_t *ret_dropped, struct hf_fault *fault);

#endif
