/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "baseline.h"
#include "defaults.h"
#include "own.h"
#include "shell_parts.h"
#include "show_parts.h"

int64_t hf_shell_number(const struct hf_shell *sh, int64_t number, int64_t otherwise)
{
	number = hf_variant_number(sh->variant, number);
	return number ? number : otherwise;
}

/* Port of the first LISTEN or UNTIL .listening: the one whose queue is looked at. */
static unsigned port_of(const struct hf_shell *sh)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++) {
		if (s->verb == HF_LISTEN && s->listen.port && s->listen.at != CLIENT)
			return s->listen.port;
		if (s->verb == HF_LISTEN)
			break;
		if (s->verb == HF_UNTIL && s->until.listening)
			return s->until.listening;
	}
	return HF_DEFAULT_PORT;
}

void hf_shell_counter(const struct hf_shell *sh, const char *name)
{
	for (; *name; name++)
		if (*name != '.')
			fputc(*name, sh->out);
}

static bool has_verb(const struct hf_shell *sh, enum hf_verb verb)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++)
		if (s->verb == verb)
			return true;
	return false;
}

bool hf_shell_is_special(const struct hf_step *step)
{
	const struct hf_syn *s = &step->syn;

	return step->verb == HF_SEGMENT ||
	       (step->verb == HF_SYN && (s->options || s->bytes || s->win || s->bad_checksum));
}

static bool has_special(const struct hf_shell *sh)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++)
		if (hf_shell_is_special(s))
			return true;
	return false;
}

/* ---- the two hosts ------------------------------------------------------------------------ */

static void write_head(const struct hf_shell *sh)
{
	char id[384], uptime[96] = "";

	hf_variant_id(sh->variant, id, sizeof(id));
	if (sh->variant->c->uptime_s)
		snprintf(uptime, sizeof(uptime), "# The machine must have been started %d s ago.\n",
			 sh->variant->c->uptime_s);
	fprintf(sh->out,
		"#!/bin/bash\n"
		"# %s, by hand. Needs root and ip, ss, nstat, sysctl, iptables, tc, tcpdump, "
		"hping3,\n"
		"# python3. Claim: %s\n"
		"%s"
		"set -eu\n"
		"dir=$(mktemp -d)\n"
		"declare -A fd pid\n"
		"skip=0\n"
		"cleanup() {\n"
		"\tkill $(jobs -p) 2>/dev/null || true\n"
		"\tip netns del server || true\n"
		"\tip netns del client || true\n"
		"\trm -rf \"$dir\"\n"
		"}\n"
		"trap cleanup EXIT\n",
		id, sh->variant->c->claim, uptime);
}

static void write_wire(const struct hf_shell *sh)
{
	bool inet6 = sh->variant->inet6;
	const char *strangers = inet6 ? HF_STRANGERS_V6 : HF_STRANGERS_V4;
	const int strangers_prefix = inet6 ? HF_STRANGERS_PREFIX_V6 : HF_STRANGERS_PREFIX_V4;
	int prefix = inet6 ? HF_PREFIX_V6 : HF_PREFIX_V4;
	const char *nodad = inet6 ? " nodad" : "";

	fprintf(sh->out, "\n# Two hosts and a wire.\n"
			 "ip netns add server\n"
			 "ip netns add client\n"
			 "ip link add " HF_SHELL_DEVICE
			 " netns server type veth peer name " HF_SHELL_DEVICE " netns client\n");
	for (enum hf_host host = SERVER; host <= CLIENT; host++)
		fprintf(sh->out,
			"ip -n %s address add %s/%d dev " HF_SHELL_DEVICE "%s\n"
			"ip -n %s link set lo up\n"
			"ip -n %s link set " HF_SHELL_DEVICE " up\n",
			hf_show_host(host), hf_show_address(sh->variant, host), prefix, nodad,
			hf_show_host(host), hf_show_host(host));
	if (has_verb(sh, HF_SYN))
		fprintf(sh->out,
			"ip -n server route add %s/%d via %s # strangers, behind the client\n"
			"ip -n client route add blackhole %s/%d # where they end\n",
			strangers, strangers_prefix, hf_show_address(sh->variant, CLIENT),
			strangers, strangers_prefix);
}

static bool is_set(const struct hf_host_setup *setup, const char *key)
{
	for (const struct hf_setting *s = setup->sysctl; s && s->key; s++)
		if (strcmp(s->key, key) == 0)
			return true;
	return false;
}

static void write_settings(const struct hf_shell *sh, enum hf_host host,
			   const struct hf_host_setup *setup)
{
	for (size_t i = 0; i < HF_ARRAY_LEN(hf_baseline); i++)
		if (!is_set(setup, hf_baseline[i].key))
			fprintf(sh->out, "ip netns exec %s sysctl -qe -w %s=%s || true\n",
				hf_show_host(host), hf_baseline[i].key, hf_baseline[i].value);
	for (const struct hf_setting *s = setup->sysctl; s && s->key; s++) {
		const char *quote = s->text ? "'" : "";
		char value[HF_VALUE_SIZE];

		hf_variant_value(sh->variant, s->value, s->text, value, sizeof(value));
		fprintf(sh->out, "ip netns exec %s sysctl ", hf_show_host(host));
		if (s->as_found)
			fprintf(sh->out, "%s%s\n", s->if_present ? "-e " : "", s->key);
		else
			fprintf(sh->out, "%s %s%s=%s%s\n", s->if_present ? "-qe -w" : "-q -w",
				quote, s->key, value, quote);
	}
}

/* ---- functions of the script -------------------------------------------------------------- */

static void write_watching(const struct hf_shell *sh)
{
	fprintf(sh->out,
		"\n# What is seen.\n"
		"ip netns exec server tcpdump -U --immediate-mode -q -i " HF_SHELL_DEVICE
		" -w \"$dir/wire.pcap\" tcp 2>/dev/null &\n"
		"sleep 1\n"
		"packets() { tcpdump -Snr \"$dir/wire.pcap\" 2>/dev/null | tail -n \"+$((skip + "
		"1))\"; }\n"
		"counter() { # host, name: its growth since the measuring began\n"
		"\tNSTAT_HISTORY=\"$dir/nstat.$1\" ip netns exec \"$1\" nstat -sz \"$2\" |\n"
		"\t\tawk '$1 != \"#kernel\" { print $2 }'\n"
		"}\n"
		"sockets() { # host, state\n"
		"\tip netns exec \"$1\" ss -Hant state \"$2\" | wc -l\n"
		"}\n"
		"acceptq() { ip netns exec server ss -Hlnt 'sport = :%u' | awk '{ print $2 }'; }\n"
		"wait_for() { # seconds, condition\n"
		"\tlocal end=$((SECONDS + $1))\n"
		"\tuntil eval \"$2\"; do\n"
		"\t\t[ \"$SECONDS\" -lt \"$end\" ] || { echo \"not reached: $2\" >&2; exit 1; }\n"
		"\t\tsleep 0.05\n"
		"\tdone\n"
		"}\n",
		port_of(sh));
}

static void write_applications(const struct hf_shell *sh)
{
	fprintf(sh->out,
		"\n# An application: python, which takes its orders line by line and tells what "
		"each\n"
		"# call returned.\n"
		"cat >\"$dir/app.py\" <<'EOF'\n"
		"import ctypes, itertools, os, resource, select, socket, struct, sys, threading\n"
		"c, held, ends, twins = [], [], {}, {}\n"
		"def told(what, call, *args):\n"
		"    def run():\n"
		"        try: print(what, 'returned', call(*args), flush=True)\n"
		"        except OSError as e: print(what, 'failed:', e, flush=True)\n"
		"    print(what, 'called', flush=True)\n"
		"    threading.Thread(target=run, daemon=True).start()\n"
		"def ask(s, server, size):\n"
		"    s.connect(server); s.sendall(b'x' * size); return len(s.recv(65536))\n"
		"def fast(s, server, size):\n"
		"    s.setblocking(False)\n"
		"    s.sendto(b'x' * size, socket.MSG_FASTOPEN, server)\n"
		"    while s.fileno() >= 0 and not select.select([s], [], [], 0.1)[0]: pass\n"
		"    return len(s.recv(65536))\n"
		"def accept():\n"
		"    h, peer = s.accept(); held.append(h); ends[peer[1]] = h\n"
		"    threading.Thread(target=serve, args=(h,), daemon=True).start()\n"
		"def forever(call):\n"
		"    while True: call()\n"
		"def close(h): (twins.pop(h, None) or h).close()\n"
		"def disconnect(h):\n"
		"    libc = ctypes.CDLL(None, use_errno=True)\n"
		"    if libc.connect(h.fileno(), bytes(16), 16): raise OSError(ctypes.get_errno(), '')\n"
		"def files(more): # so many further ones; -1: no limit\n"
		"    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
		"    free = (n for n in range(hard) if not os.path.exists('/proc/self/fd/%%d' %% n))\n"
		"    soft = hard if more < 0 else next(itertools.islice(free, more, None))\n"
		"    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))\n"
		"def end(port): return ends[port]\n"
		"EOF\n"
		"app() { # host, name\n"
		"\tlocal order\n"
		"\tmkfifo \"$dir/$2\"\n"
		"\tip netns exec \"$1\" python3 -iqu \"$dir/app.py\" <\"$dir/$2\" >\"$dir/$2.out\" "
		"2>\"$dir/$2.err\" &\n"
		"\tpid[$2]=$!\n"
		"\texec {order}>\"$dir/$2\"\n"
		"\tfd[$2]=$order\n"
		"}\n"
		"tell() { # name, order\n"
		"\tprintf '%%s\\n' \"$2\" >&\"${fd[$1]}\"\n"
		"\tsleep 0.1\n"
		"}\n");
}

/* hping3 knows no IPv6: there a few lines of python put the segment together. */
static void write_segments_v6(const struct hf_shell *sh)
{
	fprintf(sh->out,
		"cat >\"$dir/segment.py\" <<'EOF'\n"
		"import socket, struct, sys, time\n"
		"server, dport, source, sport, flags, seq, ack, size, count, every = (\n"
		"    sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]),\n"
		"    {'S': 2, 'A': 16}[sys.argv[5]], *map(int, sys.argv[6:11]))\n"
		"s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_TCP)\n"
		"s.setsockopt(socket.IPPROTO_IPV6, 78, 1) # IPV6_FREEBIND\n"
		"s.setsockopt(socket.IPPROTO_IPV6, 7, 16) # IPV6_CHECKSUM: the kernel fills it in\n"
		"s.bind((source, 0))\n"
		"for i in range(count):\n"
		"    s.sendto(struct.pack('>HHIIBBHHH', sport + i, dport, seq, ack, 80, flags, "
		"512, 0, 0)\n"
		"             + b'x' * size, (server, 0))\n"
		"    time.sleep(every / 1e6)\n"
		"EOF\n"
		"segments() { # port, source, first source port, flag, seq, ack, bytes, count, us\n"
		"\tip netns exec client python3 \"$dir/segment.py\" %s \"$@\"\n"
		"}\n",
		hf_show_address(sh->variant, SERVER));
}

static void write_segments_v4(const struct hf_shell *sh)
{
	fprintf(sh->out,
		"segments() { # port, source, first source port, flag, seq, ack, bytes, count, us\n"
		"\tip netns exec client hping3 -q \"-$4\" -p \"$1\" -a \"$2\" -s \"$3\" -M \"$5\" "
		"-L \"$6\" -d \"$7\" \\\n"
		"\t\t-c \"$8\" -i \"u$9\" %s >/dev/null 2>&1 || true\n"
		"}\n",
		hf_show_address(sh->variant, SERVER));
}

/* Segments of any kind; python puts them together, for both families. */
static void write_special(const struct hf_shell *sh)
{
	fprintf(sh->out,
		"cat >\"$dir/special.py\" <<'EOF'\n"
		"import socket, struct, sys\n"
		"server, dport, source, sport, flags, seq, ack, size, win, options, bad = "
		"sys.argv[1:12]\n"
		"isn, server_isn, stamp = map(int, sys.argv[12:15])\n"
		"def option(text):\n"
		"    w = text.split() + ['0']\n"
		"    said = dict(zip(w[1::2], w[2::2]))\n"
		"    return {'mss': lambda: struct.pack('>BBH', 2, 4, int(w[1])),\n"
		"            'sackOK': lambda: bytes([4, 2]),\n"
		"            'wscale': lambda: bytes([3, 3, int(w[1])]),\n"
		"            'TS': lambda: struct.pack('>BBII', 8, 10, int(said.get('val', %d)),\n"
		"                                      int(said.get('ecr', stamp))),\n"
		"            }.get(w[0], bytes)()\n"
		"o = b''.join(map(option, options.split(',')))\n"
		"o += b'\\1' * (-len(o) %% 4)\n"
		"bits = sum(1 << 'FSRP.UEW'.find(f) for f in flags if flags != 'none')\n"
		"def segment(check):\n"
		"    return struct.pack('>HHIIBBHHH', int(sport), int(dport), (isn + int(seq)) %% "
		"2**32,\n"
		"                       (server_isn + int(ack)) %% 2**32 if '.' in flags else 0,\n"
		"                       (20 + len(o)) // 4 << 4, bits, int(win), check, 0) \\\n"
		"        + o + b'x' * int(size)\n"
		"af, level, transparent = (socket.AF_INET6, 41, 75) if ':' in server else "
		"(socket.AF_INET, 0, 19)\n"
		"words = socket.inet_pton(af, source) + socket.inet_pton(af, server)\n"
		"words += struct.pack('>II', len(segment(0)), 6) + segment(0) + bytes(1)\n"
		"s = sum(struct.unpack('>%%dH' %% (len(words) // 2), words[:len(words) // 2 * 2]))\n"
		"s = (s & 0xffff) + (s >> 16)\n"
		"s = ~((s & 0xffff) + (s >> 16)) & 0xffff\n"
		"raw = socket.socket(af, socket.SOCK_RAW, socket.IPPROTO_TCP)\n"
		"raw.setsockopt(level, transparent, 1)\n"
		"raw.bind((source, 0))\n"
		"raw.sendto(segment(s ^ 0x100 if int(bad) else s), (server, 0))\n"
		"EOF\n",
		HF_DEFAULT_TSVAL);
	fprintf(sh->out,
		"isns() { # address, port: its and the server's initial sequence number, and the "
		"server's time\n"
		"\ttcpdump -Snr \"$dir/wire.pcap\" 2>/dev/null | awk -v me=\"$1.$2\" -v c=%d -v s=0 "
		"-v t=0 '\n"
		"\t\t{ n = $9; sub(\"[:,].*\", \"\", n); syn = $7 ~ /S/ }\n"
		"\t\t$3 == me && syn && !own++ { c = n }\n"
		"\t\t$5 != me \":\" || $8 != \"seq\" { next }\n"
		"\t\tsyn ? !synack++ : !heard { s = n }\n"
		"\t\t{ heard = 1 }\n"
		"\t\tmatch($0, \"TS val [0-9]+\") { t = substr($0, RSTART + 7, RLENGTH - 7) }\n"
		"\t\tEND { print c, s, t }'\n"
		"}\n"
		"segment() { # port, source, its port, flags, seq, ack, bytes, window, options, wrong "
		"checksum\n"
		"\tsleep 0.1\n"
		"\tip netns exec client python3 \"$dir/special.py\" %s \"$@\" $(isns \"$2\" \"$3\")\n"
		"}\n",
		HF_SHELL_ISN, hf_show_address(sh->variant, SERVER));
}

static void write_segments(const struct hf_shell *sh)
{
	fprintf(sh->out, "\n# Hand-made segments; every SYN has the sequence number %d.\n",
		HF_SHELL_ISN);
	if (sh->variant->inet6)
		write_segments_v6(sh);
	else
		write_segments_v4(sh);
	if (has_verb(sh, HF_ACK))
		fprintf(sh->out,
			"synacks() { # first port, ports: \"address port sequence\" of each "
			"SYN-ACK to "
			"them\n"
			"\tsed -unE 's/^.* > (.*)\\.([0-9]+): Flags \\[S\\.\\], seq "
			"([0-9]+),.*/\\1 \\2 "
			"\\3/p' |\n"
			"\t\tawk -v first=\"$1\" -v n=\"$2\" '$2 >= first && $2 < first + n "
			"{ print; fflush() }'\n"
			"}\n");
}

/* ---- what came of it ---------------------------------------------------------------------- */

static void write_counters(const struct hf_shell *sh, const struct hf_expect *rules)
{
	for (; rules && rules->rule != HF_RULE_UNSET; rules++) {
		if (rules->rule != HF_RULE_DELTA)
			continue;
		fprintf(sh->out, "echo \"%s %s $(counter %s '", hf_show_host(rules->delta.at),
			rules->delta.counter, hf_show_host(rules->delta.at));
		hf_shell_counter(sh, rules->delta.counter);
		fprintf(sh->out, "')\"\n");
	}
}

static void write_results(const struct hf_shell *sh)
{
	const struct hf_case *c = sh->variant->c;
	const char *tables = sh->variant->inet6 ? "ip6tables" : "iptables";

	fprintf(sh->out, "\n# What came of it.\n"
			 "sleep 0.2\n"
			 "packets\n");
	write_counters(sh, c->expect);
	for (const struct hf_era *era = c->eras; era && era->claim_is != HF_CLAIM_UNSET; era++)
		write_counters(sh, era->expect);
	fprintf(sh->out, "ip netns exec server ss -lnt\n"
			 "ip netns exec server ss -nat state syn-recv\n"
			 "ip netns exec client ss -nat\n");
	for (const struct hf_step *s = c->steps; s->verb != HF_VERB_UNSET; s++)
		if (s->verb == HF_DROP)
			fprintf(sh->out, "ip netns exec %s %s -t %s -vnL\n",
				hf_show_host(s->drop.at), tables,
				s->drop.table ? s->drop.table : HF_DEFAULT_TABLE);
	fprintf(sh->out, "tail -n +1 \"$dir\"/*.out 2>/dev/null || true\n");
}

char *hf_show_shell(const struct hf_variant *variant)
{
	char *script = NULL;
	size_t size;
	struct hf_shell sh = {.out = open_memstream(&script, &size), .variant = variant};

	if (!sh.out)
		return NULL;
	write_head(&sh);
	write_wire(&sh);
	write_settings(&sh, SERVER, &variant->c->server);
	write_settings(&sh, CLIENT, &variant->c->client);
	write_watching(&sh);
	if (has_verb(&sh, HF_LISTEN) || has_verb(&sh, HF_CONNECT))
		write_applications(&sh);
	if (has_verb(&sh, HF_SYN))
		write_segments(&sh);
	if (has_special(&sh))
		write_special(&sh);
	hf_shell_steps(&sh);
	write_results(&sh);
	if (fclose(sh.out) != 0) {
		free(script);
		return NULL;
	}
	return script;
}
