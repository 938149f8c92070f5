/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues, states and buffers of sockets at a mark. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "flow.h"
#include "judge_parts.h"
#include "record_words.h"

void hf_judge_queue(struct hf_judging *j, const struct hf_queue *queue)
{
	static const char *const text[] = {
		[ACCEPTQ_LEN] = "length of the accept queue",
		[ACCEPTQ_LIMIT] = "limit of the accept queue",
		[REQUESTS] = "requests in the SYN queue",
	};
	const struct hf_record_mark *mark = hf_judge_mark(j, queue->mark);
	struct hf_record_queue first;

	if (!mark)
		return;
	first = (struct hf_record_queue){.len = mark->acceptq_len, .limit = mark->acceptq_limit};
	for (size_t i = 0; queue->listener && i < mark->queue_count; i++) {
		if (!strcmp(mark->queues[i].listener, queue->listener))
			first = mark->queues[i];
	}
	hf_judge_equal(j,
		       hf_judge_reason(j, "%s%s%s at \"%s\"", text[queue->what],
				       queue->listener ? " of " : "",
				       queue->listener ? queue->listener : "", queue->mark),
		       hf_judge_num(j, queue->is),
		       queue->what == ACCEPTQ_LEN     ? first.len
		       : queue->what == ACCEPTQ_LIMIT ? first.limit
						      : mark->requests);
}

void hf_judge_sockets(struct hf_judging *j, const struct hf_sockets *sockets)
{
	const struct hf_record_mark *mark = hf_judge_mark(j, sockets->mark);
	int state = hf_tcp_state_number(sockets->state);

	if (!mark)
		return;
	assert(state > 0);
	hf_judge_equal(j,
		       hf_judge_reason(j, "%s sockets on the %s at \"%s\"", sockets->state,
				       hf_host_name(sockets->at), sockets->mark),
		       hf_judge_num(j, sockets->count), mark->sockets[sockets->at].by_state[state]);
}

void hf_judge_buffer(struct hf_judging *j, const struct hf_buffer *buffer)
{
	const struct hf_record_mark *mark = hf_judge_mark(j, buffer->mark);
	bool unread = buffer->what == UNREAD;

	if (!mark)
		return;
	hf_judge_equal(j,
		       hf_judge_reason(j, "most %s bytes on the %s at \"%s\"",
				       unread ? "unread" : "unacknowledged",
				       hf_host_name(buffer->at), buffer->mark),
		       hf_judge_num(j, buffer->is),
		       unread ? mark->sockets[buffer->at].unread
			      : mark->sockets[buffer->at].unacked);
}
