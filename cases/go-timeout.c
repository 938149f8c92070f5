/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * The document's experiment: 200 goroutines POST at once, with http.Client{Timeout: 1 s}, to an
 * nginx whose listen directive says backlog=10. The document's nginx is merely busy and its numbers
 * are of its hour; here nginx is stopped (SIGSTOP) and they are exact: the kernel completes
 * backlog + 1 handshakes and refuses all other SYNs. The handshake is over before the client's
 * connect() returns, so that the SYN queue is empty at all times and no cookie is asked for.
 *
 * All 200 are told "Client.Timeout exceeded" after their second, those who were connected and got
 * no answer like those who were not. Nobody is told "connection reset": overflow resets nothing.
 * At the end the clients that have left still hold their places in the queue.
 *
 * The POSTs are sent by two programs, those that fill the queue first: when SYNs of all 200 wait for
 * the CPU side by side, the kernel may answer some more before the last ACK fills the queue.
 *
 * Go's second and the first retransmission of a SYN, after one second, race: the document's
 * counters have more refused SYNs than clients, or not. Here the client's own firewall lets none
 * out after the first 200; who has won in the client's kernel does not matter to the server.
 *
 * Before 4.10 two more SYNs are answered when the queue is full already. Their clients believe that
 * they are connected, and each segment that they send is one more overflow.
 */
HF_CASE(go_timeout) = {
	.name = "go-timeout",
	.claims = CLAIMS("D4.6"),
	.claim = "200 POSTs of a Go client with a timeout of 1 s to an nginx with backlog=10 that "
		 "does not keep up end with \"Client.Timeout exceeded\".",
	.quote = "可以先把nginx backlog调整成10,然后golang的client timeout设置成1",
	.group = "acceptq",
	.columns = COLUMNS("backlog", "admitted", "refused", "answered <4.10", "least <4.10",
			   "most <4.10"),
	.rows = ROWS(ROW(10, 11, 189, 13, 189, 260), ROW(30, 31, 169, 33, 169, 240),
		     ROW(198, 199, 1, 200, 1, 40), ROW(199, 200, 0, 200, 0, 0),
		     ROW(511, 200, 0, 200, 0, 0)),
	.steps = STEPS(RUN(.name = "nginx", .at = SERVER, .package = "nginx-light",
			   .argv = ARGV("nginx", "-e", "{run}/nginx-error.log", "-c", "{conf}"),
			   .conf = NGINX_HTTP
				"	server {\n"
				"		listen 8888 backlog={backlog};\n"
				"		listen [::]:8888 backlog={backlog};\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n"),
		       UNTIL(.listening = 8888, .within_ms = 10000),
		       KILL(.name = "nginx", .signal = SIGSTOP),
		       MEASURE,
		       RUN(.name = "first", .at = CLIENT, .package = "golang-go",
			   .argv = ARGV("{fixtures}/go-burst", "-timeout", "1s", "{server}", "8888",
					"/index.php", "{admitted}")),
		       UNTIL(.acceptq_len = COL(1)),
		       RUN(.name = "others", .at = CLIENT, .package = "golang-go",
			   .argv = ARGV("{fixtures}/go-burst", "-timeout", "1s", "{server}", "8888",
					"/index.php", "{refused}")),
		       UNTIL(.segment = "< S", .times = 200),
		       DROP(.name = "again", .at = CLIENT,
			    .rule = "OUTPUT -p tcp --syn --dport 8888 -j DROP"),
		       UNTIL(.mark = "tried", .no_later_ms = 900),
		       UNTIL(.returned = "first", .within_ms = 10000),
		       UNTIL(.returned = "others", .within_ms = 10000)),
	.expect = EXPECT(QUEUE("tried", ACCEPTQ_LEN, COL(1)),
			 QUEUE("tried", ACCEPTQ_LIMIT, COL(0)),
			 QUEUE("end", ACCEPTQ_LEN, COL(1)),
			 SOCKETS("end", CLIENT, "ESTABLISHED", 0),
			 SOCKETS("end", CLIENT, "SYN-SENT", 0),
			 SOCKETS("end", SERVER, "CLOSE-WAIT", COL(1)),
			 CALL(.who = "first", .call = "exit"),
			 OUTPUT("first", "{admitted} requests: 0 answered, {admitted} told "
					 "Client.Timeout exceeded while awaiting headers, 0 told "
					 "anything else, 0 sooner than the timeout"),
			 CALL(.who = "others", .call = "exit"),
			 OUTPUT("others", "{refused} requests: 0 answered, {refused} told "
					  "Client.Timeout exceeded while awaiting headers, 0 told "
					  "anything else, 0 sooner than the timeout"),
			 WIRE_FLOWS(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_CLIENT, "S", 200),
			 WIRE_COUNT(FROM_SERVER, "R", 0),
			 WIRE_COUNT(FROM_SERVER, "R.", 0),
			 DELTA(SERVER, "Tcp.PassiveOpens", COL(1)),
			 DELTA(SERVER, "Tcp.OutRsts", 0),
			 DELTA(SERVER, "TcpExt.TCPReqQFullDoCookies", 0),
			 /* How far the SYNs' timers got before Go's closed the sockets. */
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPSynRetrans", 0, 400),
			 DELTA_BETWEEN(CLIENT, "TcpExt.TCPTimeouts", 0, 400)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", COL(3)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenOverflows", COL(4),
						     COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.ListenDrops", COL(4), COL(5)),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPSynRetrans", 0, 4),
				       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 0, 4))},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(WIRE_FLOWS(FROM_SERVER, "S.", COL(1)),
				       WIRE_COUNT(FROM_SERVER, "S.", COL(1)),
				       WIRE_FLOWS(FROM_CLIENT, "F.", COL(1)),
				       WIRE_FLOWS(FROM_CLIENT, "P.", COL(1)),
				       QUEUE("tried", REQUESTS, 0),
				       SOCKETS("tried", CLIENT, "ESTABLISHED", COL(1)),
				       SOCKETS("tried", CLIENT, "SYN-SENT", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenOverflows", COL(2)),
				       DELTA(SERVER, "TcpExt.ListenDrops", COL(2)))}),
	.budget_s = 60,
};
