/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"

/* A packet's tuple as seen from the client's side. */
struct tuple {
	struct hf_addr client;
	uint16_t sport, dport;
	size_t packet; /* index of the packet it was taken from */
};

static struct tuple tuple_of(const struct hf_record *record, size_t i)
{
	const struct hf_seg *seg = &record->packets[i];

	if (hf_record_from_client(record, seg))
		return (struct tuple){seg->src, seg->sport, seg->dport, i};
	return (struct tuple){seg->dst, seg->dport, seg->sport, i};
}

/* Most of a flood's packets have the same client, and they are compared millions of times. */
static int compare_clients(const struct tuple *a, const struct tuple *b)
{
	uint64_t one[2], other[2];

	static_assert(sizeof(one) == sizeof(a->client.bytes), "an address has 128 bits");
	memcpy(one, a->client.bytes, sizeof(one));
	memcpy(other, b->client.bytes, sizeof(other));
	if (one[0] == other[0] && one[1] == other[1])
		return 0;
	return memcmp(a->client.bytes, b->client.bytes, sizeof(a->client.bytes));
}

static int compare_keys(const struct tuple *a, const struct tuple *b)
{
	int order = compare_clients(a, b);

	if (!order)
		order = a->sport - b->sport;
	return order ? order : a->dport - b->dport;
}

static int by_key_then_packet(const void *a, const void *b)
{
	const struct tuple *one = a, *other = b;
	int order = compare_keys(one, other);

	if (order)
		return order;
	return one->packet < other->packet ? -1 : one->packet > other->packet;
}

/* All packets' tuples, sorted so that flows lie together; NULL without memory. */
static struct tuple *sorted_tuples(const struct hf_record *record)
{
	struct tuple *tuples = calloc(record->packet_total + 1, sizeof(*tuples));

	if (!tuples || !record->packets)
		return tuples;
	for (size_t i = 0; i < record->packet_total; i++)
		tuples[i] = tuple_of(record, i);
	qsort(tuples, record->packet_total, sizeof(*tuples), by_key_then_packet);
	return tuples;
}

static size_t flow_end(const struct hf_record *record, const struct tuple *tuples, size_t start)
{
	size_t end = start + 1;

	while (end < record->packet_total && !compare_keys(&tuples[start], &tuples[end]))
		end++;
	return end;
}

static const struct hf_record_flow *named_flow(const struct hf_record *record, const char *name,
					       size_t nth)
{
	for (size_t i = 0; i < record->flow_count; i++) {
		if (!strcmp(record->flows[i].name, name) && !nth--)
			return &record->flows[i];
	}
	return NULL;
}

static int add_flow(struct hf_flows *flows, const struct tuple *key, const struct tuple *tuples,
		    size_t count)
{
	struct hf_flow flow = {
		.client = key->client,
		.sport = key->sport,
		.dport = key->dport,
		.index = calloc(count + 1, sizeof(size_t)),
		.count = count,
	};

	if (!flow.index)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		flow.index[i] = tuples[i].packet;
	if (hf_record_append(&flows->flows, &flows->count, sizeof(flow), &flow) < 0) {
		free(flow.index);
		return -ENOMEM;
	}
	return 0;
}

/* Flows that have no segment before that moment. */
static int find_since(const struct hf_record *record, const struct tuple *tuples, int64_t since_ns,
		      struct hf_flows *flows)
{
	size_t end;
	int err = 0;

	for (size_t start = 0; start < record->packet_total && !err; start = end) {
		end = flow_end(record, tuples, start);
		if (record->packets[tuples[start].packet].t_ns < since_ns)
			continue;
		err = add_flow(flows, &tuples[start], &tuples[start], end - start);
	}
	return err;
}

/* Index of the first of the sorted tuples that is not before the key. */
static size_t flow_start(const struct tuple *tuples, size_t count, const struct tuple *key)
{
	size_t start = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (compare_keys(&tuples[start + half], key) < 0) {
			start += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return start;
}

/* All connections of a port of the client: those of a listener there. */
static int find_accepted(const struct hf_record *record, const struct hf_record_flow *name,
			 const struct tuple *tuples, struct hf_flows *flows)
{
	size_t end;
	int err = 0;

	for (size_t start = 0; start < record->packet_total && !err; start = end) {
		end = flow_end(record, tuples, start);
		if (tuples[start].sport == name->sport &&
		    hf_addr_equal(&tuples[start].client, &name->client))
			err = add_flow(flows, &tuples[start], &tuples[start], end - start);
	}
	return err;
}

static int find_named(const struct hf_record *record, const struct hf_record_flow *name,
		      const struct tuple *tuples, struct hf_flows *flows)
{
	int err = 0;

	if (!name->dport)
		return find_accepted(record, name, tuples, flows);

	for (int64_t i = 0; i < name->count && !err; i++) {
		struct tuple key = {
			.client = hf_addr_plus(name->client, (uint32_t)(i / name->ports)),
			.sport = (uint16_t)(name->sport + i % name->ports),
			.dport = name->dport,
		};
		size_t start = flow_start(tuples, record->packet_total, &key);
		size_t end = start;

		if (start < record->packet_total && !compare_keys(&tuples[start], &key))
			end = flow_end(record, tuples, start);
		err = add_flow(flows, &key, &tuples[start], end - start);
	}
	return err;
}

int hf_flows_find(const struct hf_record *record, const char *name, struct hf_flows *ret)
{
	HF_AUTO_FREE struct tuple *tuples = sorted_tuples(record);
	const struct hf_record_flow *flow;
	int err = 0;

	if (!tuples)
		return -ENOMEM;
	if (!name)
		return find_since(record, tuples, record->measure_ns, ret);
	for (size_t n = 0; !err && (flow = named_flow(record, name, n)); n++)
		err = find_named(record, flow, tuples, ret);
	return err;
}

int hf_flows_all(const struct hf_record *record, struct hf_flows *ret)
{
	HF_AUTO_FREE struct tuple *tuples = sorted_tuples(record);

	return tuples ? find_since(record, tuples, INT64_MIN, ret) : -ENOMEM;
}

void hf_flows_done(struct hf_flows *flows)
{
	for (size_t i = 0; i < flows->count; i++)
		free(flows->flows[i].index);
	free(flows->flows);
	*flows = (struct hf_flows){0};
}

static bool is_kind(const struct hf_record *record, size_t i, bool from_client, uint8_t flags)
{
	const struct hf_seg *seg = &record->packets[i];

	return seg->t_ns >= record->measure_ns && seg->flags == flags &&
	       hf_record_from_client(record, seg) == from_client;
}

int64_t hf_packets_with(const struct hf_record *record, bool from_client, uint8_t flags)
{
	int64_t n = 0;

	for (size_t i = 0; i < record->packet_total; i++)
		n += is_kind(record, i, from_client, flags);
	return n;
}

int64_t hf_flows_with(const struct hf_record *record, bool from_client, uint8_t flags)
{
	HF_AUTO_FREE struct tuple *tuples = sorted_tuples(record);
	int64_t n = 0;
	size_t end;

	if (!tuples)
		return -ENOMEM;
	for (size_t start = 0; start < record->packet_total; start = end) {
		bool found = false;

		end = flow_end(record, tuples, start);
		for (size_t i = start; i < end && !found; i++)
			found = is_kind(record, tuples[i].packet, from_client, flags);
		n += found;
	}
	return n;
}

/* How far the address is behind the first one: the inverse of hf_addr_plus(). False: not at all. */
static bool addr_minus(const struct hf_addr *addr, const struct hf_addr *first, uint32_t *ret_n)
{
	size_t last = addr->family == AF_INET ? 0 : 12;
	struct hf_addr again;
	uint32_t a, b;

	memcpy(&a, addr->bytes + last, sizeof(a));
	memcpy(&b, first->bytes + last, sizeof(b));
	*ret_n = ntohl(a) - ntohl(b);
	again = hf_addr_plus(*first, *ret_n);
	return hf_addr_equal(&again, addr);
}

static bool in_train(const struct hf_record_flow *train, const struct tuple *tuple)
{
	int64_t port = (uint16_t)(tuple->sport - train->sport);
	uint32_t host;

	return tuple->dport == train->dport && port < train->ports &&
	       addr_minus(&tuple->client, &train->client, &host) &&
	       host * train->ports + port < train->count;
}

int hf_flows_of_train(const struct hf_record *record, const char *name, int64_t *ret_arrived,
		      int64_t *ret_answered)
{
	HF_AUTO_FREE struct tuple *tuples = sorted_tuples(record);
	const struct hf_record_flow *train = named_flow(record, name, 0);
	size_t end;

	*ret_arrived = *ret_answered = 0;
	if (!tuples)
		return -ENOMEM;
	for (size_t start = 0; train && start < record->packet_total; start = end) {
		bool arrived = false, answered = false;

		end = flow_end(record, tuples, start);
		if (!in_train(train, &tuples[start]))
			continue;
		for (size_t i = start; i < end; i++) {
			arrived |= is_kind(record, tuples[i].packet, true, HF_TCP_SYN);
			answered |= is_kind(record, tuples[i].packet, false,
					    HF_TCP_SYN | HF_TCP_ACK);
		}
		*ret_arrived += arrived;
		*ret_answered += answered;
	}
	return 0;
}

/* The kernel's enum of include/net/tcp_states.h, under the names of ss. */
static const char *const states[] = {
	"",	     "ESTABLISHED", "SYN-SENT",	  "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2",
	"TIME-WAIT", "UNCONN",	    "CLOSE-WAIT", "LAST-ACK", "LISTEN",	    "CLOSING",
};

int hf_tcp_state_number(const char *name)
{
	for (size_t i = 1; i < HF_ARRAY_LEN(states); i++) {
		if (!strcmp(states[i], name))
			return (int)i;
	}
	return 0;
}

const char *hf_tcp_state_name(int state)
{
	if (state <= 0 || state >= (int)HF_ARRAY_LEN(states))
		return "";
	return states[state];
}
