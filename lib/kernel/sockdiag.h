/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP sockets of a network namespace through inet_diag: states of all, queue of a listener, SYN-RECV
 * requests with their remaining timer and retransmissions. What `ss -nat` shows.
 */
#ifndef HF_SOCKDIAG_H
#define HF_SOCKDIAG_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "addr.h"

/* Values of the kernel's enum in include/net/tcp_states.h. */
enum hf_tcp_state {
	HF_TCP_ESTABLISHED = 1,
	HF_TCP_SYN_SENT,
	HF_TCP_SYN_RECV,
	HF_TCP_FIN_WAIT1,
	HF_TCP_FIN_WAIT2,
	HF_TCP_TIME_WAIT,
	HF_TCP_CLOSE,
	HF_TCP_CLOSE_WAIT,
	HF_TCP_LAST_ACK,
	HF_TCP_LISTEN,
	HF_TCP_CLOSING,
	HF_TCP_STATES,
};

struct hf_sock {
	enum hf_tcp_state state;
	struct hf_addr local, peer;
	uint16_t local_port, peer_port;
	uint32_t rqueue; /* LISTEN: connections waiting for accept(); else unread bytes */
	uint32_t wqueue; /* LISTEN: the limit, sk_max_ack_backlog; else unacknowledged bytes */
	uint8_t timer;	 /* idiag_timer: 0 none, 1 retransmit, 2 keepalive, 3 time-wait, 4 probe */
	uint8_t retrans; /* retransmissions so far (SYN-RECV: num_retrans) */
	uint32_t expires_ms; /* until the timer fires */
	uint32_t inode; /* of the socket, as fstat() has it, cut to 32 bits; 0: it has no owner */
};

struct hf_sockdiag; /* a netlink socket opened in one namespace; usable from any namespace later */

/* Opens in the calling thread's namespace. -EPROTONOSUPPORT where the kernel lacks tcp_diag. */
int hf_sockdiag_open(struct hf_sockdiag **ret, struct hf_fault *fault);
void hf_sockdiag_free(struct hf_sockdiag *diag);

/*
 * Dumps all TCP sockets of `family` (AF_INET or AF_INET6; an IPv4-mapped connection is dumped as
 * AF_INET6) into a new array, freed by the caller. A dump that the kernel marks interrupted is done
 * again.
 */
int hf_sockdiag_dump(struct hf_sockdiag *diag, int family, struct hf_sock **ret_socks,
		     size_t *ret_count, struct hf_fault *fault);

/* Name of a state as ss prints it, in upper case: "ESTAB" is "ESTABLISHED", else "SYN-RECV", ... */
const char *hf_tcp_state_text(enum hf_tcp_state state);

/* The reverse; 0 when unknown. */
enum hf_tcp_state hf_tcp_state_parse(const char *text);

#endif
