/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "own.h"
#include "suite.h"

/* A case that uses every verb and every kind of expectation. */
static const struct hf_case every = {
	.name = "every-verb",
	.claims = CLAIMS("D0.22", "D0.23"),
	.claim = "The third ACK is dropped three times.",
	.quote = "overflowed +3",
	.group = "acceptq",
	.server.sysctl = SYSCTLS({"net.ipv4.tcp_syncookies", 0},
				 {"net.ipv4.tcp_rmem", .text = "4096 8192 16384"}),
	.client.sysctl = SYSCTLS({"net.ipv4.tcp_syn_linear_timeouts", 0, .if_present = true},
				 {"net.core.somaxconn", .as_found = true}),
	.columns = COLUMNS("backlog", "drops"),
	.rows = ROWS(ROW(1, 2), ROW_WITH_WIRE("+0 < S;  +1.0 < S ", 5, 3)),
	.steps = STEPS(LISTEN(.backlog = COL(0), .accept = NEVER),
		       LISTEN(.name = "web", .port = 80, .backlog = 128, .accept = AT_ONCE,
			      .serve = ANSWER_AND_CLOSE, .defer_accept_s = 3, .syncnt = 2),
		       DROP(.name = "hide", .at = CLIENT, .rule = "INPUT -s {server} -j DROP"),
		       CONNECT(.name = "filler", .count = 2, .wait = true),
		       UNTIL(.acceptq_len = 2, .requests = NONE, .mark = "full", .within_ms = 2500),
		       MEASURE, SYN(.name = "flood", .count = 20, .every_us = 1000),
		       SYN(.name = "own", .from = CLIENT_ITSELF, .sport = 30000),
		       ACK(.name = "flood", .first = 2, .count = 1, .again = true, .bytes = 10),
		       ACK(.name = "own", .wrong = true),
		       PACE(.at = SERVER, .bytes = 66, .gap_ms = 20), UNPACE(.at = SERVER),
		       SET(.at = SERVER, .key = "net.ipv4.tcp_syncookies", .value = 1),
		       CONNECT(.name = "late", .request = 90), RELISTEN(.backlog = 3),
		       ACCEPT(.count = 2), SEND(.name = "filler", .at = SERVER, .bytes = 5),
		       RECV(.name = "filler", .wait = true), SHUTDOWN(.name = "late"),
		       CLOSE(.name = "filler", .abort = true), CLOSE(.name = "web"),
		       UNDROP(.name = "hide"), KILL(.name = "filler"),
		       RUN(.name = "nginx", .at = SERVER, .argv = ARGV("nginx", "-c", "{conf}"),
			   .package = "nginx",
			   .conf = "events { }\nlisten {server}:81 backlog={backlog};\n"),
		       UNTIL(.returned = "late", .at = CLIENT, .counter = "TcpExt.TCPTimeouts",
			     .reaches = 1, .state = "FIN-WAIT-1", .sockets = 1, .listening = 81,
			     .segment = "> S.", .times = 3, .no_later_ms = 150),
		       QUIET(.ms = 8250, .mark = "quiet"),
		       CONNECT(.name = "idle", .keepalive = true), DUP(.name = "idle"),
		       DISCONNECT(.name = "idle", .at = SERVER), DISCONNECT(.name = "listener"),
		       SHUTDOWN(.name = "web"), ERROR(.name = "idle"),
		       FILES(.at = SERVER, .more = NONE), FILES(.at = CLIENT),
		       KILL(.name = "listener", .signal = SIGSTOP),
		       SYN(.name = "odd", .options = "mss 1460,TS,wscale 7", .bytes = 3, .win = NONE,
			   .bad_checksum = true),
		       SEGMENT(.name = "odd", .flags = "P.", .seq = -5, .ack = 1, .bytes = 9,
			       .options = "TS ecr 3"),
		       SEGMENT(.name = "filler", .nth = 1, .flags = "S", .seq = 100, .win = 7),
		       LISTEN(.name = "upstream", .at = CLIENT, .port = 90, .backlog = 4,
			      .accept = AT_ONCE),
		       LISTEN(.name = "second", .backlog = 4, .accept = NEVER, .dual_stack = true,
			      .reuseport = true, .fastopen = 5),
		       CONNECT(.name = "fast", .request = 90, .fastopen = true),
		       SEND(.name = "upstream", .bytes = 5), RECV(.name = "upstream"),
		       CLOSE(.name = "upstream", .accepted = true), CLOSE(.name = "upstream"),
		       SHUTDOWN(.name = "web", .accepted = true),
		       DISCONNECT(.name = "web", .accepted = true), ERROR(.name = "web")),
	.expect =
		EXPECT(DELTA(SERVER, "TcpExt.ListenDrops", COL(1)), DELTA(CLIENT, "Tcp.OutRsts", 0),
		       DELTA_BETWEEN(SERVER, "TcpExt.TCPTimeouts", 1, 4), WIRE("late", ROW_WIRE),
		       WIRE_COUNT(FROM_SERVER, "S.", 2), WIRE_FLOWS(FROM_CLIENT, "R", 3),
		       WIRE_TAIL(4, "< S"), QUEUE("full", ACCEPTQ_LIMIT, 1),
		       QUEUE_OF("second", "full", ACCEPTQ_LEN, 3),
		       SOCKETS("end", SERVER, "ESTABLISHED", 2), BUFFER("end", CLIENT, UNACKED, 90),
		       CALL(.who = "late", .call = "connect", .err = ETIMEDOUT, .after = "1 + 2"),
		       CALL(.who = "filler", .call = "recv", .pending = true),
		       CALL(.who = "filler", .call = "recv", .bytes = NONE, .nth = 2),
		       CALL(.who = "nginx", .call = "exit", .err = 1),
		       CALL(.who = "filler", .call = "send", .calls = NONE), HITS("hide", 3),
		       OUTPUT("nginx", "ready, {drops}"), CONSERVED("flood", "end"),
		       SETTING(SERVER, "net.ipv4.tcp_syncookies", "private"),
		       VALUE_BETWEEN(CLIENT, "net.core.somaxconn", 128, 4096)),
	.eras = ERAS({.until = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .claim_is = TRUE_AS_TOLD,
		      .wire = "+0 < S\n +0 > S.\n"},
		     {.since = SYN_REFUSED_ON_FULL_ACCEPTQ,
		      .until = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = TRUE_FOR_ANOTHER_REASON,
		      .because = "three SYNs are refused"},
		     {.since = SYNQ_ADMITS_LIMIT_PLUS_ONE,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "it is not so",
		      .expect = EXPECT(DELTA(SERVER, "TcpExt.ListenOverflows", 7))}),
	.budget_s = 60,
};

static const struct hf_variant variant_v4 = {&every, 1, false};
static const struct hf_variant variant_v6 = {&every, 1, true};

static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (const char *p = text; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (strncmp(p, line, len) == 0 && (p[len] == '\n' || !p[len]))
			return true;
		if (!*p)
			break;
	}
	return false;
}

static void check_lines(const char *text, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(has_line(text, lines[i]), "no line \"%s\" in:\n%.3000s", lines[i],
			      text);
}

START_TEST(tells_hosts_and_steps)
{
	static const char *const lines[] = {
		"The server is 192.0.2.1.",
		"On the server net.ipv4.tcp_syncookies is 0.",
		"On the server net.ipv4.tcp_rmem is 4096 8192 16384.",
		"The client is 192.0.2.2.",
		"On the client net.ipv4.tcp_syn_linear_timeouts is 0, where the kernel has it.",
		"1. The server listens on port 8888 with backlog 5 and never calls accept().",
		"2. The server listens on port 80 with backlog 128 and accepts every connection at "
		"once. This is the listener \"web\". TCP_DEFER_ACCEPT is 3 s. TCP_SYNCNT is 2. The "
		"first request on an accepted connection is read and answered with 100 bytes, then "
		"the connection is closed.",
		"3. The client's iptables, table filter, gets the rule \"INPUT -s 192.0.2.1 -j "
		"DROP\", called \"hide\".",
		"4. The client connects 2 sockets to port 8888 (\"filler\") and waits until all "
		"are "
		"established.",
		"5. Wait until the length of the accept queue is 2 and the number of half-open "
		"requests is 0, at most 2.5 s. This moment is the mark \"full\".",
		"6. Counters and packets count from here.",
		"7. The client sends 20 hand-made SYNs (\"flood\") to port 8888, one every 1000 "
		"us, "
		"from addresses that nobody owns, 40000 source ports an address.",
		"9. The hand-made peer sends an ACK for 1 of \"flood\", from number 2 on, with 10 "
		"bytes of data; each later SYN-ACK is answered as well.",
		"10. The hand-made peer sends an ACK for all of \"own\", from number 0 on, "
		"acknowledging a number the server never sent.",
		"11. The server's sending is slowed: the first packet of 66 bytes leaves at once, "
		"each further one 0.02 s later.",
		"13. On the server net.ipv4.tcp_syncookies is set to 1.",
		"15. The server calls listen() again on \"listener\", with backlog 3.",
		"16. The server accepts 2 connections of \"listener\".",
		"17. The server sends 5 bytes on \"filler\".",
		"18. The client reads from \"filler\" and waits until the call has returned.",
		"20. The client closes \"filler\" with SO_LINGER at 0 s.",
		"21. The server closes the listener \"web\".",
		"22. The rule \"hide\" is taken away.",
		"23. The process that holds \"filler\" is killed.",
		"24. The server runs (\"nginx\"): nginx -c {conf} Its file {conf} is:",
		"listen 192.0.2.1:81 backlog=5;",
		"25. Wait until every call of \"late\" has returned and TcpExt.TCPTimeouts of the "
		"client has grown by 1 and 1 sockets of the client are FIN-WAIT-1 and somebody "
		"listens on port 81 of the server and \"> S.\" was seen 3 times, at most 5 s. If "
		"this was not within 0.15 s of the first packet, the experiment has failed.",
		"26. For 8.25 s nothing is done. This moment is the mark \"quiet\".",
		"27. The client connects 1 socket to port 8888 (\"idle\"). SO_KEEPALIVE is set.",
		"28. The client calls dup() on \"idle\".",
		"29. The server calls connect() to AF_UNSPEC on \"idle\".",
		"30. The server calls connect() to AF_UNSPEC on the listener \"listener\".",
		"31. The server calls shutdown(SHUT_RDWR) on the listener \"web\".",
		"32. The client asks for SO_ERROR of \"idle\".",
		"33. The server's application may open 0 more files.",
		"34. The client's application may open files without limit.",
		"35. The process that holds \"listener\" gets the signal SIGSTOP.",
		"36. The client sends 1 hand-made SYN (\"odd\") to port 8888, from addresses that "
		"nobody owns, 40000 source ports an address, with 3 bytes of data, window 0, "
		"options <mss 1460,TS,wscale 7>, with a wrong checksum.",
		"37. A hand-made segment is sent in the name of \"odd\", number 0: flags P., seq -5, "
		"ack 1, with 9 bytes of data, options <TS ecr 3>.",
		"38. A hand-made segment is sent in the name of \"filler\", number 1: flags S, seq "
		"100, window 7.",
		"39. The client listens on port 90 with backlog 4 and accepts every connection at "
		"once. This is the listener \"upstream\". From accepted connections nothing is read "
		"and to them nothing is sent.",
		"40. The server listens on port 8888 with backlog 4 and never calls accept(). This "
		"is the listener \"second\". It is an IPv6 socket that IPv4 clients reach too. "
		"SO_REUSEPORT is set. TCP_FASTOPEN is 5.",
		"41. The client connects 1 socket to port 8888 (\"fast\"). Once connected it sends "
		"90 bytes and waits for an answer. The bytes go with the SYN (MSG_FASTOPEN), if the "
		"client may do so.",
		"42. On each connection that \"upstream\" has accepted 5 bytes are sent.",
		"43. Each connection that \"upstream\" has accepted is read from.",
		"44. Each connection that \"upstream\" has accepted is closed.",
		"45. The client closes the listener \"upstream\".",
		"46. On each connection that \"web\" has accepted shutdown(SHUT_WR) is called.",
		"47. On each connection that \"web\" has accepted connect() to AF_UNSPEC is called.",
		"48. Each connection that \"web\" has accepted is asked for SO_ERROR.",
	};
	HF_AUTO_FREE char *prose = hf_show_prose(&variant_v4, false);

	check_lines(prose, lines, HF_ARRAY_LEN(lines));
	/* Neither what is claimed nor what is expected is part of the experiment. */
	ck_assert_ptr_null(strstr(prose, "third ACK is dropped"));
	ck_assert_ptr_null(strstr(prose, "every-verb"));
	ck_assert_ptr_null(strstr(prose, "ListenDrops"));
}
END_TEST

START_TEST(tells_ipv6)
{
	static const char *const lines[] = {
		"The server is 2001:db8::1.",
		"The client is 2001:db8::2.",
		("3. The client's iptables, table filter, gets the rule \"INPUT -s 2001:db8::1 -j "
		 "DROP\", called \"hide\"."),
	};
	HF_AUTO_FREE char *prose = hf_show_prose(&variant_v6, false);

	check_lines(prose, lines, HF_ARRAY_LEN(lines));
}
END_TEST

START_TEST(tells_claim_and_expectation)
{
	static const char *const lines[] = {
		"every-verb/backlog=5",
		"Claim D0.22, D0.23: The third ACK is dropped three times.",
		"The document says: \"overflowed +3\"",
		"Expected everywhere:",
		"	The server's TcpExt.ListenDrops grows by 3.",
		"	The client's Tcp.OutRsts does not move.",
		"	The server's TcpExt.TCPTimeouts grows by 1 to 4.",
		"	Every packet of \"late\", in order:",
		"		+0 < S",
		"		+1.0 < S",
		"	The server sends 2 segments \"S.\".",
		"	In 3 flows the client sends a segment \"R\".",
		"	The last 4 packets are all \"< S\".",
		"	At \"full\" the limit of the accept queue is 1.",
		"	At \"full\" the length of the accept queue of \"second\" is 3.",
		"	At \"end\" 2 sockets of the server are ESTABLISHED.",
		("	At \"end\" the longest Send-Q of the client's ESTABLISHED sockets is 90 "
		 "bytes."),
		"	Each connect of \"late\" fails with ETIMEDOUT after 1 + 2 s.",
		"	Each recv of \"filler\" has not returned at the end.",
		"	Number 2 of the recv calls of \"filler\" returns the end of the stream.",
		"	Each exit of \"nginx\" has the status 1.",
		"	No send of \"filler\" succeeds.",
		"	The rule \"hide\" matches 3 packets.",
		"	\"nginx\" prints \"ready, 3\".",
		"	In a namespace, net.ipv4.tcp_syncookies of the server is private.",
		"	net.core.somaxconn of the client reads 128 to 4096.",
		"	The claim is true as told.",
		"	Every packet of each flow that begins after MEASURE, in order:",
		"		+0 > S.",
		"	The claim is true for another reason: three SYNs are refused.",
		"	The claim is no longer true: it is not so.",
		"	The server's TcpExt.ListenOverflows grows by 7.",
	};
	HF_AUTO_FREE char *prose = hf_show_prose(&variant_v4, true);
	HF_AUTO_FREE char *canonical = hf_show_prose(&variant_v4, false);

	check_lines(prose, lines, HF_ARRAY_LEN(lines));
	ck_assert_ptr_nonnull(strstr(prose, canonical));
}
END_TEST

START_TEST(tells_eras_by_their_changes)
{
	HF_AUTO_FREE char *prose = hf_show_prose(&variant_v4, true);
	const char *old =
		strstr(prose, "On kernels without SYN_REFUSED_ON_FULL_ACCEPTQ (Linux 4.10;");
	const char *middle =
		strstr(prose, "On kernels with SYN_REFUSED_ON_FULL_ACCEPTQ (Linux 4.10;");
	const char *now = strstr(prose, "On kernels with SYNQ_ADMITS_LIMIT_PLUS_ONE (Linux 6.13;");

	ck_assert(old && middle && now && old < middle && middle < now);
	ck_assert_ptr_nonnull(strstr(old, "commit 5ea8ea2cb7f1; \"tcp/dccp: drop SYN packets if "
					  "accept queue is full\""));
	ck_assert_ptr_nonnull(strstr(middle, ") but without SYNQ_ADMITS_LIMIT_PLUS_ONE (Linux "
					     "6.13; also 5.4.290,"));
}
END_TEST

START_TEST(tells_an_era_of_all_kernels)
{
	struct hf_case c = every;
	const struct hf_variant variant = {&c, 0, false};
	HF_AUTO_FREE char *prose = NULL;

	c.eras = ALWAYS(TRUE_AS_TOLD);
	prose = hf_show_prose(&variant, true);
	ck_assert(has_line(prose, "On every kernel:"));
}
END_TEST

/* ---- shell ---- */

START_TEST(writes_the_commands)
{
	static const char *const lines[] = {
		"set -eu",
		"ip netns add server",
		"ip link add eth0 netns server type veth peer name eth0 netns client",
		"ip -n server address add 192.0.2.1/24 dev eth0",
		"ip -n server route add 198.18.0.0/15 via 192.0.2.2 # strangers, behind the client",
		"ip netns exec server sysctl -q -w net.ipv4.tcp_syncookies=0",
		"ip netns exec server sysctl -q -w 'net.ipv4.tcp_rmem=4096 8192 16384'",
		"ip netns exec client sysctl -qe -w net.ipv4.tcp_syn_linear_timeouts=0",
		"ip netns exec client sysctl net.core.somaxconn",
		"app server listener",
		"tell listener 's.bind((\"192.0.2.1\", 8888)); s.listen(5)'",
		"tell web 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 3)'",
		"ip netns exec client iptables -t filter -A INPUT -s 192.0.2.1 -j DROP",
		"wait_for 3 '[ \"$(acceptq)\" -eq 2 ]'",
		"wait_for 3 '[ \"$(sockets server syn-recv)\" -eq 0 ]'",
		"segments 8888 198.18.0.1 20000 S 1000 0 0 20 1000",
		"segments 8888 192.0.2.2 30000 S 1000 0 0 1 1",
		"segments 8888 192.0.2.2 30000 A 1001 12345 0 1 1",
		"for i in $(seq 20000 20000); do",
		"\tsegment 8888 198.18.8.1 \"$i\" S 0 0 3 0 'mss 1460,TS,wscale 7' 1",
		"segment 8888 198.18.8.1 20000 P. -5 1 9 512 'TS ecr 3' 0",
		"segment 8888 192.0.2.2 61001 S 100 0 0 7 '' 0",
		"tc -n server qdisc replace dev eth0 root tbf rate 26400bit burst 82 limit 1000000",
		"tc -n server qdisc del dev eth0 root",
		"ip netns exec server sysctl -q -w net.ipv4.tcp_syncookies=1",
		"tell listener 's.listen(3)'",
		"tell listener 'for h in map(end, range(61000, 61002)): told(\"send\", h.sendall, "
		"b\"x\" * 5)",
		"tell web 's.close()'",
		"ip netns exec client iptables -t filter -D INPUT -s 192.0.2.1 -j DROP",
		"kill -9 \"${pid[filler]}\"",
		"ip netns exec server 'nginx' '-c' ''\"$dir\"'/nginx.conf' >\"$dir/nginx.out\" "
		"2>&1 & "
		"# package nginx",
		"wait_for 5 '[ \"$(counter client TcpExtTCPTimeouts)\" -ge 1 ]'",
		"wait_for 5 '[ \"$(sockets client fin-wait-1)\" -eq 1 ]'",
		"sleep 8.250",
		"tell idle 'for s in c: s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)",
		"tell idle 'for h in c: twins[h] = h.dup()",
		("tell listener 'for h in map(end, range(61003, 61004)): told(\"disconnect\", "
		 "disconnect, h)"),
		"tell listener 'disconnect(s)'",
		"tell web 's.shutdown(socket.SHUT_RDWR)'",
		("tell idle 'for h in c: told(\"error\", h.getsockopt, socket.SOL_SOCKET, "
		 "socket.SO_ERROR)"),
		"tell web 'files(0)'",
		"tell late 'files(-1)'",
		"kill -19 \"${pid[listener]}\"",
		"app client upstream",
		"tell upstream 's.bind((\"192.0.2.2\", 90)); s.listen(4)'",
		"tell second 's.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)'",
		"tell second 's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)'",
		"tell second 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)'",
		"tell second 's.bind((\"::\", 8888)); s.listen(4)'",
		"tell fast 'for s in c: told(\"request\", fast, s, (\"192.0.2.1\", 8888), 90)",
		"tell upstream 'for h in held: told(\"send\", h.sendall, b\"x\" * 5)",
		"tell upstream 'for h in held: close(h)",
		"tell upstream 's.close()'",
		"tell web 'for h in held: told(\"shutdown\", h.shutdown, socket.SHUT_WR)",
		"tell web 'for h in held: told(\"disconnect\", disconnect, h)",
		"echo \"server TcpExt.ListenDrops $(counter server 'TcpExtListenDrops')\"",
		"echo \"server TcpExt.ListenOverflows $(counter server 'TcpExtListenOverflows')\"",
		"ip netns exec server ss -nat state syn-recv",
	};
	HF_AUTO_FREE char *script = hf_show_shell(&variant_v4);

	ck_assert_int_eq(strncmp(script, "#!/bin/bash\n", 12), 0);
	check_lines(script, lines, HF_ARRAY_LEN(lines));
	ck_assert_ptr_nonnull(strstr(script, "\tip netns del server"));
}
END_TEST

START_TEST(writes_ipv6_commands)
{
	static const char *const lines[] = {
		"ip -n server address add 2001:db8::1/64 dev eth0 nodad",
		("ip -n server route add 2001:db8:1::/48 via 2001:db8::2 # strangers, behind the "
		 "client"),
		"tell listener 's.bind((\"2001:db8::1\", 8888)); s.listen(5)'",
		"ip netns exec client ip6tables -t filter -A INPUT -s 2001:db8::1 -j DROP",
		"segments 8888 2001:db8:1::1 20000 S 1000 0 0 20 1000",
		"segment 8888 2001:db8:1::801 20000 P. -5 1 9 512 'TS ecr 3' 0",
		/* 20 bytes more than IPv4 */
		"tc -n server qdisc replace dev eth0 root tbf rate 34400bit burst 102 limit 1000000",
	};
	HF_AUTO_FREE char *script = hf_show_shell(&variant_v6);

	check_lines(script, lines, HF_ARRAY_LEN(lines));
	ck_assert_ptr_null(strstr(script, "192.0.2."));
}
END_TEST

START_TEST(writes_a_train_over_several_addresses)
{
	static const char *const lines[] = {
		"segments 8888 198.18.0.1 20000 S 1000 0 0 300 1",
		"segments 8888 198.18.0.2 20000 S 1000 0 0 300 1",
		"segments 8888 198.18.0.3 20000 S 1000 0 0 100 1",
	};
	const struct hf_case c = {
		.name = "train",
		.claim = "",
		.steps = STEPS(SYN(.name = "flood", .count = 700, .ports = 300)),
		.eras = ALWAYS(TRUE_AS_TOLD),
	};
	const struct hf_variant variant = {&c, -1, false};
	HF_AUTO_FREE char *script = hf_show_shell(&variant);

	check_lines(script, lines, HF_ARRAY_LEN(lines));
}
END_TEST

static void check_syntax(const struct hf_variant *variant)
{
	HF_AUTO_FREE char *script = hf_show_shell(variant);
	FILE *bash = popen("bash -n", "w");

	ck_assert_ptr_nonnull(bash);
	fputs(script, bash);
	ck_assert_int_eq(pclose(bash), 0);
}

START_TEST(bash_reads_it)
{
	check_syntax(&variant_v4);
	check_syntax(&variant_v6);
}
END_TEST

/* ---- placeholders ---- */

START_TEST(fills_placeholders)
{
	static const struct hf_fill_pair pairs[] = {{"server", "192.0.2.1"}, {"run", "/run"}};
	static const struct {
		const char *text, *filled;
	} texts[] = {
		{"INPUT -s {server} -j DROP", "INPUT -s 192.0.2.1 -j DROP"},
		{"{server}{run}", "192.0.2.1/run"},
		{"{{server}}", "{192.0.2.1}"},
		{"http { server { } }", "http { server { } }"},
		{"{client} {serve} {servers} {server", "{client} {serve} {servers} {server"},
		{"", ""},
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(texts); i++) {
		HF_AUTO_FREE char *filled = hf_fill(texts[i].text, pairs, HF_ARRAY_LEN(pairs));

		ck_assert_str_eq(filled, texts[i].filled);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("show");
	TCase *tc = tcase_create("show");

	tcase_add_test(tc, tells_hosts_and_steps);
	tcase_add_test(tc, tells_ipv6);
	tcase_add_test(tc, tells_claim_and_expectation);
	tcase_add_test(tc, tells_eras_by_their_changes);
	tcase_add_test(tc, tells_an_era_of_all_kernels);
	tcase_add_test(tc, writes_the_commands);
	tcase_add_test(tc, writes_ipv6_commands);
	tcase_add_test(tc, writes_a_train_over_several_addresses);
	tcase_add_test(tc, bash_reads_it);
	tcase_add_test(tc, fills_placeholders);
	suite_add_tcase(suite, tc);
	return hf_suite_run(suite);
}
