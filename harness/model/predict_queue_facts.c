/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queues in words. */
#include <inttypes.h>
#include <stdio.h>

#include "predict_fate.h"
#include "predict_parts.h"
#include "predict_queue.h"
#include "tick.h"

struct said {
	const struct hf_release *release;
	const struct hf_knobs *knobs;
	struct hf_queue_limits limits;
	struct hf_facts *facts;
};

static bool has(const struct said *s, enum hf_change change)
{
	return hf_release_has(s->release, change);
}

static const char *conn_request(const struct said *s)
{
	bool common = s->release->major > 3 || s->release->minor >= 17;

	return common ? "tcp_conn_request" : "tcp_v4_conn_request";
}

static void number_or(struct hf_fact *fact, int64_t number, const char *unbounded)
{
	if (number == HF_NO_BOUND)
		snprintf(fact->text, sizeof(fact->text), "%s", unbounded);
	else
		hf_fact_number(fact, number);
}

/* ---- limits ------------------------------------------------------------------------------- */

static void acceptq_facts(struct said *s)
{
	hf_fact_number(hf_fact_add(s->facts, "accept queue, limit", "__sys_listen",
				   "min(backlog, somaxconn) at the call of listen(), a negative "
				   "backlog being a very large one%s; ss shows it as Send-Q",
				   has(s, BACKLOG_IS_32_BITS) ? "" : ", kept in 16 bits"),
		       s->limits.acceptq_limit);
	number_or(hf_fact_add(s->facts, "accept queue, capacity", "sk_acceptq_is_full",
			      "full when more than the limit wait: one more than the limit fits"),
		  s->limits.acceptq_capacity,
		  "never full: the length is a number of 16 bits and wraps");
}

static void synq_fact(struct said *s)
{
	struct hf_fact *fact;

	if (!has(s, SYNQ_LIMIT_IS_BACKLOG))
		fact = hf_fact_add(
			s->facts, "SYN queue, capacity", "reqsk_queue_alloc",
			"the power of two above min(backlog, somaxconn, "
			"tcp_max_syn_backlog), at least 16, fixed at the first listen()");
	else if (!has(s, SYNQ_ADMITS_LIMIT_PLUS_ONE))
		fact = hf_fact_add(s->facts, "SYN queue, capacity", "inet_csk_reqsk_queue_is_full",
				   "full when as many requests as the accept queue's limit wait%s",
				   s->limits.synq_capacity ? "" : ": none is ever admitted");
	else
		fact = hf_fact_add(s->facts, "SYN queue, capacity", "inet_csk_reqsk_queue_is_full",
				   "full when more requests than the accept queue's limit wait");
	hf_fact_number(fact, s->limits.synq_capacity);
}

static const char *strangers_rule(const struct said *s)
{
	if (s->knobs->v[HF_SYNCOOKIES])
		return "tcp_syncookies is not 0, so tcp_max_syn_backlog refuses nobody";
	if (s->limits.strangers == HF_NO_BOUND)
		return "peers that tcp_metrics know may use the last quarter of "
		       "tcp_max_syn_backlog";
	if (s->knobs->v[HF_PROVEN])
		return "cookies are off: the last quarter of tcp_max_syn_backlog is kept for known "
		       "peers, but before 4.14 the kernel looks for the peer with no route and "
		       "finds none; M - M/4 + 1";
	return "cookies are off: the last quarter of tcp_max_syn_backlog is kept for peers that "
	       "tcp_metrics know; M - M/4 + 1";
}

static void strangers_facts(struct said *s)
{
	int64_t most = s->limits.synq_capacity;
	struct hf_fact *fact = hf_fact_add(s->facts, "SYN queue, bound of the last quarter",
					   conn_request(s), "%s", strangers_rule(s));

	number_or(fact, s->limits.strangers, "none");
	if (most > s->limits.strangers)
		most = s->limits.strangers;
	if (s->knobs->v[HF_SYNCOOKIES] == 2 && has(s, SYNCOOKIES_ALWAYS))
		most = 0;
	hf_fact_number(hf_fact_add(s->facts, "requests at most", conn_request(s), "%s",
				   most ? "the lesser of the two" : "no SYN leaves a request"),
		       most);
}

/* ---- SYNs --------------------------------------------------------------------------------- */

static void count_syns(struct hf_fact *fact, const struct hf_syns *syns)
{
	hf_fact_count(fact, "TcpExt.ListenDrops", syns->listen_drops);
	hf_fact_count(fact, "TcpExt.ListenOverflows", syns->listen_overflows);
	hf_fact_count(fact, "TcpExt.TCPReqQFullDrop", syns->full_drop);
	hf_fact_count(fact, "TcpExt.TCPReqQFullDoCookies", syns->full_do_cookies);
	hf_fact_count(fact, "TcpExt.SyncookiesSent", syns->cookies_sent);
}

static const char *full_rule(const struct said *s)
{
	if (has(s, SYN_REFUSED_ON_FULL_ACCEPTQ))
		return "a full SYN queue is found first, then the full accept queue refuses every "
		       "SYN, those that would get a cookie too";
	return "a full accept queue refuses a SYN only while more than one request is young (in "
	       "its first second); of the others the third ACK is dropped";
}

static void flood_facts(struct said *s, bool full)
{
	struct hf_synq synq = {0};
	struct hf_syns syns;
	struct hf_fact *fact;
	const char *rule = full ? full_rule(s)
				: "each SYN is a request until a bound is met; then cookies, "
				  "where they are on, answer what the SYN queue does not hold";

	hf_predict_syns(s->release, s->knobs, full, s->knobs->v[HF_SYNS], &synq, &syns);
	fact = hf_fact_add(s->facts, full ? "SYNs, accept queue full" : "SYNs, accept queue empty",
			   conn_request(s), "of %" PRId64 " within a second: %s",
			   s->knobs->v[HF_SYNS], rule);
	hf_fact_count(fact, "admitted", syns.admitted);
	hf_fact_count(fact, "refused", syns.refused);
	hf_fact_count(fact, "cookies", syns.cookies);
	fact = hf_fact_add(s->facts,
			   full ? "their counters, accept queue full"
				: "their counters, accept queue empty",
			   conn_request(s),
			   "ListenDrops counts each refused SYN%s; ListenOverflows those that the "
			   "accept queue, TCPReqQFullDrop those that the SYN queue refuses",
			   has(s, COOKIE_IS_NO_DROP) ? "" : " and, until 4.6, each cookie");
	count_syns(fact, &syns);
}

/* ---- one more caller ---------------------------------------------------------------------- */

static void connect_facts(struct said *s)
{
	const char *what = "connect() to a full accept queue";
	struct hf_connect_fate fate;
	struct hf_fact *fact;

	hf_predict_connect(s->release, s->knobs, &fate);
	if (!fate.connects) {
		fact = hf_fact_add(s->facts, what, "tcp_write_timeout",
				   "each of its %" PRId64 " SYNs is refused in silence: no RST, "
				   "no ECONNREFUSED; tcp_abort_on_overflow has no part in it",
				   fate.syns);
		snprintf(fact->text, sizeof(fact->text), "ETIMEDOUT after %g s",
			 (double)fate.after_ns / HF_SEC);
	} else {
		fact = hf_fact_add(s->facts, what, "tcp_v4_syn_recv_sock",
				   "its SYN is answered%s; its third ACK is %s",
				   fate.cookies_recv ? " with a cookie" : "",
				   fate.reset ? "answered with RST"
				   : fate.cookies_recv
					   ? "dropped and nothing is left of it"
					   : "dropped, and one more for each SYN-ACK sent again");
		snprintf(fact->text, sizeof(fact->text), "0 at once, the client is ESTABLISHED%s",
			 fate.reset
				 ? ", then ECONNRESET (by connect() itself where the RST is first)"
				 : " and the server is not");
	}
	fact = hf_fact_add(s->facts, "its counters on the server", conn_request(s),
			   "one for each SYN or ACK that is dropped");
	count_syns(fact, &fate.server);
	hf_fact_count(fact, "TcpExt.SyncookiesRecv", fate.cookies_recv);
	hf_fact_count(fact, "TcpExt.EmbryonicRsts", fate.embryonic_rsts);
	hf_fact_count(fact, "Tcp.OutRsts", fate.out_rsts);
}

static void third_ack_fact(struct said *s, bool by_cookie)
{
	struct hf_third_ack third;
	struct hf_fact *fact;
	const char *rule = "dropped; the request stays, and every further segment that "
			   "acknowledges counts the same again";

	hf_predict_third_ack(s->knobs, by_cookie, &third);
	if (by_cookie)
		rule = "dropped; there is no request to send a SYN-ACK again, and "
		       "tcp_abort_on_overflow has no part in it";
	else if (third.reset)
		rule = "answered with RST and the request is gone; AttemptFails does not move";
	fact = hf_fact_add(s->facts,
			   by_cookie ? "third ACK with a cookie, accept queue full"
				     : "third ACK of a request, accept queue full",
			   by_cookie ? "cookie_v4_check" : "tcp_check_req", "%s", rule);
	hf_fact_count(fact, "TcpExt.ListenDrops", third.listen_drops);
	hf_fact_count(fact, "TcpExt.ListenOverflows", third.listen_overflows);
	hf_fact_count(fact, "TcpExt.EmbryonicRsts", third.embryonic_rsts);
	hf_fact_count(fact, "Tcp.OutRsts", third.out_rsts);
	if (by_cookie)
		hf_fact_count(fact, "TcpExt.SyncookiesRecv", third.cookies_recv);
}

void hf_predict_queue_facts(const struct hf_release *release, const struct hf_knobs *knobs,
			    struct hf_facts *facts)
{
	struct said s = {.release = release, .knobs = knobs, .facts = facts};

	hf_predict_limits(release, knobs, &s.limits);
	acceptq_facts(&s);
	synq_fact(&s);
	strangers_facts(&s);
	flood_facts(&s, false);
	flood_facts(&s, true);
	connect_facts(&s);
	third_ack_fact(&s, false);
	if (knobs->v[HF_SYNCOOKIES])
		third_ack_fact(&s, true);
}
