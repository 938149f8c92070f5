/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "invariants.h"

#include <stdio.h>

#include "own.h"

/*
 * Each with the functions that count both sides. The counters are read netstat first, then snmp
 * (hf_mib_snapshot()): a sum of TcpExt may stand on the left of one of Tcp, never the other way
 * round, or a packet between the two readings would break it.
 *
 * What is left out on purpose: bpf_tcp_gen_syncookie() counts TCPReqQFullDrop, TCPReqQFullDoCookies
 * and ListenOverflows (tcp_get_syncookie_mss()) for SYNs that no socket has seen.
 */
static const struct hf_invariant invariants[] = {
	{
		/*
		 * tcp_conn_request(), before 3.16 tcp_v4_conn_request() and tcp_v6_conn_request():
		 * after TCPReqQFullDrop (tcp_syn_flood_action()) and after ListenOverflows it goes
		 * to `drop`, which counts ListenDrops; no SYN counts both. So does the overflow of
		 * tcp_v4_syn_recv_sock() and tcp_v6_syn_recv_sock(), where a third ACK ends.
		 */
		.name = "refused-are-drops",
		.least = {"TcpExt.ListenOverflows", "TcpExt.TCPReqQFullDrop"},
		.most = {"TcpExt.ListenDrops"},
	},
	{
		/*
		 * A cookie is made (cookie_init_sequence(), before 4.1 cookie_v4_init_sequence())
		 * only where tcp_syn_flood_action() wanted it and counted that.
		 */
		.name = "cookies-were-wanted",
		.least = {"TcpExt.SyncookiesSent"},
		.most = {"TcpExt.TCPReqQFullDoCookies"},
	},
	{
		/*
		 * Between wanting a cookie and making it tcp_conn_request() leaves only by `drop`:
		 * a full accept queue, no memory, a security module, no route. What was sent is no
		 * drop.
		 */
		.name = "wanted-cookies-are-sent",
		.least = {"TcpExt.TCPReqQFullDoCookies", "TcpExt.TCPReqQFullDrop"},
		.most = {"TcpExt.SyncookiesSent", "TcpExt.ListenDrops"},
		.since = COOKIE_IS_NO_DROP,
	},
	{
		/* ... and before, what was sent went by `drop` as well. */
		.name = "wanted-cookies-are-drops",
		.least = {"TcpExt.TCPReqQFullDoCookies", "TcpExt.TCPReqQFullDrop"},
		.most = {"TcpExt.ListenDrops"},
		.until = COOKIE_IS_NO_DROP,
	},
	{
		/*
		 * cookie_v4_check() and cookie_v6_check() give a failed ACK back to the listener,
		 * where tcp_rcv_state_process() has it answered with RST.
		 */
		.name = "failed-cookies-are-reset",
		.least = {"TcpExt.SyncookiesFailed"},
		.most = {"Tcp.OutRsts"},
	},
	{
		/*
		 * tcp_validate_incoming() counts the SYN and calls tcp_send_challenge_ack(), which
		 * sends, or counts that it did so to this socket a moment ago. A third way out, not
		 * counted, is a limit for the whole machine: 100 a second at first (3.6), then
		 * 1000, then none; therefore it is asked up to a hundred only.
		 */
		.name = "syns-are-challenged",
		.least = {"TcpExt.TCPSYNChallenge"},
		.most = {"TcpExt.TCPChallengeACK", "TcpExt.TCPACKSkippedChallenge"},
		.up_to = 100,
	},
	{
		/* __tcp_retransmit_skb() and tcp_rtx_synack() count both. */
		.name = "syns-again-are-segments-again",
		.least = {"TcpExt.TCPSynRetrans"},
		.most = {"Tcp.RetransSegs"},
	},
	{
		/*
		 * tcp_check_req() gives up a request because a SYN or RST came for it, which counts
		 * AttemptFails, or because tcp_abort_on_overflow says so, which sends an RST.
		 */
		.name = "embryos-fail-or-are-reset",
		.least = {"TcpExt.EmbryonicRsts"},
		.most = {"Tcp.AttemptFails", "Tcp.OutRsts"},
	},
	{
		/* tcp_close(), since 5.12 __tcp_close(), with tcp_send_active_reset(). */
		.name = "aborts-on-close-are-reset",
		.least = {"TcpExt.TCPAbortOnClose"},
		.most = {"Tcp.OutRsts", "TcpExt.TCPAbortFailed"},
	},
	{
		/* tcp_v4_rcv(), tcp_v6_rcv() and tcp_rcv_established() count both. */
		.name = "wrong-checksums-are-errors",
		.least = {"Tcp.InCsumErrors"},
		.most = {"Tcp.InErrs"},
	},
};

const struct hf_invariant *hf_invariants(size_t *ret_count)
{
	*ret_count = HF_ARRAY_LEN(invariants);
	return invariants;
}

static int64_t total(const char *name, const struct hf_mib *before, const struct hf_mib *delta)
{
	int64_t was = 0, grown = 0;

	hf_mib_get(before, name, &was);
	hf_mib_get(delta, name, &grown);
	return was + grown;
}

static int64_t sum(const char *const terms[HF_INVARIANT_TERMS], const struct hf_mib *before,
		   const struct hf_mib *delta)
{
	int64_t all = 0;

	for (size_t i = 0; i < HF_INVARIANT_TERMS && terms[i]; i++)
		all += total(terms[i], before, delta);
	return all;
}

bool hf_invariant_holds(const struct hf_invariant *invariant, const struct hf_release *release,
			const struct hf_mib *before, const struct hf_mib *delta, int64_t *ret_least,
			int64_t *ret_most)
{
	*ret_least = sum(invariant->least, before, delta);
	*ret_most = sum(invariant->most, before, delta);
	if (invariant->since && !hf_release_has(release, invariant->since))
		return true;
	if (invariant->until && hf_release_has(release, invariant->until))
		return true;
	if (invariant->up_to && *ret_least > invariant->up_to)
		return true;
	return *ret_least <= *ret_most;
}

void hf_invariant_sum_text(const char *const terms[HF_INVARIANT_TERMS], char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < HF_INVARIANT_TERMS && terms[i] && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " + " : "",
					 terms[i]);
}
