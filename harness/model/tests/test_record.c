/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <ctype.h>

#include "counters.h"
#include "own.h"
#include "record_json.h"
#include "sample.h"
#include "suite.h"

/* ---- a record with something in every field ---- */

static void fill_verdict(struct hf_record *record)
{
	strcpy(record->variant, "backlog=10");
	strcpy(record->kernel.version, "#1 SMP PREEMPT_DYNAMIC");
	record->kernel.guest = true;
	record->kernel.virtual_clock = true;
	record->verdict = DIFFERS;
	HF_RECORD_APPEND(record, reasons, reason_count,
			 (&(struct hf_record_reason){.rule = "a rule",
						     .expected = "3",
						     .seen = "2",
						     .hint = "a commit",
						     .packet = 1}));
	HF_RECORD_APPEND(record, reasons, reason_count,
			 (&(struct hf_record_reason){.rule = "another", .packet = -1}));
	record->claim_is = NO_LONGER_TRUE;
	free(record->because);
	record->because = strdup("times change");
}

static void fill_settings(struct hf_record *record)
{
	HF_RECORD_APPEND(
		record, settings, setting_count,
		(&(struct hf_record_setting){SERVER, "net.ipv4.tcp_syncookies", "0", "private"}));
	HF_RECORD_APPEND(
		record, settings, setting_count,
		(&(struct hf_record_setting){CLIENT, "net.ipv4.tcp_sack", "1", "private"}));
	HF_RECORD_APPEND(
		record, settings, setting_count,
		(&(struct hf_record_setting){SERVER, "net.ipv4.tcp_tw_recycle", "", "absent"}));
	HF_RECORD_APPEND(record, settings, setting_count,
			 (&(struct hf_record_setting){CLIENT, "net.ipv4.tcp_mem", "1 2 3",
						      "global-only"}));
	HF_RECORD_APPEND(record, settings, setting_count,
			 (&(struct hf_record_setting){CLIENT, "net.core.netdev_max_backlog", "",
						      "global-only"}));
}

static void fill_counters(struct hf_record *record)
{
	sample_counts(record, SERVER, "TcpExt.ListenDrops", 3);
	sample_counts(record, SERVER, "Tcp.OutRsts", 0);
	sample_counts(record, SERVER, "Softnet.Dropped", 0);
	sample_counts(record, CLIENT, "Softnet.Dropped", 0);
	sample_counts(record, SERVER, "TcpExt.TCPTimeouts", 0);
	sample_counts(record, CLIENT, "TcpExt.ListenDrops", 0);
	sample_counts(record, CLIENT, "Tcp.OutRsts", -1);
	sample_counts(record, CLIENT, "TcpExt.TCPTimeouts", 4);
	for (int host = SERVER; host <= CLIENT; host++) {
		struct hf_mib delta = record->delta[host];

		/* What was there before: the same names, other values. */
		record->delta[host] = (struct hf_mib){0};
		sample_counts(record, host, "Tcp.OutRsts", 7 * host);
		sample_counts(record, host, "Softnet.Dropped", 0);
		sample_counts(record, host, "TcpExt.ListenDrops", 0);
		sample_counts(record, host, "TcpExt.TCPTimeouts", INT64_MAX);
		record->before[host] = record->delta[host];
		record->delta[host] = delta;
	}
}

static void fill_mark(struct hf_record *record)
{
	struct hf_record_mark *mark = sample_mark(record, "full");

	mark->t_ns = 123456789;
	mark->acceptq_len = 2;
	mark->acceptq_limit = 1;
	mark->requests = 5;
	mark->queues[0] = (struct hf_record_queue){.listener = "one", .len = 2, .limit = 1};
	mark->queues[1] = (struct hf_record_queue){.listener = "other", .len = -1, .limit = -1};
	mark->queue_count = 2;
	for (uint32_t s = 0; s < 16; s++) {
		mark->sockets[SERVER].by_state[s] = s;
		mark->sockets[CLIENT].by_state[s] = 100 + s;
	}
	mark->sockets[SERVER].unread = 90;
	mark->sockets[SERVER].unacked = 91;
	mark->sockets[CLIENT].unread = 92;
	mark->sockets[CLIENT].unacked = 93;
}

static void fill_calls(struct hf_record *record)
{
	struct hf_record_call *call = sample_call(record, "late", "connect", ETIMEDOUT, 7140000000);

	call->index = 4;
	call = sample_call(record, "late", "recv", 0, 5);
	call->bytes = 100;
	call = sample_call(record, "listener", "accept", 0, 0);
	call->host = SERVER;
	call->pending = true;
	HF_RECORD_APPEND(record, hits, hit_count, (&(struct hf_record_hits){"Mute", 12}));
	HF_RECORD_APPEND(record, outputs, output_count,
			 (&(struct hf_record_output){"Curl", strdup("curl (56)\n全连接\t\"x\"")}));
}

static void fill_wire(struct hf_record *record)
{
	struct hf_seg *seg;

	sample_names(record, "late", NULL, 61000, 1, 1);
	sample_names(record, "flood", "198.18.0.1", 20000, 50000, 40000);
	sample_sent(record, "flood", 50000);
	record->trains[0].first_ns = 1;
	record->trains[0].last_ns = 2;
	record->trains[0].worst_gap_ns = 3;
	seg = sample_sees(record, 200000, "< S", 61000);
	seg->seq = 4294967295;
	seg->win = 65535;
	seg = sample_sees_from(record, 200100, "> S.", "198.18.0.1", 20000);
	seg->seq = 5;
	seg->ack = 4000000000;
	seg->mss = 1460;
	seg->has_ts = seg->has_wscale = seg->other_opts = true;
	seg->tsval = 4294967295;
	seg = sample_sees(record, 200200, "< P.", 61000);
	seg->len = 90;
	sample_sees(record, 200300, "< none", 61000);
	HF_RECORD_APPEND(record, counts, count_count, (&(struct hf_record_count){true, "S", 41}));
	HF_RECORD_APPEND(record, counts, count_count, (&(struct hf_record_count){false, "S.", 42}));
	record->tail = (struct hf_record_count){true, "none", 43};
}

static void fill_ends(struct hf_record *record)
{
	free(record->capture_file);
	record->capture_file = strdup("sample.pcapng");
	record->capture_lost = 1;
	record->capture_server = 11;
	record->capture_client = 12;
	record->latency_ns = 13;
	record->start_real_ns = INT64_C(1700000000123456789);
	record->elapsed_ns = 14;
	record->wall_ns = 15;
}

/*
 * Names of counters, rules and programs begin with a capital letter or have dots, so that the keys
 * of the schema can be told from them in the text.
 */
static struct hf_record *full_record(void)
{
	struct hf_record *record = sample_record();

	fill_verdict(record);
	fill_settings(record);
	fill_counters(record);
	fill_mark(record);
	fill_calls(record);
	fill_wire(record);
	fill_ends(record);
	return record;
}

static struct hf_record *read_back(const char *text)
{
	struct hf_record *record = NULL;
	struct hf_fault fault = {0};

	ck_assert_msg(hf_record_from_json(text, strlen(text), "copy", &record, &fault) == 0, "%s",
		      fault.text);
	return record;
}

static struct hf_record *copy(const struct hf_record *record)
{
	HF_AUTO_FREE char *text = hf_record_to_json(record);

	ck_assert_ptr_nonnull(text);
	return read_back(text);
}

/* ---- comparing ---- */

static void same_mib(const struct hf_mib *a, const struct hf_mib *b)
{
	ck_assert_uint_eq(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		ck_assert_str_eq(a->counters[i].name, b->counters[i].name);
		ck_assert_int_eq(a->counters[i].value, b->counters[i].value);
	}
}

static void same_head(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_str_eq(a->case_name, b->case_name);
	ck_assert_str_eq(a->variant, b->variant);
	ck_assert_int_eq(a->inet6, b->inet6);
	ck_assert_str_eq(a->case_hash, b->case_hash);
	ck_assert_str_eq(a->kernel.release, b->kernel.release);
	ck_assert_str_eq(a->kernel.version, b->kernel.version);
	ck_assert_str_eq(a->kernel.machine, b->kernel.machine);
	ck_assert_int_eq(a->kernel.guest, b->kernel.guest);
	ck_assert_int_eq(a->kernel.virtual_clock, b->kernel.virtual_clock);
	ck_assert_int_eq(a->kernel.jiffy_ns, b->kernel.jiffy_ns);
	ck_assert(hf_addr_equal(&a->server, &b->server));
	ck_assert(hf_addr_equal(&a->client, &b->client));
	ck_assert_int_eq(a->measure_ns, b->measure_ns);
	ck_assert_str_eq(a->capture_file, b->capture_file);
	ck_assert_int_eq(a->capture_lost, b->capture_lost);
	ck_assert_int_eq(a->capture_server, b->capture_server);
	ck_assert_int_eq(a->capture_client, b->capture_client);
	ck_assert_int_eq(a->latency_ns, b->latency_ns);
	ck_assert_int_eq(a->start_real_ns, b->start_real_ns);
	ck_assert_int_eq(a->elapsed_ns, b->elapsed_ns);
	ck_assert_int_eq(a->wall_ns, b->wall_ns);
}

static void same_verdicts(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_int_eq(a->verdict, b->verdict);
	ck_assert_str_eq(a->why, b->why);
	ck_assert_int_eq(a->claim_is, b->claim_is);
	ck_assert_str_eq(a->because, b->because);
	ck_assert_uint_eq(a->reason_count, b->reason_count);
	for (size_t i = 0; i < a->reason_count; i++) {
		ck_assert_str_eq(a->reasons[i].rule, b->reasons[i].rule);
		ck_assert_str_eq(a->reasons[i].expected, b->reasons[i].expected);
		ck_assert_str_eq(a->reasons[i].seen, b->reasons[i].seen);
		ck_assert_str_eq(a->reasons[i].hint, b->reasons[i].hint);
		ck_assert_int_eq(a->reasons[i].packet, b->reasons[i].packet);
	}
}

static void same_settings(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->setting_count, b->setting_count);
	for (size_t i = 0; i < a->setting_count; i++) {
		ck_assert_int_eq(a->settings[i].host, b->settings[i].host);
		ck_assert_str_eq(a->settings[i].key, b->settings[i].key);
		ck_assert_str_eq(a->settings[i].value, b->settings[i].value);
		ck_assert_str_eq(a->settings[i].scope, b->settings[i].scope);
	}
}

static void same_marks(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->mark_count, b->mark_count);
	for (size_t i = 0; i < a->mark_count; i++) {
		const struct hf_record_mark *x = &a->marks[i], *y = &b->marks[i];

		ck_assert_str_eq(x->name, y->name);
		ck_assert_int_eq(x->t_ns, y->t_ns);
		ck_assert_int_eq(x->acceptq_len, y->acceptq_len);
		ck_assert_int_eq(x->acceptq_limit, y->acceptq_limit);
		ck_assert_int_eq(x->requests, y->requests);
		ck_assert_uint_eq(x->queue_count, y->queue_count);
		for (size_t q = 0; q < x->queue_count; q++) {
			ck_assert_str_eq(x->queues[q].listener, y->queues[q].listener);
			ck_assert_int_eq(x->queues[q].len, y->queues[q].len);
			ck_assert_int_eq(x->queues[q].limit, y->queues[q].limit);
		}
		for (int host = SERVER; host <= CLIENT; host++) {
			ck_assert_mem_eq(x->sockets[host].by_state, y->sockets[host].by_state,
					 sizeof(x->sockets[host].by_state));
			ck_assert_int_eq(x->sockets[host].unread, y->sockets[host].unread);
			ck_assert_int_eq(x->sockets[host].unacked, y->sockets[host].unacked);
		}
	}
}

static void same_calls(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->call_count, b->call_count);
	for (size_t i = 0; i < a->call_count; i++) {
		const struct hf_record_call *x = &a->calls[i], *y = &b->calls[i];

		ck_assert_str_eq(x->who, y->who);
		ck_assert_int_eq(x->index, y->index);
		ck_assert_int_eq(x->host, y->host);
		ck_assert_str_eq(x->call, y->call);
		ck_assert_int_eq(x->pending, y->pending);
		ck_assert_int_eq(x->err, y->err);
		ck_assert_int_eq(x->bytes, y->bytes);
		ck_assert_int_eq(x->start_ns, y->start_ns);
		ck_assert_int_eq(x->end_ns, y->end_ns);
	}
}

static void same_flows(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->flow_count, b->flow_count);
	for (size_t i = 0; i < a->flow_count; i++) {
		const struct hf_record_flow *x = &a->flows[i], *y = &b->flows[i];

		ck_assert_str_eq(x->name, y->name);
		ck_assert(hf_addr_equal(&x->client, &y->client));
		ck_assert_uint_eq(x->sport, y->sport);
		ck_assert_uint_eq(x->dport, y->dport);
		ck_assert_int_eq(x->count, y->count);
		ck_assert_int_eq(x->ports, y->ports);
	}
	ck_assert_uint_eq(a->train_count, b->train_count);
	for (size_t i = 0; i < a->train_count; i++) {
		ck_assert_str_eq(a->trains[i].name, b->trains[i].name);
		ck_assert_int_eq(a->trains[i].sent, b->trains[i].sent);
		ck_assert_int_eq(a->trains[i].first_ns, b->trains[i].first_ns);
		ck_assert_int_eq(a->trains[i].last_ns, b->trains[i].last_ns);
		ck_assert_int_eq(a->trains[i].worst_gap_ns, b->trains[i].worst_gap_ns);
	}
}

static void same_texts(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->hit_count, b->hit_count);
	for (size_t i = 0; i < a->hit_count; i++) {
		ck_assert_str_eq(a->hits[i].name, b->hits[i].name);
		ck_assert_int_eq(a->hits[i].packets, b->hits[i].packets);
	}
	ck_assert_uint_eq(a->output_count, b->output_count);
	for (size_t i = 0; i < a->output_count; i++) {
		ck_assert_str_eq(a->outputs[i].who, b->outputs[i].who);
		ck_assert_str_eq(a->outputs[i].text, b->outputs[i].text);
	}
}

static bool same_seg(const struct hf_seg *x, const struct hf_seg *y)
{
	return x->t_ns == y->t_ns && hf_addr_equal(&x->src, &y->src) &&
	       hf_addr_equal(&x->dst, &y->dst) && x->sport == y->sport && x->dport == y->dport &&
	       x->seq == y->seq && x->ack == y->ack && x->len == y->len && x->win == y->win &&
	       x->flags == y->flags && x->mss == y->mss && x->has_ts == y->has_ts &&
	       x->tsval == y->tsval && x->tsecr == y->tsecr && x->sack_ok == y->sack_ok &&
	       x->has_wscale == y->has_wscale && x->wscale == y->wscale &&
	       x->other_opts == y->other_opts;
}

static void same_packets(const struct hf_record *a, const struct hf_record *b)
{
	ck_assert_uint_eq(a->packet_total, b->packet_total);
	for (size_t i = 0; i < a->packet_total; i++)
		ck_assert_msg(same_seg(&a->packets[i], &b->packets[i]), "packet %zu", i);
	ck_assert_uint_eq(a->count_count, b->count_count);
	for (size_t i = 0; i < a->count_count; i++) {
		ck_assert_int_eq(a->counts[i].from_client, b->counts[i].from_client);
		ck_assert_str_eq(a->counts[i].flags, b->counts[i].flags);
		ck_assert_int_eq(a->counts[i].packets, b->counts[i].packets);
	}
	ck_assert_int_eq(a->tail.from_client, b->tail.from_client);
	ck_assert_str_eq(a->tail.flags, b->tail.flags);
	ck_assert_int_eq(a->tail.packets, b->tail.packets);
}

static void same_record(const struct hf_record *a, const struct hf_record *b)
{
	same_head(a, b);
	same_verdicts(a, b);
	same_settings(a, b);
	for (int host = SERVER; host <= CLIENT; host++) {
		same_mib(&a->delta[host], &b->delta[host]);
		same_mib(&a->before[host], &b->before[host]);
	}
	same_marks(a, b);
	same_calls(a, b);
	same_flows(a, b);
	same_texts(a, b);
	same_packets(a, b);
}

/* ---- there and back ---- */

START_TEST(comes_back_whole)
{
	struct hf_record *record = full_record();
	struct hf_record *back = copy(record);
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	HF_AUTO_FREE char *again = hf_record_to_json(back);

	same_record(record, back);
	ck_assert_str_eq(text, again);
	ck_assert(text[strlen(text) - 1] == '\n');
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

START_TEST(comes_back_empty)
{
	struct hf_record *record = sample_record();
	struct hf_record *back;

	record->mark_count = 0;
	record->verdict = SKIPPED;
	free(record->why);
	record->why = strdup("there is no such key");
	back = copy(record);
	same_record(record, back);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

START_TEST(comes_back_with_ipv6)
{
	struct hf_record *record = sample_record();
	struct hf_record *back;
	char id[64];

	record->inet6 = true;
	record->server = sample_addr("2001:db8::1");
	record->client = sample_addr("2001:db8::2");
	sample_names(record, "flood", "2001:db8:1::ffff", 20000, 2, 1);
	sample_sees(record, 200000, "< S", 61000);
	sample_sees_from(record, 200100, "> S.", "2001:db8:1::1:0", 20000);
	back = copy(record);
	same_record(record, back);
	hf_record_id(back, id, sizeof(id));
	ck_assert_str_eq(id, "sample/inet6");
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* For who reads the file: the queues at the last mark. */
START_TEST(shows_the_end)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	const char *observed = strstr(text, "\"observed\": {");
	int len = -1, limit = -1, requests = -1;

	ck_assert_ptr_nonnull(observed);
	ck_assert_int_eq(sscanf(observed,
				"\"observed\": {\"acceptq_len\": %d, \"acceptq_limit\": %d, "
				"\"requests\": %d",
				&len, &limit, &requests),
			 3);
	ck_assert_int_eq(len, 2);
	ck_assert_int_eq(limit, 1);
	ck_assert_int_eq(requests, 5);
	hf_record_free(record);
}
END_TEST

START_TEST(knows_every_verdict)
{
	for (int v = HF_VERDICT_UNSET; v <= SKIPPED; v++) {
		struct hf_record *record = sample_record();
		struct hf_record *back;

		record->verdict = v;
		record->claim_is = v; /* there are as many */
		back = copy(record);
		ck_assert_int_eq(back->verdict, v);
		ck_assert_int_eq(back->claim_is, v);
		hf_record_free(record);
		hf_record_free(back);
	}
}
END_TEST

static bool lacks(const struct hf_record *record, const char *name)
{
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	const char *list = strstr(text, "\"mib_absent\": [");
	const char *at = strstr(list, name);

	return at && at < strchr(list, ']');
}

/* Absent is not 0. A kernel without MPTCP has none of its counters. */
START_TEST(absent_counters_stay_absent)
{
	struct hf_record *record = full_record();
	struct hf_record *back = copy(record);
	int64_t value = -1;

	ck_assert(lacks(record, "\"TcpExt.TSEcrRejected\""));
	ck_assert(lacks(record, "\"Tcp.InErrs\""));
	ck_assert(lacks(record, "\"MPTcpExt.*\""));
	ck_assert(!lacks(record, "\"MPTcpExt.MPFailRx\""));
	ck_assert(!lacks(record, "\"Tcp.OutRsts\""));
	ck_assert_int_eq(hf_mib_get(&back->delta[SERVER], "Tcp.OutRsts", &value), 0);
	ck_assert_int_eq(value, 0);
	ck_assert_int_eq(hf_mib_get(&back->delta[SERVER], "TcpExt.TSEcrRejected", &value), -ENOENT);
	ck_assert_int_eq(hf_mib_get(&back->delta[CLIENT], "TcpExt.TSEcrRejected", &value), -ENOENT);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* What a kernel has beyond the list is kept, moved or not. */
START_TEST(unknown_counters_stay)
{
	struct hf_record *record = full_record();
	struct hf_record *back;

	ck_assert(!hf_counter_known("TcpExt.NextYear"));
	for (int host = SERVER; host <= CLIENT; host++) {
		struct hf_mib delta = record->delta[host];

		sample_counts(record, host, "TcpExt.NextYear", 0);
		sample_counts(record, host, "TcpExt.YearAfter", 3 - host);
		sample_counts(record, host, "IcmpMsg.OutType3", 2 - host);
		delta = record->delta[host];
		record->delta[host] = record->before[host];
		sample_counts(record, host, "TcpExt.NextYear", 7);
		sample_counts(record, host, "TcpExt.YearAfter", 0);
		sample_counts(record, host, "IcmpMsg.OutType3", 0);
		record->before[host] = record->delta[host];
		record->delta[host] = delta;
	}
	back = copy(record);
	same_record(record, back);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

static const struct {
	int err;
	const char *json;
} errnos[] = {
	{0, "\"OK\""},
	{ETIMEDOUT, "\"ETIMEDOUT\""},
	{ECONNRESET, "\"ECONNRESET\""},
	{ECONNREFUSED, "\"ECONNREFUSED\""},
	{EPIPE, "\"EPIPE\""},
	{EMFILE, "\"EMFILE\""},
	{EHOSTUNREACH, "\"EHOSTUNREACH\""},
	{EAGAIN, "\"EAGAIN\""},
	{EKEYREJECTED, "129"},
	{4095, "4095"},
};

START_TEST(names_errnos)
{
	struct hf_record *record = sample_record();
	HF_AUTO_FREE char *text = NULL;
	struct hf_record *back;
	char key[64];

	sample_call(record, "late", "connect", errnos[_i].err, 0);
	text = hf_record_to_json(record);
	snprintf(key, sizeof(key), "\"connect\", false, %s, 0,", errnos[_i].json);
	ck_assert_msg(strstr(text, key), "no %s in %s", key, text);
	back = read_back(text);
	ck_assert_int_eq(back->calls[0].err, errnos[_i].err);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* A program that ends with status 110 did not time out. */
START_TEST(names_no_status)
{
	struct hf_record *record = sample_record();
	HF_AUTO_FREE char *text = NULL;
	struct hf_record *back;

	sample_call(record, "Curl", "exit", ETIMEDOUT, 0);
	text = hf_record_to_json(record);
	ck_assert_ptr_nonnull(strstr(text, "\"exit\", false, 110, 0,"));
	back = read_back(text);
	ck_assert_int_eq(back->calls[0].err, 110);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* ---- text that is no UTF-8 ---- */

START_TEST(keeps_what_programs_print)
{
	struct hf_record *record = sample_record();
	struct hf_record *back;

	HF_RECORD_APPEND(
		record, outputs, output_count,
		(&(struct hf_record_output){
			"Curl", strdup("caf\xe9 \xe5\x85\xa8 \xf0\x9f\x90\xa7 \xe5\x85 \x80")}));
	back = copy(record);
	ck_assert_uint_eq(back->output_count, 1);
	ck_assert_str_eq(back->outputs[0].text, "caf? \xe5\x85\xa8 \xf0\x9f\x90\xa7 ?? ?");
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* A reason shows what a program printed, cut to fit; a fault shows what iptables said. */
START_TEST(keeps_reasons)
{
	struct hf_record *record = sample_record();
	struct hf_record *back;

	record->verdict = DIFFERS;
	HF_RECORD_APPEND(record, reasons, reason_count,
			 (&(struct hf_record_reason){.rule = "what Curl printed",
						     .expected = "\"caf\xe9\"",
						     .seen = "\"\xe5\x85",
						     .packet = -1}));
	free(record->why);
	record->why = strdup("iptables: \xff");
	free(record->because);
	record->because = strdup("so \xff");
	back = copy(record);
	ck_assert_uint_eq(back->reason_count, 1);
	ck_assert_str_eq(back->reasons[0].rule, "what Curl printed");
	ck_assert_str_eq(back->reasons[0].expected, "\"caf?\"");
	ck_assert_str_eq(back->reasons[0].seen, "\"??");
	ck_assert_str_eq(back->why, "iptables: ?");
	ck_assert_str_eq(back->because, "so ?");
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* ---- what is no record ---- */

static int refused(const char *text, size_t size, struct hf_fault *fault)
{
	struct hf_record *record = NULL;
	int err = hf_record_from_json(text, size, "some.json", &record, fault);

	if (!err) {
		hf_record_free(record);
		return 0;
	}
	ck_assert_int_eq(fault->err, err);
	ck_assert_msg(strstr(fault->text, "some.json"), "%s", fault->text);
	ck_assert_ptr_null(record);
	return err;
}

START_TEST(refuses_what_is_cut)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	size_t size = strlen(text);
	struct hf_fault fault;

	/* The last two bytes are the brace and the newline. */
	for (size_t cut = 0; cut < size - 1; cut += cut < 300 ? 1 : 7)
		ck_assert_int_eq(refused(text, cut, &fault), -EBADMSG);
	ck_assert_int_eq(refused(text, size - 2, &fault), -EBADMSG);
	ck_assert_int_eq(refused(text, size - 1, &fault), 0);
	hf_record_free(record);
}
END_TEST

START_TEST(refuses_other_things)
{
	static const struct {
		const char *text;
		int err;
	} others[] = {
		{"", -EBADMSG},
		{"nonsense", -EBADMSG},
		{"[]", -EBADMSG},
		{"7", -EBADMSG},
		{"{}", -EBADMSG},
		{"{\"schema\": 1}", -EBADMSG},
		{"{\"schema\": \"halfopen.record/1\"}", -EBADMSG},
		{"{\"schema\": \"halfopen.record/2\"}", -EPROTONOSUPPORT},
		{"{\"schema\": \"halfopen.records/1\"}", -EPROTONOSUPPORT},
		{"{\"schema\": \"halfopen.record/1\"} {}", -EBADMSG},
	};
	struct hf_fault fault;

	for (size_t i = 0; i < HF_ARRAY_LEN(others); i++)
		ck_assert_int_eq(refused(others[i].text, strlen(others[i].text), &fault),
				 others[i].err);
	refused(others[7].text, strlen(others[7].text), &fault);
	ck_assert_ptr_nonnull(strstr(fault.text, "halfopen.record/2"));
	ck_assert_ptr_nonnull(strstr(fault.text, "halfopen.record/1"));
}
END_TEST

/* ---- keys ---- */

/* One key in the text of a record: where it stands and where its value does. */
struct key {
	const char *at; /* the quote before the name */
	char name[32];
	const char *value, *end;
};

static const char *skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		p += *p == '\\';
	return p + 1;
}

static const char *skip_value(const char *p)
{
	int depth = 0;

	do {
		if (*p == '"') {
			p = skip_string(p);
			continue;
		}
		depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		p++;
	} while (depth > 0 || isalnum((unsigned char)*p) || *p == '-');
	return p;
}

/* The next key at or behind `p`: name, colon, value. */
static bool next_key(const char *p, struct key *key)
{
	while (*p) {
		const char *end;

		if (*p != '"') {
			p++;
			continue;
		}
		end = skip_string(p);
		if (*end == ':') {
			key->at = p;
			snprintf(key->name, sizeof(key->name), "%.*s", (int)(end - p - 2), p + 1);
			key->value = end + 2;
			key->end = skip_value(key->value);
			return true;
		}
		p = end;
	}
	return false;
}

/* Keys of the schema, as against names of counters, settings, rules and programs. */
static bool is_of_schema(const struct key *key)
{
	return strspn(key->name, "abcdefghijklmnopqrstuvwxyz_") == strlen(key->name);
}

/* The text with [from, to) replaced. */
static char *replaced(const char *text, const char *from, const char *to, const char *by)
{
	char *other = malloc(strlen(text) + strlen(by) + 1);

	ck_assert_ptr_nonnull(other);
	sprintf(other, "%.*s%s%s", (int)(from - text), text, by, to);
	return other;
}

/* It is refused, and the fault names the key. */
static void check_refused(const char *text, const char *name)
{
	struct hf_fault fault = {0};
	char quoted[64];

	snprintf(quoted, sizeof(quoted), "\"%s\"", name);
	ck_assert_msg(refused(text, strlen(text), &fault) == -EBADMSG, "%s is not missed", name);
	ck_assert_msg(strstr(fault.text, quoted) || !strcmp(name, "schema"), "%s is missed as: %s",
		      name, fault.text);
}

/*
 * Few cases have several listeners. A host whose buffers are empty is not named among them; its name
 * as a key stands elsewhere, too.
 */
static bool may_be_missing(const char *text, const struct key *key)
{
	const char *buffers = text;

	for (const char *p = text; (p = strstr(p, "\"buffers\": ")) && p < key->at; p++)
		buffers = p;
	if (!strcmp(key->name, "queues"))
		return true;
	return buffers != text && key->at < skip_value(strchr(buffers, '{')) && key->at != buffers &&
	       strstr("server client", key->name);
}

START_TEST(misses_every_key)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	struct hf_fault fault;
	struct key key;
	int keys = 0;

	for (const char *p = text; next_key(p, &key); p = key.value) {
		HF_AUTO_FREE char *without = replaced(text, key.at + 1, key.at + 2, "X");

		if (!strcmp(key.name, "observed")) {
			/* For quick reading; all of it stands elsewhere. */
			ck_assert_int_eq(refused(without, strlen(without), &fault), 0);
			key.value = key.end;
		} else if (is_of_schema(&key) && !may_be_missing(text, &key)) {
			check_refused(without, key.name);
			keys++;
		}
	}
	ck_assert_int_gt(keys, 70);
	hf_record_free(record);
}
END_TEST

START_TEST(minds_every_type)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	struct key key;
	int keys = 0;

	for (const char *p = text; next_key(p, &key); p = key.value) {
		HF_AUTO_FREE char *null = replaced(text, key.value, key.end, "null");
		HF_AUTO_FREE char *real = replaced(text, key.value, key.end, "0.5");

		if (!strcmp(key.name, "observed")) {
			key.value = key.end;
			continue;
		}
		check_refused(null, key.name);
		check_refused(real, key.name);
		keys++;
	}
	ck_assert_int_gt(keys, 90);
	hf_record_free(record);
}
END_TEST

/* The first such key, with another value. */
static const struct {
	const char *key, *value;
} senseless[] = {
	{"verdict", "\"GOOD\""},
	{"is", "\"TRUE\""},
	{"family", "\"inet7\""},
	{"clock", "\"wall\""},
	{"jiffy_ns", "0"},
	{"jiffy_ns", "-4000000"},
	{"case_hash", "\"0123456789abcdef0\""},
	{"sport", "65536"},
	{"dport", "-1"},
	{"count", "-1"},
	{"ports", "0"},
	{"from", "\"nobody\""},
	{"packet_total", "-1"},
	{"packet_total", "3"},
	{"packet_total", "5"},
};

START_TEST(refuses_nonsense)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	HF_AUTO_FREE char *other = NULL;
	struct key key;
	const char *p = text;

	do
		ck_assert_msg(next_key(p, &key), "no key %s", senseless[_i].key);
	while ((p = key.value) && strcmp(key.name, senseless[_i].key) != 0);
	other = replaced(text, key.value, key.end, senseless[_i].value);
	check_refused(other, senseless[_i].key);
	hf_record_free(record);
}
END_TEST

START_TEST(minds_the_elements_of_arrays)
{
	static const struct {
		const char *before, *element, *key;
	} arrays[] = {
		{"\"mib_absent\": [", "7", "mib_absent"}, {"\"mib_besides\": [", "7", "mib_besides"},
		{"\"marks\": [", "7", "t_ns"},            {"\"clients\": {", "7", "clients"},
		{"\"servers\": {", "null", "servers"},    {"\"flows\": [", "null", "sport"},
		{"\"trains\": [", "[]", "sent"},          {"\"packets\": {", "7", "packets"},
		{"\"packet_counts\": [", "7", "from"},    {"\"reasons\": [", "7", "packet"},
	};
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = NULL;

	sample_counts(record, SERVER, "TcpExt.NextYear", 0);
	text = hf_record_to_json(record);
	for (size_t i = 0; i < HF_ARRAY_LEN(arrays); i++) {
		const char *p = strstr(text, arrays[i].before);
		const char *start;
		char *other;

		ck_assert_ptr_nonnull(p);
		p += strlen(arrays[i].before);
		if (p[-1] == '{')
			p = strstr(p, "\"rows\": [") + strlen("\"rows\": [");
		start = p + strspn(p, " \n");
		other = replaced(text, start, skip_value(start), arrays[i].element);
		check_refused(other, arrays[i].key);
		free(other);
	}
	hf_record_free(record);
}
END_TEST

/* States are counted by name, and by number where ss has no name. */
static const struct {
	const char *text, *key;
} no_states[] = {
	{"\"LISTEN\": -1", "LISTEN"},   {"\"LISTEN\": \"x\"", "LISTEN"},
	{"\"LISTENING\": 1", "sockets"}, {"\"16\": 1", "sockets"},
	{"\"-1\": 1", "sockets"},	 {"\"\": 1", "sockets"},
};

START_TEST(minds_states)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	const char *at = strstr(text, "\"LISTEN\": ");
	HF_AUTO_FREE char *other = NULL;

	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(strstr(text, "\"12\": 12"));
	other = replaced(text, at, strchr(at, ','), no_states[_i].text);
	check_refused(other, no_states[_i].key);
	hf_record_free(record);
}
END_TEST

/* ---- tables ---- */

/* The nth element of the first row of a table; false when the row is not so long. */
static bool row_element(const char *text, const char *table, size_t nth, const char **ret_start,
			const char **ret_end)
{
	const char *p = strstr(text, table);

	ck_assert_ptr_nonnull(p);
	p = strstr(p, "\"rows\": [");
	for (p = strchr(p + strlen("\"rows\": ["), '[') + 1; nth > 0; nth--) {
		p = skip_value(p);
		if (*p != ',')
			return false;
		p += strspn(p, ", ");
	}
	*ret_start = p;
	*ret_end = skip_value(p);
	return true;
}

/* Name of the nth column. */
static void column_name(const char *text, const char *table, size_t nth, char *name, size_t size)
{
	const char *p = strstr(strstr(text, table), "\"columns\": [");

	for (p = strchr(p, '[') + 1; nth > 0; nth--)
		p = skip_string(p) + 2;
	snprintf(name, size, "%.*s", (int)(skip_string(p) - p - 2), p + 1);
}

static const char *const tables[] = {"\"clients\": {", "\"servers\": {", "\"packets\": {"};

START_TEST(minds_every_element_of_rows)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	const char *start, *end;
	size_t nth;

	for (nth = 0; row_element(text, tables[_i], nth, &start, &end); nth++) {
		HF_AUTO_FREE char *null = replaced(text, start, end, "null");
		HF_AUTO_FREE char *real = replaced(text, start, end, "0.5");
		HF_AUTO_FREE char *longer = replaced(text, end, end, ", 1");
		char name[32];

		column_name(text, tables[_i], nth, name, sizeof(name));
		/* Null: the other side is the client, and there are no options. */
		if (strcmp(name, "peer") != 0 && strcmp(name, "options") != 0)
			check_refused(null, name);
		check_refused(real, name);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(tables[_i] + 1, "\""),
			 tables[_i] + 1);
		check_refused(longer, name);
	}
	ck_assert_uint_ge(nth, 9);
	hf_record_free(record);
}
END_TEST

static const struct {
	int table;
	const char *column, *value;
} bad_elements[] = {
	{0, "index", "-1"},	    {0, "host", "\"both\""},	     {0, "errno", "\"EWHATEVER\""},
	{0, "errno", "true"},	    {0, "call", "\"getaddrinfo_a\""}, {2, "from", "\"nobody\""},
	{2, "seq", "4294967296"},   {2, "ack", "-1"},		     {2, "len", "-1"},
	{2, "win", "65536"},	    {2, "sport", "65536"},	     {2, "dport", "-1"},
	{2, "flags", "\"Z\""},	    {2, "peer", "\"somewhere\""},
	{2, "options", "\"mss 0\""},
};

START_TEST(refuses_nonsense_in_rows)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	const char *table = tables[bad_elements[_i].table];
	HF_AUTO_FREE char *other = NULL;
	const char *start = NULL, *end = NULL;
	char name[32];
	size_t nth = 0;

	do {
		ck_assert(row_element(text, table, nth, &start, &end));
		column_name(text, table, nth++, name, sizeof(name));
	} while (strcmp(name, bad_elements[_i].column) != 0);
	other = replaced(text, start, end, bad_elements[_i].value);
	check_refused(other, bad_elements[_i].column);
	hf_record_free(record);
}
END_TEST

/* Columns are found by their names. */
START_TEST(takes_new_columns)
{
	struct hf_record *record = sample_record();
	HF_AUTO_FREE char *text = NULL, *more = NULL, *other = NULL;
	struct hf_record *back;
	const char *at;

	sample_sees(record, 200000, "< S", 61000);
	text = hf_record_to_json(record);
	at = strstr(text, "[\"t_ns\", \"from\"");
	ck_assert_ptr_nonnull(at);
	more = replaced(text, at + 1, at + 1, "\"new\", ");
	at = strstr(more, "[200000000, \"client\"");
	ck_assert_ptr_nonnull(at);
	other = replaced(more, at + 1, at + 1, "[1, 2], ");
	back = read_back(other);
	same_record(record, back);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

START_TEST(takes_new_keys)
{
	struct hf_record *record = full_record();
	HF_AUTO_FREE char *text = hf_record_to_json(record);
	HF_AUTO_FREE char *other = replaced(text, text + 1, text + 1, "\"new\": {\"a\": [1]},");
	struct hf_record *back = read_back(other);

	same_record(record, back);
	hf_record_free(record);
	hf_record_free(back);
}
END_TEST

/* ---- small things ---- */

START_TEST(names_records)
{
	struct hf_record *record = sample_record();
	char id[64];

	hf_record_id(record, id, sizeof(id));
	ck_assert_str_eq(id, "sample");
	strcpy(record->variant, "backlog=10");
	hf_record_id(record, id, sizeof(id));
	ck_assert_str_eq(id, "sample/backlog=10");
	record->inet6 = true;
	hf_record_id(record, id, sizeof(id));
	ck_assert_str_eq(id, "sample/backlog=10/inet6");
	hf_record_free(record);
	hf_record_free(NULL);
}
END_TEST

START_TEST(appends)
{
	int *numbers = NULL;
	size_t count = 0;

	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(hf_record_append(&numbers, &count, sizeof(i), &i), 0);
	ck_assert_uint_eq(count, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(numbers[i], i);
	free(numbers);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tc = tcase_create("record");

	tcase_set_timeout(tc, 20);
	tcase_add_test(tc, comes_back_whole);
	tcase_add_test(tc, comes_back_empty);
	tcase_add_test(tc, comes_back_with_ipv6);
	tcase_add_test(tc, shows_the_end);
	tcase_add_test(tc, knows_every_verdict);
	tcase_add_test(tc, absent_counters_stay_absent);
	tcase_add_test(tc, unknown_counters_stay);
	tcase_add_loop_test(tc, names_errnos, 0, (int)HF_ARRAY_LEN(errnos));
	tcase_add_test(tc, names_no_status);
	tcase_add_test(tc, keeps_what_programs_print);
	tcase_add_test(tc, keeps_reasons);
	tcase_add_test(tc, refuses_what_is_cut);
	tcase_add_test(tc, refuses_other_things);
	tcase_add_test(tc, misses_every_key);
	tcase_add_test(tc, minds_every_type);
	tcase_add_loop_test(tc, refuses_nonsense, 0, (int)HF_ARRAY_LEN(senseless));
	tcase_add_test(tc, minds_the_elements_of_arrays);
	tcase_add_test(tc, takes_new_keys);
	tcase_add_loop_test(tc, minds_states, 0, (int)HF_ARRAY_LEN(no_states));
	tcase_add_loop_test(tc, minds_every_element_of_rows, 0, (int)HF_ARRAY_LEN(tables));
	tcase_add_loop_test(tc, refuses_nonsense_in_rows, 0, (int)HF_ARRAY_LEN(bad_elements));
	tcase_add_test(tc, takes_new_columns);
	tcase_add_test(tc, names_records);
	tcase_add_test(tc, appends);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
