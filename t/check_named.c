/*
 * check_named.c: every domain that the control files name, each once.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/named.h"

enum { MANY = 1000, TEXT = MANY * 20 };

static void
parse(struct controls *controls, enum control_file file, const char *text)
{
	char *bytes = strdup(text);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(control_parse(&controls->file[file], file, bytes,
	    strlen(bytes)), 0);
}

static void
expect(const struct named_domain *domain, const char *name, size_t n,
    enum control_file file, size_t line)
{
	ck_assert_str_eq(domain->name, name);
	ck_assert_uint_eq(domain->n, n);
	ck_assert_int_eq(domain->where[n - 1].file, file);
	ck_assert_uint_eq(domain->where[n - 1].line, line);
}

/* in the order of the files, with the last place of each */
START_TEST(test_files)
{
	static struct controls controls;
	struct named named;

	parse(&controls, CONTROL_SMTPROUTES,
	    ":relay\n.suffix.example:\nroute.example:r|u|p\nsecret|x:y\n");
	parse(&controls, CONTROL_MORERCPTHOSTS, "more.example\n");
	parse(&controls, CONTROL_RCPTHOSTS, "B.example\nrcpt.example\n");
	parse(&controls, CONTROL_VIRTUALDOMAINS,
	    "joe@user.example:a\njoe@ann@two.example:a\nnocolon.example\n"
	    "joe@:a\n#c\nb.example:b\n");
	parse(&controls, CONTROL_LOCALS,
	    "a.example\n.dot.example\n\nb.example\n");
	parse(&controls, CONTROL_ME, "me.example\n");
	ck_assert_int_eq(named_collect(&named, &controls), 0);
	ck_assert_uint_eq(named.n, 8);
	expect(&named.domain[0], "a.example", 1, CONTROL_LOCALS, 1);
	expect(&named.domain[1], "b.example", 3, CONTROL_RCPTHOSTS, 1);
	expect(&named.domain[2], "user.example", 1, CONTROL_VIRTUALDOMAINS, 1);
	expect(&named.domain[3], "two.example", 1, CONTROL_VIRTUALDOMAINS, 2);
	expect(&named.domain[4], "rcpt.example", 1, CONTROL_RCPTHOSTS, 2);
	expect(&named.domain[5], "more.example", 1, CONTROL_MORERCPTHOSTS, 1);
	expect(&named.domain[6], "route.example", 1, CONTROL_SMTPROUTES, 3);
	expect(&named.domain[7], "secret", 1, CONTROL_SMTPROUTES, 4);
	named_free(&named);
	controls_free(&controls);
}
END_TEST

START_TEST(test_nothing)
{
	static struct controls controls;
	struct named named;

	ck_assert_int_eq(named_collect(&named, &controls), 0);
	ck_assert_uint_eq(named.n, 0);
	named_free(&named);
}
END_TEST

/* more than the table begins with; the places of each are bounded */
START_TEST(test_many)
{
	static struct controls controls;
	static char text[TEXT], name[32];
	struct named named;
	size_t i, len = 0;

	for (i = 0; i < MANY; i++)
		len += (size_t)sprintf(text + len, "n%zu.example\n", i / 10);
	parse(&controls, CONTROL_LOCALS, text);
	for (len = i = 0; i < MANY; i++)
		len += (size_t)sprintf(text + len, "n%zu.example\n", i);
	parse(&controls, CONTROL_RCPTHOSTS, text);
	ck_assert_int_eq(named_collect(&named, &controls), 0);
	ck_assert_uint_eq(named.n, MANY);
	for (i = 0; i < MANY; i++) {
		sprintf(name, "n%zu.example", i);
		ck_assert_str_eq(named.domain[i].name, name);
		ck_assert_uint_eq(named.domain[i].n, i < MANY / 10 ?
		    NAMED_PLACES : 1);
	}
	named_free(&named);
	controls_free(&controls);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("named");
	TCase *tests = tcase_create("named");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, test_files);
	tcase_add_test(tests, test_nothing);
	tcase_add_test(tests, test_many);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
