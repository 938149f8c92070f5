/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * Whether the machine runs out of files: the first number of fs.file-nr.
 *
 * A connection that waits in the accept queue has no file; accept() makes one. So the number says
 * nothing of a queue that nobody empties. Files are counted for each CPU, and what a CPU has counted
 * is added to the sum when it is 32 (percpu_counter_add_batch()): proc_nr_files() reads that sum, and
 * is short of up to 31 each time it is read.
 */
HF_CASE(files_allocated) = {
	.name = "files-allocated",
	.claims = CLAIMS("D3.26"),
	.claim = "The first number of fs.file-nr grows by one for each connection that is accepted, "
		 "and not for those that wait.",
	.quote = "make sure we have enough file descriptors available (the current number of "
		 "allocated file handles",
	.group = "acceptq",
	.columns = COLUMNS("accepted", "at least", "at most", "waiting"),
	.rows = ROWS(ROW(1, 1 - 62, 1 + 62, 319), ROW(320, 320 - 62, 320 + 62, NONE)),
	.steps = STEPS(LISTEN(.backlog = 512, .accept = NEVER),
		       CONNECT(.name = "crowd", .count = 320, .wait = true),
		       UNTIL(.acceptq_len = 320),
		       MEASURE,
		       ACCEPT(.count = COL(0)),
		       UNTIL(.mark = "accepted", .acceptq_len = COL(3))),
	.expect = EXPECT(DELTA_BETWEEN(SERVER, "Files.Allocated", COL(1), COL(2)),
			 SOCKETS("accepted", SERVER, "ESTABLISHED", 320),
			 WIRE_COUNT(FROM_CLIENT, "R.", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 WIRE("crowd", "+0 < S; +0 > S.; +0 < .")),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
