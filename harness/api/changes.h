/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named changes of kernel behaviour. A case says in which span between changes its expectation holds;
 * harness/model/era.c says which releases contain a change, with commit and backports.
 */
#ifndef HF_CHANGES_H
#define HF_CHANGES_H

enum hf_change {
	HF_CHANGE_UNSET,

	/* 3.12: tcp_syncookies=2 answers every SYN with a cookie. */
	SYNCOOKIES_ALWAYS,
	/* 3.18: ip_nonlocal_bind is private to a network namespace. */
	NONLOCAL_BIND_PRIVATE,
	/* 4.0 (3.13 lacks it): a stray ACK to a listener is a failed cookie only after an overflow. */
	COOKIE_FAILS_AFTER_OVERFLOW_ONLY,
	/* 4.0: a repeated SYN is answered once in tcp_invalid_ratelimit; before, always. */
	SYN_REPETITION_LIMITED,
	/* 4.1: one SYN-ACK timer per request; before, the listener is scanned every 200 ms. */
	SYNACK_TIMER_PER_REQUEST,
	/* 4.1: backlogs are 32 bits wide; before, 65536 wraps to 0. */
	BACKLOG_IS_32_BITS,
	/* 4.2: a cookie is good for 120 s after the last overflow; before, for 3 s. */
	COOKIE_VALID_120S,
	/* 4.4: the SYN queue's limit is the accept queue's; before, a power of two of at least 16. */
	SYNQ_LIMIT_IS_BACKLOG,
	/* 4.4: requests live in the established hash and outlive their listener until a timer. */
	REQUESTS_IN_EHASH,
	/* 4.5: tcp_keepalive_time, _probes and _intvl are private. */
	KEEPALIVE_PRIVATE,
	/* 4.5: a request ends by ICMP errors that are final only; before, by every one. */
	REQUEST_SPARED_BY_ICMP,
	/* 4.6: so are all retries, tcp_syncookies, tcp_fin_timeout, ip_default_ttl, ip_dynaddr. */
	RETRIES_PRIVATE,
	/* 4.7: a SYN answered with a cookie no longer counts in ListenDrops. */
	COOKIE_IS_NO_DROP,
	/* 4.10: a SYN is refused when the accept queue is full; before, only with young requests. */
	SYN_REFUSED_ON_FULL_ACCEPTQ,
	/* 4.11: so are tcp_max_syn_backlog, tcp_max_tw_buckets, tcp_tw_recycle. */
	SYN_BACKLOG_PRIVATE,
	/* 4.12: tcp_tw_recycle is gone. */
	TW_RECYCLE_REMOVED,
	/* 4.13: so are tcp_timestamps, tcp_sack, tcp_window_scaling. */
	TIMESTAMPS_PRIVATE,
	/* 4.14: a peer with tcp_metrics is proven and may use the last quarter of the SYN backlog. */
	PROVEN_PEERS,
	/* 4.15: so are tcp_abort_on_overflow, tcp_retrans_collapse, tcp_rfc1337, tcp_stdurg. */
	ABORT_ON_OVERFLOW_PRIVATE,
	/* 4.15: a SYN that TIME-WAIT hands to the listener loses its number, and is like any other. */
	TIMEWAIT_SYN_LOSES_ISN,
	/* 4.19: when a listener overflowed last is kept in 32 bits, 64-bit kernels included. */
	SYNQ_STAMP_32_BITS,
	/* 5.0: TCPTimeouts counts every timeout, the last one of a SYN too; before, only the first. */
	TIMEOUTS_ALL_COUNTED,
	/* 5.4: somaxconn defaults to 4096; before, 128. */
	SOMAXCONN_4096,
	/* 5.8: an ICMP error (IPv4) wakes who waits in poll() for connect(), even from a locked socket. */
	ICMP_ERROR_WAKES_CONNECT,
	/* 5.14: tcp_migrate_req is a setting; 5.10 got it from 5.10.188 on, with nothing behind it. */
	MIGRATE_REQ_SYSCTL,
	/* 5.14: queued connections of a closed listener may migrate in its SO_REUSEPORT group. */
	REUSEPORT_MIGRATION,
	/* 5.16: tcp_max_orphans is held against a count that a timer takes every 100 ms. */
	ORPHANS_COUNTED_BY_TIMER,
	/* 5.18: TcpExt.TW counts a TIME-WAIT when it begins; before, when its timer ends it. */
	TW_COUNTED_AT_CREATION,
	/* 6.5: the first four SYN retransmissions are one second apart (tcp_syn_linear_timeouts). */
	SYN_LINEAR_TIMEOUTS,
	/* 6.10: it keeps its number again, and is let into a full SYN queue. */
	TIMEWAIT_SYN_KEEPS_ISN,
	/* 6.11: tcp_rto_min_us is a setting. */
	RTO_MIN_SYSCTL,
	/* 6.13: the SYN queue admits limit + 1 requests; before, limit (and none at 0). */
	SYNQ_ADMITS_LIMIT_PLUS_ONE,
	/* 6.15: tcp_rto_max_ms bounds the retransmission timeout of data. */
	RTO_MAX_SYSCTL,
	/* 6.15: a third ACK whose echoed time stamp is wrong is refused. */
	TSECR_VALIDATED,
	/* 6.15: a third ACK lost to a full accept queue has the drop reason TCP_LISTEN_OVERFLOW. */
	LISTEN_OVERFLOW_DROP_REASON,
	/* 6.18: tcp_ecn_option is a setting, for the option of accurate ECN. */
	ACCECN_OPTION,
	/* 6.19: SYN-ACK timers honour tcp_rto_max_ms. */
	SYNACK_HONOURS_RTO_MAX,
	/* 7.2: an RST that is in the window but not exact draws a challenge ACK from a request. */
	INEXACT_RST_CHALLENGED,

	HF_CHANGES,
};

#endif
