/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "claims.h"

/*
 * The catalogue of claims: every experiment, statement and reference of the five documents that can
 * be checked, and what was found beside them (X). Quotes are the documents' own words.
 *
 * Each has a case that names its id, or says in one sentence why none can show it.
 */
const struct hf_document hf_documents[] = {
	{
		.id = "D0",
		.title = "TCP SYN queue and accept queue, explained",
		.original = "TCP SYN队列与Accept队列详解",
		.author = "李乐 (Li Le)",
		.about = "Experiments with both queues, looking for the cause of \"connection reset by "
			 "peer\" between Go and nginx.",
		.kernel = "3.10.0-693.el7",
	},
	{
		.id = "D1",
		.title = "The accept queue is full, but a connection has to go from SYN to accept()",
		.original = "Socket `accept queue is full ` 但是一个连接需要从SYN->ACCEPT",
		.author = "杨博东 (Yang Bodong), after \"How TCP backlog works in Linux\" by veithen",
		.about = "A translation, an experiment that agrees with it, and a question left open.",
		.kernel = "3.10.0-514.el7",
	},
	{
		.id = "D2",
		.title = "The TCP accept queue in five minutes",
		.original = "五分钟带你读懂 TCP全连接队列",
		.author = "架构技术专栏",
		.about = "Resets under load, because Tomcat asked for a queue of 100.",
	},
	{
		.id = "D3",
		.title = "How sockets work; troubleshooting \"SYNs to LISTEN sockets dropped\"",
		.original = "Socket工作原理",
		.about = "Notes on TCP, and the search for drops that no queue explains.",
		.kernel = "4.4.0-1110-aws in the search",
	},
	{
		.id = "D4",
		.title = "\"Connection reset by peer\" and \"Timeout exceeded\" of an API",
		.original = "排查API的connection reset by peer和Timeout exceeded问题",
		.author = "c_rain",
		.about = "nginx' backlog of 511 under 200 connections at once, and where RST comes from in "
			 "the kernel.",
	},
	{
		.id = "X",
		.title = "Beyond the documents",
		.about = "What none of them says, and what makes some of their experiments come out "
			 "otherwise today.",
	},
	{.id = NULL},
};

const struct hf_claim hf_claims[] = {
	{
		.id = "D0.1",
		.kind = HF_STATEMENT,
		.section = "引子 (introduction)",
		.says = "\"Connection reset by peer\" has four causes: a firewall, data sent to a "
			"closed socket, an overflow of the accept queue, data sent to a connection that "
			"the other side no longer knows.",
		.quote = "全连接队列溢出;",
	},
	{
		.id = "D0.2",
		.kind = HF_STATEMENT,
		.section = "Nginx关闭连接 (nginx closes the connection)",
		.says = "nginx closes a connection that was idle for keepalive_timeout, 75 s by "
			"default; a client that uses it again at that moment is reset.",
		.quote = "keepalive_timeout:设置每个TCP长连接在Nginx可以保持的最大时间,默认75秒",
	},
	{
		.id = "D0.3",
		.kind = HF_STATEMENT,
		.says = "nginx closes a connection after keepalive_requests requests, 100 by "
			"default.",
		.quote = "keepalive_requests:设置每个TCP长连接最多可以处理的请求数,默认100",
	},
	{
		.id = "D0.4",
		.kind = HF_STATEMENT,
		.says = "Go sends a request again after ECONNRESET on a reused connection only if "
			"it can be replayed: it has no body or one that can be had again, and its method "
			"is GET, HEAD, OPTIONS or TRACE, or it has an Idempotency-Key.",
		.quote = "ECONNRESET错误时,对部分请求进行重试",
	},
	{
		.id = "D0.5",
		.kind = HF_STATEMENT,
		.says = "Go's IdleConnTimeout is the client's own clock and cannot make sure that "
			"the client closes before nginx does.",
		.quote = "因此无法保证Golang客户端主动关闭连接",
	},
	{
		.id = "D0.6",
		.kind = HF_STATEMENT,
		.says = "With a connection for each request this does not happen.",
		.quote = "也可以通过短连接方式避免",
	},
	{
		.id = "D0.7",
		.kind = HF_STATEMENT,
		.section = "SYN Queue与Accept Queue介绍 (the two queues)",
		.says = "A SYN makes an entry in the SYN queue and is answered with SYN-ACK; the "
			"third ACK makes it ESTABLISHED and moves it to the accept queue, where it waits "
			"for accept().",
		.quote = "server端接收到第三次握手的ACK,socket状态更新为ESTABLISHED,同时将socket"
			 "移动到Accept Queue",
	},
	{
		.id = "D0.8",
		.kind = HF_REFERENCE,
		.says = "The accept queue's limit is min(backlog, somaxconn), and it is full only "
			"when its length is greater than that: it holds one more.",
		.quote = "注意大于号才返回ture,即最终可存储socket数目会加1",
	},
	{
		.id = "D0.9",
		.kind = HF_REFERENCE,
		.says = "The SYN queue holds the power of two above min(backlog, somaxconn, "
			"tcp_max_syn_backlog), at least 16, at most the power of two above "
			"tcp_max_syn_backlog.",
		.quote = "其上限为roundup_pow_of_two(sysctl_max_syn_backlog + 1),下限为16",
	},
	{
		.id = "D0.10",
		.kind = HF_REFERENCE,
		.says = "For a listener ss shows the accept queue's limit as Send-Q and the "
			"connections that wait as Recv-Q; for a connection, the bytes in its send and "
			"receive buffers.",
		.quote = "Send-Q为Accept Queue最大长度,Recv-Q为Accept "
			 "Queue累计的等待应用程序accept()的socket数目",
	},
	{
		.id = "D0.11",
		.kind = HF_EXPERIMENT,
		.section = "SYN Queue溢出实验 (overflow of the SYN queue)",
		.says = "542 SYNs to a SYN queue of 16, cookies off: \"SYNs to LISTEN sockets "
			"dropped\" grows by 526 = 542 - 16, no RST is sent, and at the end nothing "
			"answers.",
		.quote = "可以看到SYN丢弃数目增加了526=542-16(16为SYN "
			 "Queue长度限制),服务端发送RST数目没有变化",
	},
	{
		.id = "D0.12",
		.kind = HF_STATEMENT,
		.says = "Without a firewall rule the client's kernel answers each SYN-ACK with "
			"RST and spoils the experiment.",
		.quote = "客户端收到SYN+ACK会返回RST",
	},
	{
		.id = "D0.13",
		.kind = HF_STATEMENT,
		.says = "When the SYN queue overflows the server only drops the SYN.",
		.quote = "SYN Queue溢出时,服务端只是丢弃客户端的SYN数据包",
	},
	{
		.id = "D0.14",
		.kind = HF_EXPERIMENT,
		.section = "tcp_syncookies",
		.says = "The same with tcp_syncookies=1: the count of drops grows by 266 = 282 - "
			"16 all the same, although the server answers every SYN to the end.",
		.quote = "但是查看服务端tcpdump抓包情况,我们发现结尾服务端依然在向客户端返回SYN+A"
			 "CK",
	},
	{
		.id = "D0.15",
		.kind = HF_STATEMENT,
		.says = "During the flood a normal connection can be made.",
		.quote = "可以发起正常连接请求,验证是否可以正常建立连接",
	},
	{
		.id = "D0.16",
		.kind = HF_STATEMENT,
		.says = "Cookies begin only when the SYN queue has overflowed; until then "
			"everything goes its usual way.",
		.quote = "SYN Queue溢出时,才真正开启SYN Cookie功能",
	},
	{
		.id = "D0.17",
		.kind = HF_STATEMENT,
		.says = "The cookie is a hash of addresses, ports and a secret, sent as the "
			"initial sequence number; the last ACK is checked against it.",
		.quote = "服务端就会再次计算这个哈希值,确认是上次返回的 SYN+ACK 的返回包",
	},
	{
		.id = "D0.18",
		.kind = HF_EXPERIMENT,
		.section = "源码分析 (the source: SYN)",
		.says = "455 SYNs, cookies on: TCPReqQFullDoCookies grows by 439 = 455 - 16, "
			"TCPReqQFullDrop by 0.",
		.quote = "drop新增0;cookie新增439=455-16",
	},
	{
		.id = "D0.19",
		.kind = HF_EXPERIMENT,
		.says = "358 SYNs, cookies off: TCPReqQFullDrop grows by 342 = 358 - 16, "
			"TCPReqQFullDoCookies by 0.",
		.quote = "drop新增342=358-16;cookie新增0",
	},
	{
		.id = "D0.20",
		.kind = HF_STATEMENT,
		.says = "ListenDrops also counts the SYNs that are answered with a cookie.",
		.quote = "开启后会丢弃所有SYN包,同时累加ListenDrops",
	},
	{
		.id = "D0.21",
		.kind = HF_EXPERIMENT,
		.section = "Accept Queue溢出实验 (overflow of the accept queue)",
		.says = "After listen(1) two connections fill the accept queue: ss shows 2 in "
			"Recv-Q and 1 in Send-Q.",
		.quote = "发送2个连接请求,ss查看Accept Queue统计情况,Accept Queue已达到最大长度",
	},
	{
		.id = "D0.22",
		.kind = HF_EXPERIMENT,
		.says = "A third connection: \"times the listen queue of a socket overflowed\" "
			"and \"SYNs to LISTEN sockets dropped\" grow by 3 each, no RST is sent, and the "
			"server has it as SYN-RECV.",
		.quote = "而三次都由于Accept "
			 "Queue溢出丢弃,因此上面说的listenoverflow以及listendrop增加3",
	},
	{
		.id = "D0.23",
		.kind = HF_EXPERIMENT,
		.says = "On the wire: the SYN-ACK comes again 1.4 s and 3.4 s after the first, "
			"and the client answers each with an ACK.",
		.quote = "服务端超时后还发送了两次SYN+ACK包,客户端均应答ACK",
	},
	{
		.id = "D0.24",
		.kind = HF_REFERENCE,
		.says = "tcp_synack_retries says how often a SYN-ACK is sent again.",
		.quote = "服务端的SYN+ACK重试次数,由内核参数tcp_synack_retries决定",
	},
	{
		.id = "D0.25",
		.kind = HF_EXPERIMENT,
		.section = "HTTP请求验证 (an HTTP request)",
		.says = "curl on such a connection: its request is dropped and sent again, the "
			"SYN-ACK as well, until curl says \"Connection timed out\"; the next SYN-ACK "
			"draws an RST from the client.",
		.quote = "可以看到服务端对于客户端的HTTP请求数据,并没有响应(直接丢弃)",
	},
	{
		.id = "D0.26",
		.kind = HF_REFERENCE,
		.says = "tcp_retries2 says how often data is sent again.",
		.quote = "TCP数据传输重试次数由内核参数tcp_retries2决定",
	},
	{
		.id = "D0.27",
		.kind = HF_EXPERIMENT,
		.section = "tcp_abort_on_overflow",
		.says = "With tcp_abort_on_overflow=1 the third ACK is answered with RST at once: "
			"curl says \"Connection reset by peer\" after 5 ms.",
		.quote = "服务端在接收到第三次握手ACK时,立即返回RST包",
	},
	{
		.id = "D0.28",
		.kind = HF_STATEMENT,
		.section = "源码分析 (the source: accept)",
		.says = "An overflow of the accept queue counts in ListenOverflows and in "
			"ListenDrops together.",
		.quote = "在溢出时,同时修改ListenOverflows以及ListenDrops",
	},
	{
		.id = "D0.29",
		.kind = HF_EXPERIMENT,
		.section = "Accept Queue再验证 (the accept queue again)",
		.says = "With tcp_retries2=15 curl says \"Connection reset by peer\" after 12.8 "
			"s: the server has forgotten the request by then and answers the next copy of the "
			"data with RST.",
		.quote = "服务端的连接SYN-RECV已经超时释放,导致服务端最终返回RST包",
	},
	{
		.id = "D0.30",
		.kind = HF_STATEMENT,
		.says = "Data sent to a connection that the server no longer knows is answered "
			"with RST.",
		.quote = "向已经\"消逝\"的连接发送数据,同样会导致RST",
	},
	{
		.id = "D0.31",
		.kind = HF_STATEMENT,
		.section = "总结 (summary)",
		.says = "With these settings an overflow of the queues does not cause "
			"\"connection reset by peer\".",
		.quote = "HTTP请求异常\"connection reset by "
			 "peer\"(服务端RST)不是由TCP队列溢出导致的",
	},
	{
		.id = "D0.32",
		.kind = HF_REFERENCE,
		.section = "附录 (appendix)",
		.says = "The 24 settings of the machine.",
		.quote = "net.ipv4.tcp_max_syn_backlog = 81920",
	},
	{
		.id = "D1.1",
		.kind = HF_STATEMENT,
		.section = "正确的解释 (the explanation)",
		.says = "A third ACK that finds the accept queue full updates ListenOverflows and "
			"ListenDrops, and is thrown away.",
		.quote = "update the ListenOverflowsand ListenDrops statistics in "
			 "/proc/net/netstat and then return NULL",
	},
	{
		.id = "D1.2",
		.kind = HF_STATEMENT,
		.says = "With tcp_abort_on_overflow=0 the kernel does nothing. The translator "
			"adds that this means it answers with RST.",
		.quote = "这里的什么都不干对应的是:回应RST包",
	},
	{
		.id = "D1.3",
		.kind = HF_STATEMENT,
		.says = "The SYN-ACK is sent again tcp_synack_retries times, with exponential "
			"backoff.",
		.quote = "with a certain number of retries specified by "
			 "/proc/sys/net/ipv4/tcp_synack_retries and using an exponential backoff algorithm",
	},
	{
		.id = "D1.4",
		.kind = HF_STATEMENT,
		.says = "The client answers each of these SYN-ACKs with its ACK.",
		.quote = "it will assume that the ACK packet was lost and resend it",
	},
	{
		.id = "D1.5",
		.kind = HF_STATEMENT,
		.says = "If the application accepts a connection before the last retry, one of "
			"these ACKs completes the handshake.",
		.quote = "the TCP implementation will eventually process one of the duplicate "
			 "ACKs",
	},
	{
		.id = "D1.6",
		.kind = HF_STATEMENT,
		.says = "Otherwise the client will eventually get an RST.",
		.quote = "Otherwise, the client will eventually get a RST packet",
	},
	{
		.id = "D1.7",
		.kind = HF_EXPERIMENT,
		.section = "实验验证 (the experiment)",
		.says = "A real client at a full accept queue: after the handshake five more "
			"SYN-ACKs and five ACKs.",
		.quote = "服务器发送的SYN/ACK有5个,客户端回复的ACK有5个",
	},
	{
		.id = "D1.8",
		.kind = HF_EXPERIMENT,
		.section = "我的疑问 (the open question)",
		.says = "The server forgets the connection after about a minute; the client still "
			"has it as ESTABLISHED two hours later, and no RST has come.",
		.quote = "服务器丢掉SYN RECEIVED状态的客户端时间大概是1分钟",
	},
	{
		.id = "D1.9",
		.kind = HF_STATEMENT,
		.section = "正文 (beginning)",
		.says = "The SYN queue is set by tcp_max_syn_backlog.",
		.quote = "SYN队列:由/proc/sys/net/ipv4/tcp_max_syn_backlog指定",
	},
	{
		.id = "D2.1",
		.kind = HF_EXPERIMENT,
		.section = "一、问题 (the problem)",
		.says = "Tomcat's accept-count of 100 is the accept queue; a peak of requests "
			"fills it, connections are dropped, and clients see slow answers and \"Connection "
			"reset\".",
		.quote = "在请求波峰的时候全连接队列被打满导致有连接丢弃",
	},
	{
		.id = "D2.2",
		.kind = HF_REFERENCE,
		.section = "二、半连接队列和全连接队列 (the two queues)",
		.says = "For a connection ss shows the bytes not yet read as Recv-Q and those not "
			"yet acknowledged as Send-Q.",
		.quote = "Send-Q 已发送但未收到确认的字节数",
	},
	{
		.id = "D2.3",
		.kind = HF_STATEMENT,
		.says = "With tcp_abort_on_overflow=0 the third ACK is dropped, the server stays "
			"in SYN_RCVD and sends its SYN-ACK up to five times more, then does nothing; data "
			"that the client sends after that is answered with RST.",
		.quote = "如果此时客户端发送数据过来,服务端会返回RST",
	},
	{
		.id = "D2.4",
		.kind = HF_STATEMENT,
		.says = "With tcp_abort_on_overflow=1 the third ACK is answered with RST, and the "
			"client reports \"connection reset by peer\".",
		.quote = "服务端直接返回RST通知client,表示废掉这个握手过程和这个连接",
	},
	{
		.id = "D2.5",
		.kind = HF_EXPERIMENT,
		.says = "The two counters of netstat -s are equal, 7102 each: the one counts "
			"overflows of the accept queue, the other those of the SYN queue.",
		.quote = "7102 SYNs to LISTEN sockets ignored 表示半连接队列溢出次数",
	},
	{
		.id = "D2.6",
		.kind = HF_REFERENCE,
		.says = "The accept queue's limit is min(backlog, somaxconn); somaxconn is 128 by "
			"default, the backlog of Tomcat is 100, of nginx and Redis 511.",
		.quote = "somaxconn 是Linux内核参数,默认128",
	},
	{
		.id = "D2.7",
		.kind = HF_STATEMENT,
		.says = "The length of the SYN queue is tcp_max_syn_backlog, one for all "
			"programs.",
		.quote = "半连接队列的长度可以通过 /proc/sys/net/ipv4/tcp_max_syn_backlog来设置",
	},
	{
		.id = "D2.8",
		.kind = HF_EXPERIMENT,
		.says = "netstat -natp | grep SYN_RECV | wc -l counts the half-open connections: "
			"233.",
		.quote = "233 #表示半连接状态的TCP连接有233个",
	},
	{
		.id = "D3.1",
		.kind = HF_EXPERIMENT,
		.section = "三次握手 (the handshake)",
		.says = "A handshake as tcpdump shows it: SYN, SYN-ACK, ACK; each acknowledges "
			"the other's sequence number plus one, and the answer has no option that was not "
			"offered.",
		.quote = "Flags [S.], cksum 0xedc0 (correct), seq 2147006684, ack 992042667, win "
			 "14600, options [mss 1440], length 0",
	},
	{
		.id = "D3.2",
		.kind = HF_REFERENCE,
		.says = "The letters by which tcpdump writes the flags of a segment.",
		.quote = "[S.] - SYN-ACK",
	},
	{
		.id = "D3.3",
		.kind = HF_EXPERIMENT,
		.says = "A server may end a connection with an RST right after its response.",
		.quote = "Server --> Client | TCP RST, ACK",
	},
	{
		.id = "D3.4",
		.kind = HF_EXPERIMENT,
		.says = "A connection ends gracefully by FIN and ACK from either side.",
		.quote = "the sender sends the TCP FIN to the receiver",
	},
	{
		.id = "D3.5",
		.kind = HF_EXPERIMENT,
		.says = "The server has closed with FIN; data that the client sends after that is "
			"answered with RST.",
		.quote = "Server --> Client  [RST]",
	},
	{
		.id = "D3.6",
		.kind = HF_STATEMENT,
		.section = "socket编程API (the socket calls)",
		.says = "close() sends a FIN only when the last reference to the socket goes.",
		.quote = "当引用计数为0的时候,触发TCP客户端向服务器发送终止连接请求",
	},
	{
		.id = "D3.7",
		.kind = HF_STATEMENT,
		.section = "非正常关闭的场景 (how connections end badly)",
		.says = "connect() succeeds although the server does not call accept(), until the "
			"backlog is reached.",
		.quote = "even if the server is not currently calling accept, the connection will "
			 "pass",
	},
	{
		.id = "D3.8",
		.kind = HF_EXPERIMENT,
		.section = "SYNs to LISTEN sockets dropped",
		.says = "netstat -s shows more drops than overflows: 7503 and 5332.",
		.quote = "7503 SYNs to LISTEN sockets dropped",
	},
	{
		.id = "D3.9",
		.kind = HF_STATEMENT,
		.says = "When the SYN queue is full the SYN is dropped without an answer; the "
			"client sends it again after 3 s, 9 s, and so on.",
		.quote = "客户端超时后经过3秒、9秒…的间隔时候不断重发SYN包",
	},
	{
		.id = "D3.10",
		.kind = HF_STATEMENT,
		.section = "关于 RST 消息 (about RST): the two queues",
		.says = "The SYN queue's size is tcp_max_syn_backlog, 512 by default, and that "
			"has effect only while cookies are off.",
		.quote = "不过这个设置有效的前提是系统的syncookies功能被禁用",
	},
	{
		.id = "D3.11",
		.kind = HF_STATEMENT,
		.says = "The accept queue's size is the smaller of backlog and somaxconn.",
		.quote = "内核会根据传入的backlog参数与系统参数somaxconn,取二者的较小值",
	},
	{
		.id = "D3.12",
		.kind = HF_STATEMENT,
		.says = "When the accept queue is full the server sends ECONNREFUSED, and the "
			"client is told \"Connection refused\".",
		.quote = "server将发送一个ECONNREFUSED错误信息Connection refused到client",
	},
	{
		.id = "D3.13",
		.kind = HF_STATEMENT,
		.section = "非正常关闭的场景 (how connections end badly)",
		.says = "A server that has no file descriptor left fails in accept(), and the "
			"connection is ended with a FIN.",
		.quote = "fails the accept call and the TCP connection sending a FIN to other "
			 "side",
	},
	{
		.id = "D3.14",
		.kind = HF_STATEMENT,
		.says = "An upstream server may close the connection when it answers with a 50x "
			"error.",
		.quote = "This can happen when a 50x error is encountered",
	},
	{
		.id = "D3.15",
		.kind = HF_STATEMENT,
		.says = "When a client closes, nginx closes its connection to the upstream: at "
			"once without SSL, after 60 s with it.",
		.quote = "nginx waits 60 seconds",
	},
	{
		.id = "D3.16",
		.kind = HF_STATEMENT,
		.says = "Sometimes nginx sends an RST right after its FIN to the upstream.",
		.quote = "sometimes nginx will send a 'RST' immediately after it send FIN to "
			 "upstream server",
	},
	{
		.id = "D3.17",
		.kind = HF_EXPERIMENT,
		.says = "nginx logs 499 when the client goes away; with proxy_ignore_client_abort "
			"it waits for the backend and logs its answer, or 504 after proxy_read_timeout.",
		.quote = "那么 Nginx 会记录 499",
	},
	{
		.id = "D3.18",
		.kind = HF_STATEMENT,
		.section = "关于 RST 消息 (about RST)",
		.says = "An RST is sent for a request to a port that does not exist, instead of a "
			"FIN on purpose, when a process ends abnormally, for a stray segment, and after a "
			"long time without acknowledgement.",
		.quote = "服务端接收到自身不存在端口的连接请求",
	},
	{
		.id = "D3.19",
		.kind = HF_EXPERIMENT,
		.section = "netstat -s",
		.says = "A listing of netstat -s in which counters agree with each other: 292 "
			"cookies sent and 292 TCPReqQFullDoCookies, 349 cookies received, 151 overflows "
			"and 151 drops.",
		.quote = "292 SYN cookies sent",
	},
	{
		.id = "D3.20",
		.kind = HF_EXPERIMENT,
		.section = "Troubleshooting SYNs to LISTEN sockets dropped",
		.says = "\"SYNs to LISTEN sockets dropped\" rises by 20 a second while "
			"ListenOverflows stays at 0.",
		.quote = "TcpExtListenDrops               2608",
	},
	{
		.id = "D3.21",
		.kind = HF_EXPERIMENT,
		.says = "The interface has a transmit queue of 1000 packets and no collisions.",
		.quote = "collisions:0 txqueuelen:1000",
	},
	{
		.id = "D3.22",
		.kind = HF_EXPERIMENT,
		.says = "tc -s qdisc would show packets dropped for want of room in that queue: "
			"0.",
		.quote = "(dropped 0, overlimits 0 requeues 12223)",
	},
	{
		.id = "D3.23",
		.kind = HF_EXPERIMENT,
		.says = "ReasmFails in /proc/net/snmp would show fragments that were lost: 0.",
		.quote = "cat /proc/net/snmp | grep '^Ip:' | cut -f17 -d' '",
	},
	{
		.id = "D3.24",
		.kind = HF_EXPERIMENT,
		.says = "ss -plnt shows the accept queue in Recv-Q, 0, and the backlog in Send-Q, "
			"65535.",
		.quote = "Recv-Q shows the number of sockets in the Accept Queue, and Send-Q "
			 "shows the backlog parameter",
	},
	{
		.id = "D3.25",
		.kind = HF_EXPERIMENT,
		.says = "ss -n state syn-recv | wc -l counts the half-open connections: 5 and 1.",
		.quote = "ss -n state syn-recv sport = :2319 | wc -l",
	},
	{
		.id = "D3.26",
		.kind = HF_EXPERIMENT,
		.says = "The first number of fs.file-nr is how many file handles are in use.",
		.quote = "fs.file-nr = 6240",
	},
	{
		.id = "D3.27",
		.kind = HF_EXPERIMENT,
		.says = "ss -n state time-wait | wc -l and the same with established count the "
			"connections of these states: 86 and 1441.",
		.quote = "ss -n state time-wait | wc -l",
	},
	{
		.id = "D3.28",
		.kind = HF_EXPERIMENT,
		.says = "conntrack -E -e NEW shows a line for each new connection: 180 a second.",
		.quote = "conntrack -E -e NEW | pv -l -i 1 -r",
	},
	{
		.id = "D3.29",
		.kind = HF_EXPERIMENT,
		.says = "A SystemTap script that prints a line for each SYN to a full accept "
			"queue prints nothing in 24 hours.",
		.quote = "Unfortunately running the kernel hook for 24 hours did not yield any "
			 "results",
	},
	{
		.id = "D3.30",
		.kind = HF_EXPERIMENT,
		.section = "Tuning the kernel for better network performance",
		.says = "net.core.netdev_max_backlog limits the packets that are queued on the "
			"input side.",
		.quote = "This queue sets the maximum number of packets, queued on the INPUT side",
	},
	{
		.id = "D3.31",
		.kind = HF_EXPERIMENT,
		.says = "tcp_mem, rmem_max, wmem_max, tcp_rmem, tcp_wmem and window scaling take "
			"the values given.",
		.quote = "net.ipv4.tcp_rmem = 715827867",
	},
	{
		.id = "D3.32",
		.kind = HF_REFERENCE,
		.says = "With tcp_syn_retries=6 an attempt to connect ends after 127 s.",
		.quote = "the final timeout for an active TCP connection attempt will happen "
			 "after 127 seconds",
	},
	{
		.id = "D3.33",
		.kind = HF_EXPERIMENT,
		.says = "somaxconn takes 1000000, but the accept queue's limit cannot be more "
			"than 65535.",
		.quote = "the queue can’t be more than 65535 it seems",
	},
	{
		.id = "D3.34",
		.kind = HF_REFERENCE,
		.says = "A half-open request takes about 304 bytes of memory.",
		.quote = "A SYN_RECV request socket consumes about 304 bytes of memory",
	},
	{
		.id = "D3.35",
		.kind = HF_EXPERIMENT,
		.says = "With tcp_max_syn_backlog=7064090 there are three connections in "
			"SYN_RECV.",
		.quote = "net.ipv4.tcp_max_syn_backlog = 7064090",
	},
	{
		.id = "D3.36",
		.kind = HF_REFERENCE,
		.says = "With tcp_synack_retries=5 the server gives a half-open connection up "
			"after 63 s.",
		.quote = "the final timeout for a passive TCP connection will happen after "
			 "63seconds",
	},
	{
		.id = "D3.37",
		.kind = HF_EXPERIMENT,
		.says = "With tcp_tw_recycle=0 the drops went down from 20 a second to 3 in 15 "
			"minutes.",
		.quote = "dropped SYN packets went down to about 3 per 15 minutes",
	},
	{
		.id = "D3.38",
		.kind = HF_EXPERIMENT,
		.says = "A listing of netstat -antp with sockets in several states.",
		.quote = "127.0.0.1:36022         ESTABLISHED 480/mongod",
	},
	{
		.id = "D4.1",
		.kind = HF_STATEMENT,
		.section = "分析问题原因 (possible causes)",
		.says = "ECONNRESET comes of an RST in ESTABLISHED, CLOSE_WAIT, FIN_WAIT1, "
			"FIN_WAIT2, SYN_RECV or SYN_SENT.",
		.quote = "处于TCP_SYN_SENT的rst状态",
	},
	{
		.id = "D4.2",
		.kind = HF_STATEMENT,
		.says = "\"Client.Timeout exceeded\" comes of a client that has too little time "
			"left to try again after an RST.",
		.quote = "由于rst之后客户端重试时间过短导致的超时",
	},
	{
		.id = "D4.3",
		.kind = HF_REFERENCE,
		.section = "网络内核参数用途介绍 (the settings)",
		.says = "netdev_max_backlog, somaxconn and tcp_max_syn_backlog are set to 262144.",
		.quote = "net.core.somaxconn = 262144",
	},
	{
		.id = "D4.4",
		.kind = HF_STATEMENT,
		.says = "A packet is queued on the input side while no more than "
			"netdev_max_backlog wait there, and dropped otherwise.",
		.quote = "允许送到队列的最大数目,一旦超过将被丢弃",
	},
	{
		.id = "D4.5",
		.kind = HF_REFERENCE,
		.section = "复现步骤 (reproduction)",
		.says = "nginx listens with a backlog of 511.",
		.quote = "#define NGX_LISTEN_BACKLOG 511",
	},
	{
		.id = "D4.6",
		.kind = HF_EXPERIMENT,
		.section = "rst导致的Timeout exceeded问题复现 (the timeout reproduced)",
		.says = "nginx with backlog=10 and Go clients with a timeout of 1 s: many end "
			"with \"Client.Timeout exceeded\".",
		.quote = "可以先把nginx backlog调整成10,然后golang的client timeout设置成1",
	},
	{
		.id = "D4.7",
		.kind = HF_EXPERIMENT,
		.says = "A SystemTap script prints the lengths and limits of both queues for each "
			"SYN to port 80.",
		.quote = "accept queue length limit: %d",
		.no_case = "It needs SystemTap with the internals of a kernel before 4.4, and "
			   "what it printed stands in pictures that are lost.",
	},
	{
		.id = "D4.8",
		.kind = HF_EXPERIMENT,
		.says = "SYN queue by somaxconn, tcp_max_syn_backlog and backlog: 65535, 65535, "
			"10 gives 16; 512 gives 1025; 65535 gives 65536; three times 65536 gives 131072; "
			"three times 181920 gives 262144.",
		.quote = "65535 65535 10 16",
	},
	{
		.id = "D4.9",
		.kind = HF_STATEMENT,
		.says = "The SYN queue does not depend on somaxconn and tcp_max_syn_backlog, only "
			"on the backlog.",
		.quote = "半连接大小不会受到somaxconn和max_syn_backlog影响",
	},
	{
		.id = "D4.10",
		.kind = HF_EXPERIMENT,
		.section = "三次压测试验 (three load tests)",
		.says = "ab with 200 connections at once: few errors with a backlog of 511, none "
			"with 262144, more with 30.",
		.quote = "设置backlog 262144时特别稳定",
	},
	{
		.id = "D4.11a",
		.kind = HF_STATEMENT,
		.section = "RESET发送流程 (when RST is sent)",
		.says = "A segment with a wrong checksum is answered with RST.",
		.quote = "如果校验和有问题,则发送RESET",
	},
	{
		.id = "D4.11b",
		.kind = HF_STATEMENT,
		.says = "A segment for which there is no socket is answered with RST.",
		.quote = "函数找不到报文所请求的socket,则发送RESET",
	},
	{
		.id = "D4.11c",
		.kind = HF_STATEMENT,
		.says = "A half-open connection that gets an RST, or a SYN with a number out of "
			"place, answers with RST.",
		.quote = "如果TCP报文头部包含RST,或者包含序列不合法的SYN,则发送RESET",
	},
	{
		.id = "D4.11d",
		.kind = HF_STATEMENT,
		.says = "A last ACK of the handshake with a wrong number is answered with RST.",
		.quote = "如果发现连接等待的最后ACK序列号有问题",
	},
	{
		.id = "D4.11e",
		.kind = HF_STATEMENT,
		.says = "A SYN inside the window of an ESTABLISHED connection is answered with "
			"RST.",
		.quote = "如果发现有SYN报文出现在当前的接收窗口中",
	},
	{
		.id = "D4.11f",
		.kind = HF_STATEMENT,
		.says = "An ACK to a listener is answered with RST.",
		.quote = "如果此时socket处于LISTEN状态,且报文中含有ACK,则发送RESET",
	},
	{
		.id = "D4.11g",
		.kind = HF_STATEMENT,
		.says = "New data to a socket in FIN_WAIT_1 or FIN_WAIT_2 that reads no more is "
			"answered with RST.",
		.quote = "当接收已经shutdown,并且报文中有新的数据时,发送RESET",
	},
	{
		.id = "D4.12",
		.kind = HF_STATEMENT,
		.section = "tcp_reset",
		.says = "What an RST makes of a socket: ECONNREFUSED in SYN_SENT, EPIPE in "
			"CLOSE_WAIT, nothing in CLOSE, ECONNRESET in all other states.",
		.quote = "case TCP_CLOSE_WAIT: sk->sk_err = EPIPE;",
	},
	{
		.id = "D4.13",
		.kind = HF_STATEMENT,
		.section = "tcp_disconnect",
		.says = "Disconnecting a socket sends an RST in ESTABLISHED, CLOSE_WAIT, "
			"FIN_WAIT1, FIN_WAIT2 and SYN_RECV and leaves ECONNRESET; in SYN_SENT it leaves "
			"ECONNRESET; a listener stops listening.",
		.quote = "/* ABORT function of RFC793 */ if (old_state == TCP_LISTEN) { "
			 "inet_csk_listen_stop(sk); }",
	},
	{
		.id = "D4.14",
		.kind = HF_STATEMENT,
		.section = "查看平常监控及报警 (monitoring)",
		.says = "Resets appear from about 200 connections at once.",
		.quote = "出现connection reset by peer最小一次并发时大概计算了一下200左右",
	},
	{
		.id = "D4.15",
		.kind = HF_STATEMENT,
		.section = "总结 (summary)",
		.says = "The resets come of icsk_accept_queue->listen_opt->qlen, which is really "
			"the accept queue.",
		.quote = "其实是全队列",
	},
	{
		.id = "D4.16",
		.kind = HF_REFERENCE,
		.section = "整改建议 (advice)",
		.says = "nginx gets a longer queue by \"listen 80 backlog=262144\" and the three "
			"settings.",
		.quote = "server { listen 80 backlog=262144; }",
	},
	{
		.id = "X1",
		.kind = HF_STATEMENT,
		.section = "Beyond the documents",
		.says = "The third connection of D0.22, made to the letter on a kernel since "
			"4.10, gives 3 and 3 as well, by three SYNs that are dropped instead of three "
			"ACKs.",
	},
	{
		.id = "X2",
		.kind = HF_STATEMENT,
		.says = "A good cookie that comes while the accept queue is full counts in "
			"SyncookiesRecv, ListenOverflows and ListenDrops and is dropped: there is nothing "
			"to send again, tcp_abort_on_overflow is not asked, and the client believes it is "
			"connected.",
	},
	{
		.id = "X3",
		.kind = HF_STATEMENT,
		.says = "The next segment of that client counts in SyncookiesFailed and is "
			"answered with RST, with tcp_abort_on_overflow=0.",
	},
	{
		.id = "X4",
		.kind = HF_STATEMENT,
		.says = "With cookies on and both queues full a SYN counts in "
			"TCPReqQFullDoCookies, ListenOverflows and ListenDrops, and is not answered.",
	},
	{
		.id = "X5",
		.kind = HF_STATEMENT,
		.says = "The last quarter of tcp_max_syn_backlog is kept for peers that have had "
			"a connection before, while cookies are off.",
	},
	{
		.id = "X6",
		.kind = HF_STATEMENT,
		.says = "A SYN queue that is half full gives old requests up after two retries of "
			"their SYN-ACK, whatever tcp_synack_retries says.",
	},
	{
		.id = "X7",
		.kind = HF_STATEMENT,
		.says = "A client that ends its connection by FIN or RST while it waits keeps its "
			"place in the accept queue until accept().",
	},
	{
		.id = "X8",
		.kind = HF_STATEMENT,
		.says = "Another listen() changes the limit at once; a change of somaxconn waits "
			"for it; a change of tcp_max_syn_backlog acts at once.",
	},
	{
		.id = "X9",
		.kind = HF_STATEMENT,
		.says = "TCP_DEFER_ACCEPT holds connections back before the accept queue; "
			"TCP_SYNCNT on the listener takes the place of tcp_synack_retries.",
	},
	{
		.id = "X10",
		.kind = HF_STATEMENT,
		.says = "An IPv6 listener counts its overflows as an IPv4 one does.",
	},
	{
		.id = "X11",
		.kind = HF_STATEMENT,
		.says = "When the listener is closed, clients in the accept queue are reset; "
			"half-open ones linger until their timer, and a later ACK is answered with RST.",
	},
	{
		.id = "X12",
		.kind = HF_STATEMENT,
		.says = "An ICMP error that comes back while connect() owns the socket is not "
			"heard: connect() returns only after the next SYN.",
	},
	{
		.id = "X13",
		.kind = HF_STATEMENT,
		.says = "Each listener of a SO_REUSEPORT group has queues of its own, which end with "
			"it; with tcp_migrate_req=1 they move to another one, since 5.14.",
	},
	{
		.id = "X14",
		.kind = HF_STATEMENT,
		.says = "TCP Fast Open puts a connection into the accept queue before its handshake "
			"is over, and has a limit of its own, beyond which the handshake is an "
			"ordinary one.",
	},
	{.id = NULL},
};
