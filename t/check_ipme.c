/*
 * check_ipme.c: lines of moreipme and notipme, the lists of each flavor, and
 * that this host can be scanned.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ipme.h"

/* the first line of a file of len octets */
static struct ipme_line
first_line(const char *bytes, size_t len)
{
	struct ipme_line line;
	size_t at = 0, number = 0;

	ck_assert(ipme_line_next(bytes, len, &at, &number, &line));
	ck_assert_uint_eq(line.number, 1);
	return line;
}

static const struct {
	const char *text;
	size_t len;		/* 0: strlen */
	enum ipme_line_state state;
	uint32_t address, mask;
	bool no_newline, wraps;
} cases[] = {
	{ "192.0.2.1\n", 0, IPME_LINE_ENTRY, 0xc0000201, 0xffffffff, 0, 0 },
	{ "203.0.113.0/255.255.255.0\n", 0, IPME_LINE_ENTRY, 0xcb007100,
	    0xffffff00, 0, 0 },
	/* a last line without a newline loses its last digit */
	{ "203.0.113.50", 0, IPME_LINE_ENTRY, 0xcb007105, 0xffffffff, 1, 0 },
	{ "10.0.0.0/255.255.0.0", 0, IPME_LINE_NO_MASK, 0, 0, 1, 0 },
	{ "10.0.0.0/255.255.255.0\r", 0, IPME_LINE_ENTRY, 0x0a000000,
	    0xffffff00, 1, 0 },
	{ "1", 0, IPME_LINE_EMPTY, 0, 0, 1, 0 },
	/* a mask that does not scan skips the line */
	{ "10.0.0.0/24\n", 0, IPME_LINE_NO_MASK, 0, 0, 0, 0 },
	{ "10.0.0.0/\n", 0, IPME_LINE_NO_MASK, 0, 0, 0, 0 },
	{ "10.0.0.0/ 255.0.0.0\n", 0, IPME_LINE_NO_MASK, 0, 0, 0, 0 },
	{ "10.0.0.0//255.0.0.0\n", 0, IPME_LINE_NO_MASK, 0, 0, 0, 0 },
	{ "192.0.2.1 # note / with a slash\n", 0, IPME_LINE_NO_MASK, 0, 0,
	    0, 0 },
	/* what follows the fourth octet is ignored */
	{ "192.0.2.1\r\n", 0, IPME_LINE_ENTRY, 0xc0000201, 0xffffffff, 0, 0 },
	{ "192.0.2.1 # note\n", 0, IPME_LINE_ENTRY, 0xc0000201, 0xffffffff,
	    0, 0 },
	{ "192.0.2.1 192.0.2.2\n", 0, IPME_LINE_ENTRY, 0xc0000201,
	    0xffffffff, 0, 0 },
	{ "192.0.2.1.7\n", 0, IPME_LINE_ENTRY, 0xc0000201, 0xffffffff, 0, 0 },
	{ "10.0.0.5 /255.240.0.0 x\n", 0, IPME_LINE_ENTRY, 0x0a000005,
	    0xfff00000, 0, 0 },
	{ "10.0.0.0/255.0.0.0/8\n", 0, IPME_LINE_ENTRY, 0x0a000000,
	    0xff000000, 0, 0 },
	/* each octet modulo 256 */
	{ "256.1.2.3\n", 0, IPME_LINE_ENTRY, 0x00010203, 0xffffffff, 0, 1 },
	{ "4294967306.0.0.5\n", 0, IPME_LINE_ENTRY, 0x0a000005, 0xffffffff,
	    0, 1 },
	{ "18446744073709551626.0.0.5/255.255.511.0\n", 0, IPME_LINE_ENTRY,
	    0x0a000005, 0xffffff00, 0, 1 },
	{ "010.00.000.5\n", 0, IPME_LINE_ENTRY, 0x0a000005, 0xffffffff, 0, 0 },
	/* no stripping, no comments, no names, no IPv6 */
	{ " 192.0.2.1\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "\t192.0.2.1\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "#192.0.2.1\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "# a/b\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "mx.example.com\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "2001:db8::10/64\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "[192.0.2.1]\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "192.0.2\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "192.0..2\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "192.0.2/.1\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "-1.0.0.5\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "/255.0.0.0\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "\xef\xbb\xbf" "192.0.2.1\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "\n", 0, IPME_LINE_EMPTY, 0, 0, 0, 0 },
	{ "\r\n", 0, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	/* a zero octet ends the scan */
	{ "10.0.0.5\0 /255.0.0.0\n", 21, IPME_LINE_ENTRY, 0x0a000005,
	    0xffffffff, 0, 0 },
	{ "10.0.0.5/255.0.0\0.0\n", 20, IPME_LINE_NO_MASK, 0, 0, 0, 0 },
	{ "\0" "10.0.0.5\n", 10, IPME_LINE_NO_ADDRESS, 0, 0, 0, 0 },
	{ "10.0.0.5\0", 9, IPME_LINE_ENTRY, 0x0a000005, 0xffffffff, 1, 0 },
};

START_TEST(a_line)
{
	size_t len = cases[_i].len ? cases[_i].len : strlen(cases[_i].text);
	struct ipme_line line = first_line(cases[_i].text, len);

	ck_assert_int_eq(line.state, cases[_i].state);
	ck_assert_int_eq(line.no_newline, cases[_i].no_newline);
	if (line.state != IPME_LINE_ENTRY)
		return;
	ck_assert_uint_eq(line.address, cases[_i].address);
	ck_assert_uint_eq(line.mask, cases[_i].mask);
	ck_assert_int_eq(line.wraps, cases[_i].wraps);
}
END_TEST

START_TEST(lines_are_numbered)
{
	const char *file = "192.0.2.1\n\nx\n192.0.2.20";
	struct ipme_line line;
	size_t at = 0, number = 0;

	ck_assert(ipme_line_next(file, strlen(file), &at, &number, &line));
	ck_assert(ipme_line_next(file, strlen(file), &at, &number, &line));
	ck_assert_int_eq(line.state, IPME_LINE_EMPTY);
	ck_assert(ipme_line_next(file, strlen(file), &at, &number, &line));
	ck_assert(ipme_line_next(file, strlen(file), &at, &number, &line));
	ck_assert_uint_eq(line.number, 4);
	ck_assert_uint_eq(line.len, 9);
	ck_assert_uint_eq(line.whole_len, 10);
	ck_assert_uint_eq(line.address, 0xc0000202);
	ck_assert(!ipme_line_next(file, strlen(file), &at, &number, &line));
	at = number = 0;
	ck_assert(!ipme_line_next(NULL, 0, &at, &number, &line));
}
END_TEST

START_TEST(places_in_a_line)
{
	struct ipme_line line;

	line = first_line("10.0.0.5 /255.240.0.0 x\n", 24);
	ck_assert_uint_eq(line.address_len, 8);
	ck_assert_uint_eq(line.mask_at, 10);
	ck_assert_uint_eq(line.mask_len, 11);
	line = first_line("10.0.0.0/24\n", 12);
	ck_assert_uint_eq(line.address_len, 8);
	ck_assert_uint_eq(line.mask_at, 9);
	ck_assert_uint_eq(line.mask_len, 2);
	line = first_line("10.0.0.0\n", 9);
	ck_assert_uint_eq(line.mask_at, 0);
	ck_assert_uint_eq(line.mask_len, 0);
}
END_TEST

/* eth0 with a second address, one with a label, an interface that is down */
static struct interface sample[] = {
	{ "lo", 0x7f000001, true, 0x7f000001, true },
	{ "eth0", 0xc000020a, true, 0xc000020a, true },
	{ "eth0", 0xc000020b, true, 0xc000020a, true },
	{ "eth0:1", 0xc000020c, true, 0xc000020c, true },
	{ "eth1", 0xcb007114, false, 0xcb007114, false },
};
static const struct interfaces host = { .v4 = sample, .n = 5 };

static void
set_file(struct controls *controls, enum control_file file, const char *text)
{
	char *bytes = strdup(text);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(control_parse(&controls->file[file], file, bytes,
	    strlen(text)), 0);
}

static void
expect(const struct netset *set, const uint32_t *address, size_t n)
{
	size_t i;

	ck_assert_uint_eq(set->n, n);
	for (i = 0; i < n; i++)
		ck_assert_uint_eq(set->entry[i].address, address[i]);
}

START_TEST(first_per_label)
{
	static const uint32_t with_zero[] = {
		0, 0x7f000001, 0xc000020a, 0xc000020a, 0xc000020c
	};
	struct controls none = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme;

	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_NETQMAIL_106),
	    &host, &none), 0);
	expect(&ipme.me, with_zero, 5);
	ck_assert_uint_eq(ipme.not_me.n, 0);
	ck_assert_str_eq(ipme.me.entry[4].interface, "eth0:1");
	ck_assert_int_eq(ipme.me.entry[0].list, NETLIST_IMPLICIT);
	ck_assert_int_eq(ipme.me.entry[1].list, NETLIST_INTERFACE);
	ipme_free(&ipme);
	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_QMAIL_103),
	    &host, &none), 0);
	expect(&ipme.me, with_zero + 1, 4);
	ipme_free(&ipme);
}
END_TEST

START_TEST(all_addresses)
{
	static const uint32_t all[] = {
		0, 0x7f000001, 0xc000020a, 0xc000020b, 0xc000020c
	};
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme;

	set_file(&controls, CONTROL_MOREIPME, "203.0.113.5\n");
	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_NOTQMAIL_108),
	    &host, &controls), 0);
	expect(&ipme.me, all, 5);
	ipme_free(&ipme);
	controls_free(&controls);
}
END_TEST

START_TEST(files_of_the_patch)
{
	static const uint32_t me[] = {
		0x7f000000, 0, 0x7f000001, 0xc000020a, 0xc000020a,
		0xc000020c, 0xcb007100
	};
	static const uint32_t not_me[] = { 0xcb007105 };
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme;

	set_file(&controls, CONTROL_MOREIPME,
	    "# ours\n203.0.113.0/255.255.255.0\n");
	set_file(&controls, CONTROL_NOTIPME, "203.0.113.50");
	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_MOREIPME),
	    &host, &controls), 0);
	expect(&ipme.me, me, 7);
	ck_assert_uint_eq(ipme.me.entry[0].mask, 0xff000000);
	ck_assert_uint_eq(ipme.me.entry[6].mask, 0xffffff00);
	ck_assert_uint_eq(ipme.me.entry[6].line, 2);
	expect(&ipme.not_me, not_me, 1);
	ck_assert_int_eq(ipme.not_me.entry[0].list, NETLIST_NOTIPME);
	ipme_free(&ipme);
	controls.file[CONTROL_MOREIPME].state = CONTROL_UNREADABLE;
	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_SAGREDO),
	    &host, &controls), 0);
	expect(&ipme.me, me, 6);
	ipme_free(&ipme);
	controls_free(&controls);
}
END_TEST

START_TEST(seen_and_borne)
{
	const struct flavor *first = flavor_get(FLAVOR_MOREIPME);
	const struct flavor *all = flavor_get(FLAVOR_NOTQMAIL_109);

	ck_assert(ipme_sees(first, &host, &sample[1]));
	ck_assert(!ipme_sees(first, &host, &sample[2]));
	ck_assert(ipme_sees(all, &host, &sample[2]));
	ck_assert(!ipme_sees(first, &host, &sample[4]));
	ck_assert(!ipme_sees(all, &host, &sample[4]));
	ck_assert_ptr_eq(ipme_bearer(&host, 0xcb007114), &sample[4]);
	ck_assert_ptr_eq(ipme_bearer(&host, 0xc000020b), &sample[2]);
	ck_assert_ptr_null(ipme_bearer(&host, 0xc0000263));
}
END_TEST

/* several interfaces may bear an address: the first that is up, or the first */
START_TEST(borne_twice)
{
	struct interface both[] = {
		{ "eth0", 0xc000020a, false, 0xc000020a, false },
		{ "eth1", 0xc000020a, false, 0xc000020a, false },
		{ "eth2", 0xc000020a, true, 0xc000020a, true },
		{ "eth3", 0xc000020a, true, 0xc000020a, true },
		{ "eth4", 0xc000020a, false, 0xc000020a, false },
	};
	struct interfaces some = { .v4 = both, .n = 5 };

	ck_assert_ptr_eq(ipme_bearer(&some, 0xc000020a), &both[2]);
	some.n = 2;
	ck_assert_ptr_eq(ipme_bearer(&some, 0xc000020a), &both[0]);
	some.v4 = &both[3];
	ck_assert_ptr_eq(ipme_bearer(&some, 0xc000020a), &both[3]);
}
END_TEST

/* how many lines count, of each shape of file */
START_TEST(entries_are_counted)
{
	struct controls controls = { .file = { { .file = CONTROL_ME } } };

	set_file(&controls, CONTROL_MOREIPME, "10.0.0.1\n\nx\n10.0.0.2\n");
	set_file(&controls, CONTROL_LOCALS, "10.0.0.1\n#\nx\n");
	ck_assert_uint_eq(ipme_entries(&controls.file[CONTROL_MOREIPME]), 2);
	ck_assert_uint_eq(ipme_entries(&controls.file[CONTROL_LOCALS]), 2);
	controls_free(&controls);
}
END_TEST

/* a label that the ioctls do not find: up for the system, lost for qmail */
START_TEST(label_without_a_device)
{
	struct interface odd[] = {
		{ "mail", 0xc000020a, true, 0xc000020a, false },
		{ "eth0:2", 0xc000020b, true, 0, true },
	};
	const struct interfaces interfaces = { .v4 = odd, .n = 2 };
	const uint32_t zero[] = { 0 };	/* the flavor's own, once */
	struct controls none = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme;

	ck_assert(!ipme_sees(flavor_get(FLAVOR_NOTQMAIL_109), &interfaces,
	    &odd[0]));
	ck_assert(!ipme_sees(flavor_get(FLAVOR_MOREIPME), &interfaces,
	    &odd[1]));
	ck_assert(ipme_sees(flavor_get(FLAVOR_NOTQMAIL_109), &interfaces,
	    &odd[1]));
	ck_assert_int_eq(ipme_build(&ipme, flavor_get(FLAVOR_NETQMAIL_106),
	    &interfaces, &none), 0);
	expect(&ipme.me, zero, 1);
	ipme_free(&ipme);
}
END_TEST

/* what must hold on any system */
START_TEST(this_host)
{
	struct interfaces interfaces;
	size_t i;

	ck_assert_int_eq(ipme_scan(&interfaces), 0);
	for (i = 0; i < interfaces.n; i++) {
		const struct interface *interface = &interfaces.v4[i];

		ck_assert_ptr_nonnull(memchr(interface->name, '\0',
		    sizeof interface->name));
		ck_assert_ptr_nonnull(ipme_bearer(&interfaces,
		    interface->address));
		if (interface->address == 0x7f000001 && interface->up)
			ck_assert(ipme_sees(flavor_get(FLAVOR_NOTQMAIL_109),
			    &interfaces, interface));
	}
	interfaces_free(&interfaces);
	ck_assert_uint_eq(interfaces.n, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ipme");
	TCase *lines = tcase_create("lines"), *lists = tcase_create("lists");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(lines, a_line, 0, sizeof cases / sizeof cases[0]);
	tcase_add_test(lines, lines_are_numbered);
	tcase_add_test(lines, places_in_a_line);
	tcase_add_test(lists, first_per_label);
	tcase_add_test(lists, all_addresses);
	tcase_add_test(lists, files_of_the_patch);
	tcase_add_test(lists, seen_and_borne);
	tcase_add_test(lists, borne_twice);
	tcase_add_test(lists, entries_are_counted);
	tcase_add_test(lists, label_without_a_device);
	tcase_add_test(lists, this_host);
	suite_add_tcase(suite, lines);
	suite_add_tcase(suite, lists);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
