/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mib.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "own.h"
#include "suite.h"

static char *read_fixture(const char *kernel, const char *name)
{
	char path[512];
	char *text = NULL;
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/proc/%s/%s", HF_FIXTURES, kernel, name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "open %s", path);
	ck_assert_int_gt(getdelim(&text, &room, '\0', f), 0);
	fclose(f);
	return text;
}

static void read_kernel(const char *kernel, struct hf_mib *ret_mib)
{
	static const struct {
		const char *name;
		int (*add)(struct hf_mib *, const char *, const char *, struct hf_fault *);
	} files[] = {
		{"netstat", hf_mib_add_pairs},
		{"snmp", hf_mib_add_pairs},
		{"snmp6", hf_mib_add_snmp6},
	};
	struct hf_fault fault = {0};

	memset(ret_mib, 0, sizeof(*ret_mib));
	for (size_t i = 0; i < HF_ARRAY_LEN(files); i++) {
		char *text = read_fixture(kernel, files[i].name);

		ck_assert_msg(!files[i].add(ret_mib, text, files[i].name, &fault), "%s",
			      fault.text);
		free(text);
	}
}

static void assert_counter(const struct hf_mib *mib, const char *name, int64_t want)
{
	int64_t got;

	ck_assert_msg(!hf_mib_get(mib, name, &got), "no %s", name);
	ck_assert_msg(got == want, "%s is %lld, not %lld", name, (long long)got, (long long)want);
}

static void assert_absent(const struct hf_mib *mib, const char *name)
{
	int64_t value = 77;

	ck_assert_msg(hf_mib_get(mib, name, &value) == -ENOENT, "%s should be absent", name);
	ck_assert_int_eq(value, 77);
}

static void assert_sorted(const struct hf_mib *mib)
{
	for (size_t i = 1; i < mib->count; i++)
		ck_assert_str_lt(mib->counters[i - 1].name, mib->counters[i].name);
}

START_TEST(kernel_of_el7)
{
	struct hf_mib mib;

	read_kernel("el7-3.10", &mib);
	assert_sorted(&mib);
	/* 114 + 18 in netstat; 19 + 27 + 3 + 15 + 7 + 7 in snmp; 83 in snmp6 */
	ck_assert_uint_eq(mib.count, 114 + 18 + 19 + 27 + 3 + 15 + 7 + 7 + 83);
	assert_counter(&mib, "TcpExt.SyncookiesSent", 0);
	assert_counter(&mib, "TcpExt.PAWSPassive", 17);
	assert_counter(&mib, "TcpExt.ListenOverflows", 3);
	assert_counter(&mib, "TcpExt.ListenDrops", 247);
	assert_counter(&mib, "TcpExt.TCPPrequeued", 88);
	assert_counter(&mib, "TcpExt.TCPReqQFullDrop", 244);
	assert_counter(&mib, "TcpExt.TCPSynRetrans", 9);
	assert_counter(&mib, "TcpExt.TCPWqueueTooBig", 1); /* the last column */
	assert_counter(&mib, "IpExt.InOctets", 722017288587);
	assert_counter(&mib, "IpExt.ReasmOverlaps", 0);
	assert_counter(&mib, "Ip.Forwarding", 2); /* the first column */
	assert_counter(&mib, "IcmpMsg.InType8", 3);
	assert_counter(&mib, "Tcp.MaxConn", -1);
	assert_counter(&mib, "Tcp.OutRsts", 6);
	assert_counter(&mib, "Udp.InDatagrams", 17);
	assert_counter(&mib, "UdpLite.InDatagrams", 0);
	assert_counter(&mib, "Ip6.InReceives", 31);
	assert_counter(&mib, "Icmp6.OutType133", 1);
	assert_counter(&mib, "Udp6.InDatagrams", 4);
	assert_counter(&mib, "UdpLite6.InCsumErrors", 0);
	assert_absent(&mib, "TcpExt.TCPMigrateReqSuccess");
	assert_absent(&mib, "TcpExt.TCPKeepAlive");
	assert_absent(&mib, "Udp.IgnoredMulti");
	hf_mib_done(&mib);
}
END_TEST

START_TEST(kernel_of_debian_11)
{
	struct hf_mib mib;

	read_kernel("debian-5.10", &mib);
	assert_sorted(&mib);
	assert_counter(&mib, "TcpExt.SyncookiesSent", 250);
	assert_counter(&mib, "TcpExt.SyncookiesRecv", 12);
	assert_counter(&mib, "TcpExt.SyncookiesFailed", 1);
	assert_counter(&mib, "TcpExt.TCPReqQFullDoCookies", 250);
	assert_counter(&mib, "TcpExt.TCPReqQFullDrop", 0);
	assert_counter(&mib, "TcpExt.TCPDSACKIgnoredDubious", 2);
	assert_counter(&mib, "Tcp.MaxConn", -1);
	assert_counter(&mib, "Tcp.CurrEstab", 28);
	assert_counter(&mib, "Udp.IgnoredMulti", 3);
	assert_counter(&mib, "Udp6.IgnoredMulti", 2);
	assert_counter(&mib, "Icmp6.InType136", 1);
	assert_absent(&mib, "TcpExt.PAWSPassive"); /* went with tcp_tw_recycle */
	assert_absent(&mib, "TcpExt.TCPPrequeued");
	assert_absent(&mib, "TcpExt.TCPMigrateReqSuccess");
	assert_absent(&mib, "Udp.MemErrors");
	hf_mib_done(&mib);
}
END_TEST

START_TEST(of_the_whole_machine)
{
	/* Two CPUs; the third column counts something else. */
	static const char softnet[] =
		"0000000c 00000002 00000007 00000000 00000000 00000000 00000000 00000000\n"
		"000000ff 0000001e 00000000 00000000 00000000 00000000 00000000 00000000\n";
	static const char sockstat[] = "sockets: used 290\n"
				       "TCP: inuse 23 orphan 3 tw 26 alloc 73 mem 5\n"
				       "UDP: inuse 1 mem 2\n";
	struct hf_fault fault;
	struct hf_mib mib = {0};

	ck_assert_int_eq(hf_mib_add_softnet(&mib, softnet, "softnet_stat", &fault), 0);
	ck_assert_int_eq(hf_mib_add_files(&mib, "6240\t0\t3247209\n", "file-nr", &fault), 0);
	ck_assert_int_eq(hf_mib_add_sockstat(&mib, sockstat, "sockstat", &fault), 0);
	assert_sorted(&mib);
	assert_counter(&mib, "Softnet.Dropped", 32);
	assert_counter(&mib, "Files.Allocated", 6240);
	assert_counter(&mib, "Sockstat.TcpOrphans", 3);
	assert_counter(&mib, "Sockstat.TcpMemPages", 5);
	ck_assert_int_eq(hf_mib_add_softnet(&mib, "0000000c\n", "softnet_stat", &fault), -EBADMSG);
	ck_assert_str_eq(fault.text, "softnet_stat: 0000000c is no line of a CPU");
	ck_assert_int_eq(hf_mib_add_files(&mib, "many\n", "file-nr", &fault), -EBADMSG);
	ck_assert_int_eq(hf_mib_add_sockstat(&mib, "TCP: inuse 3\n", "sockstat", &fault), -EBADMSG);
	ck_assert_uint_eq(mib.count, 4);
	hf_mib_done(&mib);
}
END_TEST

START_TEST(kernel_6_18)
{
	struct hf_mib mib;

	read_kernel("debian-6.18", &mib);
	assert_sorted(&mib);
	assert_counter(&mib, "TcpExt.ListenOverflows", 8);
	assert_counter(&mib, "TcpExt.ListenDrops", 8);
	assert_counter(&mib, "TcpExt.TCPSynRetrans", 6);
	assert_counter(&mib, "TcpExt.TSEcrRejected", 0);
	assert_counter(&mib, "TcpExt.TCPAODroppedIcmps", 0);
	assert_counter(&mib, "MPTcpExt.MPCapableSYNRX", 0);
	assert_counter(&mib, "MPTcpExt.WinProbe", 0);
	assert_counter(&mib, "Ip.OutTransmits", 18);
	assert_counter(&mib, "IcmpMsg.OutType3", 1);
	assert_counter(&mib, "Tcp.MaxConn", -1);
	assert_counter(&mib, "Tcp.OutRsts", 1);
	assert_counter(&mib, "Ip6.InOctets", 1522);
	assert_counter(&mib, "Udp6.NoPorts", 1);
	assert_absent(&mib, "TcpExt.PAWSPassive");
	assert_absent(&mib, "IcmpMsg.InType8"); /* printed only once it happened */
	hf_mib_done(&mib);
}
END_TEST

START_TEST(names_are_whole_and_exact)
{
	struct hf_mib mib = {0};

	assert_absent(&mib, "Tcp.InSegs");
	ck_assert_int_eq(hf_mib_add_pairs(&mib, "Tcp: InSegs OutSegs\nTcp: 4 5\n", "t", NULL), 0);
	assert_counter(&mib, "Tcp.InSegs", 4);
	assert_absent(&mib, "InSegs");
	assert_absent(&mib, "Tcp.InSeg");
	assert_absent(&mib, "Tcp.InSegss");
	assert_absent(&mib, "tcp.insegs");
	assert_absent(&mib, "");
	hf_mib_done(&mib);
	ck_assert_ptr_null(mib.counters);
	ck_assert_uint_eq(mib.count, 0);
	hf_mib_done(&mib);
}
END_TEST

/* A kernel with more columns, in another order, is read the same. */
START_TEST(columns_may_move)
{
	struct hf_mib mib = {0};

	ck_assert_int_eq(hf_mib_add_pairs(&mib,
					  "TcpExt: NewOne ListenDrops ListenOverflows Newer\n"
					  "TcpExt: 1 2 3 4\n"
					  "NewExt: ListenDrops\n"
					  "NewExt: 9\n",
					  "t", NULL),
			 0);
	assert_counter(&mib, "TcpExt.ListenOverflows", 3);
	assert_counter(&mib, "TcpExt.ListenDrops", 2);
	assert_counter(&mib, "NewExt.ListenDrops", 9);
	hf_mib_done(&mib);
}
END_TEST

START_TEST(well_formed_texts)
{
	static const char *const texts[] = {
		"G: a\nG: 7",          /* no newline at the end */
		"G: a\nG: 7\n\n",      /* one too many */
		"\nG: a\n\nG: 7\n",    /* between */
		"G:  a \nG:\t7  \n",   /* more blanks */
		"E:\nE:\nG: a\nG: 7\n" /* a group without counters */
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(texts); i++) {
		struct hf_mib mib = {0};

		ck_assert_int_eq(hf_mib_add_pairs(&mib, texts[i], "t", NULL), 0);
		ck_assert_uint_eq(mib.count, 1);
		assert_counter(&mib, "G.a", 7);
		hf_mib_done(&mib);
	}
}
END_TEST

START_TEST(empty_texts)
{
	struct hf_mib mib = {0};

	ck_assert_int_eq(hf_mib_add_pairs(&mib, "", "t", NULL), 0);
	ck_assert_int_eq(hf_mib_add_pairs(&mib, "\n\n", "t", NULL), 0);
	ck_assert_int_eq(hf_mib_add_snmp6(&mib, "", "t", NULL), 0);
	ck_assert_uint_eq(mib.count, 0);
	hf_mib_done(&mib);
}
END_TEST

START_TEST(values)
{
	static const struct {
		const char *word;
		int64_t value;
	} good[] = {
		{"0", 0},
		{"-1", -1},
		{"007", 7},
		{"4294967296", 4294967296},
		{"9223372036854775807", INT64_MAX},
		{"-9223372036854775808", INT64_MIN},
		{"18446744073709551615", -1}, /* wraps, as the kernel's %lu of -1 does */
	};
	static const char *const wrong[] = {"x",
					    "1x",
					    "-",
					    "+1",
					    "--1",
					    "0x1",
					    "1.5",
					    "18446744073709551616",
					    "99999999999999999999",
					    "-9223372036854775809"};
	char text[100];

	for (size_t i = 0; i < HF_ARRAY_LEN(good); i++) {
		struct hf_mib mib = {0};

		snprintf(text, sizeof(text), "G: a\nG: %s\n", good[i].word);
		ck_assert_int_eq(hf_mib_add_pairs(&mib, text, "t", NULL), 0);
		assert_counter(&mib, "G.a", good[i].value);
		hf_mib_done(&mib);
	}
	for (size_t i = 0; i < HF_ARRAY_LEN(wrong); i++) {
		struct hf_mib mib = {0};
		struct hf_fault fault = {0};

		snprintf(text, sizeof(text), "G: a b\nG: 1 %s\n", wrong[i]);
		ck_assert_int_eq(hf_mib_add_pairs(&mib, text, "/proc/net/snmp", &fault), -EBADMSG);
		ck_assert_int_eq(fault.err, -EBADMSG);
		ck_assert_ptr_nonnull(strstr(fault.text, "/proc/net/snmp"));
		ck_assert_ptr_nonnull(strstr(fault.text, "G.b"));
		ck_assert_ptr_nonnull(strstr(fault.text, wrong[i]));
		snprintf(text, sizeof(text), "Ip6a %s\n", wrong[i]);
		ck_assert_int_eq(hf_mib_add_snmp6(&mib, text, "t", NULL), -EBADMSG);
		ck_assert_uint_eq(mib.count, 0);
		hf_mib_done(&mib);
	}
}
END_TEST

START_TEST(pairs_that_disagree)
{
	static const char *const texts[] = {
		"G: a b\nG: 1\n", /* a value is missing */
		"G: a\nG: 1 2\n", /* a name is missing */
		"G: a\nH: 1\n",   /* another group */
		"G: a\nGG: 1\n",  /* one is the beginning of the other */
		"GG: a\nG: 1\n",
		"G: a\n", /* the text is cut */
		"G: a",
		"G: a\nG:\n",
		"G:\nG: 1\n",
		"G a\nG 1\n", /* no colon */
		": a\n: 1\n", /* no group */
		"G: a\n1\n",
		"G: a\nG: 1\nG: b\n",
		"G: a a\nG: 1 1\n", /* the same name twice */
		"G: a\nG: 1\nG: a\nG: 2\n",
		/* a name of 46 letters behind "G." is one too long for the struct */
		"G: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee\nG: 1\n",
	};

	for (size_t i = 0; i < HF_ARRAY_LEN(texts); i++) {
		struct hf_mib mib = {0};
		struct hf_fault fault = {0};

		ck_assert_int_eq(hf_mib_add_pairs(&mib, "Z: z\nZ: 3\n", "t", NULL), 0);
		ck_assert_msg(hf_mib_add_pairs(&mib, texts[i], "/proc/net/snmp", &fault) ==
				      -EBADMSG,
			      "accepted: %s", texts[i]);
		ck_assert_ptr_nonnull(strstr(fault.text, "/proc/net/snmp"));
		/* What was read before is still there and nothing else. */
		ck_assert_uint_eq(mib.count, 1);
		assert_counter(&mib, "Z.z", 3);
		hf_mib_done(&mib);
	}
}
END_TEST

START_TEST(longest_name)
{
	struct hf_mib mib = {0};

	ck_assert_int_eq(
		hf_mib_add_pairs(&mib, "G: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee\nG: 1\n",
				 "t", NULL),
		0);
	assert_counter(&mib, "G.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee", 1);
	hf_mib_done(&mib);
}
END_TEST

START_TEST(a_text_read_twice_is_refused)
{
	struct hf_mib mib = {0};
	struct hf_fault fault = {0};

	ck_assert_int_eq(hf_mib_add_pairs(&mib, "G: a b\nG: 1 2\n", "t", NULL), 0);
	ck_assert_int_eq(hf_mib_add_pairs(&mib, "G: c b\nG: 3 4\n", "t", &fault), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(fault.text, "G.b"));
	assert_counter(&mib, "G.b", 2);
	assert_absent(&mib, "G.c");
	hf_mib_done(&mib);
}
END_TEST

START_TEST(snmp6_groups)
{
	struct hf_mib mib = {0};

	ck_assert_int_eq(hf_mib_add_snmp6(&mib,
					  "Ip6InReceives                   \t1\n"
					  "Icmp6InMsgs                     \t2\n"
					  "Udp6NoPorts                     \t3\n"
					  "UdpLite6NoPorts                 \t4\n"
					  "Ip6OutOctets 18446744073709551615\n"
					  "Mld7Queries 6\n"
					  "Ip6 7",
					  "snmp6", NULL),
			 0);
	assert_counter(&mib, "Ip6.InReceives", 1);
	assert_counter(&mib, "Icmp6.InMsgs", 2);
	assert_counter(&mib, "Udp6.NoPorts", 3);
	assert_counter(&mib, "UdpLite6.NoPorts", 4);
	assert_counter(&mib, "Ip6.OutOctets", -1);
	assert_counter(&mib, "Mld7Queries", 6); /* a group of a later kernel: kept whole */
	assert_counter(&mib, "Ip6", 7);
	hf_mib_done(&mib);
}
END_TEST

START_TEST(snmp6_lines_that_are_none)
{
	static const char *const texts[] = {
		"Ip6InReceives\n",     "Ip6InReceives",    "Ip6InReceives 1 2\n",   " \n",
		"Ip6InReceives one\n", "Ip6a 1\nIp6a 1\n", "Ip6a 1\n\nIp6b\nIp6c 1"};

	for (size_t i = 0; i < HF_ARRAY_LEN(texts); i++) {
		struct hf_mib mib = {0};
		struct hf_fault fault = {0};

		ck_assert_msg(hf_mib_add_snmp6(&mib, texts[i], "snmp6", &fault) == -EBADMSG,
			      "accepted: %s", texts[i]);
		ck_assert_ptr_nonnull(strstr(fault.text, "snmp6"));
		ck_assert_uint_eq(mib.count, 0);
		hf_mib_done(&mib);
	}
}
END_TEST

START_TEST(subtraction)
{
	struct hf_mib before = {0}, after = {0}, delta;

	ck_assert_int_eq(hf_mib_add_pairs(&before,
					  "T: gone same grew shrank max wrapped\n"
					  "T: 5 7 10 28 -1 18446744073709551614\n",
					  "t", NULL),
			 0);
	ck_assert_int_eq(hf_mib_add_pairs(&after,
					  "T: same grew shrank max wrapped appeared\n"
					  "T: 7 13 20 -1 3 2\n",
					  "t", NULL),
			 0);
	ck_assert_int_eq(hf_mib_subtract(&after, &before, &delta), 0);
	ck_assert_uint_eq(delta.count, 6);
	assert_sorted(&delta);
	assert_counter(&delta, "T.same", 0);
	assert_counter(&delta, "T.grew", 3);
	assert_counter(&delta, "T.shrank", -8);
	assert_counter(&delta, "T.max", 0);
	assert_counter(&delta, "T.wrapped", 5);
	assert_counter(&delta, "T.appeared", 2);
	assert_absent(&delta, "T.gone");
	/* The operands are as they were. */
	assert_counter(&after, "T.grew", 13);
	assert_counter(&before, "T.grew", 10);
	hf_mib_done(&delta);
	hf_mib_done(&before);
	hf_mib_done(&after);
}
END_TEST

START_TEST(subtraction_of_nothing)
{
	struct hf_mib empty = {0}, one = {0}, delta;

	ck_assert_int_eq(hf_mib_add_pairs(&one, "T: a\nT: 5\n", "t", NULL), 0);
	ck_assert_int_eq(hf_mib_subtract(&one, &empty, &delta), 0);
	assert_counter(&delta, "T.a", 5);
	hf_mib_done(&delta);
	ck_assert_int_eq(hf_mib_subtract(&empty, &one, &delta), 0);
	ck_assert_uint_eq(delta.count, 0);
	hf_mib_done(&delta);
	hf_mib_done(&one);
}
END_TEST

START_TEST(snapshot_of_this_machine)
{
	struct hf_fault fault = {0};
	struct hf_mib mib;
	int64_t value;

	ck_assert_msg(!hf_mib_snapshot(&mib, &fault), "%s", fault.text);
	assert_sorted(&mib);
	assert_counter(&mib, "Tcp.MaxConn", -1);
	ck_assert_int_eq(hf_mib_get(&mib, "TcpExt.ListenDrops", &value), 0);
	ck_assert_int_eq(hf_mib_get(&mib, "IpExt.InOctets", &value), 0);
	if (!access("/proc/self/net/snmp6", F_OK))
		ck_assert_int_eq(hf_mib_get(&mib, "Ip6.InReceives", &value), 0);
	hf_mib_done(&mib);
}
END_TEST

/* Stores the TTL the snapshot shows after this thread set it to 99 in a namespace of its own. */
static void *look_from_own_namespace(void *arg)
{
	int64_t *ttl = arg;
	struct hf_mib mib;
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		return NULL;
	fd = open("/proc/sys/net/ipv4/ip_default_ttl", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (write(fd, "99", 2) == 2 && !hf_mib_snapshot(&mib, NULL)) {
		hf_mib_get(&mib, "Ip.DefaultTTL", ttl);
		hf_mib_done(&mib);
	}
	close(fd);
	return NULL;
}

/* /proc/net and /proc/self/net would show the namespace of the first thread. */
START_TEST(snapshot_is_of_the_threads_namespace)
{
	pthread_t thread;
	int64_t ttl = 0;

	ck_assert_int_eq(pthread_create(&thread, NULL, look_from_own_namespace, &ttl), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	/* 0: not privileged, nothing was seen. */
	ck_assert_msg(ttl == 99 || ttl == 0, "saw %lld", (long long)ttl);
}
END_TEST

static TCase *text_tests(void)
{
	TCase *tc = tcase_create("texts");

	tcase_add_test(tc, kernel_of_el7);
	tcase_add_test(tc, kernel_of_debian_11);
	tcase_add_test(tc, of_the_whole_machine);
	tcase_add_test(tc, kernel_6_18);
	tcase_add_test(tc, names_are_whole_and_exact);
	tcase_add_test(tc, columns_may_move);
	tcase_add_test(tc, well_formed_texts);
	tcase_add_test(tc, empty_texts);
	tcase_add_test(tc, values);
	tcase_add_test(tc, pairs_that_disagree);
	tcase_add_test(tc, longest_name);
	tcase_add_test(tc, a_text_read_twice_is_refused);
	tcase_add_test(tc, snmp6_groups);
	tcase_add_test(tc, snmp6_lines_that_are_none);
	return tc;
}

static TCase *set_tests(void)
{
	TCase *tc = tcase_create("sets");

	tcase_add_test(tc, subtraction);
	tcase_add_test(tc, subtraction_of_nothing);
	tcase_add_test(tc, snapshot_of_this_machine);
	tcase_add_test(tc, snapshot_is_of_the_threads_namespace);
	return tc;
}

int main(void)
{
	Suite *suite = suite_create("mib");

	suite_add_tcase(suite, text_tests());
	suite_add_tcase(suite, set_tests());
	return hf_suite_run(suite);
}
