/*
 * check_flavor.c: names of flavors, and which fit the marks of a binary.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/flavor.h"

START_TEST(test_names)
{
	static const struct {
		const char *name;
		enum flavor_id id;
	} synonyms[] = {
		{ "qmail-1.03+moreipme", FLAVOR_MOREIPME },
		{ "netqmail-1.05", FLAVOR_NETQMAIL_106 },
		{ "notqmail-main", FLAVOR_NOTQMAIL_109 },
	};
	static const char *const unknown[] = {
		"", "qmail", "qmail-1.03 ", "QMAIL-1.03", "auto",
		"notqmail-1.10"
	};
	enum flavor_id id;
	size_t i;

	for (id = 0; id < FLAVORS; id++) {
		ck_assert_int_eq(flavor_get(id)->id, id);
		ck_assert_ptr_eq(flavor_by_name(flavor_get(id)->name),
		    flavor_get(id));
	}
	for (i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++)
		ck_assert_ptr_eq(flavor_by_name(synonyms[i].name),
		    flavor_get(synonyms[i].id));
	for (i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
		ck_assert_ptr_null(flavor_by_name(unknown[i]));
}
END_TEST

static const struct {
	struct flavor_marks marks;
	const char *source, *evidence;
	size_t n;
	enum flavor_id fits[FLAVORS];
} fits[] = {
	{ { .qmail_remote = true, .authsenders = true, .outgoingip = true,
	    .moreipme = true, .alias_failed = true }, "binary",
	    "control/authsenders", 1, { FLAVOR_SAGREDO } },
	{ { .qmail_remote = true, .outgoingip = true, .moreipme = true },
	    "binary", "control/outgoingip", 1, { FLAVOR_SAGREDO } },
	{ { .qmail_remote = true, .moreipme = true, .alias_failed = true },
	    "binary", "control/moreipme", 1, { FLAVOR_MOREIPME } },
	{ { .qmail_remote = true, .alias_failed = true }, "binary",
	    "look alike", 5, { FLAVOR_NETQMAIL_106, FLAVOR_NOTQMAIL_109,
	    FLAVOR_NOTQMAIL_108, FLAVOR_NOTQMAIL_107, FLAVOR_QMAIL_103 } },
	{ { .qmail_remote = true }, "binary", "no alias lookup", 1,
	    { FLAVOR_NOTQMAIL_109 } },
	{ { .alias_failed = true }, "default", "none that mxwhy knows", 1,
	    { FLAVOR_MOREIPME } },
};

START_TEST(test_fit)
{
	struct flavor_choice choice;
	size_t i;

	flavor_fit(&choice, &fits[_i].marks);
	ck_assert_str_eq(choice.source, fits[_i].source);
	ck_assert_msg(strstr(choice.evidence, fits[_i].evidence) != NULL,
	    "%s", choice.evidence);
	ck_assert(!choice.unreadable);
	ck_assert_uint_eq(choice.n, fits[_i].n);
	for (i = 0; i < choice.n; i++)
		ck_assert_ptr_eq(choice.fits[i], flavor_get(fits[_i].fits[i]));
}
END_TEST

START_TEST(test_choose)
{
	struct flavor_choice choice;

	flavor_choose(&choice, flavor_get(FLAVOR_SAGREDO));
	ck_assert_uint_eq(choice.n, 1);
	ck_assert_ptr_eq(choice.fits[0], flavor_get(FLAVOR_SAGREDO));
	ck_assert_str_eq(choice.source, "option");
	ck_assert_str_eq(choice.evidence, "--flavor sagredo");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("flavor");
	TCase *tests = tcase_create("flavor");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, test_names);
	tcase_add_loop_test(tests, test_fit, 0,
	    sizeof fits / sizeof fits[0]);
	tcase_add_test(tests, test_choose);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
