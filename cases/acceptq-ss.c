/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The two columns of ss, which mean two things.
 *
 * Of a listener Recv-Q is sk_ack_backlog and Send-Q is sk_max_ack_backlog (tcp_diag_get_info()):
 * how many wait for accept() and how many may. Of a connection they are bytes: received and not
 * read by the application, and written and not acknowledged by the peer.
 *
 * A listener with a backlog of 128 shows 0 and 128. Four clients connect and wait, 4 and 128. One
 * sends 100 bytes: they are acknowledged at once and lie in the Recv-Q of a socket that no
 * application has seen yet. Then the server goes deaf, and the 433 bytes that another sends stay
 * in the Send-Q of that client, however often it repeats them; how often is not the question here.
 */
HF_CASE(acceptq_ss) = {
	.name = "acceptq-ss",
	.claims = CLAIMS("D0.10", "D2.2"),
	.claim = "For a listener ss shows the connections that wait in Recv-Q and the limit of the "
		 "accept queue in Send-Q; for a connection, bytes not read and bytes not "
		 "acknowledged.",
	.quote = "socket处于监听LISTEN状态时,Send-Q为Accept Queue最大长度,Recv-Q为Accept "
		 "Queue累计的等待应用程序accept()的socket数目",
	.group = "acceptq",
	.steps = STEPS(LISTEN(.backlog = 128, .accept = NEVER),
		       MEASURE,
		       CONNECT(.name = "silent", .count = 2),
		       CONNECT(.name = "heard"),
		       CONNECT(.name = "unheard"),
		       QUIET(.ms = 50, .mark = "four"),
		       SEND(.name = "heard", .bytes = 100),
		       QUIET(.ms = 50, .mark = "unread"),
		       DROP(.name = "deaf", .at = SERVER,
			    .rule = "INPUT -p tcp --dport 8888 -j DROP"),
		       SEND(.name = "unheard", .bytes = 433),
		       QUIET(.ms = 20, .mark = "unacked")),
	.expect = EXPECT(QUEUE("measure", ACCEPTQ_LEN, 0),
			 QUEUE("measure", ACCEPTQ_LIMIT, 128),
			 QUEUE("four", ACCEPTQ_LEN, 4),
			 QUEUE("four", ACCEPTQ_LIMIT, 128),
			 SOCKETS("four", SERVER, "ESTABLISHED", 4),
			 SOCKETS("four", SERVER, "LISTEN", 1),
			 BUFFER("four", SERVER, UNREAD, 0),
			 BUFFER("four", SERVER, UNACKED, 0),
			 BUFFER("four", CLIENT, UNREAD, 0),
			 BUFFER("four", CLIENT, UNACKED, 0),
			 QUEUE("unread", ACCEPTQ_LEN, 4),
			 BUFFER("unread", SERVER, UNREAD, 100),
			 BUFFER("unread", CLIENT, UNACKED, 0),
			 QUEUE("unacked", ACCEPTQ_LEN, 4),
			 BUFFER("unacked", SERVER, UNREAD, 100),
			 BUFFER("unacked", SERVER, UNACKED, 0),
			 BUFFER("unacked", CLIENT, UNACKED, 433),
			 WIRE("silent", "+0 < S; +0 > S.; +0 < ."),
			 WIRE("heard", "+0 < S; +0 > S.; +0 < .\n"
				       "+0~0.5 < P. 100; +0 > ."),
			 WIRE_COUNT(FROM_SERVER, "S.", 4),
			 WIRE_COUNT(FROM_SERVER, ".", 1),
			 DELTA(SERVER, "Tcp.PassiveOpens", 4),
			 DELTA(SERVER, "TcpExt.ListenOverflows", 0),
			 DELTA(SERVER, "TcpExt.ListenDrops", 0),
			 /* The first retransmission is due 0.2 s after the 433 bytes. */
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 3)),
	.eras = ALWAYS(TRUE_AS_TOLD),
	.budget_s = 10,
};
