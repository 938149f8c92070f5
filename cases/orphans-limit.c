/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * A connection that its application has closed, but whose peer has not acknowledged that, is an
 * orphan: FIN-WAIT-1, held by nobody. tcp_max_orphans says how many of them the machine keeps.
 *
 * __tcp_close() counts the new orphan first and then asks tcp_check_oom(): above the limit it sends an
 * RST behind the FIN, counts TCPAbortOnMemory, and is rid of it. But it does not count them itself.
 * Since 5.16 (19757cebf0c5) a timer adds them up every 100 ms, if the CPU is awake, and the limit is
 * held against what it found last: 50 at once are within the limit; one more still is, as the timer
 * had found 50 at most; when it has found 51, every further one is reset, and 51 it stays. Before, a
 * counter for each CPU is added to the sum when it reaches 32: the 64th of all is the first to see a
 * sum above 50, and 63 stay.
 *
 * The client closes with the server's ACKs shut out. A timeout of an orphan asks the same question, so
 * none may come meanwhile: without a time stamp nothing is known of the way when the SYN was sent
 * twice, and the first timeout is 3 s (tcp_init_metrics()). A loop keeps the CPU awake. In the end the
 * limit is raised and the ACKs let in; each FIN is sent once more, and the orphans are gone.
 */
HF_CASE(orphans_limit) = {
	.name = "orphans-limit",
	.claims = CLAIMS("D0.32"),
	.claim = "tcp_max_orphans bounds the connections that nobody holds: one too many is reset "
		 "when it is closed.",
	.quote = "net.ipv4.tcp_max_orphans = 262144",
	.group = "reset",
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_max_orphans", 50},
				 {"net.ipv4.tcp_timestamps", 0},
				 {"net.ipv4.tcp_sack", 0},
				 {"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true}),
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       DROP(.name = "shut", .at = SERVER, .rule = "INPUT -p tcp --syn -j DROP"),
		       CONNECT(.name = "many", .count = 50),
		       CONNECT(.name = "one"),
		       CONNECT(.name = "further", .count = 20),
		       UNTIL(.segment = "< S", .times = 71),
		       UNDROP(.name = "shut"),
		       UNTIL(.acceptq_len = 71),
		       DROP(.name = "deaf", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       MEASURE,
		       CLOSE(.name = "many"),
		       QUIET(.mark = "at the limit", .ms = 200),
		       CLOSE(.name = "one"),
		       QUIET(.mark = "above", .ms = 200),
		       RUN(.name = "loop", .at = CLIENT, .package = "dash", .wait = true,
			   .argv = ARGV("sh", "-c",
					"i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")),
		       CLOSE(.name = "further"),
		       QUIET(.ms = 50),
		       UNTIL(.mark = "refused", .no_later_ms = 2900),
		       SET(.at = CLIENT, .key = "net.ipv4.tcp_max_orphans", .value = 4096),
		       UNDROP(.name = "deaf"),
		       UNTIL(.at = CLIENT, .state = "FIN-WAIT-1", .sockets = NONE)),
	.expect = EXPECT(SOCKETS("at the limit", CLIENT, "FIN-WAIT-1", 50),
			 SOCKETS("above", CLIENT, "FIN-WAIT-1", 51),
			 WIRE_COUNT(FROM_CLIENT, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Sockstat.TcpOrphans", 0),
			 WIRE_FLOWS(FROM_CLIENT, "F.", 71)),
	.eras = ERAS({.until = ORPHANS_COUNTED_BY_TIMER,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(SOCKETS("refused", CLIENT, "FIN-WAIT-1", 63),
				       WIRE_COUNT(FROM_CLIENT, "R.", 8),
				       WIRE_COUNT(FROM_CLIENT, "F.", 71 + 63),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 63),
				       DELTA(CLIENT, "TcpExt.TCPAbortOnMemory", 8),
				       DELTA(CLIENT, "Tcp.OutRsts", 8))},
		     {.since = ORPHANS_COUNTED_BY_TIMER,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(SOCKETS("refused", CLIENT, "FIN-WAIT-1", 51),
				       WIRE_COUNT(FROM_CLIENT, "R.", 20),
				       WIRE_COUNT(FROM_CLIENT, "F.", 71 + 51),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 51),
				       DELTA(CLIENT, "TcpExt.TCPAbortOnMemory", 20),
				       DELTA(CLIENT, "Tcp.OutRsts", 20))}),
	.budget_s = 45,
};
