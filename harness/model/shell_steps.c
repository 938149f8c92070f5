/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell_parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include "addresses.h"
#include "defaults.h"
#include "fill.h"
#include "own.h"
#include "show_parts.h"
#include "timeline.h"

/* Network header that IPv6 has more than IPv4. */
#define IPV6_SURPLUS 20

static void put(const struct hf_shell *sh, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(const struct hf_shell *sh, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(sh->out, fmt, args);
	va_end(args);
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static const char *family(const struct hf_shell *sh)
{
	return sh->variant->inet6 ? "socket.AF_INET6" : "socket.AF_INET";
}

static const char *server(const struct hf_shell *sh)
{
	return hf_show_address(sh->variant, SERVER);
}

static const char *tables(const struct hf_shell *sh)
{
	return sh->variant->inet6 ? "ip6tables" : "iptables";
}

/* ---- the server's socket ------------------------------------------------------------------ */

static void put_service(const struct hf_shell *sh, const char *name, enum hf_serve_policy serve)
{
	static const char *const bodies[] = {
		[HOLD] = "pass",
		[READ] = "\n    while c.recv(65536): pass\n    c.close()",
		[ANSWER] = "\n    while c.recv(65536): c.sendall(b\"x\" * 100)",
		[ANSWER_AND_CLOSE] =
			"\n    c.recv(65536) and c.sendall(b\"x\" * 100)\n    c.close()",
	};

	put(sh, "tell %s 'def serve(c): %s\n'\n", name, bodies[serve]);
}

static void put_listen_options(const struct hf_shell *sh, const struct hf_listen *l,
			       const char *name)
{
	if (l->dual_stack)
		put(sh, "tell %s 's.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)'\n",
		    name);
	if (l->reuseport)
		put(sh, "tell %s 's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)'\n",
		    name);
	if (l->fastopen)
		put(sh, "tell %s 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, %d)'\n",
		    name, l->fastopen);
}

static void put_listen(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_listen *l = &step->listen;
	const char *name = text_or(l->name, HF_DEFAULT_LISTENER);
	enum hf_host at = l->at == CLIENT ? CLIENT : SERVER;

	put(sh, "app %s %s\n", hf_show_host(at), name);
	put_service(sh, name, l->serve);
	put(sh, "tell %s 's = socket.socket(%s)'\n", name,
	    l->dual_stack ? "socket.AF_INET6" : family(sh));
	put_listen_options(sh, l, name);
	if (l->defer_accept_s)
		put(sh, "tell %s 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, %d)'\n",
		    name, l->defer_accept_s);
	if (l->syncnt)
		put(sh, "tell %s 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, %d)'\n", name,
		    l->syncnt);
	put(sh, "tell %s 's.bind((\"%s\", %u)); s.listen(%" PRId64 ")'\n", name,
	    l->dual_stack ? "::" : hf_show_address(sh->variant, at),
	    l->port ? l->port : HF_DEFAULT_PORT, hf_shell_number(sh, l->backlog, 0));
	if (l->accept == AT_ONCE)
		put(sh,
		    "tell %s 'threading.Thread(target=forever, args=(accept,), "
		    "daemon=True).start()'\n",
		    name);
}

static void put_relisten(struct hf_shell *sh, const struct hf_step *step)
{
	put(sh, "tell %s 's.listen(%" PRId64 ")'\n",
	    text_or(step->relisten.name, HF_DEFAULT_LISTENER),
	    hf_shell_number(sh, step->relisten.backlog, 0));
}

static void put_accept(struct hf_shell *sh, const struct hf_step *step)
{
	put(sh, "tell %s 'for i in range(%" PRId64 "): accept()\n'\n",
	    text_or(step->accept.name, HF_DEFAULT_LISTENER),
	    hf_shell_number(sh, step->accept.count, HF_DEFAULT_COUNT));
}

/* ---- the client's connections ------------------------------------------------------------- */

/* A CONNECT step: its sockets' ports follow from those of the steps before it. */
struct dialled {
	const struct hf_connect *connect; /* NULL: there is none of that name */
	int first_port;
	int64_t count;
};

static struct dialled dialled_as(const struct hf_shell *sh, const char *name)
{
	struct dialled d = {.first_port = HF_DEFAULT_DIALER_SPORT};

	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++) {
		if (s->verb != HF_CONNECT)
			continue;
		d.count = hf_shell_number(sh, s->connect.count, HF_DEFAULT_COUNT);
		if (name && s->connect.name && strcmp(s->connect.name, name) == 0) {
			d.connect = &s->connect;
			return d;
		}
		d.first_port += (int)d.count;
	}
	return d;
}

static void put_connect(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_connect *c = &step->connect;
	const struct dialled d = dialled_as(sh, c->name);
	unsigned port = c->port ? c->port : HF_DEFAULT_PORT;
	int64_t request = hf_shell_number(sh, c->request, 0);

	put(sh, "app client %s\n", c->name);
	put(sh, "tell %s 'c = [socket.socket(%s) for i in range(%" PRId64 ")]'\n", c->name,
	    family(sh), d.count);
	put(sh, "tell %s 'for i in range(%" PRId64 "): c[i].bind((\"\", %d + i))\n'\n", c->name,
	    d.count, d.first_port);
	if (c->keepalive)
		put(sh,
		    "tell %s 'for s in c: s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, "
		    "1)\n'\n",
		    c->name);
	if (request > 0)
		put(sh,
		    "tell %s 'for s in c: told(\"request\", %s, s, (\"%s\", %u), %" PRId64
		    ")\n'\n",
		    c->name, c->fastopen ? "fast" : "ask", server(sh), port, request);
	else
		put(sh, "tell %s 'for s in c: told(\"connect\", s.connect, (\"%s\", %u))\n'\n",
		    c->name, server(sh), port);
	if (c->wait)
		put(sh,
		    "wait_for %d '[ \"$(grep -c returned \"$dir/%s.out\")\" -ge %" PRId64 " ]'\n",
		    HF_DEFAULT_WITHIN_MS / 1000, c->name, d.count);
}

/* The listener that accepts what goes to the port. */
static const char *listener_of(const struct hf_shell *sh, unsigned port)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++)
		if (s->verb == HF_LISTEN && s->listen.at != CLIENT &&
		    (s->listen.port ? s->listen.port : HF_DEFAULT_PORT) == (int)port)
			return text_or(s->listen.name, HF_DEFAULT_LISTENER);
	return HF_DEFAULT_LISTENER;
}

/* An order to every socket of a connection, at either end; the socket is called s. */
static void put_each(const struct hf_shell *sh, const char *name, enum hf_host at,
		     const char *order)
{
	const struct dialled d = dialled_as(sh, name);
	unsigned port = d.connect && d.connect->port ? d.connect->port : HF_DEFAULT_PORT;

	if (!d.connect)
		put(sh, "tell %s 'for h in held: %s\n'\n", name, order);
	else if (at == SERVER)
		put(sh, "tell %s 'for h in map(end, range(%d, %" PRId64 ")): %s\n'\n",
		    listener_of(sh, port), d.first_port, d.first_port + d.count, order);
	else
		put(sh, "tell %s 'for h in c: %s\n'\n", name, order);
}

static void put_send(struct hf_shell *sh, const struct hf_step *step)
{
	char order[96];

	snprintf(order, sizeof(order), "told(\"send\", h.sendall, b\"x\" * %" PRId64 ")",
		 hf_shell_number(sh, step->send.bytes, 0));
	put_each(sh, step->send.name, step->send.at, order);
}

static void put_recv(struct hf_shell *sh, const struct hf_step *step)
{
	put_each(sh, step->recv.name, step->recv.at, "told(\"recv\", h.recv, 65536)");
	if (step->recv.wait)
		put(sh, "wait_for %d 'grep -qE \"recv (returned|failed)\" \"$dir/%s.out\"'\n",
		    HF_DEFAULT_WITHIN_MS / 1000,
		    step->recv.at == SERVER ? HF_DEFAULT_LISTENER : step->recv.name);
}

/* An order to a connection; where the name is a listener's, the one to that. */
static bool put_to_listener(struct hf_shell *sh, const char *name, const char *order)
{
	if (dialled_as(sh, name).connect)
		return false;
	put(sh, "tell %s '%s'\n", name, order);
	return true;
}

static void put_shutdown(struct hf_shell *sh, const struct hf_step *step)
{
	if (!step->shutdown.accepted &&
	    put_to_listener(sh, step->shutdown.name, "s.shutdown(socket.SHUT_RDWR)"))
		return;
	put_each(sh, step->shutdown.name, step->shutdown.at,
		 "told(\"shutdown\", h.shutdown, socket.SHUT_WR)");
}

static void put_close(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_closing *c = &step->closing;

	if (!c->accepted && put_to_listener(sh, c->name, "s.close()"))
		return;
	if (c->abort)
		put_each(sh, c->name, c->at,
			 "h.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", 1, "
			 "0))");
	put_each(sh, c->name, c->at, "close(h)");
}

static void put_disconnect(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_disconnect *d = &step->disconnect;

	if (d->accepted || !put_to_listener(sh, d->name, "disconnect(s)"))
		put_each(sh, d->name, d->at, "told(\"disconnect\", disconnect, h)");
}

static void put_error(struct hf_shell *sh, const struct hf_step *step)
{
	put_each(sh, step->ask_error.name, step->ask_error.at,
		 "told(\"error\", h.getsockopt, socket.SOL_SOCKET, socket.SO_ERROR)");
}

static void put_dup(struct hf_shell *sh, const struct hf_step *step)
{
	put_each(sh, step->dup.name, step->dup.at, "twins[h] = h.dup()");
}

static void put_files(struct hf_shell *sh, const struct hf_step *step)
{
	int64_t asked = hf_shell_number(sh, step->files.more, 0);
	int64_t more = asked == NONE ? 0 : asked ? asked : -1;

	for (const struct hf_step *s = sh->variant->c->steps; s != step; s++)
		if (s->verb == HF_LISTEN && step->files.at == SERVER)
			put(sh, "tell %s 'files(%" PRId64 ")'\n",
			    text_or(s->listen.name, HF_DEFAULT_LISTENER), more);
		else if (s->verb == HF_CONNECT && step->files.at == CLIENT)
			put(sh, "tell %s 'files(%" PRId64 ")'\n", s->connect.name, more);
}

static void put_kill(struct hf_shell *sh, const struct hf_step *step)
{
	put(sh, "kill -%d \"${pid[%s]}\"\n", step->kill.signal ? step->kill.signal : SIGKILL,
	    step->kill.name);
}

/* ---- hand-made segments ------------------------------------------------------------------- */

/* Addresses that a train of strangers leaves to the next one: as harness/drive/peers.c has it. */
#define STRANGERS_PER_TRAIN 1024

/* How many trains come before this one. */
static int64_t trains_before(const struct hf_shell *sh, const struct hf_syn *train)
{
	int64_t n = 0;

	for (const struct hf_step *s = sh->variant->c->steps; &s->syn != train; s++)
		n += s->verb == HF_SYN;
	return n;
}

/* Source address number i of the train: strangers are counted from the first one on. */
static void put_source(const struct hf_shell *sh, const struct hf_syn *s, int64_t i)
{
	int64_t stranger = trains_before(sh, s) * STRANGERS_PER_TRAIN + i + 1;

	if (s->from == CLIENT_ITSELF)
		put(sh, "%s", hf_show_address(sh->variant, CLIENT));
	else if (sh->variant->inet6)
		put(sh, HF_STRANGERS_V6 "%" PRIx64, stranger);
	else
		put(sh, "198.18.%" PRId64 ".%" PRId64, stranger / 256, stranger % 256);
}

/* Trains of the client itself go on with ports where the one before ended. */
static int64_t first_port_of(const struct hf_shell *sh, const struct hf_syn *train)
{
	int64_t port = HF_DEFAULT_TRAIN_SPORT;

	if (train->sport || train->from != CLIENT_ITSELF)
		return train->sport ? train->sport : port;
	for (const struct hf_step *s = sh->variant->c->steps; &s->syn != train; s++) {
		if (s->verb != HF_SYN || s->syn.from != CLIENT_ITSELF)
			continue;
		if (s->syn.sport)
			port = s->syn.sport;
		port += hf_shell_number(sh, s->syn.count, HF_DEFAULT_COUNT);
	}
	return port;
}

/* The tail of a call of segment(): what SYN and SEGMENT have in common. */
static void put_parts(const struct hf_shell *sh, const char *options, int64_t bytes, int64_t win,
		      bool bad_checksum)
{
	win = hf_shell_number(sh, win, HF_DEFAULT_RAW_WINDOW);
	put(sh, " %" PRId64 " %" PRId64 " '%s' %d", hf_shell_number(sh, bytes, 0),
	    win == NONE ? 0 : win, text_or(options, ""), bad_checksum);
}

/* One SYN after the other: hping3 knows no options. */
static void put_special_syns(const struct hf_shell *sh, const struct hf_syn *s)
{
	int64_t left = hf_shell_number(sh, s->count, HF_DEFAULT_COUNT);
	int64_t ports = hf_shell_number(sh, s->ports, HF_DEFAULT_TRAIN_PORTS);

	for (int64_t i = 0; left > 0; i++, left -= ports) {
		put(sh, "for i in $(seq %" PRId64 " %" PRId64 "); do\n\tsegment %u ", first_port_of(sh, s),
		    first_port_of(sh, s) + (left < ports ? left : ports) - 1,
		    s->port ? s->port : HF_DEFAULT_PORT);
		put_source(sh, s, i);
		put(sh, " \"$i\" S 0 0");
		put_parts(sh, s->options, s->bytes, s->win, s->bad_checksum);
		put(sh, "\ndone\n");
	}
}

static void put_syn(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_syn *s = &step->syn;
	int64_t left = hf_shell_number(sh, s->count, HF_DEFAULT_COUNT);
	int64_t ports = hf_shell_number(sh, s->ports, HF_DEFAULT_TRAIN_PORTS);
	int64_t every_us = hf_shell_number(sh, s->every_us, 1);

	if (hf_shell_is_special(step)) {
		put_special_syns(sh, s);
		return;
	}
	for (int64_t i = 0; left > 0; i++, left -= ports) {
		put(sh, "segments %u ", s->port ? s->port : HF_DEFAULT_PORT);
		put_source(sh, s, i);
		put(sh, " %" PRId64 " S %d 0 0 %" PRId64 " %" PRId64 "\n", first_port_of(sh, s), HF_SHELL_ISN,
		    left < ports ? left : ports, every_us);
	}
}

static const struct hf_syn *train_of(const struct hf_shell *sh, const char *name)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++)
		if (s->verb == HF_SYN && s->syn.name && name && strcmp(s->syn.name, name) == 0)
			return &s->syn;
	return NULL;
}

/* Data that earlier ACKs of the train carried: the next begins behind it. */
static int64_t bytes_before(const struct hf_shell *sh, const struct hf_step *step)
{
	int64_t sum = 0;

	for (const struct hf_step *s = sh->variant->c->steps; s != step; s++)
		if (s->verb == HF_ACK && strcmp(s->ack.name, step->ack.name) == 0)
			sum += hf_shell_number(sh, s->ack.bytes, 0);
	return sum;
}

static void put_ack(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_ack *a = &step->ack;
	const struct hf_syn *train = train_of(sh, a->name);
	int64_t all = train ? hf_shell_number(sh, train->count, HF_DEFAULT_COUNT) : 0;
	int64_t first = hf_shell_number(sh, a->first, 0);
	int64_t count = hf_shell_number(sh, a->count, all - first);
	int64_t bytes = hf_shell_number(sh, a->bytes, 0);
	int64_t seq = HF_SHELL_ISN + 1 + bytes_before(sh, step);
	unsigned port = train && train->port ? train->port : HF_DEFAULT_PORT;
	int64_t sport = (train ? first_port_of(sh, train) : 0) + first;

	if (!train)
		return;
	if (a->wrong) {
		put(sh, "segments %u ", port);
		put_source(sh, train, 0);
		put(sh, " %" PRId64 " A %" PRId64 " 12345 %" PRId64 " %" PRId64 " 1\n", sport, seq,
		    bytes, count);
		return;
	}
	put(sh,
	    "packets | synacks %" PRId64 " %" PRId64 " | awk '!seen[$1 $2]++' | "
	    "while read -r a p s; do\n"
	    "\tsegments %u \"$a\" \"$p\" A %" PRId64 " \"$((s + 1))\" %" PRId64 " 1 1 </dev/null\n"
	    "done\n",
	    sport, count, port, seq, bytes);
	if (a->again)
		put(sh,
		    "ip netns exec server tcpdump -Slni " HF_SHELL_DEVICE " tcp 2>/dev/null |\n"
		    "\tsynacks %" PRId64 " %" PRId64 " | while read -r a p s; do\n"
		    "\tsegments %u \"$a\" \"$p\" A %" PRId64 " \"$((s + 1))\" 0 1 1 </dev/null\n"
		    "done &\n",
		    sport, count, port, seq + bytes);
}

static void put_segment(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_segment *g = &step->segment;
	const struct hf_syn *train = train_of(sh, g->name);
	const struct dialled d = dialled_as(sh, g->name);
	int64_t nth = hf_shell_number(sh, g->nth, 0);
	unsigned port = train ? train->port : d.connect ? d.connect->port : 0;

	put(sh, "segment %u ", port ? port : HF_DEFAULT_PORT);
	if (train) {
		int64_t ports = hf_shell_number(sh, train->ports, HF_DEFAULT_TRAIN_PORTS);

		put_source(sh, train, nth / ports);
		put(sh, " %" PRId64, first_port_of(sh, train) + nth % ports);
	} else {
		put(sh, "%s %" PRId64, hf_show_address(sh->variant, CLIENT), d.first_port + nth);
	}
	put(sh, " %s %" PRId64 " %" PRId64, g->flags, hf_shell_number(sh, g->seq, 0),
	    hf_shell_number(sh, g->ack, 0));
	put_parts(sh, g->options, g->bytes, g->win, g->bad_checksum);
	put(sh, "\n");
}

/* ---- the wire, the knobs, programs -------------------------------------------------------- */

static void put_rule(const struct hf_shell *sh, const struct hf_drop *d, char what)
{
	HF_AUTO_FREE char *rule = hf_show_filled(sh->variant, d->rule);

	put(sh, "ip netns exec %s %s -t %s -%c %s\n", hf_show_host(d->at), tables(sh),
	    text_or(d->table, HF_DEFAULT_TABLE), what, text_or(rule, d->rule));
}

static void put_drop(struct hf_shell *sh, const struct hf_step *step)
{
	put_rule(sh, &step->drop, 'A');
}

static void put_undrop(struct hf_shell *sh, const struct hf_step *step)
{
	for (const struct hf_step *s = sh->variant->c->steps; s != step; s++)
		if (s->verb == HF_DROP && s->drop.name &&
		    strcmp(s->drop.name, step->undrop.name) == 0)
			put_rule(sh, &s->drop, 'D');
}

/* As lib/kernel/pace.c has it: how much longer than a packet the bucket is. */
#define BUCKET_MARGIN 16

static void put_pace(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_pace *p = &step->pace;
	int64_t bytes = hf_shell_number(sh, p->bytes, 0) + (sh->variant->inet6 ? IPV6_SURPLUS : 0);
	int64_t gap_ms = hf_shell_number(sh, p->gap_ms, 1);

	put(sh,
	    "tc -n %s qdisc replace dev " HF_SHELL_DEVICE " root tbf rate %" PRId64 "bit burst %"
	    PRId64 " limit 1000000\n",
	    hf_show_host(p->at), bytes * 8 * 1000 / gap_ms, bytes + BUCKET_MARGIN);
}

static void put_unpace(struct hf_shell *sh, const struct hf_step *step)
{
	put(sh, "tc -n %s qdisc del dev " HF_SHELL_DEVICE " root\n", hf_show_host(step->unpace.at));
}

static void put_set(struct hf_shell *sh, const struct hf_step *step)
{
	const char *quote = step->set.text ? "'" : "";
	char value[HF_VALUE_SIZE];

	hf_variant_value(sh->variant, step->set.value, step->set.text, value, sizeof(value));
	put(sh, "ip netns exec %s sysctl -q -w %s%s=%s%s\n", hf_show_host(step->set.at), quote,
	    step->set.key, value, quote);
}

/* The argument in single quotes; {conf} and {run} leave them to name the script's own folder. */
static void put_quoted(const struct hf_shell *sh, const char *arg, const char *name)
{
	HF_AUTO_FREE char *hosts = hf_show_filled(sh->variant, arg);
	char conf[96];
	const struct hf_fill_pair pairs[] = {{"conf", conf}, {"run", "'\"$dir\"'"}};
	HF_AUTO_FREE char *filled = NULL;

	snprintf(conf, sizeof(conf), "'\"$dir\"'/%s.conf", name);
	filled = hosts ? hf_fill(hosts, pairs, HF_ARRAY_LEN(pairs)) : NULL;
	put(sh, " '%s'", text_or(filled, arg));
}

static void put_run(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_run *r = &step->run;

	if (r->conf) {
		HF_AUTO_FREE char *conf = hf_show_filled(sh->variant, r->conf);

		put(sh, "sed \"s,{run},$dir,g\" >\"$dir/%s.conf\" <<'EOF'\n%s\nEOF\n", r->name,
		    text_or(conf, r->conf));
	}
	put(sh, "ip netns exec %s", hf_show_host(r->at));
	for (const char *const *arg = r->argv; arg && *arg; arg++)
		put_quoted(sh, *arg, r->name);
	put(sh, " >\"$dir/%s.out\" 2>&1 &", r->name);
	if (r->package)
		put(sh, " # package %s", r->package);
	put(sh, "\npid[%s]=$!\n", r->name);
	if (r->wait)
		put(sh, "wait \"${pid[%s]}\" || true\n", r->name);
}

/* ---- waiting ------------------------------------------------------------------------------ */

/* "FIN-WAIT-1" as a filter of ss. */
static void put_state(const struct hf_shell *sh, const char *state)
{
	if (strcmp(state, "UNCONN") == 0)
		state = "closed";
	else if (strcmp(state, "LISTEN") == 0)
		state = "listening";
	for (; *state; state++)
		fputc(tolower((unsigned char)*state), sh->out);
}

static void put_returned(const struct hf_shell *sh, const char *begin, const char *name)
{
	if (dialled_as(sh, name).connect)
		put(sh,
		    "%s'[ \"$(grep -c called \"$dir/%s.out\")\" -eq \"$(grep -cE "
		    "\"returned|failed\" "
		    "\"$dir/%s.out\")\" ]'\n",
		    begin, name, name);
	else
		put(sh, "%s'! kill -0 \"${pid[%s]}\" 2>/dev/null'\n", begin, name);
}

/* Segments of a kind in the capture: tcpdump names the sender first. */
static void put_seen(const struct hf_shell *sh, const char *begin, const char *kind, int64_t times)
{
	char letters[HF_FLAGS_TEXT];
	bool from_client;
	uint8_t flags;

	if (hf_kind_parse(kind, &from_client, &flags) < 0)
		return;
	hf_pkt_flags_text(flags, letters);
	put(sh,
	    "%s'[ \"$(packets | grep -F \"Flags [%s],\" | grep -c%s \" %s[.][0-9]* >\")\" -ge "
	    "%" PRId64 " ]'\n",
	    begin, letters, from_client ? "v" : "", server(sh), times);
}

static void put_amount(const struct hf_shell *sh, const char *begin, const char *probe,
		       int64_t value)
{
	value = hf_shell_number(sh, value, 0);
	if (value)
		put(sh, "%s'[ \"$(%s)\" -eq %" PRId64 " ]'\n", begin, probe,
		    value == NONE ? 0 : value);
}

static void put_sockets(const struct hf_shell *sh, const char *begin, const struct hf_until *u)
{
	int64_t sockets = hf_shell_number(sh, u->sockets, 0);

	put(sh, "%s'[ \"$(sockets %s ", begin, hf_show_host(u->at));
	put_state(sh, u->state);
	put(sh, ")\" -eq %" PRId64 " ]'\n", sockets == NONE ? 0 : sockets);
}

static void put_growth(const struct hf_shell *sh, const char *begin, const struct hf_until *u)
{
	put(sh, "%s'[ \"$(counter %s ", begin, hf_show_host(u->at));
	hf_shell_counter(sh, u->counter);
	put(sh, ")\" -ge %" PRId64 " ]'\n", hf_shell_number(sh, u->reaches, 0));
}

/* One line for each thing that is waited for. */
static void put_until(struct hf_shell *sh, const struct hf_step *step)
{
	const struct hf_until *u = &step->until;
	int64_t within_ms = hf_shell_number(sh, u->within_ms, HF_DEFAULT_WITHIN_MS);
	char begin[32];

	snprintf(begin, sizeof(begin), "wait_for %d ", (int)(within_ms + 999) / 1000);
	put_amount(sh, begin, "acceptq", u->acceptq_len);
	put_amount(sh, begin, "sockets server syn-recv", u->requests);
	if (u->returned)
		put_returned(sh, begin, u->returned);
	if (u->counter)
		put_growth(sh, begin, u);
	if (u->state)
		put_sockets(sh, begin, u);
	if (u->listening)
		put(sh, "%s'ip netns exec server ss -Hlnt \"sport = :%u\" | grep -q .'\n", begin,
		    u->listening);
	if (u->segment)
		put_seen(sh, begin, u->segment, hf_shell_number(sh, u->times, 1));
}

static void put_quiet(struct hf_shell *sh, const struct hf_step *step)
{
	int64_t ms = hf_shell_number(sh, step->quiet.ms, 0);

	put(sh, "sleep %" PRId64 ".%03d\n", ms / 1000, (int)(ms % 1000));
}

static void put_measure(struct hf_shell *sh, const struct hf_step *step)
{
	(void)step;
	put(sh, "sleep 0.2\n"
		"skip=$(packets | wc -l)\n"
		"for host in server client; do\n"
		"\tNSTAT_HISTORY=\"$dir/nstat.$host\" ip netns exec \"$host\" nstat -n\n"
		"done\n");
}

static void (*const puts_of[HF_VERBS])(struct hf_shell *, const struct hf_step *) = {
	[HF_LISTEN] = put_listen,   [HF_RELISTEN] = put_relisten, [HF_ACCEPT] = put_accept,
	[HF_CONNECT] = put_connect, [HF_SYN] = put_syn,           [HF_ACK] = put_ack,
	[HF_SEND] = put_send,       [HF_RECV] = put_recv,         [HF_SHUTDOWN] = put_shutdown,
	[HF_CLOSE] = put_close,     [HF_DROP] = put_drop,         [HF_UNDROP] = put_undrop,
	[HF_PACE] = put_pace,       [HF_UNPACE] = put_unpace,     [HF_SET] = put_set,
	[HF_KILL] = put_kill,       [HF_RUN] = put_run,           [HF_UNTIL] = put_until,
	[HF_QUIET] = put_quiet,     [HF_MEASURE] = put_measure,   [HF_DISCONNECT] = put_disconnect,
	[HF_ERROR] = put_error,     [HF_DUP] = put_dup,           [HF_FILES] = put_files,
	[HF_SEGMENT] = put_segment,
};

/* The sentence of the step, as far as it stands on one line. */
static void put_comment(const struct hf_shell *sh, const struct hf_step *step)
{
	HF_AUTO_FREE char *sentence = hf_show_step(sh->variant, step);

	if (sentence)
		put(sh, "\n# %.*s\n", (int)strcspn(sentence, "\n"), sentence);
}

void hf_shell_steps(struct hf_shell *sh)
{
	for (const struct hf_step *s = sh->variant->c->steps; s->verb != HF_VERB_UNSET; s++) {
		put_comment(sh, s);
		puts_of[s->verb](sh, s);
	}
}
