/*
 * check_resolv.c: resolv.conf and RES_OPTIONS. What is wanted was printed by
 * glibc 2.36 itself (res_init and then _res), given the same text.
 */
#include <sys/stat.h>

#include <check.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/resolv.h"

enum { ROTATE = 1, USE_VC = 2, EDNS0 = 4 };

static const struct {
	const char *text;
	size_t len;		/* 0: strlen */
	const char *options;	/* RES_OPTIONS */
	const char *servers;
	unsigned timeout, attempts, flags;
} files[] = {
	{ "", 0, NULL, "127.0.0.1@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1", 0, NULL, "192.0.2.1@53", 5, 2, 0 },
	{ "nameserver\t192.0.2.1\t# note\n", 0, NULL, "192.0.2.1@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1 192.0.2.2\n", 0, NULL, "192.0.2.1@53", 5, 2,
	    0 },
	/* a CR is part of the address */
	{ "nameserver 192.0.2.1\r\n", 0, NULL, "127.0.0.1@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1\r", 0, NULL, "127.0.0.1@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1\v\n", 0, NULL, "127.0.0.1@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1#x\nnameserver 192.0.2.2;\n"
	    "nameserver 192.0.2.3@53\nnameserver 192.0.2.4:53\n", 0, NULL,
	    "127.0.0.1@53", 5, 2, 0 },
	/* what inet_aton takes */
	{ "nameserver 127.1\nnameserver 0x7f.2\nnameserver 010.0.0.1\n", 0,
	    NULL, "127.0.0.1@53 127.0.0.2@53 8.0.0.1@53", 5, 2, 0 },
	{ "nameserver 1.1.1.256\nnameserver host\nnameserver \nnameserver\n"
	    "nameserver 192.0.2.9\n", 0, NULL, "192.0.2.9@53", 5, 2, 0 },
	/* keywords: column one, small letters, a blank or tab behind */
	{ " nameserver 192.0.2.1\nNAMESERVER 192.0.2.2\n"
	    "nameserverx 192.0.2.3\nnameserver:192.0.2.4\n", 0, NULL,
	    "127.0.0.1@53", 5, 2, 0 },
	{ "#nameserver 192.0.2.1\n;nameserver 192.0.2.2\n"
	    "# options rotate\n", 0, NULL, "127.0.0.1@53", 5, 2, 0 },
	/* the first three that are addresses */
	{ "nameserver x\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n"
	    "nameserver y\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n", 0,
	    NULL, "192.0.2.1@53 192.0.2.2@53 192.0.2.3@53", 5, 2, 0 },
	{ "nameserver 192.0.2.1\nnameserver 192.0.2.1\n", 0, NULL,
	    "192.0.2.1@53 192.0.2.1@53", 5, 2, 0 },
	{ "nameserver ::1\nnameserver 2001:DB8::1\n", 0, NULL,
	    "::1@53 2001:db8::1@53", 5, 2, 0 },
	/* scopes: a name with link-local addresses, a number with any */
	{ "nameserver fe80::2%7\nnameserver ::1%lo\nnameserver ::1%9\n", 0,
	    NULL, "fe80::2%7@53 ::1@53 ::1%9@53", 5, 2, 0 },
	{ "nameserver fe80::2%7x\nnameserver fe80::3%nosuch0\n"
	    "nameserver ::5%-1\n", 0, NULL, "fe80::2@53 fe80::3@53 ::5@53",
	    5, 2, 0 },
	{ "nameserver ::5%4294967297\nnameserver ::6%4294967295\n"
	    "nameserver ::7%\n", 0, NULL, "::5@53 ::6%4294967295@53 ::7@53",
	    5, 2, 0 },
	/* a zero octet ends the line's text */
	{ "nameserver 192.0.2.1\0x\nnameserver 192.0.2.2\noptions\0rotate\n",
	    59, NULL, "192.0.2.1@53 192.0.2.2@53", 5, 2, 0 },
	/* options */
	{ "options timeout:3 attempts:4 rotate use-vc edns0\n", 0, NULL,
	    "127.0.0.1@53", 3, 4, ROTATE | USE_VC | EDNS0 },
	{ "options\ttimeout:31\tattempts:6\n", 0, NULL, "127.0.0.1@53", 30,
	    5, 0 },
	{ "options timeout:99999999999 attempts:4x\n", 0, NULL,
	    "127.0.0.1@53", 30, 4, 0 },
	/* one second is the least that glibc waits; no attempt is none */
	{ "options timeout:0 attempts:0\n", 0, NULL, "127.0.0.1@53", 1, 0,
	    0 },
	{ "options timeout:-4 attempts:-1\n", 0, NULL, "127.0.0.1@53", 1, 0,
	    0 },
	{ "options timeout: 3 timeout:2\noptions attempts: 3\n", 0, NULL,
	    "127.0.0.1@53", 2, 3, 0 },
	{ "options rotatex\r\n", 0, NULL, "127.0.0.1@53", 5, 2, ROTATE },
	{ "options\nnameserver 192.0.2.1\n", 0, NULL, "192.0.2.1@53", 5, 2,
	    0 },
	{ "options \nsearch\ndomain\nnameserver 192.0.2.1\n", 0, NULL,
	    "192.0.2.1@53", 5, 2, 0 },
	{ "options ndots:3 Rotate no-rotate USE-VC timeout\n", 0, NULL,
	    "127.0.0.1@53", 5, 2, 0 },
	{ "options edns0\noptions rotate\n", 0, NULL, "127.0.0.1@53", 5, 2,
	    ROTATE | EDNS0 },
	{ "lookup file bind\nfamily inet4\nsortlist 1.2.3.4\n"
	    "nameserver 192.0.2.1\n", 0, NULL, "192.0.2.1@53", 5, 2, 0 },
	/* RES_OPTIONS comes last */
	{ "options timeout:2 attempts:1\n", 0, "attempts:4 rotate",
	    "127.0.0.1@53", 2, 4, ROTATE },
	{ "", 0, "", "127.0.0.1@53", 5, 2, 0 },
	{ "", 0, "\nrotate", "127.0.0.1@53", 5, 2, 0 },
	{ "", 0, "nameserver 192.0.2.1", "127.0.0.1@53", 5, 2, 0 },
};

static void
wants(const struct resolv *r, size_t i)
{
	char servers[RESOLV_SERVERS * WIRE_SERVER] = "";
	size_t n;

	for (n = 0; n < r->n; n++) {
		if (n)
			strcat(servers, " ");
		strcat(servers, r->server[n].text);
	}
	ck_assert_str_eq(servers, files[i].servers);
	ck_assert_uint_eq(r->timeout, files[i].timeout);
	ck_assert_uint_eq(r->attempts, files[i].attempts);
	ck_assert_uint_eq(r->rotate, !!(files[i].flags & ROTATE));
	ck_assert_uint_eq(r->use_vc, !!(files[i].flags & USE_VC));
	ck_assert_uint_eq(r->edns0, !!(files[i].flags & EDNS0));
}

START_TEST(a_file)
{
	struct resolv r;

	resolv_parse(&r, files[_i].text, files[_i].len ? files[_i].len :
	    strlen(files[_i].text), files[_i].options);
	wants(&r, _i);
}
END_TEST

/* What glibc makes of the numbers: res_setoptions has atoi, an int. */
static unsigned
by_atoi(const char *text, int least, int most)
{
	int n = atoi(text);

	return (unsigned)(n > most ? most : n < least ? least : n);
}

static const char *const numbers[] = {
	"4294967297", "4294967296", "4294967295", "2147483647", "2147483648",
	"-2147483648", "-2147483649", "-4294967294", "9223372036854775807",
	"9223372036854775808", "99999999999999999999", "-9223372036854775808",
	"-9223372036854775809", "-99999999999999999999", "8589934595", "+4",
	"++4", "+-4", "- 4", "-0", "\v4", "\f\r4", " \t 4", "\n4", "0x4", "04",
	"4e1", "4.9", "x4", "", "-", "4-", "\0013", "\2403",
	"42949672970000000003"
};

static void
same_numbers(const char *number)
{
	char text[128];
	struct resolv r;

	snprintf(text, sizeof text, "timeout:%s", number);
	resolv_parse(&r, NULL, 0, text);
	if (r.timeout != by_atoi(number, 1, 30))
		ck_abort_msg("%s", text);
	snprintf(text, sizeof text, "attempts:%s", number);
	resolv_parse(&r, NULL, 0, text);
	if (r.attempts != by_atoi(number, 0, 5))
		ck_abort_msg("%s", text);
}

START_TEST(numbers_as_by_atoi)
{
	static const char alphabet[] = "0123456789012345678901 \t\r-+x";
	unsigned seed = 1, round;
	char text[32];
	size_t i, len;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		same_numbers(numbers[i]);
	for (round = 0; round < 20000; round++) {
		len = (seed = seed * 1103515245 + 12345) / 65536 % 24;
		for (i = 0; i < len; i++)
			text[i] = alphabet[(seed = seed * 1103515245 + 12345) /
			    65536 % (round % 2 == 0 ? 22 :
			    sizeof alphabet - 1)];
		text[len] = '\0';
		/* what stands behind a blank is a word of its own, and is
		   none: it has no colon */
		same_numbers(text);
	}
}
END_TEST

/* Names of interfaces count with addresses of the link, multicast too. */
START_TEST(scopes_by_name)
{
	static const char text[] = "nameserver fe80::1%lo\n"
	    "nameserver ff02::1%lo\nnameserver ff05::1%lo\n";
	unsigned lo = if_nametoindex("lo");
	struct resolv r;

	resolv_parse(&r, text, sizeof text - 1, NULL);
	ck_assert_uint_eq(r.n, 3);
	ck_assert_uint_eq(r.server[0].scope, lo);
	ck_assert_uint_eq(r.server[1].scope, lo);
	ck_assert_uint_eq(r.server[2].scope, 0);
}
END_TEST

START_TEST(long_lines)
{
	static char text[1 << 20];
	struct resolv r;

	memset(text, ' ', 4000);
	memcpy(text, "options", 7);
	memcpy(text + 3990, "rotate", 6);
	resolv_parse(&r, text, 4000, NULL);
	ck_assert(r.rotate);

	memset(text, ' ', sizeof text);
	memcpy(text, "nameserver 192.0.2.1", 20);
	memcpy(text + sizeof text - 22, "\nnameserver 192.0.2.2 ", 22);
	resolv_parse(&r, text, sizeof text, NULL);
	ck_assert_uint_eq(r.n, 2);
	ck_assert_str_eq(r.server[1].text, "192.0.2.2@53");
	memset(text, '1', sizeof text);
	memcpy(text, "nameserver ", 11);
	resolv_parse(&r, text, sizeof text, NULL);
	ck_assert_str_eq(r.server[0].text, "127.0.0.1@53");
}
END_TEST

static const struct {
	const char *text, *shown;	/* NULL: not a server */
} servers[] = {
	{ "192.0.2.1", "192.0.2.1@53" }, { "192.0.2.1@5353", "192.0.2.1@5353" },
	{ "::1", "::1@53" }, { "::1@1", "::1@1" }, { "::1@65535", "::1@65535" },
	{ "fe80::1%3@53", "fe80::1%3@53" }, { "", NULL }, { "@53", NULL },
	{ "192.0.2.1@", NULL }, { "192.0.2.1@0", NULL },
	{ "192.0.2.1@65536", NULL }, { "192.0.2.1@053535", NULL },
	{ "192.0.2.1@5x", NULL }, { "192.0.2.1@-1", NULL },
	{ "192.0.2.1@1@2", NULL }, { "192.0.2.1:53", NULL }, { "127.1", NULL },
	{ "192.0.2.256", NULL }, { "host", NULL }, { " 192.0.2.1", NULL },
	{ "192.0.2.1 ", NULL }, { "[::1]", NULL }, { "fe80::1%nosuch0", NULL },
	{ "fe80::1%", NULL }, { "192.0.2.1%1", NULL },
};

START_TEST(a_server)
{
	struct server s;
	int got = resolv_server(&s, servers[_i].text);

	ck_assert_int_eq(got, servers[_i].shown ? 0 : -1);
	if (servers[_i].shown)
		ck_assert_str_eq(s.text, servers[_i].shown);
}
END_TEST

START_TEST(overlong_server)
{
	char text[4096];
	struct server s;

	memset(text, '1', sizeof text);
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(resolv_server(&s, text), -1);
}
END_TEST

static void
loads(const char *path, const char *server)
{
	struct resolv r;

	ck_assert_int_eq(resolv_load(&r, path), 0);
	ck_assert_str_eq(r.server[0].text, server);
}

START_TEST(kinds_of_files)
{
	char dir[] = "/tmp/mxwhy-resolv.XXXXXX", path[64];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/conf", dir);
	loads(path, "127.0.0.1@53");	/* missing */
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("nameserver 192.0.2.7\noptions rotate", file);
	fclose(file);
	loads(path, "192.0.2.7@53");
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	loads(path, "127.0.0.1@53");	/* at once */
	unlink(path);
	rmdir(dir);
	loads("/", "127.0.0.1@53");
	loads("/dev/zero", "127.0.0.1@53");
}
END_TEST

START_TEST(environment)
{
	struct resolv r;

	setenv("RES_OPTIONS", "timeout:9", 1);
	ck_assert_int_eq(resolv_load(&r, "/dev/null"), 0);
	ck_assert_uint_eq(r.timeout, 9);
	unsetenv("RES_OPTIONS");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("resolv");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, a_file, 0, sizeof files / sizeof files[0]);
	tcase_add_loop_test(all, a_server, 0,
	    sizeof servers / sizeof servers[0]);
	tcase_add_test(all, numbers_as_by_atoi);
	tcase_add_test(all, scopes_by_name);
	tcase_add_test(all, long_lines);
	tcase_add_test(all, overlong_server);
	tcase_add_test(all, kinds_of_files);
	tcase_add_test(all, environment);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
