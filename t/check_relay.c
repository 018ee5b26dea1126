/*
 * check_relay.c: relays of smtproutes and authsenders, cut.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/relay.h"

struct cut {
	const char *line, *text, *host;
	const char *port;	/* NULL: none */
	unsigned number;
	bool many_colons, has_bar, is_secret;
};

static const struct cut cuts[] = {
	{ "k:relay", "relay", "relay", NULL, 25, false, false, false },
	{ ":relay", "relay", "relay", NULL, 25, false, false, false },
	{ "k:", "", "", NULL, 25, false, false, false },
	{ "k", "", "", NULL, 25, false, false, false },
	{ "k|s", "", "", NULL, 25, false, false, true },
	{ "k:relay:", "relay:", "relay", "", 0, false, false, false },
	{ "k:relay:2525", "relay:2525", "relay", "2525", 2525, false, false,
	    false },
	{ "k::26", ":26", "", "26", 26, false, false, false },
	{ "k: relay:1", " relay:1", " relay", "1", 1, false, false, false },
	{ "k:relay:12x3", "relay:12x3", "relay", "12x3", 12, false, false,
	    false },
	{ "k:relay:-1", "relay:-1", "relay", "-1", 0, false, false, false },
	{ "k:relay:65535", "relay:65535", "relay", "65535", 65535, false,
	    false, false },
	{ "k:relay:65536", "relay:65536", "relay", "65536", 0, false, false,
	    false },
	{ "k:relay:65561", "relay:65561", "relay", "65561", 25, false, false,
	    false },
	/* 2^64 + 26: what is past 16 bits is gone however far it is */
	{ "k:relay:18446744073709551642", "relay:18446744073709551642",
	    "relay", "18446744073709551642", 26, false, false, false },
	{ "k:2001:db8::1", "2001:db8::1", "2001", "db8::1", 0, true, false,
	    false },
	{ "k:relay:25:x", "relay:25:x", "relay", "25:x", 25, true, false,
	    false },
	{ "k:relay|u|p", "relay", "relay", NULL, 25, false, true, false },
	{ "k:relay:26|u|p:27", "relay:26", "relay", "26", 26, false, true,
	    false },
	{ "k:relay|u:27", "relay", "relay", NULL, 25, false, true, false },
	{ "k:relay:2|6", "relay:2", "relay", "2", 2, false, true, false },
	{ "k:|u|p", "", "", NULL, 25, false, true, false },
	{ "k|s:relay:26", "relay:26", "relay", "26", 26, false, false, true },
};

enum { CUTS = sizeof cuts / sizeof cuts[0] };

static void
assert_is(const char *text, size_t len, const char *want)
{
	ck_assert_uint_eq(len, strlen(want));
	ck_assert_int_eq(memcmp(text, want, len), 0);
}

static void
parse(struct control *c, const char *bytes, size_t size)
{
	char *copy = malloc(size);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, size);
	ck_assert_int_eq(control_parse(c, CONTROL_SMTPROUTES, copy, size), 0);
}

START_TEST(test_cut)
{
	const struct cut *cut = &cuts[_i];
	struct control c;
	struct relay relay;

	parse(&c, cut->line, strlen(cut->line));
	ck_assert_uint_eq(c.n, 1);
	relay_read(&relay, &c.entry[0]);
	assert_is(relay.text, relay.len, cut->text);
	assert_is(relay.text, relay.host_len, cut->host);
	ck_assert_int_eq(relay.has_port, cut->port != NULL);
	if (cut->port != NULL)
		assert_is(relay.port, relay.port_len, cut->port);
	ck_assert_uint_eq(relay.number, cut->number);
	ck_assert_int_eq(relay.many_colons, cut->many_colons);
	ck_assert_int_eq(relay.has_bar, cut->has_bar);
	ck_assert_int_eq(relay.is_secret, cut->is_secret);
	control_free(&c);
}
END_TEST

/* A zero octet makes entries of a line; what is behind its bar is secret. */
START_TEST(test_behind_a_zero_octet)
{
	static const char bytes[] = "k:relay|u\0x:host:26";
	struct control c;
	struct relay relay;

	parse(&c, bytes, sizeof bytes - 1);
	ck_assert_uint_eq(c.n, 2);
	relay_read(&relay, &c.entry[0]);
	ck_assert(!relay.is_secret);
	relay_read(&relay, &c.entry[1]);
	ck_assert(relay.is_secret);
	assert_is(relay.text, relay.host_len, "host");
	control_free(&c);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("relay");
	TCase *tests = tcase_create("relay");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, test_cut, 0, CUTS);
	tcase_add_test(tests, test_behind_a_zero_octet);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
