/* quote.c: an address as it goes over the wire. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/quote.h"

static const struct {
	const char *address, *quoted;
} cases[] = {
	{ "", "" }, { "a", "a" }, { "a..b", "a..b" }, { " ", " " },
	{ "a@h", "a@h" }, { "a.b@h", "a.b@h" }, { "a.b.c@h", "a.b.c@h" },
	{ "a@", "a@" }, { "a@h..h. h", "a@h..h. h" },
	{ "@", "\"\"@" }, { "@h", "\"\"@h" },
	{ ".@h", "\".\"@h" }, { ".a@h", "\".a\"@h" },
	{ "a.@h", "\"a.\"@h" }, { "a..b@h", "\"a..b\"@h" },
	{ "a.b..c@h", "\"a.b..c\"@h" },
	{ "a@b@h", "\"a@b\"@h" }, { "@@h", "\"@\"@h" },
	{ "\"a\"@h", "\"\\\"a\\\"\"@h" }, { "a\\@h", "\"a\\\\\"@h" },
	{ "\r\n@h", "\"\\\r\\\n\"@h" }, { "a\tb@h", "\"a\tb\"@h" },
};

START_TEST(quoted)
{
	char *made = quote_address(cases[_i].address);

	ck_assert_str_eq(made, cases[_i].quoted);
	free(made);
}
END_TEST

/* RFC 822's atoms need none; every other octet does, wherever it stands */
START_TEST(each_octet)
{
	static const char atom[] = "!#$%&'*+-/=?^_`{|}~.0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	char address[] = "aaa@h", *made;
	size_t at;
	int octet;

	for (octet = 1; octet < 256; octet++)
		for (at = 0; at < 3; at++) {
			strcpy(address, "aaa@h");
			address[at] = (char)octet;
			made = quote_address(address);
			ck_assert_ptr_nonnull(made);
			ck_assert_msg((made[0] != '"') ==
			    (strchr(atom, octet) != NULL &&
			    (octet != '.' || at == 1)), "%d at %zu", octet,
			    at);
			free(made);
		}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("quote");
	TCase *tcase = tcase_create("quote");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, quoted, 0, sizeof cases / sizeof cases[0]);
	tcase_add_test(tcase, each_octet);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
