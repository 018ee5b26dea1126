/*
 * check_finding.c: the table of findings, their order and their sentences.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "advice/finding.h"

static char *
text_of(const struct finding *f)
{
	char *text = finding_text(f);

	ck_assert_ptr_nonnull(text);
	return text;
}

START_TEST(test_slugs_are_found)
{
	enum finding_id id;

	for (id = 0; id < FINDINGS; id++) {
		ck_assert_int_eq(finding_by_slug(finding_slug(id)), id);
		ck_assert_int_le(finding_severity(id), SEVERITY_INFO);
		ck_assert_int_le(finding_fault(id), FAULT_NOBODY);
	}
	ck_assert_int_eq(finding_by_slug("no-such-finding"), FINDINGS);
	ck_assert_int_eq(finding_by_slug(""), FINDINGS);
	ck_assert_str_eq(severity_name(SEVERITY_ERROR), "error");
	ck_assert_str_eq(severity_name(SEVERITY_WARNING), "warning");
	ck_assert_str_eq(severity_name(SEVERITY_INFO), "info");
}
END_TEST

/* no sentence is left with a sign of its arguments, or a full stop */
START_TEST(test_sentences_are_whole)
{
	struct finding f = { .at = { CONTROL_LOCALS, 7 },
	    .other = { CONTROL_ME, 8 }, .number = 9,
	    .argument = { "A", "B", "C", "D" } };
	char *text, *fix;
	bool none;

	for (f.id = 0; f.id < FINDINGS; f.id++) {
		text = text_of(&f);
		fix = finding_fix(&f, &none);
		ck_assert_int_eq(none, fix == NULL);
		ck_assert_ptr_null(strpbrk(text, "$&"));
		ck_assert_int_ne(text[strlen(text) - 1], '.');
		if (fix != NULL) {
			ck_assert_ptr_null(strpbrk(fix, "$&"));
			ck_assert_int_ne(fix[strlen(fix) - 1], '.');
		}
		free(text);
		free(fix);
	}
}
END_TEST

START_TEST(test_arguments_are_escaped)
{
	struct findings all = { .finding = NULL };
	char *text;

	findings_add_at(&all, FINDING_CR_AT_LINE_END, CONTROL_LOCALS, 3,
	    "a\r\033[31m\\\xff" "b c", NULL);
	ck_assert_uint_eq(all.n, 1);
	text = text_of(&all.finding[0]);
	ck_assert_ptr_nonnull(strstr(text,
	    ": a\\013\\027[31m\\092\\255b c"));
	free(text);
	findings_free(&all);
}
END_TEST

/* names of the DNS come escaped, and are shown so once */
START_TEST(test_names_are_shown_once)
{
	struct findings all = { .finding = NULL };
	char *text;

	findings_add(&all, FINDING_MX_IPV6_ONLY,
	    "a\\.b\\;c\\007\\\\d.example", NULL);
	text = text_of(&all.finding[0]);
	ck_assert_ptr_nonnull(strstr(text,
	    " a\\046b;c\\007\\092d.example "));
	free(text);
	findings_free(&all);
	findings_add(&all, FINDING_MX_IPV6_ONLY, "", NULL);
	text = text_of(&all.finding[0]);
	ck_assert_ptr_nonnull(strstr(text, "host . has"));
	free(text);
	findings_free(&all);
}
END_TEST

START_TEST(test_place_in_sentences)
{
	struct findings all = { .finding = NULL };
	bool none;
	char *fix;

	findings_add_at(&all, FINDING_CR_AT_LINE_END, CONTROL_LOCALS, 12,
	    "x", NULL);
	fix = finding_fix(&all.finding[0], &none);
	ck_assert_str_eq(fix,
	    "remove the carriage return from line 12 of control/locals");
	free(fix);
	findings_free(&all);
}
END_TEST

START_TEST(test_other_place_and_number)
{
	struct findings all = { .finding = NULL };
	struct finding *f;
	char *text;

	f = findings_add_at(&all, FINDING_IPME_TIE, CONTROL_NOTIPME, 2,
	    "192.0.2.1", NULL);
	ck_assert_int_eq(f->other.file, CONTROL_FILES);
	f->other.file = CONTROL_MOREIPME;
	f->other.line = 70000;
	text = text_of(f);
	ck_assert_ptr_nonnull(strstr(text, "1 matches control/moreipme:70000 "
	    "as well"));
	free(text);
	f = findings_add(&all, FINDING_ORDER_RANDOM, "10", NULL);
	ck_assert_uint_eq(f->number, 0);
	f->number = 4;
	text = text_of(f);
	ck_assert_ptr_nonnull(strstr(text, "4 addresses have preference 10:"));
	free(text);
	findings_free(&all);
}
END_TEST

/* a phrase has signs of its own; what it shows is octets */
START_TEST(test_phrases)
{
	struct findings all = { .finding = NULL };
	struct finding *f;
	char *text, *fix;
	bool none;

	f = findings_add(&all, FINDING_NAT_SUSPECTED, "192.0.2.1",
	    "it is the address of $4 ($F:$L)", "do", "a$1&2%3\n", NULL);
	f->other.file = CONTROL_ME;
	f->other.line = 1;
	text = text_of(f);
	ck_assert_ptr_nonnull(strstr(text, ": it is the address of "
	    "a$1&2%3\\010 (control/me:1)"));
	free(text);
	fix = finding_fix(f, &none);
	ck_assert_str_eq(fix, "if 192.0.2.1 is this host: do");
	free(fix);
	findings_free(&all);
}
END_TEST

START_TEST(test_file_names)
{
	struct findings all = { .finding = NULL };
	struct finding *f;

	f = findings_add_at(&all, FINDING_ME_MISSING, CONTROL_ME, 0, NULL);
	ck_assert_str_eq(finding_file(f), "me");
	f = findings_add(&all, FINDING_NULL_MX, "a", NULL);
	ck_assert_ptr_null(finding_file(f));
	findings_free(&all);
}
END_TEST

/* What is set of one that was dropped touches none that was kept. */
START_TEST(test_dropped_takes_numbers)
{
	struct findings all = { .finding = NULL };
	struct finding *f;

	findings_add(&all, FINDING_MX_LITERAL, "a", NULL)->number = 1;
	f = findings_add(&all, FINDING_MX_LITERAL, "a", NULL);
	f->number = 2;
	f->severity = SEVERITY_INFO;
	f->other.file = CONTROL_ME;
	ck_assert_uint_eq(all.n, 1);
	ck_assert_uint_eq(all.finding[0].number, 1);
	ck_assert_int_eq(all.finding[0].severity, SEVERITY_WARNING);
	ck_assert_int_eq(all.finding[0].other.file, CONTROL_FILES);
	findings_free(&all);
}
END_TEST

START_TEST(test_same_is_dropped)
{
	struct findings all = { .finding = NULL };

	findings_add(&all, FINDING_MX_ALIAS, "a", NULL);
	findings_add(&all, FINDING_MX_ALIAS, "a", "more", NULL);
	ck_assert_uint_eq(all.n, 1);
	findings_add(&all, FINDING_MX_ALIAS, "b", NULL);
	findings_add_at(&all, FINDING_MX_ALIAS, CONTROL_ME, 0, "a", NULL);
	findings_add_at(&all, FINDING_MX_ALIAS, CONTROL_ME, 1, "a", NULL);
	findings_add(&all, FINDING_NULL_MX, "a", NULL);
	findings_add(&all, FINDING_NULL_MX, NULL);
	findings_add(&all, FINDING_NULL_MX, NULL);
	ck_assert_uint_eq(all.n, 6);
	findings_sort(&all);
	findings_add(&all, FINDING_MX_ALIAS, "b", NULL);
	ck_assert_uint_eq(all.n, 6);
	ck_assert(!all.no_memory);
	findings_free(&all);
	ck_assert_uint_eq(all.n, 0);
}
END_TEST

START_TEST(test_sort_and_thin)
{
	struct findings all = { .finding = NULL };

	findings_add_at(&all, FINDING_NOT_ASCII, CONTROL_LOCALS, 2, "w", NULL);
	findings_add(&all, FINDING_NULL_MX, "i", NULL);
	findings_add_at(&all, FINDING_LEADING_BLANK, CONTROL_LOCALS, 2,
	    "e", NULL);
	findings_add_at(&all, FINDING_CR_AT_LINE_END, CONTROL_LOCALS, 3,
	    "e2", NULL);
	findings_add_at(&all, FINDING_NOT_ASCII, CONTROL_RCPTHOSTS, 2,
	    "r", NULL);
	findings_add(&all, FINDING_MX_ALIAS, "x", NULL)->severity =
	    SEVERITY_ERROR;
	findings_add(&all, FINDING_MX_ALIAS, "y", NULL);
	findings_sort(&all);
	ck_assert_str_eq(all.finding[0].argument[0], "e");
	ck_assert_str_eq(all.finding[1].argument[0], "e2");
	ck_assert_str_eq(all.finding[2].argument[0], "x");
	ck_assert_str_eq(all.finding[3].argument[0], "w");
	ck_assert_str_eq(all.finding[6].argument[0], "y");
	findings_thin(&all);
	ck_assert_uint_eq(all.n, 6);
	ck_assert_str_eq(all.finding[3].argument[0], "r");
	findings_free(&all);
}
END_TEST

/* a file of many bad lines takes no time squared */
START_TEST(test_many)
{
	struct findings all = { .finding = NULL };
	size_t i;

	for (i = 1; i <= 200000; i++)
		findings_add_at(&all, FINDING_CR_AT_LINE_END, CONTROL_LOCALS,
		    i, "x", NULL);
	ck_assert_uint_eq(all.n, 200000);
	findings_sort(&all);
	findings_thin(&all);
	ck_assert_uint_eq(all.n, 200000);
	ck_assert_uint_eq(all.finding[199999].at.line, 200000);
	findings_free(&all);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("finding");
	TCase *tests = tcase_create("finding");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, test_slugs_are_found);
	tcase_add_test(tests, test_sentences_are_whole);
	tcase_add_test(tests, test_arguments_are_escaped);
	tcase_add_test(tests, test_names_are_shown_once);
	tcase_add_test(tests, test_place_in_sentences);
	tcase_add_test(tests, test_other_place_and_number);
	tcase_add_test(tests, test_phrases);
	tcase_add_test(tests, test_file_names);
	tcase_add_test(tests, test_dropped_takes_numbers);
	tcase_add_test(tests, test_same_is_dropped);
	tcase_add_test(tests, test_sort_and_thin);
	tcase_add_test(tests, test_many);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
