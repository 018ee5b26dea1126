/* netmask.c: scanning, masks, matching, and which address is me. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "netmask.h"

static const struct {
	const char *text;
	size_t used;
	uint32_t address;
	bool wraps;
} scans[] = {
	{ "192.0.2.1", 9, 0xc0000201, false },
	{ "192.0.2.1 # note", 9, 0xc0000201, false },
	{ "192.0.2.257", 11, 0xc0000201, true },
	{ "1000.0.0.1", 10, 0xe8000001, true },
	{ "99999999999999999999.0.0.0", 26, 0xff000000, true },
	{ "001.002.003.0004", 16, 0x01020304, false },
	{ " 192.0.2.1", 0, 0, false },
	{ "192.0.2", 0, 0, false },
	{ "192.0.2.", 0, 0, false },
	{ "192..2.1", 0, 0, false },
	{ ".0.2.1", 0, 0, false },
	{ "", 0, 0, false },
	{ "2001:db8::1", 0, 0, false },
	{ "192.0.2.1.5", 9, 0xc0000201, false },
};

START_TEST(scan)
{
	uint32_t address = 0;
	bool wraps = false;

	ck_assert_uint_eq(netmask_scan(scans[_i].text, strlen(scans[_i].text),
	    &address, &wraps), scans[_i].used);
	ck_assert_uint_eq(address, scans[_i].address);
	ck_assert(wraps == scans[_i].wraps);
}
END_TEST

START_TEST(scan_stops_at_its_length)
{
	uint32_t address = 0;

	ck_assert_uint_eq(netmask_scan("192.0.2.15", 9, &address, NULL), 9);
	ck_assert_uint_eq(address, 0xc0000201);
	ck_assert_uint_eq(netmask_scan("192.0.2.15", 8, &address, NULL), 0);
}
END_TEST

START_TEST(literal)
{
	uint32_t address;

	ck_assert(netmask_scan_literal("192.0.2.1", &address));
	ck_assert(netmask_scan_literal("[192.0.2.1]", &address));
	ck_assert(netmask_scan_literal("448.0.2.1", &address));
	ck_assert_uint_eq(address, 0xc0000201);
	ck_assert(!netmask_scan_literal("192.0.2.1.example.com", &address));
	ck_assert(!netmask_scan_literal("192.0.2.1.", &address));
	ck_assert(!netmask_scan_literal("[192.0.2.1", &address));
	ck_assert(!netmask_scan_literal("192.0.2.1]", &address));
	ck_assert(!netmask_scan_literal("[]", &address));
	ck_assert(!netmask_scan_literal("", &address));
	ck_assert(!netmask_scan_literal("[IPv6:2001:db8::1]", &address));
}
END_TEST

START_TEST(parse)
{
	uint32_t address;

	ck_assert(netmask_parse("255.0.2.1", &address));
	ck_assert_uint_eq(address, 0xff000201);
	ck_assert(netmask_parse("[0.0.0.0]", &address));
	ck_assert_uint_eq(address, 0);
	ck_assert(!netmask_parse("256.0.2.1", &address));
	ck_assert(!netmask_parse("1.2.3", &address));
	ck_assert(!netmask_parse("1.2.3.4 ", &address));
	ck_assert(!netmask_parse("", &address));
}
END_TEST

static const struct {
	uint32_t mask;
	int length;
	bool prefix;
} masks[] = {
	{ 0xffffffff, 32, true }, { 0, 0, true }, { 0xffffff00, 24, true },
	{ 0xfffffe00, 23, true }, { 0xfc000000, 6, true },
	{ 0xf8000000, 5, true }, { 0xf0000000, 4, true },
	{ 0xe0000000, 3, true }, { 0xc0000000, 2, true },
	{ 0x80000000, 1, true }, { 0xff00ff00, 16, false },
	{ 0x000000ff, 8, false }, { 0x7f000000, 0, false },
	{ 0xffffff01, 24, false }, { 0xfefefefe, 28, false },
};

START_TEST(mask_length)
{
	ck_assert_int_eq(netmask_length(masks[_i].mask), masks[_i].length);
	ck_assert(netmask_is_prefix(masks[_i].mask) == masks[_i].prefix);
}
END_TEST

static void
add(struct netset *set, uint32_t address, uint32_t mask, size_t line)
{
	struct netentry entry = { .address = address, .mask = mask,
	    .line = line };

	ck_assert_int_eq(netset_add(set, &entry), 0);
}

START_TEST(longest)
{
	struct netset set = { 0 };

	ck_assert_ptr_null(netset_longest(&set, 0));
	add(&set, 0x0a000000, 0xff000000, 1);
	add(&set, 0x0a010000, 0xffff0000, 2);
	add(&set, 0x0a010000, 0xffff0000, 3);
	add(&set, 0x0a010105, 0xffffff00, 4);	/* host bits: never */
	ck_assert_uint_eq(netset_longest(&set, 0x0a010105)->line, 2);
	ck_assert_uint_eq(netset_longest(&set, 0x0a020105)->line, 1);
	ck_assert_ptr_null(netset_longest(&set, 0x0b000000));
	netset_free(&set);
	ck_assert_uint_eq(set.n, 0);
}
END_TEST

START_TEST(is_me)
{
	struct netset me = { 0 }, not_me = { 0 };
	const struct netentry *yes, *no;

	add(&me, 0x0a000000, 0xff000000, 1);
	ck_assert(netmask_is_me(&me, &not_me, 0x0a000001, &yes, &no));
	ck_assert_uint_eq(yes->line, 1);
	ck_assert_ptr_null(no);
	add(&not_me, 0x0a000000, 0xff000000, 1);	/* a tie: not me */
	ck_assert(!netmask_is_me(&me, &not_me, 0x0a000001, &yes, &no));
	ck_assert_ptr_nonnull(no);
	add(&me, 0x0a000001, NETMASK_HOST, 2);
	ck_assert(netmask_is_me(&me, &not_me, 0x0a000001, &yes, &no));
	ck_assert(!netmask_is_me(&me, &not_me, 0x0b000001, &yes, &no));
	ck_assert_ptr_null(yes);
	netset_free(&me);
	netset_free(&not_me);
}
END_TEST

START_TEST(zero_mask_in_both_is_a_tie_of_nothing)
{
	struct netset me = { 0 }, not_me = { 0 };
	const struct netentry *yes, *no;

	add(&me, 0, 0, 1);
	ck_assert(netmask_is_me(&me, &not_me, 0xffffffff, &yes, &no));
	add(&not_me, 0, 0, 1);
	ck_assert(!netmask_is_me(&me, &not_me, 0xffffffff, &yes, &no));
	netset_free(&me);
	netset_free(&not_me);
}
END_TEST

START_TEST(text)
{
	char shown[NETMASK_TEXT];

	ck_assert_str_eq(netmask_text(0xffffffff, shown), "255.255.255.255");
	ck_assert_str_eq(netmask_text(0x00010203, shown), "0.1.2.3");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("netmask");
	TCase *tcase = tcase_create("netmask");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, scan, 0, sizeof scans / sizeof scans[0]);
	tcase_add_test(tcase, scan_stops_at_its_length);
	tcase_add_test(tcase, literal);
	tcase_add_test(tcase, parse);
	tcase_add_loop_test(tcase, mask_length, 0,
	    sizeof masks / sizeof masks[0]);
	tcase_add_test(tcase, longest);
	tcase_add_test(tcase, is_me);
	tcase_add_test(tcase, zero_mask_in_both_is_a_tie_of_nothing);
	tcase_add_test(tcase, text);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
