/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The path of one connection through both queues, one step at a time. The SYN leaves a request in
 * SYN-RECV and nothing in the accept queue; the ACK turns it into a socket in ESTABLISHED that
 * waits there (Recv-Q of the listener); accept() takes it out, and no packet tells of it.
 *
 * The peer is made by hand, so that its ACK can wait until the server has been looked at.
 */
HF_CASE(synq_handshake) = {
	.name = "synq-handshake",
	.claims = CLAIMS("D0.7"),
	.claim = "A SYN makes a request in the SYN queue; the third ACK makes it an ESTABLISHED "
		 "socket in the accept queue, which waits there until accept().",
	.quote = "server端接收到第三次握手的ACK,socket状态更新为ESTABLISHED,"
		 "同时将socket移动到Accept Queue(全连接队列),等待应用程序执行accept()",
	.group = "synq",
	.steps = STEPS(LISTEN(.backlog = 1, .accept = NEVER),
		       MEASURE,
		       SYN(.name = "peer", .count = 1),
		       UNTIL(.requests = 1, .mark = "half-open"),
		       ACK(.name = "peer"),
		       UNTIL(.acceptq_len = 1, .mark = "queued", .segment = "< .", .times = 1,
			     .no_later_ms = 800),
		       ACCEPT(.count = 1),
		       UNTIL(.acceptq_len = NONE, .mark = "accepted")),
	.expect = EXPECT(/* The ACK comes when the driver has looked, before the SYN-ACK's timer. */
			 WIRE("peer", "+0   < S \n"
				      "+0   > S. ack 1 \n"
				      "+0~1 < . seq 1 ack 1 \n"),
			 QUEUE("measure", REQUESTS, 0),
			 QUEUE("half-open", REQUESTS, 1),
			 QUEUE("half-open", ACCEPTQ_LEN, 0),
			 SOCKETS("half-open", SERVER, "SYN-RECV", 1),
			 SOCKETS("half-open", SERVER, "ESTABLISHED", 0),
			 QUEUE("queued", REQUESTS, 0),
			 QUEUE("queued", ACCEPTQ_LEN, 1),
			 SOCKETS("queued", SERVER, "SYN-RECV", 0),
			 SOCKETS("queued", SERVER, "ESTABLISHED", 1),
			 QUEUE("accepted", ACCEPTQ_LEN, 0),
			 SOCKETS("accepted", SERVER, "SYN-RECV", 0),
			 SOCKETS("accepted", SERVER, "ESTABLISHED", 1),
			 CALL(.who = "listener", .call = "accept", .calls = 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 1),
			 DELTA(SERVER, "Tcp.AttemptFails", 0)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 20,
};
