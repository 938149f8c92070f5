/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * An HTTP request on a connection that exists for the client only.
 *
 * The victim's SYN finds room, its ACK finds the accept queue full. Since 4.10 a SYN to a full
 * queue is dropped (acceptq-overflow), so the queue must become full in between: the client's line
 * is slow, a little traffic has used up its bucket, so that the SYN still leaves and the ACK and
 * the request, 90 bytes as in the document, wait behind it. Meanwhile the server calls listen(1)
 * again, and two connections that wait are one more than the limit. Then the line is fast again. No
 * packet is lost, the round trip that the client has measured is not touched, and every kernel from
 * 3.10 on does the same.
 *
 * What follows on the server: tcp_check_req() finds the request for the ACK, tcp_v4_syn_recv_sock()
 * finds the queue full, counts ListenOverflows and ListenDrops and drops the segment. So it goes
 * with every segment that acknowledges: the ACK, five times the request, and the ACK with which the
 * client challenges each repeated SYN-ACK (it is ESTABLISHED and knows that SYN already), 8 in all.
 * On the client: a tail loss probe after one RTO, then the RTO doubles; at tcp_retries2=2 the third
 * retransmission was the last, and the timer after it ends the connection
 * (retransmits_timed_out()). tcp_write_err() sends nothing. The RST at the end of the document's
 * capture is not from there: it is the answer of a port that is closed by then to one more SYN-ACK.
 * With tcp_synack_retries=2 the last SYN-ACK leaves at 3 s, too early on a kernel whose timers are
 * punctual; 3 retries show it.
 *
 * The RTO of data is 200 ms, rounded up to a jiffy, plus the round trip: 0.2~0.22, doubled each
 * time. How long the line was slow is not the kernel's affair: less than 0.18 s, or the run is
 * void, since the first timer must find the request gone.
 */
HF_CASE(http_timeout) = {
	.name = "http-timeout",
	.claims = CLAIMS("D0.25", "D0.26", "D0.31"),
	.claim = "When the accept queue overflowed, the server ignores the client's HTTP request "
		 "as well, and with tcp_retries2=2 the client is told \"Connection timed out\" "
		 "after 3 s: overflow alone does not reset.",
	.quote = "服务端对于客户端的HTTP请求数据,并没有响应(直接丢弃)",
	.group = "http",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_abort_on_overflow", 0},
				 {"net.ipv4.tcp_synack_retries", COL(0)}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_retries2", 2}),
	.columns = COLUMNS("synack_retries", "timeouts", "RSTs"),
	.rows = ROWS(ROW_WITH_WIRE("+0 < S; +0 > S.\n"
				   "+0~0.18 < . 0 seq 1 ack 1; +0 < P. 90 seq 1 ack 1\n"
				   "^0.02~0.22 < P. 90\n"
				   "^0.2~0.22 < P. 90\n"
				   "^0.4~0.44 < P. 90\n"
				   "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
				   "^0.8~0.88 < P. 90\n"
				   "^2.0 > S.; +0 < . 0 seq 91 ack 1",
				   2, 3, 0),
		     ROW_WITH_WIRE("+0 < S; +0 > S.\n"
				   "+0~0.18 < . 0 seq 1 ack 1; +0 < P. 90 seq 1 ack 1\n"
				   "^0.02~0.22 < P. 90\n"
				   "^0.2~0.22 < P. 90\n"
				   "^0.4~0.44 < P. 90\n"
				   "^1.0 > S.; +0 < . 0 seq 91 ack 1\n"
				   "^0.8~0.88 < P. 90\n"
				   "^2.0 > S.; +0 < . 0 seq 91 ack 1\n"
				   "^4.0 > S.; +0 < R 0 seq 1 win 0",
				   3, 3, 1)),
	.steps = STEPS(LISTEN(.backlog = 16, .accept = NEVER),
		       CONNECT(.name = "waiting", .wait = true),
		       CONNECT(.name = "chatty", .wait = true),
		       UNTIL(.acceptq_len = 2),
		       PACE(.at = CLIENT, .bytes = 200, .gap_ms = 3500),
		       SEND(.name = "chatty", .bytes = 50),
		       MEASURE,
		       CONNECT(.name = "victim", .request = 90),
		       RELISTEN(.backlog = 1),
		       UNTIL(.mark = "held", .requests = 1, .acceptq_len = 2, .at = CLIENT,
			     .counter = "Tcp.OutSegs", .reaches = 3),
		       PACE(.at = CLIENT, .bytes = 1500, .gap_ms = 1),
		       UNTIL(.mark = "full", .segment = "< P.", .times = 1, .no_later_ms = 180),
		       UNTIL(.mark = "given up", .returned = "victim", .within_ms = 8000),
		       UNTIL(.requests = NONE, .within_ms = 12000)),
	.expect = EXPECT(QUEUE("full", ACCEPTQ_LEN, 2),
			 QUEUE("full", ACCEPTQ_LIMIT, 1),
			 QUEUE("full", REQUESTS, 1),
			 SOCKETS("full", SERVER, "ESTABLISHED", 2),
			 SOCKETS("full", CLIENT, "ESTABLISHED", 3),
			 QUEUE("given up", REQUESTS, 1),
			 SOCKETS("given up", CLIENT, "ESTABLISHED", 2),
			 SOCKETS("end", SERVER, "ESTABLISHED", 2),
			 CALL(.who = "victim", .call = "connect"),
			 CALL(.who = "victim", .call = "send", .bytes = 90),
			 CALL(.who = "victim", .call = "recv", .err = ETIMEDOUT,
			      .after = "0.2~0.22 + 0.2~0.22 + 0.4~0.44 + 0.8~0.88 + 1.6~1.76"),
			 DELTA(CLIENT, "TcpExt.TCPAbortOnTimeout", 1),
			 DELTA(CLIENT, "TcpExt.TCPLossProbes", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 0),
			 DELTA(SERVER, "Tcp.OutRsts", 0)),
	/*
	 * Before 4.1 SYN-ACKs are late by up to 0.6 s each, and the second one may find the port
	 * closed already, as in the document: then it is the one that draws the RST.
	 */
	.eras = ERAS({.until = SYNACK_TIMER_PER_REQUEST,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_COUNT(FROM_CLIENT, "P.", 5),
				       WIRE_COUNT(FROM_SERVER, "R", 0),
				       WIRE_COUNT(FROM_SERVER, "R.", 0),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows", 7, 8),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", 7, 8),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 2, 3),
				       /* A counter since 3.15. */
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 3),
				       DELTA_BETWEEN(SERVER, "TcpExt.EmbryonicRsts", COL(2), 1),
				       DELTA_BETWEEN(SERVER, "Tcp.AttemptFails", COL(2), 1),
				       DELTA_BETWEEN(CLIENT, "Tcp.OutRsts", COL(2), 1),
				       /* Long ago a probe was not counted here. */
				       DELTA_BETWEEN(CLIENT, "Tcp.RetransSegs", 3, 4),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = SYNACK_TIMER_PER_REQUEST,
		      .until = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("victim", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 8),
				       DELTA(SERVER, "TcpExt.ListenDrops", 8),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", COL(0)),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", COL(2)),
				       DELTA(SERVER, "Tcp.AttemptFails", COL(2)),
				       DELTA(CLIENT, "Tcp.OutRsts", COL(2)),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 2),
				       DELTA_BETWEEN(CLIENT, "Tcp.RetransSegs", 3, 4),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 1))},
		     {.since = TIMEOUTS_ALL_COUNTED,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE("victim", ROW_WIRE),
				       DELTA(SERVER, "TcpExt.ListenOverflows", 8),
				       DELTA(SERVER, "TcpExt.ListenDrops", 8),
				       DELTA(SERVER, "TcpExt.TCPTimeouts", COL(1)),
				       DELTA(SERVER, "TcpExt.TCPSynRetrans", COL(0)),
				       DELTA(SERVER, "TcpExt.EmbryonicRsts", COL(2)),
				       DELTA(SERVER, "Tcp.AttemptFails", COL(2)),
				       DELTA(CLIENT, "Tcp.OutRsts", COL(2)),
				       DELTA(CLIENT, "TcpExt.TCPSYNChallenge", 2),
				       DELTA(CLIENT, "Tcp.RetransSegs", 4),
				       DELTA(CLIENT, "TcpExt.TCPTimeouts", 4))}),
	.budget_s = 50,
};
