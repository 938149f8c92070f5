/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "own.h"

/* Packets shown on either side of the one at which a rule broke. */
#define LADDER_REACH 6

/* ---- the ladder ---- */

static void print_rung(FILE *to, const struct hf_record *record, size_t i, bool here)
{
	const struct hf_seg *seg = &record->packets[i];
	bool from_client = hf_record_from_client(record, seg);
	char flags[HF_FLAGS_TEXT];

	hf_pkt_flags_text(seg->flags, flags);
	fprintf(to, "    %s %12.6f  client:%-5d %s %-3s %s server:%-5d", here ? "->" : "  ",
		(double)(seg->t_ns - record->measure_ns) / 1e9,
		from_client ? seg->sport : seg->dport, from_client ? "---" : "<--", flags,
		from_client ? "-->" : "---", from_client ? seg->dport : seg->sport);
	fprintf(to, " seq %u", seg->seq);
	if (seg->flags & HF_TCP_ACK)
		fprintf(to, " ack %u", seg->ack);
	if (seg->len)
		fprintf(to, " len %u", seg->len);
	fprintf(to, "\n");
}

static bool same_flow(const struct hf_seg *a, const struct hf_seg *b)
{
	return (a->sport == b->sport && a->dport == b->dport && hf_addr_equal(&a->src, &b->src) &&
		hf_addr_equal(&a->dst, &b->dst)) ||
	       (a->sport == b->dport && a->dport == b->sport && hf_addr_equal(&a->src, &b->dst) &&
		hf_addr_equal(&a->dst, &b->src));
}

static void print_ladder(FILE *to, const struct hf_record *record, int64_t packet)
{
	size_t at = (size_t)packet;
	size_t before = 0, first = at, shown = 0;

	if (packet < 0 || !record->packets || at >= record->packet_total)
		return;
	while (first > 0 && before < LADDER_REACH) {
		first--;
		before += same_flow(&record->packets[first], &record->packets[at]);
	}
	fprintf(to, "    the flow around it (seconds since MEASURE):\n");
	for (size_t i = first; i < record->packet_total && shown < 2 * LADDER_REACH + 1; i++) {
		if (!same_flow(&record->packets[i], &record->packets[at]))
			continue;
		print_rung(to, record, i, i == at);
		shown++;
	}
}

/* ---- failures ---- */

static void print_reason(FILE *to, const struct hf_record *record,
			 const struct hf_record_reason *reason)
{
	fprintf(to, "  %s: expected %s, seen %s\n", reason->rule, reason->expected, reason->seen);
	print_ladder(to, record, reason->packet);
}

static void print_why(FILE *to, const char *id, const struct hf_record *record)
{
	if (record->verdict == BROKEN) {
		fprintf(to, "  %s\n", record->why);
		return;
	}
	for (size_t i = 0; i < record->reason_count; i++)
		print_reason(to, record, &record->reasons[i]);
	if (record->reason_count && record->reasons[0].hint[0])
		fprintf(to, "  %s\n", record->reasons[0].hint);
	fprintf(to, "  kernel %s, jiffy %.0f ms, latency of this machine during the run %.1f ms\n",
		record->kernel.release, (double)record->kernel.jiffy_ns / 1e6,
		(double)record->latency_ns / 1e6);
	if (record->judged_as[0])
		fprintf(to, "  judged as %s\n", record->judged_as);
	if (record->capture_file[0])
		fprintf(to, "  capture: %s\n", record->capture_file);
	fprintf(to, "  again: halfopen run -o DIR '%s'\n", id);
}

static char *why_text(const char *id, const struct hf_record *record)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	print_why(to, id, record);
	fclose(to);
	return text;
}

static void add_head(struct hf_report_failure *failure, const char *id, enum hf_verdict verdict)
{
	char *heads;

	if (asprintf(&heads, "%s%s %s\n", failure->heads ? failure->heads : "",
		     hf_verdict_text(verdict), id) < 0)
		return;
	free(failure->heads);
	failure->heads = heads;
}

/* True when it failed as the failure before did. */
static bool keep_failure(struct hf_report_sum *sum, const char *id, const struct hf_record *record)
{
	struct hf_report_failure failure = {.why = why_text(id, record)};
	struct hf_report_failure *last =
		sum->failure_count ? &sum->failures[sum->failure_count - 1] : NULL;

	if (last && last->why && failure.why && !strcmp(last->why, failure.why)) {
		free(failure.why);
		add_head(last, id, record->verdict);
		return true;
	}
	add_head(&failure, id, record->verdict);
	if (hf_record_append(&sum->failures, &sum->failure_count, sizeof(failure), &failure) < 0) {
		free(failure.heads);
		free(failure.why);
	}
	return false;
}

/* ---- lines ---- */

static void clear_progress(const struct hf_report_sum *sum)
{
	if (sum->terminal)
		printf("\r\033[K");
}

void hf_report_run(struct hf_report_sum *sum, const char *id, const struct hf_record *record)
{
	bool failed = record->verdict == DIFFERS || record->verdict == BROKEN;
	bool same = failed && keep_failure(sum, id, record);
	const char *tail = "";

	clear_progress(sum);
	if (record->verdict == AS_EXPECTED)
		tail = hf_claim_verdict_text(record->claim_is);
	else if (same)
		tail = "for the same reason";
	else if (record->verdict != DIFFERS)
		tail = record->why;
	else if (record->reason_count)
		tail = record->reasons[0].rule;
	printf("%-11s %-52s %6.2f s  %s", hf_verdict_text(record->verdict), id,
	       (double)record->wall_ns / 1e9, tail);
	if (record->attempt > 1)
		printf(" (attempt %d: the run before was disturbed)", record->attempt);
	printf("\n");
	fflush(stdout);
	sum->verdicts[record->verdict]++;
}

void hf_report_progress(struct hf_report_sum *sum, size_t running, size_t ended, size_t all)
{
	if (!sum->terminal)
		return;
	printf("\r\033[K%zu of %zu ended, %zu running, %zu failed", ended, all, running,
	       sum->verdicts[DIFFERS] + sum->verdicts[BROKEN]);
	fflush(stdout);
}

int hf_report_end(struct hf_report_sum *sum)
{
	const size_t *n = sum->verdicts;

	clear_progress(sum);
	for (size_t i = 0; i < sum->failure_count; i++) {
		const struct hf_report_failure *failure = &sum->failures[i];

		printf("\n%s%s", failure->heads ? failure->heads : "",
		       failure->why ? failure->why : "");
		free(failure->heads);
		free(failure->why);
	}
	free(sum->failures);
	printf("\n%zu as expected, %zu differ, %zu broken, %zu skipped\n", n[AS_EXPECTED],
	       n[DIFFERS], n[BROKEN], n[SKIPPED]);
	if (n[DIFFERS])
		return HF_EXIT_DIFFERS;
	if (n[BROKEN])
		return HF_EXIT_BROKEN;
	return n[AS_EXPECTED] ? HF_EXIT_AS_EXPECTED : HF_EXIT_SKIPPED;
}
