/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floods in little room: of many flows that sent and received the same segments a few are kept, the
 * others are said to be like one of them. Pure.
 *
 * Flows are alike when they are between one address and one port of the server, and their segments
 * have the same directions, flags, lengths, windows, options and relative numbers, and lie on the same
 * side of MEASURE. Of those alike are kept the ones with the least and the most of all that rules about
 * the wire measure: the time since the segment before and since the last transmission, the time
 * stamp and its echo. And one whose duration is in the middle: the others become copies of it, times
 * included. A rule asks for a window or a value: if a flow that is left out does not fit, one that is
 * kept does not either. So a verdict does not change.
 */
#ifndef HF_THIN_H
#define HF_THIN_H

#include "record.h"

/* The flows from client:first .. client:last to the server's port saw what that from client:as saw. */
struct hf_alike {
	struct hf_addr client;
	uint16_t dport, first, last, as;
};

struct hf_thinned {
	bool *keep; /* for each packet of the record */
	struct hf_alike *alike;
	size_t alike_count;
};

/* The longest record that is read back. */
#define HF_THIN_MOST_PACKETS 4000000

/* Which packets stand for all. -ENOMEM. Free with _done. */
int hf_thin(const struct hf_record *record, struct hf_thinned *ret);
void hf_thinned_done(struct hf_thinned *thinned);

/*
 * The reverse: adds the copies to the `count` packets that the record has, and puts all in order of
 * time; they are record->packet_total then. -EBADMSG when they are not, or a flow that is to be
 * copied has no packet, or there are more than HF_THIN_MOST_PACKETS; -ENOMEM.
 */
int hf_thicken(struct hf_record *record, size_t count, const struct hf_alike *alike,
	       size_t alike_count);

#endif
