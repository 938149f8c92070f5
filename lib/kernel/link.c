/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/inet6.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/neighbour.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "netns.h"
#include "nlcode.h"
#include "own.h"
#include "sysctl.h"
#include "tick.h"

/* How long a notice is waited for before looking all the same. */
#define LOOK_MS    100

/* The kernel reports a carrier within milliseconds; more is a machine under load. */
#define CARRIER_NS (10 * HF_SEC)

#define V4_PREFIX  24
#define V6_PREFIX  64

static void free_netlink(struct nl_sock **netlink)
{
	nl_socket_free(*netlink);
}

static void put_link(struct rtnl_link **link)
{
	rtnl_link_put(*link);
}

static void put_address(struct rtnl_addr **address)
{
	rtnl_addr_put(*address);
}

static void put_neighbour(struct rtnl_neigh **neighbour)
{
	rtnl_neigh_put(*neighbour);
}

static void put_route(struct rtnl_route **route)
{
	rtnl_route_put(*route);
}

static void put_addr(struct nl_addr **addr)
{
	nl_addr_put(*addr);
}

#define AUTO_NETLINK   __attribute__((cleanup(free_netlink)))
#define AUTO_LINK      __attribute__((cleanup(put_link)))
#define AUTO_ADDRESS   __attribute__((cleanup(put_address)))
#define AUTO_NEIGHBOUR __attribute__((cleanup(put_neighbour)))
#define AUTO_ROUTE     __attribute__((cleanup(put_route)))
#define AUTO_ADDR      __attribute__((cleanup(put_addr)))

/* A netlink socket stays in the namespace in which it was opened. */
static int open_netlink(struct nl_sock **ret_netlink, struct hf_fault *fault)
{
	AUTO_NETLINK struct nl_sock *netlink = nl_socket_alloc();
	int code;

	if (!netlink)
		return HF_FAULT(fault, -ENOMEM, "open a route socket");
	code = nl_connect(netlink, NETLINK_ROUTE);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "open a route socket");
	*ret_netlink = hf_take_ptr(netlink);
	return 0;
}

static int get_link(struct nl_sock *netlink, struct rtnl_link **ret_link, struct hf_fault *fault)
{
	int code = rtnl_link_get_kernel(netlink, 0, HF_LINK_NAME, ret_link);

	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "look at " HF_LINK_NAME);
	return 0;
}

#define WHOLE (-1)

/* NULL when memory is out. */
static struct nl_addr *to_nl_addr(const struct hf_addr *addr, int prefix)
{
	size_t size = addr->family == AF_INET ? 4 : 16;
	struct nl_addr *nl = nl_addr_build(addr->family, addr->bytes, size);

	if (nl && prefix != WHOLE)
		nl_addr_set_prefixlen(nl, prefix);
	return nl;
}

static int set_mac(struct rtnl_link *link, const struct hf_mac *mac)
{
	AUTO_ADDR struct nl_addr *addr = nl_addr_build(AF_LLC, mac->bytes, sizeof(mac->bytes));

	if (!addr)
		return -ENOMEM;
	rtnl_link_set_addr(link, addr);
	return 0;
}

/* Creates the pair from inside the namespace of a, with the peer put into that of b. */
static int create_pair(struct nl_sock *netlink, const struct hf_link_end *a,
		       const struct hf_link_end *b, struct hf_fault *fault)
{
	AUTO_LINK struct rtnl_link *link = rtnl_link_veth_alloc();
	AUTO_LINK struct rtnl_link *peer = link ? rtnl_link_veth_get_peer(link) : NULL;
	int code;

	if (!peer || set_mac(link, &a->mac) < 0 || set_mac(peer, &b->mac) < 0)
		return HF_FAULT(fault, -ENOMEM, "create a veth pair");
	rtnl_link_set_name(link, HF_LINK_NAME);
	rtnl_link_set_name(peer, HF_LINK_NAME);
	rtnl_link_set_ns_fd(peer, b->netns_fd);
	code = rtnl_link_add(netlink, link, NLM_F_CREATE | NLM_F_EXCL);
	if (code == -NLE_OPNOTSUPP)
		return HF_FAULT_PLAIN(fault, -EOPNOTSUPP,
				      "this kernel cannot create a veth pair (module veth)");
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "create a veth pair");
	return 0;
}

/* Writes a key of the device; a kernel that does not have it yet is fine. */
static int tune(const char *name, const char *value, struct hf_fault *fault)
{
	char key[80];

	snprintf(key, sizeof(key), "net.ipv6.conf." HF_LINK_NAME ".%s", name);
	if (!hf_sysctl_exists(key))
		return 0;
	return hf_sysctl_write(key, value, fault);
}

/* addr_gen_mode as an attribute, for Linux 3.17 to 4.10; before that there is no way. */
static void stop_link_local(struct nl_sock *netlink, struct rtnl_link *link)
{
	AUTO_LINK struct rtnl_link *change = rtnl_link_alloc();

	if (!change)
		return;
	rtnl_link_inet6_set_addr_gen_mode(change, IN6_ADDR_GEN_MODE_NONE);
	(void)rtnl_link_change(netlink, link, change, 0);
}

/* All that would send a frame of its own accord, before the device comes up and does. */
static int quiet_ipv6(struct nl_sock *netlink, struct rtnl_link *link, bool wanted,
		      struct hf_fault *fault)
{
	static const char *const silent[][2] = {
		{"accept_ra", "0"},     {"accept_dad", "0"},
		{"dad_transmits", "0"}, {"router_solicitations", "0"},
		{"addr_gen_mode", "1"},
	};

	if (!wanted)
		return tune("disable_ipv6", "1", fault);
	for (size_t i = 0; i < HF_ARRAY_LEN(silent); i++) {
		int err = tune(silent[i][0], silent[i][1], fault);

		if (err < 0)
			return err;
	}
	if (!hf_sysctl_exists("net.ipv6.conf." HF_LINK_NAME ".addr_gen_mode"))
		stop_link_local(netlink, link);
	return 0;
}

static int add_address(struct nl_sock *netlink, int ifindex, const struct hf_addr *addr, int prefix,
		       struct hf_fault *fault)
{
	AUTO_ADDRESS struct rtnl_addr *address = rtnl_addr_alloc();
	AUTO_ADDR struct nl_addr *local = to_nl_addr(addr, prefix);
	char text[INET6_ADDRSTRLEN];
	int code;

	if (!address || !local)
		return HF_FAULT(fault, -ENOMEM, "add an address");
	rtnl_addr_set_ifindex(address, ifindex);
	code = rtnl_addr_set_local(address, local);
	if (addr->family == AF_INET6)
		rtnl_addr_set_flags(address, IFA_F_NODAD);
	if (code >= 0)
		code = rtnl_addr_add(netlink, address, NLM_F_CREATE | NLM_F_EXCL);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "add address %s/%d to " HF_LINK_NAME,
				       hf_addr_text(addr, text), prefix);
	return 0;
}

static int add_neighbour(struct nl_sock *netlink, int ifindex, const struct hf_addr *addr,
			 const struct hf_mac *mac, struct hf_fault *fault)
{
	AUTO_NEIGHBOUR struct rtnl_neigh *neighbour = rtnl_neigh_alloc();
	AUTO_ADDR struct nl_addr *to = to_nl_addr(addr, WHOLE);
	AUTO_ADDR struct nl_addr *at = nl_addr_build(AF_LLC, mac->bytes, sizeof(mac->bytes));
	char text[INET6_ADDRSTRLEN];
	int code;

	if (!neighbour || !to || !at)
		return HF_FAULT(fault, -ENOMEM, "add a neighbour");
	rtnl_neigh_set_ifindex(neighbour, ifindex);
	rtnl_neigh_set_lladdr(neighbour, at);
	rtnl_neigh_set_state(neighbour, NUD_PERMANENT);
	code = rtnl_neigh_set_dst(neighbour, to);
	if (code >= 0)
		code = rtnl_neigh_add(netlink, neighbour, NLM_F_CREATE | NLM_F_REPLACE);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "add neighbour %s to " HF_LINK_NAME,
				       hf_addr_text(addr, text));
	return 0;
}

/*
 * Without ARP no frame is sent but those of the experiment: neither resolution, which the permanent
 * neighbours make needless, nor the multicast reports of an IPv6 address (addrconf_join_solict()).
 */
static int bring_up(struct nl_sock *netlink, struct rtnl_link *link, struct hf_fault *fault)
{
	AUTO_LINK struct rtnl_link *change = rtnl_link_alloc();
	int code;

	if (!change)
		return HF_FAULT(fault, -ENOMEM, "bring " HF_LINK_NAME " up");
	rtnl_link_set_flags(change, IFF_UP | IFF_NOARP);
	code = rtnl_link_change(netlink, link, change, 0);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "bring " HF_LINK_NAME " up");
	return 0;
}

/* Addresses and neighbours of one family. An address that is not set is no error. */
static int equip(struct nl_sock *netlink, int ifindex, const struct hf_addr *own, int prefix,
		 const struct hf_addr *other, const struct hf_mac *mac, struct hf_fault *fault)
{
	int err = 0;

	if (own->family)
		err = add_address(netlink, ifindex, own, prefix, fault);
	if (!err && own->family && other->family)
		err = add_neighbour(netlink, ifindex, other, mac, fault);
	return err;
}

/* One end, from inside its namespace: silenced, up, addressed. */
static int furnish(struct nl_sock *netlink, const struct hf_link_end *own,
		   const struct hf_link_end *other, struct hf_fault *fault)
{
	AUTO_LINK struct rtnl_link *link = NULL;
	int ifindex, err;

	err = get_link(netlink, &link, fault);
	if (err < 0)
		return err;
	ifindex = rtnl_link_get_ifindex(link);
	err = quiet_ipv6(netlink, link, own->v6.family != 0, fault);
	if (!err)
		err = bring_up(netlink, link, fault);
	if (!err)
		err = equip(netlink, ifindex, &own->v4, V4_PREFIX, &other->v4, &other->mac, fault);
	if (!err)
		err = equip(netlink, ifindex, &own->v6, V6_PREFIX, &other->v6, &other->mac, fault);
	return err;
}

/* Throws away what has come: any notice is only a reason to look again. */
static void forget_notices(struct nl_sock *notices)
{
	char buf[4096];

	while (recv(nl_socket_get_fd(notices), buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

/*
 * Until the next notice, or a while: the kernel may have no memory for a notice, and then nobody is
 * told. False when the deadline has passed.
 */
static bool await_notice(struct pollfd *news, int64_t deadline_ns)
{
	int left_ms = hf_tick_left_ms(deadline_ns);

	poll(news, 1, left_ms < LOOK_MS ? left_ms : LOOK_MS);
	return left_ms > 0;
}

/*
 * Until the device passes frames. Carrier alone is too early: the queue is still noop_qdisc, which
 * drops, until linkwatch has worked (linkwatch_do_dev(): operstate, then dev_activate(), both
 * before rtnl is given back and the state can be read).
 */
static int await_carrier(struct nl_sock *netlink, struct nl_sock *notices, struct hf_fault *fault)
{
	int64_t deadline_ns = hf_tick_now_ns() + CARRIER_NS;

	for (;;) {
		struct pollfd news = {.fd = nl_socket_get_fd(notices), .events = POLLIN};
		AUTO_LINK struct rtnl_link *link = NULL;
		int err;

		forget_notices(notices);
		err = get_link(netlink, &link, fault);
		if (err < 0)
			return err;
		if (rtnl_link_get_operstate(link) == IF_OPER_UP)
			return 0;
		if (!await_notice(&news, deadline_ns))
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT,
					      HF_LINK_NAME " has no carrier after %lld s",
					      (long long)(CARRIER_NS / HF_SEC));
	}
}

static bool is_local(struct nl_sock *netlink, struct nl_addr *address)
{
	AUTO_ROUTE struct rtnl_route *route = NULL;

	return rtnl_route_lookup(netlink, address, &route) >= 0 && route &&
	       rtnl_route_get_type(route) == RTN_LOCAL;
}

/*
 * Until the end takes packets for its IPv6 address: the local route is inserted by a work item
 * (addrconf_dad_work()) also where there is no duplicate address detection, and on a busy machine
 * that comes tens of milliseconds after the address was added.
 */
static int await_address(struct nl_sock *netlink, struct nl_sock *notices,
			 const struct hf_addr *address, struct hf_fault *fault)
{
	int64_t deadline_ns = hf_tick_now_ns() + CARRIER_NS;
	AUTO_ADDR struct nl_addr *local = NULL;
	char text[INET6_ADDRSTRLEN];

	if (!address->family)
		return 0;
	local = to_nl_addr(address, WHOLE);
	if (!local)
		return HF_FAULT(fault, -ENOMEM, "look for the route to an address");
	for (;;) {
		struct pollfd news = {.fd = nl_socket_get_fd(notices), .events = POLLIN};

		forget_notices(notices);
		if (is_local(netlink, local))
			return 0;
		if (!await_notice(&news, deadline_ns))
			return HF_FAULT_PLAIN(fault, -ETIMEDOUT, "%s is not local after %lld s",
					      hf_addr_text(address, text),
					      (long long)(CARRIER_NS / HF_SEC));
	}
}

/* The sockets of one end, opened in its namespace. */
struct end_sockets {
	struct nl_sock *netlink, *notices;
};

static void free_sockets(struct end_sockets *sockets)
{
	nl_socket_free(sockets->netlink);
	nl_socket_free(sockets->notices);
}

#define AUTO_SOCKETS __attribute__((cleanup(free_sockets)))

static int open_sockets(const struct hf_link_end *end, struct end_sockets *sockets,
			struct hf_fault *fault)
{
	int err = hf_netns_enter(end->netns_fd, fault);
	int code;

	if (!err)
		err = open_netlink(&sockets->netlink, fault);
	if (!err)
		err = open_netlink(&sockets->notices, fault);
	if (err < 0)
		return err;
	code = nl_socket_add_memberships(sockets->notices, RTNLGRP_LINK, RTNLGRP_IPV6_ROUTE, 0);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "listen to changes of links and routes");
	return 0;
}

/* Wanders through both namespaces; the caller leads the thread back. */
static int lay(const struct hf_link_end *a, const struct hf_link_end *b, struct hf_fault *fault)
{
	AUTO_SOCKETS struct end_sockets at_a = {NULL, NULL}, at_b = {NULL, NULL};
	int err;

	err = open_sockets(b, &at_b, fault);
	if (!err)
		err = open_sockets(a, &at_a, fault);
	if (!err)
		err = create_pair(at_a.netlink, a, b, fault);
	if (!err)
		err = furnish(at_a.netlink, a, b, fault);
	if (!err)
		err = hf_netns_enter(b->netns_fd, fault);
	if (!err)
		err = furnish(at_b.netlink, b, a, fault);
	if (!err)
		err = await_carrier(at_a.netlink, at_a.notices, fault);
	if (!err)
		err = await_carrier(at_b.netlink, at_b.notices, fault);
	if (!err)
		err = await_address(at_a.netlink, at_a.notices, &a->v6, fault);
	if (!err)
		err = await_address(at_b.netlink, at_b.notices, &b->v6, fault);
	return err;
}

int hf_link_lay(const struct hf_link_end *a, const struct hf_link_end *b, struct hf_fault *fault)
{
	HF_AUTO_FD int home = -EBADF;
	int err, back;

	err = hf_netns_open(&home, fault);
	if (err < 0)
		return err;
	err = lay(a, b, fault);
	back = hf_netns_enter(home, err ? NULL : fault);
	return err ? err : back;
}

int hf_link_route(const struct hf_addr *net, int prefix, const struct hf_addr *gateway,
		  struct hf_fault *fault)
{
	AUTO_NETLINK struct nl_sock *netlink = NULL;
	AUTO_LINK struct rtnl_link *link = NULL;
	AUTO_ROUTE struct rtnl_route *route = rtnl_route_alloc();
	AUTO_ADDR struct nl_addr *to = to_nl_addr(net, prefix);
	AUTO_ADDR struct nl_addr *via = to_nl_addr(gateway, WHOLE);
	struct rtnl_nexthop *hop = rtnl_route_nh_alloc();
	char text[2][INET6_ADDRSTRLEN];
	int code, err;

	if (!route || !to || !via || !hop) {
		rtnl_route_nh_free(hop);
		return HF_FAULT(fault, -ENOMEM, "add a route");
	}
	rtnl_route_nh_set_gateway(hop, via);
	rtnl_route_add_nexthop(route, hop);
	err = open_netlink(&netlink, fault);
	if (!err)
		err = get_link(netlink, &link, fault);
	if (err < 0)
		return err;
	rtnl_route_nh_set_ifindex(hop, rtnl_link_get_ifindex(link));
	code = rtnl_route_set_dst(route, to);
	if (code >= 0)
		code = rtnl_route_add(netlink, route, NLM_F_CREATE | NLM_F_EXCL);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "add route %s/%d via %s",
				       hf_addr_text(net, text[0]), prefix,
				       hf_addr_text(gateway, text[1]));
	return 0;
}

int hf_link_swallow(const struct hf_addr *net, int prefix, struct hf_fault *fault)
{
	AUTO_NETLINK struct nl_sock *netlink = NULL;
	AUTO_ROUTE struct rtnl_route *route = rtnl_route_alloc();
	AUTO_ADDR struct nl_addr *to = to_nl_addr(net, prefix);
	char text[INET6_ADDRSTRLEN];
	int code, err;

	if (!route || !to)
		return HF_FAULT(fault, -ENOMEM, "add a route");
	err = open_netlink(&netlink, fault);
	if (err < 0)
		return err;
	code = rtnl_route_set_type(route, RTN_BLACKHOLE);
	if (code >= 0)
		code = rtnl_route_set_dst(route, to);
	if (code >= 0)
		code = rtnl_route_add(netlink, route, NLM_F_CREATE | NLM_F_EXCL);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "add a blackhole for %s/%d",
				       hf_addr_text(net, text), prefix);
	return 0;
}

int hf_link_dropped(uint64_t *ret_dropped, struct hf_fault *fault)
{
	AUTO_NETLINK struct nl_sock *netlink = NULL;
	AUTO_LINK struct rtnl_link *link = NULL;
	int err = open_netlink(&netlink, fault);

	if (!err)
		err = get_link(netlink, &link, fault);
	if (err < 0)
		return err;
	*ret_dropped = rtnl_link_get_stat(link, RTNL_LINK_TX_DROPPED);
	return 0;
}
