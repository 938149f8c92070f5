/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow.h"

#include "own.h"
#include "sample.h"
#include "suite.h"

static const uint8_t SYN_ONLY = HF_TCP_SYN, SYN_ACK = HF_TCP_SYN | HF_TCP_ACK;

/* The flow has the peer, the port, and those packets of the record. */
static void check_flow(const struct hf_flow *flow, const char *peer, uint16_t sport,
		       const size_t *packets, size_t count)
{
	char text[64];

	ck_assert_str_eq(hf_addr_text(&flow->client, text), peer);
	ck_assert_uint_eq(flow->sport, sport);
	ck_assert_uint_eq(flow->dport, 8888);
	ck_assert_uint_eq(flow->count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(flow->index[i], packets[i]);
}
#define CHECK_FLOW(flow, peer, sport, ...)                                                         \
	check_flow(flow, peer, sport, (const size_t[]){__VA_ARGS__},                               \
		   HF_ARRAY_LEN(((const size_t[]){__VA_ARGS__})))

/* ---- by name ---- */

START_TEST(finds_the_flow_of_a_name)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_names(record, "late", NULL, 61002, 1, 1);
	sample_sees(record, 200000, "< S", 61001);
	sample_sees(record, 200100, "< S", 61002);
	sample_sees(record, 200200, "> S.", 61001);
	sample_sees(record, 200300, "> S.", 61002);
	sample_sees(record, 200400, "< .", 61002);
	ck_assert_int_eq(hf_flows_find(record, "late", &flows), 0);
	ck_assert_uint_eq(flows.count, 1);
	CHECK_FLOW(&flows.flows[0], SAMPLE_CLIENT, 61002, 1, 3, 4);
	hf_flows_done(&flows);
	ck_assert_ptr_null(flows.flows);
	ck_assert_uint_eq(flows.count, 0);
	hf_record_free(record);
}
END_TEST

START_TEST(names_begin_before_measure)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_names(record, "early", NULL, 61000, 1, 1);
	sample_sees(record, 50000, "< S", 61000);
	sample_sees(record, 150000, "> S.", 61000);
	ck_assert_int_eq(hf_flows_find(record, "early", &flows), 0);
	ck_assert_uint_eq(flows.count, 1);
	CHECK_FLOW(&flows.flows[0], SAMPLE_CLIENT, 61000, 0, 1);
	hf_flows_done(&flows);
	hf_record_free(record);
}
END_TEST

/* Tuple i is address i / ports, port i % ports: 5 tuples over 3 addresses. */
START_TEST(walks_through_addresses)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_names(record, "flood", "198.18.0.254", 20000, 5, 2);
	sample_sees_from(record, 200000, "< S", "198.18.1.0", 20000);
	sample_sees_from(record, 200100, "< S", "198.18.0.254", 20001);
	sample_sees_from(record, 200200, "< S", "198.18.0.255", 20000);
	sample_sees_from(record, 200300, "> S.", "198.18.0.254", 20001);
	/* Beyond the end of the train, beside its ports, another port of the server. */
	sample_sees_from(record, 200400, "< S", "198.18.1.0", 20001);
	sample_sees_from(record, 200500, "< S", "198.18.0.254", 20002);
	sample_sees_from(record, 200600, "< S", "198.18.0.254", 20000)->dport = 80;
	ck_assert_int_eq(hf_flows_find(record, "flood", &flows), 0);
	ck_assert_uint_eq(flows.count, 5);
	check_flow(&flows.flows[0], "198.18.0.254", 20000, NULL, 0);
	CHECK_FLOW(&flows.flows[1], "198.18.0.254", 20001, 1, 3);
	CHECK_FLOW(&flows.flows[2], "198.18.0.255", 20000, 2);
	check_flow(&flows.flows[3], "198.18.0.255", 20001, NULL, 0);
	CHECK_FLOW(&flows.flows[4], "198.18.1.0", 20000, 0);
	hf_flows_done(&flows);
	hf_record_free(record);
}
END_TEST

START_TEST(walks_through_ipv6_addresses)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};
	int64_t arrived, answered;

	record->inet6 = true;
	record->server = sample_addr("2001:db8::1");
	record->client = sample_addr("2001:db8::2");
	sample_names(record, "flood", "2001:db8:1::ffff", 20000, 2, 1);
	sample_sees_from(record, 200000, "< S", "2001:db8:1::1:0", 20000);
	sample_sees_from(record, 200100, "> S.", "2001:db8:1::1:0", 20000);
	sample_sees_from(record, 200200, "< S", "2001:db8:1::ffff", 20000);
	/* The same last four bytes behind another prefix. */
	sample_sees_from(record, 200300, "< S", "2001:db8:2::ffff", 20000);
	ck_assert_int_eq(hf_flows_find(record, "flood", &flows), 0);
	ck_assert_uint_eq(flows.count, 2);
	CHECK_FLOW(&flows.flows[0], "2001:db8:1::ffff", 20000, 2);
	CHECK_FLOW(&flows.flows[1], "2001:db8:1::1:0", 20000, 0, 1);
	hf_flows_done(&flows);
	ck_assert_int_eq(hf_flows_of_train(record, "flood", &arrived, &answered), 0);
	ck_assert_int_eq(arrived, 2);
	ck_assert_int_eq(answered, 1);
	hf_record_free(record);
}
END_TEST

START_TEST(finds_all_entries_of_a_name)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_names(record, "a", NULL, 61000, 1, 1);
	sample_names(record, "b", NULL, 61001, 1, 1);
	sample_names(record, "a", NULL, 61002, 1, 1);
	sample_sees(record, 200000, "< S", 61002);
	ck_assert_int_eq(hf_flows_find(record, "a", &flows), 0);
	ck_assert_uint_eq(flows.count, 2);
	check_flow(&flows.flows[0], SAMPLE_CLIENT, 61000, NULL, 0);
	CHECK_FLOW(&flows.flows[1], SAMPLE_CLIENT, 61002, 0);
	hf_flows_done(&flows);
	hf_record_free(record);
}
END_TEST

START_TEST(knows_no_other_name)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_names(record, "late", NULL, 61002, 1, 1);
	sample_sees(record, 200000, "< S", 61002);
	ck_assert_int_eq(hf_flows_find(record, "lat", &flows), 0);
	ck_assert_uint_eq(flows.count, 0);
	hf_flows_done(&flows);
	hf_record_free(record);
}
END_TEST

START_TEST(finds_nothing_in_silence)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};
	int64_t arrived, answered;

	sample_names(record, "late", NULL, 61002, 1, 1);
	ck_assert_int_eq(hf_flows_find(record, NULL, &flows), 0);
	ck_assert_uint_eq(flows.count, 0);
	ck_assert_int_eq(hf_flows_find(record, "late", &flows), 0);
	ck_assert_uint_eq(flows.count, 1);
	check_flow(&flows.flows[0], SAMPLE_CLIENT, 61002, NULL, 0);
	hf_flows_done(&flows);
	ck_assert_int_eq(hf_packets_with(record, true, SYN_ONLY), 0);
	ck_assert_int_eq(hf_flows_with(record, true, SYN_ONLY), 0);
	ck_assert_int_eq(hf_flows_of_train(record, "late", &arrived, &answered), 0);
	ck_assert_int_eq(arrived, 0);
	ck_assert_int_eq(answered, 0);
	hf_record_free(record);
}
END_TEST

/* ---- since MEASURE ---- */

START_TEST(finds_flows_that_began_after_measure)
{
	struct hf_record *record = sample_record();
	struct hf_flows flows = {0};

	sample_sees(record, 99999, "< S", 61000); /* began before ... */
	sample_sees(record, 100000, "< S", 61003);
	sample_sees(record, 200000, "> S.", 61000); /* ... and went on */
	sample_sees_from(record, 200100, "< S", "192.0.2.0", 9);
	sample_sees(record, 200200, "< S", 61002);
	sample_sees(record, 200300, "> S.", 61003);
	ck_assert_int_eq(hf_flows_find(record, NULL, &flows), 0);
	/* By address and port. */
	ck_assert_uint_eq(flows.count, 3);
	CHECK_FLOW(&flows.flows[0], "192.0.2.0", 9, 3);
	CHECK_FLOW(&flows.flows[1], SAMPLE_CLIENT, 61002, 4);
	CHECK_FLOW(&flows.flows[2], SAMPLE_CLIENT, 61003, 1, 5);
	hf_flows_done(&flows);
	hf_record_free(record);
}
END_TEST

START_TEST(counts_packets)
{
	struct hf_record *record = sample_record();

	sample_sees(record, 99999, "< S", 61000);
	sample_sees(record, 100000, "< S", 61001);
	sample_sees(record, 100100, "> S.", 61001);
	sample_sees(record, 100200, "< S", 61002);
	sample_sees(record, 1100200, "< S", 61002);
	sample_sees(record, 1100300, "> SE.", 61002); /* other flags */
	ck_assert_int_eq(hf_packets_with(record, true, SYN_ONLY), 3);
	ck_assert_int_eq(hf_packets_with(record, false, SYN_ONLY), 0);
	ck_assert_int_eq(hf_packets_with(record, false, SYN_ACK), 1);
	ck_assert_int_eq(hf_packets_with(record, true, HF_TCP_RST), 0);
	hf_record_free(record);
}
END_TEST

START_TEST(counts_flows)
{
	struct hf_record *record = sample_record();

	sample_sees(record, 99999, "< S", 61000);
	sample_sees(record, 100000, "< S", 61001);
	sample_sees(record, 100100, "> S.", 61001);
	sample_sees(record, 100200, "< S", 61002);
	sample_sees(record, 1100200, "< S", 61002);
	sample_sees(record, 1100300, "> S.", 61000);
	sample_sees_from(record, 1100400, "< S", "192.0.2.3", 61001);
	sample_sees(record, 1100500, "< S", 61001)->dport = 80;
	/* 61001, 61002, the other address, the other port */
	ck_assert_int_eq(hf_flows_with(record, true, SYN_ONLY), 4);
	ck_assert_int_eq(hf_flows_with(record, false, SYN_ACK), 2);
	ck_assert_int_eq(hf_flows_with(record, false, HF_TCP_RST), 0);
	hf_record_free(record);
}
END_TEST

START_TEST(counts_the_tuples_of_a_train)
{
	struct hf_record *record = sample_record();
	int64_t arrived, answered;

	sample_names(record, "flood", "198.18.0.1", 20000, 4, 3);
	sample_sees_from(record, 99999, "< S", "198.18.0.1", 20000); /* before MEASURE */
	sample_sees_from(record, 200000, "< S", "198.18.0.1", 20001);
	sample_sees_from(record, 200100, "> S.", "198.18.0.1", 20001);
	sample_sees_from(record, 200200, "< S", "198.18.0.1", 20002);
	sample_sees_from(record, 200300, "< S", "198.18.0.2", 20000);
	sample_sees_from(record, 1200100, "> S.", "198.18.0.1", 20001); /* again */
	sample_sees_from(record, 1200200, "< S", "198.18.0.1", 20002);
	/* Not of the train: behind its last tuple, beside its ports, before it, and the client. */
	sample_sees_from(record, 1200300, "< S", "198.18.0.2", 20001);
	sample_sees_from(record, 1200400, "< S", "198.18.0.1", 20003);
	sample_sees_from(record, 1200500, "< S", "198.18.0.1", 19999);
	sample_sees_from(record, 1200600, "< S", "198.18.0.0", 20000);
	sample_sees(record, 1200700, "< S", 20001);
	ck_assert_int_eq(hf_flows_of_train(record, "flood", &arrived, &answered), 0);
	ck_assert_int_eq(arrived, 3);
	ck_assert_int_eq(answered, 1);
	ck_assert_int_eq(hf_flows_of_train(record, "fool", &arrived, &answered), 0);
	ck_assert_int_eq(arrived, 0);
	ck_assert_int_eq(answered, 0);
	hf_record_free(record);
}
END_TEST

/* ---- floods ---- */

enum { FLOOD = 100000 };

/* Each SYN answered, 200,000 packets; `ports` of an address: 1 has the most addresses. */
static struct hf_record *flood(int64_t ports)
{
	struct hf_record *record = sample_record();
	struct hf_seg seg = {.src = record->server, .dst = record->server};
	struct hf_addr first = sample_addr("198.18.0.1");

	sample_names(record, "flood", "198.18.0.1", 20000, FLOOD, ports);
	for (int64_t i = 0; i < 2 * FLOOD; i++) {
		/* Some order that is not that of the tuples: 7919 and FLOOD have no common divisor.
		 */
		int64_t tuple = i / 2 * 7919 % FLOOD;
		bool reply = i % 2;

		seg.t_ns = record->measure_ns + i;
		seg.flags = reply ? SYN_ACK : SYN_ONLY;
		seg.src = seg.dst = record->server;
		seg.sport = seg.dport = HF_DEFAULT_PORT;
		*(reply ? &seg.dst : &seg.src) = hf_addr_plus(first, (uint32_t)(tuple / ports));
		*(reply ? &seg.dport : &seg.sport) = (uint16_t)(20000 + tuple % ports);
		HF_RECORD_APPEND(record, packets, packet_total, &seg);
	}
	return record;
}

/* These would take minutes if every tuple were looked for among all packets. */
START_TEST(bears_a_flood)
{
	struct hf_record *record = flood(_i ? 40000 : 1);
	struct hf_flows flows = {0};
	int64_t arrived, answered;

	ck_assert_int_eq(hf_flows_find(record, "flood", &flows), 0);
	ck_assert_uint_eq(flows.count, FLOOD);
	for (size_t i = 0; i < flows.count; i++)
		if (flows.flows[i].count != 2)
			ck_abort_msg("flow %zu has %zu packets", i, flows.flows[i].count);
	hf_flows_done(&flows);
	ck_assert_int_eq(hf_flows_of_train(record, "flood", &arrived, &answered), 0);
	ck_assert_int_eq(arrived, FLOOD);
	ck_assert_int_eq(answered, FLOOD);
	ck_assert_int_eq(hf_flows_with(record, false, SYN_ACK), FLOOD);
	hf_record_free(record);
}
END_TEST

/* ---- states ---- */

/* The numbers are those of include/net/tcp_states.h, the names those of ss. */
START_TEST(numbers_the_states)
{
	static const char *const names[] = {
		"ESTABLISHED", "SYN-SENT",   "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
		"UNCONN",      "CLOSE-WAIT", "LAST-ACK", "LISTEN",     "CLOSING",
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(names); i++)
		ck_assert_int_eq(hf_tcp_state_number(names[i]), (int)i + 1);
	ck_assert_int_eq(hf_tcp_state_number(""), 0);
	ck_assert_int_eq(hf_tcp_state_number("SYN_RECV"), 0);
	ck_assert_int_eq(hf_tcp_state_number("ESTAB"), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("flow");
	TCase *tc = tcase_create("flow");

	tcase_set_timeout(tc, 20);
	tcase_add_test(tc, finds_the_flow_of_a_name);
	tcase_add_test(tc, names_begin_before_measure);
	tcase_add_test(tc, walks_through_addresses);
	tcase_add_test(tc, walks_through_ipv6_addresses);
	tcase_add_test(tc, finds_all_entries_of_a_name);
	tcase_add_test(tc, knows_no_other_name);
	tcase_add_test(tc, finds_nothing_in_silence);
	tcase_add_test(tc, finds_flows_that_began_after_measure);
	tcase_add_test(tc, counts_packets);
	tcase_add_test(tc, counts_flows);
	tcase_add_test(tc, counts_the_tuples_of_a_train);
	tcase_add_loop_test(tc, bears_a_flood, 0, 2);
	tcase_add_test(tc, numbers_the_states);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
