/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sockdiag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>

#include "nlcode.h"
#include "own.h"

/* One read takes many sockets of a large dump: the kernel fills what the reader offers, to 32 KiB.
 */
#define MESSAGE_BYTES (64 * 1024)
#define BUFFER_BYTES  (1024 * 1024)

/* A table that changes during so many dumps in a row is not going to be seen whole. */
#define TRIES 16

/*
 * All states, and the kernel's own TCP_NEW_SYN_RECV (12) of requests, since Linux 4.4 in the table
 * of all sockets. Not TCP_BOUND_INACTIVE (13).
 */
#define ALL_STATES ((1u << 13) - 1)

struct hf_sockdiag {
	struct nl_sock *netlink;
};

/* A dump on its way: an array that grows. */
struct dump {
	struct hf_sock *socks;
	size_t count, room;
	bool out_of_memory;
};

static struct hf_addr to_addr(int family, const __be32 words[4])
{
	struct hf_addr addr = {.family = family};

	memcpy(addr.bytes, words, family == AF_INET ? 4 : 16);
	return addr;
}

static struct hf_sock to_sock(const struct inet_diag_msg *msg)
{
	return (struct hf_sock){
		.state = msg->idiag_state,
		.local = to_addr(msg->idiag_family, msg->id.idiag_src),
		.peer = to_addr(msg->idiag_family, msg->id.idiag_dst),
		.local_port = ntohs(msg->id.idiag_sport),
		.peer_port = ntohs(msg->id.idiag_dport),
		.rqueue = msg->idiag_rqueue,
		.wqueue = msg->idiag_wqueue,
		.timer = msg->idiag_timer,
		.retrans = msg->idiag_retrans,
		.expires_ms = msg->idiag_expires,
		.inode = msg->idiag_inode,
	};
}

static int grow(struct dump *dump)
{
	size_t room = dump->room ? 2 * dump->room : 256;
	struct hf_sock *more = reallocarray(dump->socks, room, sizeof(*more));

	if (!more)
		return -ENOMEM;
	dump->socks = more;
	dump->room = room;
	return 0;
}

static int on_message(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *header = nlmsg_hdr(msg);
	struct dump *dump = arg;

	if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    !nlmsg_valid_hdr(header, sizeof(struct inet_diag_msg)))
		return NL_SKIP;
	if (dump->count == dump->room && grow(dump) < 0) {
		dump->out_of_memory = true;
		return NL_SKIP;
	}
	dump->socks[dump->count++] = to_sock(nlmsg_data(header));
	return NL_OK;
}

/* One dump of the states in the mask; 0 or a libnl code. */
static int dump_once(struct hf_sockdiag *diag, int family, uint32_t states, struct dump *dump)
{
	struct inet_diag_req_v2 request = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_states = states,
	};
	int code;

	dump->count = 0;
	nl_socket_modify_cb(diag->netlink, NL_CB_VALID, NL_CB_CUSTOM, on_message, dump);
	code = nl_send_simple(diag->netlink, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &request,
			      sizeof(request));
	if (code < 0)
		return code;
	return nl_recvmsgs_default(diag->netlink);
}

static int open_netlink(struct nl_sock *netlink, struct hf_fault *fault)
{
	int code = nl_connect(netlink, NETLINK_SOCK_DIAG);

	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "open a sock_diag socket");
	code = nl_socket_set_buffer_size(netlink, BUFFER_BYTES, 0);
	if (code >= 0)
		code = nl_socket_set_msg_buf_size(netlink, MESSAGE_BYTES);
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "size a sock_diag socket");
	return 0;
}

/* A dump of no state at all: it fails with ENOENT where no tcp_diag answers or can be loaded. */
static int probe(struct hf_sockdiag *diag, struct hf_fault *fault)
{
	struct dump none = {.socks = NULL};
	int code = dump_once(diag, AF_INET, 0, &none);

	free(none.socks);
	if (code == -NLE_OBJ_NOTFOUND)
		return HF_FAULT_PLAIN(fault, -EPROTONOSUPPORT,
				      "this kernel cannot list TCP sockets (CONFIG_INET_DIAG, "
				      "module tcp_diag)");
	if (code < 0)
		return HF_NLCODE_FAULT(fault, code, "ask sock_diag for TCP sockets");
	return 0;
}

int hf_sockdiag_open(struct hf_sockdiag **ret, struct hf_fault *fault)
{
	struct hf_sockdiag *diag = calloc(1, sizeof(*diag));
	int err;

	if (diag)
		diag->netlink = nl_socket_alloc();
	if (!diag || !diag->netlink) {
		free(diag);
		return HF_FAULT(fault, -ENOMEM, "open a sock_diag socket");
	}
	err = open_netlink(diag->netlink, fault);
	if (!err)
		err = probe(diag, fault);
	if (err < 0) {
		hf_sockdiag_free(diag);
		return err;
	}
	*ret = diag;
	return 0;
}

void hf_sockdiag_free(struct hf_sockdiag *diag)
{
	if (!diag)
		return;
	nl_socket_free(diag->netlink);
	free(diag);
}

int hf_sockdiag_dump(struct hf_sockdiag *diag, int family, struct hf_sock **ret_socks,
		     size_t *ret_count, struct hf_fault *fault)
{
	const char *what = family == AF_INET6 ? "IPv6" : "IPv4";
	struct dump dump = {.socks = NULL};
	int code = -NLE_DUMP_INTR;

	for (int i = 0; i < TRIES && code == -NLE_DUMP_INTR; i++)
		code = dump_once(diag, family, ALL_STATES, &dump);
	if (code >= 0 && !dump.out_of_memory) {
		*ret_socks = dump.socks;
		*ret_count = dump.count;
		return 0;
	}
	free(dump.socks);
	if (dump.out_of_memory)
		return HF_FAULT(fault, -ENOMEM, "list %s TCP sockets", what);
	return HF_NLCODE_FAULT(fault, code, "list %s TCP sockets", what);
}

static const char *const state_names[HF_TCP_STATES] = {
	[HF_TCP_ESTABLISHED] = "ESTABLISHED",
	[HF_TCP_SYN_SENT] = "SYN-SENT",
	[HF_TCP_SYN_RECV] = "SYN-RECV",
	[HF_TCP_FIN_WAIT1] = "FIN-WAIT-1",
	[HF_TCP_FIN_WAIT2] = "FIN-WAIT-2",
	[HF_TCP_TIME_WAIT] = "TIME-WAIT",
	[HF_TCP_CLOSE] = "UNCONN",
	[HF_TCP_CLOSE_WAIT] = "CLOSE-WAIT",
	[HF_TCP_LAST_ACK] = "LAST-ACK",
	[HF_TCP_LISTEN] = "LISTEN",
	[HF_TCP_CLOSING] = "CLOSING",
};

const char *hf_tcp_state_text(enum hf_tcp_state state)
{
	if (state <= 0 || state >= HF_TCP_STATES)
		return "UNKNOWN";
	return state_names[state];
}

enum hf_tcp_state hf_tcp_state_parse(const char *text)
{
	for (int state = 1; state < HF_TCP_STATES; state++) {
		if (strcmp(text, state_names[state]) == 0)
			return state;
	}
	return 0;
}
